// embed: turns files of the tree into C that is compiled in.
//   embed sql OUT_DIR SRC_DIR        named statements and migrations → sql.h, sql.c
//   embed assets OUT_DIR DIR...      everything below the folders → assets.h, assets.c
//
// A statement starts at a comment line "-- name(params) → shape: sentence" and goes on to its
// semicolon or to the next such line. "name@pg" and "name@duck" stand next to each other where the
// engines differ. A statement whose shape is "fragment" is a piece that C composes; its parameters
// are numbered by the whole, so gaps are allowed there. Stands alone (no base): it runs before
// anything else is built.
#define _GNU_SOURCE
#include <assert.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PARAMS_MAX = 64, STATEMENTS_MAX = 4096, FILES_MAX = 8192, TABLES_MAX = 256 };
enum { LOCK_FACTS = 1, LOCK_RECORDS = 2 }; // as store/store.h

struct file {
    char *path;  // as opened
    char *name;  // below its folder
    char *bytes; // NUL-terminated
    size_t size;
};

struct files {
    struct file item[FILES_MAX];
    int count;
};

struct statement {
    char *name, *shape;
    char *text_duck, *text_pg, *text_both;
    int params;
    const char *path;
    int line;
};

static struct files files;
static struct statement statements[STATEMENTS_MAX];
static int statement_count;
static char *fact_tables[TABLES_MAX];
static int fact_table_count;

__attribute__((noreturn, format(printf, 3, 4))) static void die(const char *path, int line,
                                                                const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (line > 0)
        (void)fprintf(stderr, "%s:%d: error: ", path, line);
    else
        (void)fprintf(stderr, "%s: error: ", path);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static void *must(void *p)
{
    if (!p) die("embed", 0, "out of memory");
    return p;
}

static char *text_of(const char *from, size_t size)
{
    return must(strndup(from, size));
}

__attribute__((format(printf, 1, 2))) static char *text_fmt(const char *format, ...)
{
    char *text = NULL;
    va_list args;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0) text = NULL;
    va_end(args);
    return must(text);
}

// Files

static void file_read(struct file *file)
{
    FILE *in = fopen(file->path, "rbe");
    if (!in) die(file->path, 0, "%s", strerror(errno));
    if (fseek(in, 0, SEEK_END) != 0) die(file->path, 0, "%s", strerror(errno));
    long size = ftell(in);
    if (size < 0) die(file->path, 0, "%s", strerror(errno));
    rewind(in);
    file->size = (size_t)size;
    file->bytes = must(calloc(file->size + 1, 1));
    if (fread(file->bytes, 1, file->size, in) != file->size) die(file->path, 0, "cannot be read");
    (void)fclose(in);
}

static void folder_read(const char *folder, const char *below, const char *suffix)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    if (count < 0) die(folder, 0, "%s", strerror(errno));
    for (int i = 0; i < count; i++) {
        const char *entry = entries[i]->d_name;
        char *path = text_fmt("%s/%s", folder, entry);
        char *name = below[0] ? text_fmt("%s/%s", below, entry) : text_fmt("%s", entry);
        struct stat st;
        bool is_hidden = entry[0] == '.';
        if (!is_hidden && stat(path, &st) != 0) die(path, 0, "%s", strerror(errno));
        if (!is_hidden && S_ISDIR(st.st_mode)) folder_read(path, name, suffix);
        size_t length = strlen(name);
        bool fits = length >= strlen(suffix) && !strcmp(name + length - strlen(suffix), suffix);
        if (!is_hidden && S_ISREG(st.st_mode) && fits) {
            if (files.count == FILES_MAX) die(path, 0, "too many files");
            struct file *file = &files.item[files.count++];
            *file = (struct file){.path = path, .name = name};
            file_read(file);
        }
        free(entries[i]);
    }
    free(entries);
}

// C out

static FILE *out_open(const char *folder, const char *name)
{
    char *path = text_fmt("%s/%s", folder, name);
    FILE *out = fopen(path, "wbe");
    if (!out) die(path, 0, "%s", strerror(errno));
    free(path);
    return out;
}

static void out_close(FILE *out, const char *name)
{
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) die(name, 0, "cannot be written");
}

