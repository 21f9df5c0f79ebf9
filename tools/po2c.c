// po2c: turns translations into the tables that base/lang.h reads.
//   po2c OUT.c FILE.po...     every file's name is its language: fi.po → "fi"
//
// Reads strictly: msgid and msgstr with continuation lines and C escapes, comments, the heading
// (empty msgid). Entries that are marked fuzzy or not yet translated are left out, so English
// stays. Plural forms and contexts are refused: tr() knows none. A translation must have the same
// printf conversions in the same order, for tr() texts are used as formats.
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES_MAX 20000
#define TEXT_BYTES  8192 // one text

struct entry {
    char *english, *text;
    int line;
};

// The entry being read, and where.
struct reader {
    const char *path;
    int line;
    char english[TEXT_BYTES], text[TEXT_BYTES];
    char *current; // which of them a continuation line goes on with; NULL between entries
    bool has_english, has_text, fuzzy, next_fuzzy;
    int entry_line;
};

static struct entry entries[ENTRIES_MAX];
static int entry_count;

static void file_read(const char *path);
static void line_read(struct reader *r, char *line);
static void entry_end(struct reader *r);
static void quoted_read(struct reader *r, const char *quoted);
static char escape_read(struct reader *r, const char **at);
static void conversions_check(struct reader *r);
static const char *conversion_next(const char **at, int *size);
static int entry_compare(const void *a, const void *b);
static void table_write(FILE *out, const char *language);
static void text_write(FILE *out, const char *text);
static void language_of(const char *path, char language[16]);

__attribute__((noreturn, format(printf, 3, 4))) static void die(const char *path, int line,
                                                                const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)fprintf(stderr, "%s:%d: error: ", path, line);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
    exit(1);
}

int main(int count, char **args)
{
    if (count < 2) {
        (void)fputs("usage: po2c OUT.c FILE.po...\n", stderr);
        return 2;
    }
    FILE *out = fopen(args[1], "w");
    if (!out) die(args[1], 0, "cannot be written: %s", strerror(errno));
    (void)fputs("// Made from po/*.po by tools/po2c.\n#include \"base/lang.h\"\n", out);
    for (int i = 2; i < count; i++) {
        char language[16];
        language_of(args[i], language);
        file_read(args[i]);
        qsort(entries, (size_t)entry_count, sizeof entries[0], entry_compare);
        for (int k = 1; k < entry_count; k++)
            if (strcmp(entries[k - 1].english, entries[k].english) == 0)
                die(args[i], entries[k].line, "the text stands twice: \"%s\"", entries[k].english);
        table_write(out, language);
    }
    (void)fputs("\nvoid lang_register_built_in(void)\n{\n", out);
    for (int i = 2; i < count; i++) {
        char language[16];
        language_of(args[i], language);
        (void)fprintf(out, "    lang_register(\"%s\", texts_%s, COUNT_OF(texts_%s) - 1);\n",
                      language, language, language);
    }
    (void)fputs("}\n", out);
    if (ferror(out) || fclose(out) != 0) die(args[1], 0, "could not be written");
    return 0;
}

static void file_read(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file) die(path, 0, "cannot be read: %s", strerror(errno));
    static struct reader r;
    r = (struct reader){.path = path};
    entry_count = 0;
    char *line = NULL;
    size_t room = 0;
    ssize_t size = 0;
    while ((size = getline(&line, &room, file)) >= 0) {
        r.line++;
        if ((size_t)size != strlen(line)) die(path, r.line, "the line holds the character NUL");
        line[strcspn(line, "\r\n")] = 0;
        line_read(&r, line);
    }
    entry_end(&r);
    free(line);
    (void)fclose(file);
}

static void line_read(struct reader *r, char *line)
{
    if (line[0] == '#') {
        if (r->has_text) entry_end(r);
        if (line[1] == ',' && strstr(line, "fuzzy")) r->next_fuzzy = true;
    } else if (line[0] == 0) {
        entry_end(r);
    } else if (strncmp(line, "msgid \"", 7) == 0) {
        entry_end(r);
        r->has_english = true;
        r->fuzzy = r->next_fuzzy;
        r->next_fuzzy = false;
        r->entry_line = r->line;
        r->current = r->english;
        quoted_read(r, line + 6);
    } else if (strncmp(line, "msgstr \"", 8) == 0) {
        if (!r->has_english || r->has_text) die(r->path, r->line, "msgstr without its msgid");
        r->has_text = true;
        r->current = r->text;
        quoted_read(r, line + 7);
    } else if (line[0] == '"' && r->current) {
        quoted_read(r, line);
    } else {
        die(r->path, r->line, "neither msgid, msgstr, a quoted text nor a comment");
    }
}

