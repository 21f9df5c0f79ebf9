#include "demo/write.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void out_release(void *data)
{
    struct out *out = data;
    if (out->fd >= 0) (void)close(out->fd);
    out->fd = -1;
}

static bool out_cannot(ctx *c, const struct out *out, int number)
{
    const char *msg = fmt(c->arena, tr(c, "could not write %s: %s"), out->name, strerror(number));
    return fail_with(c, ERR_SYSTEM, msg,
                     tr(c, "See that the folder can be written to and the disk has room."));
}

bool out_open(ctx *c, struct out *out, int folder_fd, const char *name)
{
    *out = (struct out){.name = name, .text = NEW_ARRAY(c->arena, char, OUT_BYTES)};
    out->fd = openat(folder_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (out->fd < 0) return out_cannot(c, out, errno);
    arena_defer(c->arena, out_release, out);
    return true;
}

static void out_flush(struct out *out)
{
    i64 at = 0;
    while (at < out->size && !out->failed_errno) {
        ssize_t written = write(out->fd, out->text + at, (size_t)(out->size - at));
        if (written >= 0) {
            at += written;
        } else if (errno != EINTR) {
            out->failed_errno = errno;
        }
    }
    out->size = 0;
}

bool out_close(ctx *c, struct out *out)
{
    assert(out->fd >= 0);
    out_flush(out);
    if (close(out->fd) && !out->failed_errno) out->failed_errno = errno;
    out->fd = -1;
    return out->failed_errno ? out_cannot(c, out, out->failed_errno) : true;
}

void out_char(struct out *out, char character)
{
    assert(out->size < OUT_BYTES);
    out->text[out->size++] = character;
}

void out_text(struct out *out, str text)
{
    assert(text.size <= OUT_BYTES - out->size);
    if (text.size) memcpy(out->text + out->size, text.s, (size_t)text.size);
    out->size += text.size;
}

void out_c(struct out *out, const char *text)
{
    out_text(out, str_of(text));
}

void out_padded(struct out *out, i64 number, i32 digits)
{
    char text[24];
    i32 at = COUNT_OF(text);
    u64 left = number < 0 ? (u64)-number : (u64)number;
    do {
        text[--at] = (char)('0' + left % 10);
        left /= 10;
        digits--;
    } while (at > 1 && (left || digits > 0));
    if (number < 0) text[--at] = '-';
    out_text(out, (str){text + at, COUNT_OF(text) - at});
}

void out_number(struct out *out, i64 number)
{
    out_padded(out, number, 1);
}

void out_cents(struct out *out, i64 cents, char decimal)
{
    assert(cents >= 0);
    out_number(out, cents / 100);
    out_char(out, decimal);
    out_padded(out, cents % 100, 2);
}

void out_clock(struct out *out, i32 minute, bool padded)
{
    assert(minute >= 0 && minute < 24 * 60);
    out_padded(out, minute / 60, padded ? 2 : 1);
    out_char(out, ':');
    out_padded(out, minute % 60, 2);
}

void out_customer(struct out *out, u32 number)
{
    out_char(out, 'K');
    out_padded(out, number, 7);
}

void out_quoted(struct out *out, str text, char delimiter)
{
    bool needs = false;
    for (i64 i = 0; i < text.size; i++) {
        needs |= text.s[i] == delimiter || text.s[i] == '"' || text.s[i] == '\n';
    }
    if (!needs) {
        out_text(out, text);
        return;
    }
    out_char(out, '"');
    for (i64 i = 0; i < text.size; i++) {
        if (text.s[i] == '"') out_char(out, '"');
        out_char(out, text.s[i]);
    }
    out_char(out, '"');
}

void out_json(struct out *out, str text)
{
    out_char(out, '"');
    for (i64 i = 0; i < text.size; i++) {
        char character = text.s[i];
        assert((u8)character >= ' ' || character == '\n');
        if (character == '"' || character == '\\') out_char(out, '\\');
        if (character == '\n') {
            out_text(out, S("\\n"));
        } else {
            out_char(out, character);
        }
    }
    out_char(out, '"');
}

// The Windows-1252 letter of a UTF-8 character of so many bytes.
static char windows_letter(const char *s, i32 bytes)
{
    u8 first = (u8)s[0];
    if (bytes == 1) return s[0];
    if (first == 0xc2) return s[1];
    if (first == 0xc3) return (char)((u8)s[1] + 0x40);
    if (bytes == 3 && !memcmp(s, "€", 3)) return (char)0x80;
    if (bytes == 3 && !memcmp(s, "–", 3)) return (char)0x96;
    return '?';
}

void out_windows(struct out *out, str text)
{
    static const u8 bytes_by_high_bits[16] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4};
    for (i64 i = 0; i < text.size;) {
        i32 bytes = bytes_by_high_bits[(u8)text.s[i] >> 4];
        assert(i + bytes <= text.size);
        out_char(out, windows_letter(text.s + i, bytes));
        i += bytes;
    }
}

void out_end(struct out *out, i32 facts)
{
    out_char(out, '\n');
    out->rows++;
    out->facts += facts;
    if (out->size > OUT_BYTES - OUT_ROW_BYTES) out_flush(out);
}

bool out_json_file(ctx *c, int folder_fd, const char *name, const json_t *json)
{
    struct out *out = NEW(c->arena, struct out);
    *out = (struct out){.fd = -1};
    str text = json_write_indented(c, json);
    if (!out_open(c, out, folder_fd, name)) return false;
    for (i64 at = 0; at < text.size; at += OUT_ROW_BYTES / 2) {
        out_text(out, str_slice(text, at, MIN(text.size, at + OUT_ROW_BYTES / 2)));
        out_flush(out);
    }
    out_char(out, '\n');
    return out_close(c, out);
}
