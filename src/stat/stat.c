#include "stat/stat.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"
#include "bounds.h"

enum {
    ROLES_MAX = 64,
    ROWS_SHOWN = 20,
    FORMATS_MAX = 16,
    WORDS_MAX = 16,
    NAME_COLUMNS = 16,
    LINE_COLUMNS = 100
};

// clang-format off
const struct stat_option stat_options[] = {
    {"format", "table|json|csv", "table", false, "how the answer is written"},
    {"rows", "N", "20", false, "rows of each table that are shown; 0: all. JSON and CSV have all"},
    {"table", "NAME", NULL, false, "which table is written as CSV; default the last"},
    {"level", "0.95", "0.95", false, "how sure intervals are"},
    {"seed", "N", "1", false, "where chance is drawn from: the same seed, the same answer"},
    {"where", "COLUMN=VALUE", NULL, true, "only rows with this value; of one column any of several"},
    {"missing", "WORD", NULL, true, "a word that stands for a missing value, beside the empty cell, a single dot, NA, N/A, NaN and null"},
    {"decimal", "point|comma", "point", false, "the sign before decimals"},
    {"date-format", "FORMAT", NULL, true, "how dates are written, as %d.%m.%Y; default 2026-11-21, with or without a time"},
    {"delimiter", "SIGN", NULL, false, "what stands between cells; default what the first row has most of"},
    {"encoding", "NAME", NULL, false, "of the file's text; default utf-8"},
    {"no-header", NULL, NULL, false, "the first row is data: columns are named 1, 2, 3 …"},
    {0},
};
// clang-format on

const struct analysis *stat_find(const str words[], i64 count, i64 *name_words)
{
    const struct analysis *found = NULL;
    for (i64 i = 0; i < analysis_count; i++) {
        str name = str_of(analyses[i]->name), head = {0};
        bool two = str_find(name, S(" ")) >= 0;
        str_cut(&name, ' ', &head);
        if (count < 1 || !str_equal(words[0], head)) continue;
        if (two && (count < 2 || !str_equal(words[1], name))) continue;
        if (found && !two) continue;
        found = analyses[i];
        *name_words = two ? 2 : 1;
    }
    return found;
}

static const struct stat_option *option_find(const struct stat_option *options, str name)
{
    for (const struct stat_option *o = options; o && o->name; o++)
        if (str_equal(str_of(o->name), name)) return o;
    return NULL;
}

static const struct stat_role *role_find(const struct stat_role *roles, str name)
{
    for (const struct stat_role *r = roles; r && r->name; r++)
        if (str_equal(str_of(r->name), name)) return r;
    return NULL;
}

const str *stat_nth(const struct stat_job *stat, const char *option, i64 n)
{
    for (i64 i = 0; i < stat->ask.value_count; i++)
        if (str_equal(stat->ask.values[i].name, str_of(option)) && !n--)
            return &stat->ask.values[i].text;
    return NULL;
}

bool stat_has(const struct stat_job *stat, const char *option)
{
    return stat_nth(stat, option, 0) != NULL;
}

str stat_text(const struct stat_job *stat, const char *option)
{
    const str *given = stat_nth(stat, option, 0);
    if (given) return *given;
    const struct stat_option *o = option_find(stat->analysis->options, str_of(option));
    if (!o) o = option_find(stat_options, str_of(option));
    assert(o); // the analysis asks for an option that its table does not have
    return o->otherwise ? str_of(o->otherwise) : (str){0};
}

static bool fail_option(ctx *c, const char *option, str text, const char *hint)
{
    return fail_with(c, ERR_USAGE,
                     fmt(c->arena, tr(c, "--%s cannot be \"%.*s\""), option, STR(text)), hint);
}

bool stat_f64(ctx *c, const struct stat_job *stat, const char *option, struct stat_bounds bounds,
              f64 *out)
{
    f64 value = 0;
    str text = stat_text(stat, option);
    if (!text.s) return true;
    if (!str_f64(text, &value) || value < bounds.low || value > bounds.high)
        return fail_option(
            c, option, text,
            fmt(c->arena, tr(c, "Give a number from %.12g to %.12g."), bounds.low, bounds.high));
    *out = value;
    return true;
}