// A string literal; a line of text is a line of C. Question marks are escaped because of trigraphs.
static void out_literal(FILE *out, const char *bytes, size_t size)
{
    (void)fputc('"', out);
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        bool plain = byte >= 32 && byte < 127 && byte != '"' && byte != '\\' && byte != '?';
        if (plain)
            (void)fputc(byte, out);
        else if (byte == '\n')
            (void)fputs("\\n", out);
        else
            (void)fprintf(out, "\\%03o", byte);
        bool breaks = byte == '\n' || i % 4000 == 3999;
        if (breaks && i + 1 < size) (void)fputs("\"\n        \"", out);
    }
    (void)fputc('"', out);
}

// Named statements

static bool is_name_character(char character)
{
    return islower((unsigned char)character) || isdigit((unsigned char)character) ||
           character == '_';
}

struct head {
    char *name, *engine, *shape;
    int params;
};

// Reads "-- name@engine(a, b) → shape: sentence"; false when the line is any other. Without a shape
// there are no rows.
static bool head_read(const char *line, size_t size, const char *path, int number,
                      struct head *head)
{
    static const char arrow[] = " \xe2\x86\x92 ";
    char *text = text_of(line, size);
    *head = (struct head){0};
    if (strncmp(text, "-- ", 3) != 0) return free(text), false;
    char *at = text + 3;
    size_t name_size = 0;
    while (is_name_character(at[name_size]))
        name_size++;
    char *after = at + name_size;
    size_t engine_size = 0;
    if (*after == '@') {
        while (is_name_character(after[1 + engine_size]))
            engine_size++;
    }
    char *open = *after == '@' ? after + 1 + engine_size : after;
    char *close = *open == '(' ? strchr(open, ')') : NULL;
    if (!name_size || !close) return free(text), false;
    bool has_shape = !strncmp(close + 1, arrow, strlen(arrow));
    char *shape = close + 1 + (has_shape ? strlen(arrow) : 0);
    char *colon = strchr(shape, ':');
    if (!colon || (!has_shape && colon != shape)) return free(text), false;
    head->name = text_of(at, name_size);
    head->engine = text_of(after + 1, engine_size);
    bool is_known = !engine_size || !strcmp(head->engine, "pg") || !strcmp(head->engine, "duck");
    if (!is_known) die(path, number, "unknown engine @%s: it is pg or duck", head->engine);
    head->shape = has_shape ? text_of(shape, (size_t)(colon - shape)) : text_of("none", 4);
    if (close > open + 1) head->params = 1;
    for (const char *p = open; p < close; p++)
        head->params += *p == ',';
    free(text);
    return true;
}

// The highest $n outside of quotes; dies where a number below it is missing, unless gaps are
// allowed.
static int params_count(const char *text, bool gaps_allowed, const char *path, int line)
{
    bool seen[PARAMS_MAX + 1] = {0};
    int highest = 0;
    char quote = 0;
    for (const char *p = text; *p; p++) {
        if (quote) {
            if (*p == quote) quote = 0;
        } else if (p[0] == '-' && p[1] == '-') {
            p += strcspn(p, "\n") - 1;
        } else if (*p == '\'' || *p == '"') {
            quote = *p;
        } else if (*p == '$' && isdigit((unsigned char)p[1])) {
            long number = strtol(p + 1, NULL, 10);
            if (number < 1 || number > PARAMS_MAX)
                die(path, line, "parameter $%ld is not in 1 to %d", number, PARAMS_MAX);
            seen[number] = true;
            highest = number > highest ? (int)number : highest;
        }
    }
    if (quote) die(path, line, "a quote (%c) is not closed", quote);
    for (int i = 1; i < highest && !gaps_allowed; i++) {
        if (!seen[i]) die(path, line, "parameter $%d is not used, but $%d is", i, highest);
    }
    return highest;
}

static struct statement *statement_find(struct head head, const char *path, int line)
{
    for (int i = 0; i < statement_count; i++) {
        struct statement *known = &statements[i];
        if (strcmp(known->name, head.name) != 0) continue;
        bool is_neighbour = i == statement_count - 1 && known->path == path;
        if (!is_neighbour)
            die(path, line, "%s is defined already at %s:%d", head.name, known->path, known->line);
        if (strcmp(known->shape, head.shape) != 0)
            die(path, line, "%s has shape %s at line %d", head.name, known->shape, known->line);
        return known;
    }
    if (statement_count == STATEMENTS_MAX) die(path, line, "too many statements");
    struct statement *made = &statements[statement_count++];
    *made = (struct statement){.name = head.name, .shape = head.shape, .path = path, .line = line};
    made->params = -1;
    return made;
}