// Keeps the entry that was read, unless it is the heading or not yet translated.
static void entry_end(struct reader *r)
{
    if (r->has_english && !r->has_text) die(r->path, r->entry_line, "msgid without its msgstr");
    if (r->has_text && r->english[0] && r->text[0] && !r->fuzzy) {
        conversions_check(r);
        if (entry_count == ENTRIES_MAX) die(r->path, r->line, "more than %d texts", ENTRIES_MAX);
        entries[entry_count++] = (struct entry){strdup(r->english), strdup(r->text), r->entry_line};
    }
    r->english[0] = r->text[0] = 0;
    r->has_english = r->has_text = r->fuzzy = false;
    r->current = NULL;
}

static void quoted_read(struct reader *r, const char *quoted)
{
    size_t size = strlen(r->current);
    const char *at = quoted + 1;
    for (; *at && *at != '"'; at++) {
        char ch = *at == '\\' ? escape_read(r, &at) : *at;
        if (size + 1 >= TEXT_BYTES) die(r->path, r->line, "the text is longer than %d", TEXT_BYTES);
        r->current[size++] = ch;
    }
    r->current[size] = 0;
    if (at[0] != '"' || at[1]) die(r->path, r->line, "the line must end with its quote");
}

// *at is at the backslash, and afterwards at the last character of the escape.
static char escape_read(struct reader *r, const char **at)
{
    ++*at;
    switch (**at) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case '"':
    case '\\':
        return **at;
    default:
        die(r->path, r->line, "an escape that is not known: \\%c", **at);
    }
}

static void conversions_check(struct reader *r)
{
    const char *a = r->english, *b = r->text;
    for (;;) {
        int a_size = 0, b_size = 0;
        const char *in_a = conversion_next(&a, &a_size), *in_b = conversion_next(&b, &b_size);
        if (!in_a && !in_b) return;
        if (!in_a || !in_b || a_size != b_size || strncmp(in_a, in_b, (size_t)a_size) != 0)
            die(r->path, r->entry_line,
                "the translation of \"%s\" needs the same %%… in the same order", r->english);
    }
}

// The next printf conversion; "%%" and a % before a blank or other sign ("95 % of all") are none.
// NULL at the end.
static const char *conversion_next(const char **at, int *size)
{
    for (const char *p = strchr(*at, '%'); p; p = strchr(*at, '%')) {
        const char *letter = p + 1 + strspn(p + 1, "0123456789$#-+.*hljztL");
        bool is_conversion = *letter && strchr("diouxXeEfFgGaAcspn", *letter);
        *at = is_conversion || *letter == '%' ? letter + 1 : p + 1;
        *size = (int)(letter + 1 - p);
        if (is_conversion) return p;
    }
    *at += strlen(*at);
    return NULL;
}

static int entry_compare(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->english, ((const struct entry *)b)->english);
}

// One empty entry closes the table, since C has no empty arrays; it is not counted.
static void table_write(FILE *out, const char *language)
{
    (void)fprintf(out, "\nstatic const struct lang_text texts_%s[] = {\n", language);
    for (int i = 0; i < entry_count; i++) {
        (void)fputs("    {", out);
        text_write(out, entries[i].english);
        (void)fputs(", ", out);
        text_write(out, entries[i].text);
        (void)fputs("},\n", out);
    }
    (void)fputs("    {0},\n};\n", out);
}

// Bytes beyond ASCII in octal: three digits cannot run into what follows.
static void text_write(FILE *out, const char *text)
{
    (void)fputc('"', out);
    for (const char *p = text; *p; p++) {
        unsigned char ch = (unsigned char)*p;
        if (ch < 0x20 || ch >= 0x7f)
            (void)fprintf(out, "\\%03o", ch);
        else if (ch == '"' || ch == '\\')
            (void)fprintf(out, "\\%c", ch);
        else
            (void)fputc(ch, out);
    }
    (void)fputc('"', out);
}

// "po/fi.po" → "fi"; it becomes part of a C name.
static void language_of(const char *path, char language[16])
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyz");
    if (size < 2 || size > 15 || strcmp(name + size, ".po") != 0)
        die(path, 0, "the file must be named after its language, as in fi.po");
    memcpy(language, name, size);
    language[size] = 0;
}