bool stat_i64(ctx *c, const struct stat_job *stat, const char *option, struct stat_bounds bounds,
              i64 *out)
{
    i64 value = 0;
    str text = stat_text(stat, option);
    if (!text.s) return true;
    if (!str_i64(text, &value) || (f64)value < bounds.low || (f64)value > bounds.high)
        return fail_option(c, option, text,
                           fmt(c->arena, tr(c, "Give a whole number from %.0f to %.0f."),
                               bounds.low, bounds.high));
    *out = value;
    return true;
}

bool stat_choice(ctx *c, const struct stat_job *stat, const char *option, const char *const words[],
                 i64 count, i64 *out)
{
    str text = stat_text(stat, option);
    if (!text.s) return true;
    buf list = buf_new(c->arena, BOUND_MAPPING_BYTES);
    for (i64 i = 0; i < count; i++) {
        *out = i;
        if (str_equal(text, str_of(words[i]))) return true;
        buf_fmt(&list, "%s%s", i ? ", " : "", words[i]);
    }
    return fail_option(c, option, text,
                       fmt(c->arena, tr(c, "There are: %.*s."), STR(buf_str(&list))));
}

bool stat_rows_enough(ctx *c, const struct stat_job *stat, i64 least)
{
    if (stat->frame.count >= least) return true;
    return fail_with(
        c, ERR_REFUSED, fmt(c->arena, tr(c, "too few rows: %lld"), (long long)stat->frame.count),
        fmt(c->arena, tr(c, "Give at least %lld, without missing values."), (long long)least));
}

static void file_close(void *file)
{
    (void)fclose(file);
}

static const char *part_name(ctx *c, const char *name)
{
    return fmt(c->arena, "%s.part", name);
}

// Regular files alone are replaced: a pipe or a device is written as it is.
bool stat_create(ctx *c, struct stat_job *stat, str file, FILE **out)
{
    const char *name = str_c(c->arena, file), *input = str_c(c->arena, stat->ask.file);
    assert(!stat->writes);
    struct stat there, from;
    bool exists = fstatat(c->cwd_fd, name, &there, 0) == 0;
    if (exists && stat->ask.file.size && fstatat(c->cwd_fd, input, &from, 0) == 0 &&
        there.st_dev == from.st_dev && there.st_ino == from.st_ino)
        return fail_with(c, ERR_USAGE,
                         fmt(c->arena, tr(c, "%.*s is the file that is read"), STR(file)),
                         tr(c, "Give another name to write to."));
    bool whole = !exists || S_ISREG(there.st_mode);
    int fd = openat(c->cwd_fd, whole ? part_name(c, name) : name,
                    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd >= 0 && whole) stat->writes = name;
    *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (!*out)
        return fail_detail(c, ERR_SYSTEM, fmt(c->arena, tr(c, "could not write %.*s"), STR(file)),
                           tr(c, "Look at its folder and at who may write there."),
                           strerror(errno));
    arena_defer(c->arena, file_close, *out);
    return true;
}

// A file that was begun gets its name when all went well; else nothing stays of it.
static bool created_finish(ctx *c, const struct stat_job *stat, bool good)
{
    if (!stat->writes) return good;
    const char *part = part_name(c, stat->writes);
    if (!good) (void)unlinkat(c->cwd_fd, part, 0);
    if (!good || renameat(c->cwd_fd, part, c->cwd_fd, stat->writes) == 0) return good;
    const char *why = strerror(errno);
    (void)unlinkat(c->cwd_fd, part, 0);
    return fail_detail(c, ERR_SYSTEM, fmt(c->arena, tr(c, "could not write %s"), stat->writes),
                       tr(c, "Look at its folder and at who may write there."), why);
}

// --- What was asked, checked ---

