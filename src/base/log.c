#include "base/log.h"

#include <unistd.h>

#define LINE_BYTES 4096 // PIPE_BUF: one write of this size is never mixed with another thread's

struct line {
    char text[LINE_BYTES];
    i64 size;
};

static atomic_int level_max = LOG_INFO;

static void line_add(struct line *line, const char *text);
static void line_value(struct line *line, const char *value);
static void line_pair(struct line *line, const char *key, const char *value);
static void line_start(struct line *line, enum log_level level, const char *what);
static void line_write(struct line *line);

void log_set_level(enum log_level level)
{
    atomic_store(&level_max, (int)level);
}

void log_line(enum log_level level, const char *what, ...)
{
    if ((int)level > atomic_load(&level_max)) return;
    struct line line;
    line_start(&line, level, what);
    va_list args;
    va_start(args, what);
    for (const char *key = va_arg(args, const char *); key; key = va_arg(args, const char *))
        line_pair(&line, key, va_arg(args, const char *));
    va_end(args);
    line_write(&line);
}

void log_err(const ctx *c, const char *doing)
{
    static const int levels[] = {
#define X(code, http, exit, level) level,
        ERR_CODES(X)
#undef X
    };
    assert(c->err.code != ERR_NONE);
    int level = levels[c->err.code];
    if (level > atomic_load(&level_max)) return;
    struct line line;
    line_start(&line, (enum log_level)level, doing);
    line_pair(&line, "code", err_code_name(c->err.code));
    line_pair(&line, "why", c->err.msg);
    if (c->err.detail) line_pair(&line, "detail", c->err.detail);
    line_write(&line);
}

static void line_start(struct line *line, enum log_level level, const char *what)
{
    assert(level >= 0 && (int)level <= 7);
    line->size = 0;
    char priority[] = {'<', (char)('0' + (int)level), '>', 0};
    line_add(line, priority);
    line_add(line, what);
}

static void line_pair(struct line *line, const char *key, const char *value)
{
    line_add(line, " ");
    line_add(line, key);
    line_add(line, "=");
    line_value(line, value ? value : "");
}

// Quoted where a blank, a quote or nothing would make the pairs unclear; control characters, which
// could forge a line or drive a terminal, are written as \xNN.
static void line_value(struct line *line, const char *value)
{
    bool plain = value[0] && !value[strcspn(value, " \"=\\")];
    for (const char *p = value; *p; p++)
        plain = plain && (u8)*p >= 0x20 && *p != 0x7f;
    if (plain) {
        line_add(line, value);
        return;
    }
    line_add(line, "\"");
    for (const char *p = value; *p; p++) {
        char part[8] = {*p, 0};
        if (*p == '"' || *p == '\\')
            snprintf(part, sizeof part, "\\%c", *p);
        else if ((u8)*p < 0x20 || *p == 0x7f)
            snprintf(part, sizeof part, "\\x%02x", (u8)*p);
        line_add(line, part);
    }
    line_add(line, "\"");
}

// What does not fit is cut; one byte stays for the newline.
static void line_add(struct line *line, const char *text)
{
    i64 size = MIN((i64)strlen(text), LINE_BYTES - 1 - line->size);
    memcpy(line->text + line->size, text, (size_t)size);
    line->size += size;
}

static void line_write(struct line *line)
{
    line->text[line->size++] = '\n';
    ssize_t written = write(STDERR_FILENO, line->text, (size_t)line->size);
    (void)written; // there is nowhere left to say that stderr is gone
}