static void statement_add(struct head head, char *text, const char *path, int line)
{
    size_t size = strlen(text);
    while (size && (isspace((unsigned char)text[size - 1]) || text[size - 1] == ';'))
        size--;
    text[size] = 0;
    if (!size) die(path, line, "%s has no text", head.name);
    bool is_fragment = !strcmp(head.shape, "fragment");
    int params = params_count(text, is_fragment, path, line);
    if (!is_fragment && params != head.params)
        die(path, line, "%s names %d parameters, its text uses %d", head.name, head.params, params);

    struct statement *statement = statement_find(head, path, line);
    if (statement->params >= 0 && statement->params != params && !is_fragment)
        die(path, line, "%s uses %d parameters here, %d above", head.name, params,
            statement->params);
    statement->params = params > statement->params ? params : statement->params;
    char **slot = !head.engine[0]              ? &statement->text_both
                  : !strcmp(head.engine, "pg") ? &statement->text_pg
                                               : &statement->text_duck;
    if (*slot) die(path, line, "%s is defined twice", head.name);
    *slot = text;
}

// Lines of comment are left out of the text; what follows a semicolon belongs to nothing but
// comments.
static void statements_read(const struct file *file)
{
    struct head head = {0};
    int head_line = 0, number = 0;
    bool is_open = false;
    char *text = NULL;
    for (const char *line = file->bytes; *line;) {
        size_t size = strcspn(line, "\n");
        const char *next = line + size + (line[size] == '\n');
        struct head found;
        number++;
        if (head_read(line, size, file->path, number, &found)) {
            if (head.name) statement_add(head, text, file->path, head_line);
            head = found;
            head_line = number;
            text = text_of("", 0);
            is_open = true;
        } else if (size && strncmp(line, "--", 2) != 0) {
            if (!is_open) die(file->path, number, "a statement needs a line that names it");
            char *longer = text_fmt("%s%.*s\n", text, (int)size, line);
            free(text);
            text = longer;
            is_open = line[size - 1] != ';';
        }
        line = next;
    }
    if (head.name) statement_add(head, text, file->path, head_line);
}

static void statement_check(const struct statement *s)
{
    if (!s->text_both && !s->text_pg) die(s->path, s->line, "%s has no text for pg", s->name);
    if (!s->text_both && !s->text_duck) die(s->path, s->line, "%s has no text for duck", s->name);
}

// Which locks a statement needs: those of the tables that it writes.

static void fact_tables_read(const char *source)
{
    struct file file = {.path = text_fmt("%s/facts/TABLES", source)};
    file_read(&file);
    for (char *line = strtok(file.bytes, "\n"); line; line = strtok(NULL, "\n")) {
        if (line[0] == '#') continue;
        if (fact_table_count == TABLES_MAX) die(file.path, 0, "too many tables");
        fact_tables[fact_table_count++] = line;
    }
}

static int locks_of_table(const char *name, size_t size)
{
    for (int i = 0; i < fact_table_count; i++)
        if (strlen(fact_tables[i]) == size && !strncmp(fact_tables[i], name, size))
            return LOCK_FACTS;
    return LOCK_RECORDS;
}

// The word at *at, and *at behind it; false at the end.
static bool word_next(const char **at, const char **word, size_t *size)
{
    const char *p = *at;
    while (*p && !isalpha((unsigned char)*p) && *p != '_')
        p++;
    *word = p;
    while (isalnum((unsigned char)*p) || *p == '_')
        p++;
    *size = (size_t)(p - *word);
    *at = p;
    return *size > 0;
}

static bool word_is(const char *word, size_t size, const char *keyword)
{
    return strlen(keyword) == size && !strncmp(word, keyword, size);
}

// INSERT INTO t, UPDATE t (but not FOR UPDATE, DO UPDATE), DELETE FROM t; keywords in capitals.
static int locks_of_text(const char *text)
{
    const char *at = text, *word, *before = "";
    size_t size, before_size = 0;
    int locks = 0;
    while (text && word_next(&at, &word, &size)) {
        bool inserts = word_is(before, before_size, "INSERT") && word_is(word, size, "INTO");
        bool deletes = word_is(before, before_size, "DELETE") && word_is(word, size, "FROM");
        bool updates = word_is(word, size, "UPDATE") && !word_is(before, before_size, "DO") &&
                       !word_is(before, before_size, "FOR");
        before = word;
        before_size = size;
        if ((inserts || deletes || updates) && word_next(&at, &word, &size))
            locks |= locks_of_table(word, size);
    }
    return locks;
}