static bool fail_usage(ctx *c, const struct analysis *analysis, const char *msg)
{
    return fail_with(c, ERR_USAGE, msg,
                     fmt(c->arena, tr(c, "See `tuntuma stat %s --help`."), analysis->name));
}

// The same column twice would be a question that agrees with itself.
static bool is_repeated(const struct stat_ask *ask, i64 at)
{
    for (i64 i = 0; i < at; i++)
        if (str_equal(ask->values[i].name, ask->values[at].name) &&
            str_equal(ask->values[i].text, ask->values[at].text))
            return true;
    return false;
}

static bool may_share(const struct analysis *analysis, str role)
{
    for (const char *const *at = analysis->may_share; at && *at; at++)
        if (str_equal(str_of(*at), role)) return true;
    return false;
}

// What is to be explained would explain itself; a column has one meaning, so that it stands for one
// role, but for those of which the analysis says that they look at properties side by side.
static bool columns_check(ctx *c, const struct stat_job *stat)
{
    const struct analysis *a = stat->analysis;
    for (i64 i = 0; i < stat->ask.value_count; i++) {
        struct stat_value value = stat->ask.values[i];
        for (i64 j = 0; j < i && role_find(a->roles, value.name); j++) {
            struct stat_value other = stat->ask.values[j];
            if (!role_find(a->roles, other.name) || !str_equal(other.text, value.text)) continue;
            if (may_share(a, value.name) && may_share(a, other.name)) continue;
            return fail_with(c, ERR_USAGE,
                             fmt(c->arena, tr(c, "--%.*s and --%.*s name the same column \"%.*s\""),
                                 STR(other.name), STR(value.name), STR(value.text)),
                             tr(c, "Give each a column of its own."));
        }
    }
    return true;
}

static bool names_check(ctx *c, const struct stat_job *stat)
{
    const struct analysis *a = stat->analysis;
    for (i64 i = 0; i < stat->ask.value_count; i++) {
        str name = stat->ask.values[i].name;
        const struct stat_role *role = role_find(a->roles, name);
        const struct stat_option *option = option_find(a->options, name);
        if (!option) option = option_find(stat_options, name);
        if (!role && !option)
            return fail_usage(c, a, fmt(c->arena, tr(c, "there is no option --%.*s"), STR(name)));
        bool many = role ? role->need == STAT_SOME || role->need == STAT_ANY : option->many;
        const char *text = str_c(c->arena, name);
        if (!many && stat_nth(stat, text, 1))
            return fail_usage(c, a, fmt(c->arena, tr(c, "--%s stands more than once"), text));
        if (role && is_repeated(&stat->ask, i))
            return fail_usage(c, a,
                              fmt(c->arena, tr(c, "--%s names the column \"%.*s\" twice"), text,
                                  STR(stat->ask.values[i].text)));
    }
    return true;
}

static const char *usual_of(const struct analysis *analysis, const struct stat_role *role)
{
    for (const struct stat_usual *u = analysis->usual; u && u->role; u++)
        if (!strcmp(u->role, role->name)) return u->column;
    return NULL;
}

static bool roles_check(ctx *c, const struct stat_job *stat)
{
    for (const struct stat_role *r = stat->analysis->roles; r && r->name; r++) {
        if ((r->need != STAT_ONE && r->need != STAT_SOME) || stat_has(stat, r->name)) continue;
        if (usual_of(stat->analysis, r)) continue;
        if (stat->analysis->file == STAT_FILE_OPTIONAL && !stat->ask.file.size) continue;
        return fail_usage(
            c, stat->analysis,
            fmt(c->arena, tr(c, "--%s is missing: which column is %s?"), r->name, r->what));
    }
    return true;
}

static bool file_check(ctx *c, const struct stat_job *stat)
{
    bool given = stat->ask.file.size > 0;
    if (given && stat->analysis->file == STAT_FILE_NONE)
        return fail_usage(
            c, stat->analysis,
            fmt(c->arena, tr(c, "\"%.*s\" is one word too many"), STR(stat->ask.file)));
    if (!given && stat->analysis->file == STAT_FILE_NEEDED)
        return fail_usage(c, stat->analysis, tr(c, "the file is missing"));
    return true;
}

