// commands: the functions and options behind the table of commands, one file each (cmd_<name>.c).
#pragma once

#include <signal.h>

#include "cli/cli.h"

extern const struct option demo_options[], import_options[], figures_options[], remarks_options[],
    restore_options[], customer_options[], retention_options[], campaign_options[], serve_options[], audit_options[],
    people_options[], record_options[], survey_options[], case_options[];

bool cmd_demo(ctx *c, struct call *call);
bool cmd_import(ctx *c, struct call *call);
bool cmd_figures(ctx *c, struct call *call);
bool cmd_remarks(ctx *c, struct call *call);
bool cmd_metrics(ctx *c, struct call *call);
bool cmd_imports(ctx *c, struct call *call);
bool cmd_serve(ctx *c, struct call *call);
bool cmd_key(ctx *c, struct call *call);
bool cmd_webhook(ctx *c, struct call *call);
bool cmd_people(ctx *c, struct call *call);
bool cmd_record(ctx *c, struct call *call);
bool cmd_survey(ctx *c, struct call *call);
bool cmd_case(ctx *c, struct call *call);
bool cmd_settings(ctx *c, struct call *call);
bool cmd_audit(ctx *c, struct call *call);
bool cmd_check(ctx *c, struct call *call);
bool cmd_customer(ctx *c, struct call *call);
bool cmd_mail_in(ctx *c, struct call *call);
bool cmd_retention(ctx *c, struct call *call);
bool cmd_campaign(ctx *c, struct call *call);
bool cmd_backup(ctx *c, struct call *call);
bool cmd_restore(ctx *c, struct call *call);
bool cmd_stat(ctx *c, struct call *call);
bool cmd_stat_help(ctx *c, struct call *call);
bool cmd_version(ctx *c, struct call *call);

// What the analysis that the first words name can be told.
const struct option *stat_options_of(ctx *c, i64 word_count, const str words[]);

// An import as `tuntuma import` does it, with its words and its progress; also what the demo loads
// itself with.
struct import_call {
    const char *file;
    str mapping;      // text; empty: a kept one
    str mapping_name; // of a kept one
    bool dry_run, good_rows, quiet;
};
MUST_USE bool import_file(ctx *c, struct call *call, struct import_call import);
// Folds what came in since, so that figures are quick and know their coverage. A server does it by
// itself; beside one this does nothing.
MUST_USE bool fold_now(ctx *c, const struct call *call);