static int locks_of(const struct statement *s)
{
    return locks_of_text(s->text_both) | locks_of_text(s->text_duck) | locks_of_text(s->text_pg);
}

// Migrations: NNNN_name.sql, NNNN_name.pg.sql, NNNN_name.duck.sql

static bool is_migration(const struct file *file)
{
    return strstr(file->name, "migrations/") != NULL;
}

static void out_migration(FILE *out, const struct file *file)
{
    const char *name = strrchr(file->name, '/') + 1;
    char *end = NULL;
    long number = strtol(name, &end, 10);
    if (end != name + 4 || *end != '_' || number < 1)
        die(file->path, 0, "a migration is named NNNN_name.sql");
    const char *dot = strchr(name, '.');
    const char *engine = !strcmp(dot, ".pg.sql") ? "pg" : !strcmp(dot, ".duck.sql") ? "duck" : "";
    if (!engine[0] && strcmp(dot, ".sql") != 0)
        die(file->path, 0, "a migration ends in .sql, .pg.sql or .duck.sql");
    (void)fprintf(out, "    {%ld, \"%.*s\", \"%s\",\n        ", number, (int)(dot - end - 1),
                  end + 1, engine);
    out_literal(out, file->bytes, file->size);
    (void)fputs("},\n", out);
}

static void sql_header(const char *folder)
{
    FILE *out = out_open(folder, "sql.h");
    (void)fputs("// Made by tools/embed from the .sql files.\n#pragma once\n\nenum sql {\n", out);
    for (int i = 0; i < statement_count; i++)
        (void)fprintf(out, "    SQL_%s, // %s:%d\n", statements[i].name, statements[i].path,
                      statements[i].line);
    (void)fputs(
        "    SQL__COUNT\n};\n\n"
        "struct sql_text {\n"
        "    const char *name, *text_duck, *text_pg;\n"
        "    int params;\n"
        "    const char *shape; // \"fragment\": a piece that is composed, not a statement\n"
        "    int locks;         // enum store_locks that it needs, as bits; 0: it writes nothing\n"
        "};\n\n"
        "extern const struct sql_text sql_texts[];\n"
        "extern const char *const fact_tables[]; // src/facts/TABLES; the last is NULL\n\n"
        "struct migration {\n"
        "    int number;\n"
        "    const char *name;\n"
        "    const char *engine; // \"pg\", \"duck\", or empty: both\n"
        "    const char *text;\n"
        "};\n\n"
        "extern const struct migration migrations[];\n"
        "extern const int migrations_count;\n",
        out);
    out_close(out, "sql.h");
}

static const char silence[] = "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n";

static void out_text(FILE *out, const char *own, const char *both)
{
    const char *text = own ? own : both;
    (void)fputs("\n        ", out);
    out_literal(out, text, strlen(text));
    (void)fputs(",", out);
}

static void sql_source(const char *folder)
{
    FILE *out = out_open(folder, "sql.c");
    (void)fprintf(out, "// Made by tools/embed.\n#include \"sql.h\"\n\n%s\n", silence);
    (void)fputs("const struct sql_text sql_texts[] = {\n", out);
    for (int i = 0; i < statement_count; i++) {
        const struct statement *s = &statements[i];
        (void)fprintf(out, "    {\"%s\",", s->name);
        out_text(out, s->text_duck, s->text_both);
        out_text(out, s->text_pg, s->text_both);
        (void)fprintf(out, "\n        %d, \"%s\", %d},\n", s->params, s->shape, locks_of(s));
    }
    (void)fputs("    {0, 0, 0, 0, 0, 0}};\n\nconst char *const fact_tables[] = {\n", out);
    for (int i = 0; i < fact_table_count; i++)
        (void)fprintf(out, "    \"%s\",\n", fact_tables[i]);
    (void)fputs("    0};\n\nconst struct migration migrations[] = {\n", out);
    int count = 0;
    for (int i = 0; i < files.count; i++) {
        if (!is_migration(&files.item[i])) continue;
        out_migration(out, &files.item[i]);
        count++;
    }
    (void)fprintf(out, "    {0, 0, 0, 0}};\n\nconst int migrations_count = %d;\n", count);
    out_close(out, "sql.c");
}

