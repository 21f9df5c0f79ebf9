#include "cli/commands.h"

const struct command commands[] = {
    {
     .name = "demo",
     .what = "Invents a company and takes its three years into the store.",
     .options = demo_options,
     .needs_store = true,
     .run = cmd_demo,
     },
    {
     .name = "import",
     .args = "FILE",
     .args_min = 1,
     .args_max = 1,
     .what = "Takes a file of your own into the store: all of it, or nothing; once, however "
                "often it is told.", .options = import_options,
     .needs_store = true,
     .run = cmd_import,
     },
    {
     .name = "figures",
     .args = "METRIC",
     .args_min = 1,
     .args_max = 1,
     .what = "Shows a metric with its interval and verdict, for groups and times.",
     .options = figures_options,
     .needs_store = true,
     .run = cmd_figures,
     },
    {
     .name = "remarks",
     .args = "METRIC",
     .args_min = 1,
     .args_max = 1,
     .what = "Shows the words behind a figure, newest first.",
     .options = remarks_options,
     .needs_store = true,
     .run = cmd_remarks,
     },
    {
     .name = "metrics",
     .what = "Lists what is measured, and how each metric is defined.",
     .needs_store = true,
     .run = cmd_metrics,
     },
    {
     .name = "imports",
     .what =
            "Lists what came in: when, from whom, how many rows were taken, repeated and refused.",                                                                           .needs_store = true,
     .run = cmd_imports,
     },
    {
     .name = "serve",
     .what = "Serves the pages and the intake over HTTP, on this machine alone.",
     .options = serve_options,
     .needs_store = true,
     .alone = true,
     .run = cmd_serve,
     },
    {
     .name = "key",
     .args = "new NAME | list | revoke NAME",
     .args_min = 1,
     .args_max = 2,
     .what = "Makes, lists and revokes the keys with which systems send facts.",
     .needs_store = true,
     .run = cmd_key,
     },
    {
     .name = "check",
     .what = "Recounts the cube from the facts and verifies references and identities.",
     .needs_store = true,
     .run = cmd_check,
     },
    {
     .name = "version",
     .what = "Tells the version, its source and its licence.",
     .run = cmd_version,
     },
};
const i64 command_count = COUNT_OF(commands);