// --- Reading ---

static bool conditions_read(ctx *c, const struct stat_job *stat, struct frame_order *order)
{
    struct frame_condition *conditions =
        NEW_ARRAY(c->arena, struct frame_condition, BOUND_CONDITIONS);
    const str *text = NULL;
    for (i64 i = 0; (text = stat_nth(stat, "where", i)) != NULL; i++) {
        i64 at = str_find(*text, S("="));
        if (i == BOUND_CONDITIONS || at <= 0)
            return fail_option(
                c, "where", *text,
                fmt(c->arena, tr(c, "Write COLUMN=VALUE, at most %d times."), BOUND_CONDITIONS));
        conditions[i] =
            (struct frame_condition){str_slice(*text, 0, at), str_slice(*text, at + 1, text->size)};
        order->condition_count = i + 1;
    }
    order->conditions = conditions;
    return true;
}

static bool formats_read(ctx *c, const struct stat_job *stat, struct frame_order *order)
{
    const char **formats = NEW_ARRAY(c->arena, const char *, FORMATS_MAX);
    const str *text = NULL;
    for (i64 i = 0; (text = stat_nth(stat, "date-format", i)) != NULL; i++) {
        char bad = 0;
        formats[MIN(i, FORMATS_MAX - 1)] = str_c(c->arena, *text);
        if (i == FORMATS_MAX || !civil_format_is_valid(str_c(c->arena, *text), &bad))
            return fail_option(c, "date-format", *text,
                               tr(c, "Write it as in %d.%m.%Y or %Y-%m-%d %H:%M."));
        order->format_count = i + 1;
    }
    order->formats = formats;
    return true;
}

static bool words_read(ctx *c, const struct stat_job *stat, struct frame_order *order)
{
    static const char *const signs[] = {"point", "comma"};
    str *words = NEW_ARRAY(c->arena, str, WORDS_MAX);
    str delimiter = stat_text(stat, "delimiter");
    i64 sign = 0;
    for (i64 i = 0; i < WORDS_MAX && stat_nth(stat, "missing", i); i++, order->missing_count = i)
        words[i] = *stat_nth(stat, "missing", i);
    order->missing = words;
    if (!stat_choice(c, stat, "decimal", signs, COUNT_OF(signs), &sign)) return false;
    order->decimal = sign ? ',' : '.';
    order->no_header = stat_has(stat, "no-header");
    order->encoding = stat_text(stat, "encoding");
    if (str_equal(delimiter, S("\\t")) || str_equal(delimiter, S("tab"))) delimiter = S("\t");
    if (delimiter.size > 1)
        return fail_option(c, "delimiter", delimiter, tr(c, "It is one sign, or tab."));
    order->delimiter = delimiter.size ? delimiter.s[0] : 0;
    return true;
}

// Columns that need not be named, where the file has them.
static void usual_add(const struct stat_job *stat, struct frame_order *order,
                      struct frame_choice *choices)
{
    for (const struct stat_role *r = stat->analysis->roles; r && r->name; r++) {
        const char *column = usual_of(stat->analysis, r);
        if (column && !stat_has(stat, r->name))
            choices[order->choice_count++] = (struct frame_choice){r, str_of(column), true};
    }
}

// Everything that options say of a file; roles that were given become columns.
static bool order_make(ctx *c, const struct stat_job *stat, str file, const struct stat_role *roles,
                       struct frame_order *out)
{
    struct frame_choice *choices =
        NEW_ARRAY(c->arena, struct frame_choice, stat->ask.value_count + ROLES_MAX);
    *out = (struct frame_order){.file = file, .roles = roles, .choices = choices};
    for (i64 i = 0; i < stat->ask.value_count; i++) {
        const struct stat_role *role = role_find(roles, stat->ask.values[i].name);
        if (role)
            choices[out->choice_count++] =
                (struct frame_choice){role, stat->ask.values[i].text, false};
    }
    if (roles == stat->analysis->roles) usual_add(stat, out, choices);
    return formats_read(c, stat, out) && words_read(c, stat, out);
}