static void embed_sql(const char *folder, const char *source)
{
    folder_read(source, "", ".sql");
    fact_tables_read(source);
    for (int i = 0; i < files.count; i++) {
        if (!is_migration(&files.item[i])) statements_read(&files.item[i]);
    }
    for (int i = 0; i < statement_count; i++)
        statement_check(&statements[i]);
    sql_header(folder);
    sql_source(folder);
}

// Assets

static const char *content_type(const char *name)
{
    static const struct {
        const char *suffix, *type;
    } types[] = {
        {".css",         "text/css; charset=utf-8"       },
        {".js",          "text/javascript; charset=utf-8"},
        {".html",        "text/html; charset=utf-8"      },
        {".mustache",    "text/plain; charset=utf-8"     },
        {".txt",         "text/plain; charset=utf-8"     },
        {".json",        "application/json"              },
        {".map",         "application/json"              },
        {".svg",         "image/svg+xml"                 },
        {".png",         "image/png"                     },
        {".ico",         "image/x-icon"                  },
        {".webp",        "image/webp"                    },
        {".woff2",       "font/woff2"                    },
        {".webmanifest", "application/manifest+json"     },
    };
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof types / sizeof types[0]; i++) {
        if (!strcmp(dot, types[i].suffix)) return types[i].type;
    }
    return "application/octet-stream";
}

// FNV-1a, 64 bits: tells versions of one file apart, guards nothing.
static uint64_t hash_of(const struct file *file)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < file->size; i++) {
        hash ^= (unsigned char)file->bytes[i];
        hash *= 0x100000001b3u;
    }
    return hash;
}

static int file_compare(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->name, ((const struct file *)b)->name);
}

static void assets_header(const char *folder)
{
    FILE *out = out_open(folder, "assets.h");
    (void)fputs("// Made by tools/embed.\n#pragma once\n\n#include <stddef.h>\n\n"
                "struct asset {\n"
                "    const char *path; // below its folder; sorted\n"
                "    const char *bytes; // NUL-terminated\n"
                "    size_t size;\n"
                "    const char *type; // Content-Type\n"
                "    const char *etag; // hash of the bytes, hex, without quotes\n"
                "};\n\n"
                "extern const struct asset assets[];\n"
                "extern const int assets_count;\n",
                out);
    out_close(out, "assets.h");
}

static void embed_assets(const char *folder, char **sources, int count)
{
    for (int i = 0; i < count; i++)
        folder_read(sources[i], "", "");
    qsort(files.item, (size_t)files.count, sizeof files.item[0], file_compare);
    for (int i = 1; i < files.count; i++) {
        if (!file_compare(&files.item[i - 1], &files.item[i]))
            die(files.item[i].path, 0, "has the same name as %s", files.item[i - 1].path);
    }
    assets_header(folder);
    FILE *out = out_open(folder, "assets.c");
    (void)fprintf(out, "// Made by tools/embed.\n#include \"assets.h\"\n\n%s\n", silence);
    (void)fputs("const struct asset assets[] = {\n", out);
    for (int i = 0; i < files.count; i++) {
        const struct file *file = &files.item[i];
        (void)fprintf(out, "    {\"%s\",\n        ", file->name);
        out_literal(out, file->bytes, file->size);
        (void)fprintf(out, ",\n        %zu, \"%s\", \"%016llx\"},\n", file->size,
                      content_type(file->name), (unsigned long long)hash_of(file));
    }
    (void)fprintf(out, "    {0, 0, 0, 0, 0}};\n\nconst int assets_count = %d;\n", files.count);
    out_close(out, "assets.c");
}

int main(int argc, char **argv)
{
    if (argc == 4 && !strcmp(argv[1], "sql")) {
        embed_sql(argv[2], argv[3]);
    } else if (argc >= 4 && !strcmp(argv[1], "assets")) {
        embed_assets(argv[2], argv + 3, argc - 3);
    } else {
        (void)fputs("usage: embed sql OUT_DIR SRC_DIR | embed assets OUT_DIR DIR...\n", stderr);
        return 2;
    }
    return 0;
}
