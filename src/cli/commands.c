#include "cli/commands.h"

#include <sysexits.h>

// Version 14 would spread each over seven lines.
// clang-format off
const struct command commands[] = {
    {.name = "demo", .run = cmd_demo, .options = demo_options, .needs_store = true,
     .makes_store = true,
     .what = "Invents a company and takes its three years into the store."},
    {.name = "import", .run = cmd_import, .args = "FILE", .args_min = 1, .args_max = 1,
     .options = import_options, .needs_store = true, .makes_store = true,
     .what = "Takes a file of your own into the store: all of it, or nothing; once, however often "
             "it is told."},
    {.name = "figures", .run = cmd_figures, .args = "METRIC", .args_min = 1, .args_max = 1,
     .options = figures_options, .needs_store = true,
     .what = "Shows a metric with its interval and verdict, for groups and times."},
    {.name = "remarks", .run = cmd_remarks, .args = "METRIC", .args_min = 1, .args_max = 1,
     .options = remarks_options, .needs_store = true,
     .what = "Shows the words behind a figure, newest first."},
    {.name = "metrics", .run = cmd_metrics, .needs_store = true,
     .what = "Lists what is measured, and how each metric is defined."},
    {.name = "imports", .run = cmd_imports, .needs_store = true,
     .what = "Lists what came in: when, from whom, how many rows were taken, repeated and refused."},
    {.name = "serve", .run = cmd_serve, .options = serve_options, .needs_store = true,
     .makes_store = true, .alone = true,
     .what = "Serves the pages and the intake over HTTP."},
    {.name = "key", .run = cmd_key, .args = "new NAME | list | revoke NAME", .args_min = 1, .args_max = 2,
     .needs_store = true, .makes_store = true,
     .what = "Makes, lists and revokes the keys with which systems send facts."},
    {.name = "people", .run = cmd_people, .options = people_options,
     .args = "list | setup | invite NAME EMAIL ROLE | reset EMAIL | revoke EMAIL", .args_min = 1,
     .args_max = 4, .needs_store = true,
     .what = "Says who may come in: a link for the first administrator, invitations, new passwords, "
             "ends."},
    {.name = "settings", .run = cmd_settings, .args = "list | set NAME [VALUE] | unset NAME", .args_min = 1,
     .args_max = 3, .needs_store = true, .makes_store = true,
     .what = "Says what the company is set up as; without VALUE it is read from standard input."},
    {.name = "record", .run = cmd_record, .options = record_options,
     .args = "KIND list | show ID | history ID | add | change ID | step ID NAME | archive ID | "
             "restore ID | export | import FILE",
     .args_min = 2, .args_max = 4, .needs_store = true,
     .what = "Shows, makes, changes and moves on records of every kind, alone or by the table."},
    {.name = "survey", .run = cmd_survey, .options = survey_options,
     .args = "list | templates [NAME] | show NAME | check FILE | put NAME FILE | publish NAME",
     .args_min = 1, .args_max = 3, .needs_store = true, .makes_store = true,
     .what = "Checks, keeps and takes into use what surveys ask, as JSON."},
    {.name = "case", .run = cmd_case, .options = case_options, .args = "list | show NUMBER | open", .args_min = 1,
     .args_max = 2, .needs_store = true,
     .what = "Shows what waits to be settled, one case with all that was written, and opens one."},
    {.name = "check", .run = cmd_check, .needs_store = true,
     .what = "Recounts the cube from the facts and verifies references, identities and the audit "
             "log."},
    {.name = "audit", .run = cmd_audit, .options = audit_options, .needs_store = true,
     .what = "Writes out who did what, one JSON object a line."},
    {.name = "customer", .run = cmd_customer, .args = "show KEY | export KEY | erase KEY | merge KEY | unmerge KEY | correct KEY NAME VALUE | consent KEY PURPOSE WORD | object KEY REASON",
     .args_min = 2, .args_max = 4, .options = customer_options, .needs_store = true,
     .what = "Shows a customer or gives the data out; corrects, forgets; notes consents; makes two one, or parts them again."},
    {.name = "retention", .run = cmd_retention, .args = "list | set DAYS | run",
     .args_min = 1, .args_max = 2, .options = retention_options, .needs_store = true,
     .what = "How long customers' words are kept, by source and subject; erases older ones."},
    {.name = "mail-in", .run = cmd_mail_in, .needs_store = true, .failed_status = EX_TEMPFAIL,
     .what = "Takes a mail from standard input, as a mail server pipes it: it becomes a case, or goes on with one. "
             "Fails with 75, so that the server keeps the mail and tries again."},
    {.name = "backup", .run = cmd_backup, .args = "FILE", .args_min = 1, .args_max = 1,
     .needs_store = true,
     .what = "Writes the whole store, as it is at this moment, into one file; a server may run."},
    {.name = "restore", .run = cmd_restore, .args = "FILE", .args_min = 1, .args_max = 1,
     .options = restore_options,
     .what = "Makes a new store of a backup, on either engine, and checks it: all, or nothing."},
    {.name = "stat", .run = cmd_stat, .help = cmd_stat_help, .options_of = stat_options_of,
     .args = "[NAME [FILE]]", .args_max = 4,
     .what = "Analyses a file: lists the analyses, explains one, or runs it. No store is needed."},
    {.name = "version", .run = cmd_version,
     .what = "Tells the version, its source and its licence."},
};
// clang-format on
const i64 command_count = COUNT_OF(commands);