bool stat_second(ctx *c, const struct stat_job *stat, str file, const struct stat_role *roles,
                 struct frame *out)
{
    struct frame_order order;
    if (!order_make(c, stat, file, roles, &order)) return false;
    if (order.choice_count) return frame_read(c, order, out);
    // Its columns are named as the roles are.
    i64 count = 0;
    while (roles[count].name)
        count++;
    struct frame_choice *choices = NEW_ARRAY(c->arena, struct frame_choice, MAX(count, 1));
    for (i64 i = 0; i < count; i++)
        choices[i] = (struct frame_choice){&roles[i], str_of(roles[i].name), false};
    order.choices = choices;
    order.choice_count = count;
    return frame_read(c, order, out);
}

static bool take_block(ctx *c, void *data, const struct frame *block)
{
    struct stat_job *stat = data;
    return stat->analysis->take(c, stat, block);
}

static bool file_read(ctx *c, struct stat_job *stat)
{
    struct frame_order order;
    if (!stat->ask.file.size) return true;
    if (!order_make(c, stat, stat->ask.file, stat->analysis->roles, &order) ||
        !conditions_read(c, stat, &order))
        return false;
    if (stat->analysis->take) {
        order.take = take_block;
        order.take_data = stat;
    }
    return frame_read(c, order, &stat->frame);
}

bool stat_run(ctx *c, const struct analysis *analysis, struct stat_ask ask)
{
    static const char *const formats[] = {"table", "json", "csv"};
    struct stat_job stat = {.analysis = analysis, .ask = ask};
    i64 format = 0, seed = 1, rows = ROWS_SHOWN;
    if (!names_check(c, &stat) || !columns_check(c, &stat) || !file_check(c, &stat) ||
        !roles_check(c, &stat) ||
        !stat_choice(c, &stat, "format", formats, COUNT_OF(formats), &format) ||
        !stat_f64(c, &stat, "level", (struct stat_bounds){0.5, 0.9999}, &stat.level) ||
        !stat_i64(c, &stat, "seed", (struct stat_bounds){0, 4294967295}, &seed) ||
        !stat_i64(c, &stat, "rows", (struct stat_bounds){0, 1e9}, &rows))
        return false;
    stat.seed = (u64)seed;
    stat.answer = answer_new(c, analysis->fields);
    bool good = file_read(c, &stat) && analysis->run(c, &stat);
    struct answer_head head = {analysis->name, ask.file, ask.file.size ? stat.frame.rows : -1,
                               stat.frame.gaps, stat.level};
    struct answer_style style = {(enum answer_format)format, rows, stat_text(&stat, "table")};
    return created_finish(c, &stat, good && answer_write(c, stat.answer, head, style));
}

// --- Help ---

void stat_list(FILE *out)
{
    (void)fprintf(out, "tuntuma stat NAME FILE [--ROLE COLUMN]… [options]\n\n");
    for (i64 i = 0; i < analysis_count; i++) {
        (void)fprintf(out, "  ");
        text_pad(out, analyses[i]->name, NAME_COLUMNS, false);
        (void)fprintf(out, "%s\n", analyses[i]->what);
    }
    (void)fprintf(out, "\ntuntuma stat NAME --help tells more of each: what it answers, what it "
                       "needs, how, and when not to use it.\n");
}

// Words of a text in lines of a terminal, all but the first after `indent` blanks.
static void wrapped(FILE *out, const char *text, i64 indent)
{
    str rest = str_of(text), word = {0};
    i64 at = indent;
    while (str_cut(&rest, ' ', &word)) {
        char copy[256];
        (void)snprintf(copy, sizeof copy, "%.*s", STR(word));
        i64 width = text_width(copy);
        if (at > indent && at + 1 + width > LINE_COLUMNS) {
            (void)fprintf(out, "\n%*s", (int)indent, "");
            at = indent;
        }
        (void)fprintf(out, "%s%.*s", at > indent ? " " : "", STR(word));
        at += width + (at > indent);
    }
    (void)fputc('\n', out);
}

static void section(FILE *out, const char *name, const char *text)
{
    if (!text) return;
    (void)fprintf(out, "\n%s\n  ", name);
    wrapped(out, text, 2);
}

enum { LEFT_COLUMNS = 28 };

static void help_line(FILE *out, const char *left, const char *text)
{
    text_pad(out, left, LEFT_COLUMNS, false);
    if (text_width(left) >= LEFT_COLUMNS) (void)fprintf(out, "\n%*s", LEFT_COLUMNS, "");
    wrapped(out, text, LEFT_COLUMNS);
}

// Something may follow it.
static str without_stop(const char *sentence)
{
    str text = str_of(sentence);
    return str_ends(text, S(".")) ? str_slice(text, 0, text.size - 1) : text;
}

static void help_usage(FILE *out, const struct analysis *analysis)
{
    static const char *const files[] = {" FILE", " [FILE]", ""};
    (void)fprintf(out, "tuntuma stat %s%s", analysis->name, files[analysis->file]);
    for (const struct stat_role *r = analysis->roles; r && r->name; r++)
        if ((r->need == STAT_ONE || r->need == STAT_SOME) && analysis->file == STAT_FILE_NEEDED)
            (void)fprintf(out, " %s--%s COLUMN%s%s", usual_of(analysis, r) ? "[" : "", r->name,
                          r->need == STAT_SOME ? "…" : "", usual_of(analysis, r) ? "]" : "");
    (void)fprintf(out, " [options]\n%s\n", analysis->what);
}

static void help_roles(FILE *out, const struct analysis *analysis)
{
    const struct stat_role *roles = analysis->roles;
    static const char *const types[] = {"numbers", "names", "keys", "dates or times", "texts"};
    static const char *const needs[] = {"", "; optional", "; once or more", "; any number of them"};
    if (!roles || !roles->name) return;
    (void)fprintf(out, "\nColumns\n");
    for (const struct stat_role *r = roles; r->name; r++) {
        char left[64], text[512];
        (void)snprintf(left, sizeof left, "  --%s COLUMN", r->name);
        const char *usual = usual_of(analysis, r);
        str what = without_stop(r->what);
        (void)snprintf(text, sizeof text, "%.*s (%s%s%s%s)", STR(what), types[r->type],
                       needs[r->need], usual ? "; default " : "", usual ? usual : "");
        help_line(out, left, text);
    }
}

static void help_options(FILE *out, const char *title, const struct stat_option *options)
{
    if (!options || !options->name) return;
    (void)fprintf(out, "\n%s\n", title);
    for (const struct stat_option *o = options; o->name; o++) {
        char left[96], text[600];
        (void)snprintf(left, sizeof left, "  --%s%s%s", o->name, o->value ? " " : "",
                       o->value ? o->value : "");
        str what = without_stop(o->what);
        (void)snprintf(text, sizeof text, "%.*s%s%s%s", STR(what), o->otherwise ? "; default " : "",
                       o->otherwise ? o->otherwise : "", o->many ? " (more than once)" : "");
        help_line(out, left, text);
    }
}

static void help_fields(FILE *out, const struct answer_field *fields)
{
    (void)fprintf(out, "\nFields of the answer (JSON: result)\n");
    for (const struct answer_field *f = fields; f && f->name; f++) {
        char left[96];
        (void)snprintf(left, sizeof left, "  %s ", f->name);
        help_line(out, left, f->what);
    }
}

void stat_help(FILE *out, const struct analysis *analysis)
{
    help_usage(out, analysis);
    section(out, "Question", analysis->question);
    help_roles(out, analysis);
    help_options(out, "Options", analysis->options);
    section(out, "Method", analysis->method);
    section(out, "Source", analysis->source);
    section(out, "Assumptions", analysis->assumptions);
    section(out, "When not to use it", analysis->not_for);
    help_fields(out, analysis->fields);
    help_options(out, "Options of all analyses", stat_options);
}
