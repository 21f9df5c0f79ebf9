#include "http/upload.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "bounds.h"

// Characters that turn the direction of writing make "fdp.exe" look like "exe.pdf".
static bool turns_direction(str text)
{
    static const char *const marks[] = {"\u061c", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c",
                                        "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"};
    for (i64 i = 0; i < COUNT_OF(marks); i++) {
        if (str_starts(text, str_of(marks[i]))) return true;
    }
    return false;
}

str upload_name(struct arena *arena, str sent)
{
    i64 from = 0;
    for (i64 i = 0; i < sent.size; i++) {
        if (sent.s[i] == '/' || sent.s[i] == '\\') from = i + 1;
    }
    buf name = buf_new(arena, MAX(sent.size, 1) + 1);
    bool is_text = str_is_utf8(sent, NULL);
    for (i64 i = from; is_text && i < sent.size; i++) {
        u8 character = (u8)sent.s[i];
        if (turns_direction(str_slice(sent, i, sent.size))) {
            i += character == 0xd8 ? 1 : 2; // the rest of the mark
            continue;
        }
        bool is_control = character < ' ' || character == 127;
        if (!is_control) buf_char(&name, strchr("<>:\"|?*", character) ? '_' : sent.s[i]);
    }
    str clean = str_trim(buf_str(&name));
    while (clean.size > 0 && (clean.s[0] == '.' || clean.s[0] == ' '))
        clean = str_slice(clean, 1, clean.size);
    clean = str_trim(str_head(clean, BOUND_FILE_NAME_BYTES));
    return clean.size > 0 ? clean : S("file");
}

static bool is_plain_text(str beginning)
{
    i64 bad_at = 0;
    for (i64 i = 0; i < beginning.size; i++) {
        u8 character = (u8)beginning.s[i];
        if ((character < ' ' && !strchr("\t\n\r\f", character)) || character == 0) return false;
    }
    // The last character may be cut.
    return str_is_utf8(beginning, &bad_at) || beginning.size - bad_at < 4;
}

const char *upload_type(str beginning)
{
    static const struct {
        str start;
        const char *type;
    } known[] = {
        {{"\x89PNG\r\n\x1a\n", 8}, "image/png"                     },
        {{"\xff\xd8\xff", 3},      "image/jpeg"                    },
        {{"GIF87a", 6},            "image/gif"                     },
        {{"GIF89a", 6},            "image/gif"                     },
        {{"%PDF-", 5},             "application/pdf"               },
        {{"PK\x03\x04", 4},        "application/zip"               },
        {{"\x1f\x8b", 2},          "application/gzip"              },
        {{"PAR1", 4},              "application/vnd.apache.parquet"},
    };
    for (i64 i = 0; i < COUNT_OF(known); i++) {
        if (str_starts(beginning, known[i].start)) return known[i].type;
    }
    bool is_webp = str_starts(beginning, S("RIFF")) && beginning.size >= 12 &&
                   str_equal(str_slice(beginning, 8, 12), S("WEBP"));
    if (is_webp) return "image/webp";
    bool is_text = beginning.size > 0 && is_plain_text(beginning);
    return is_text ? "text/plain" : "application/octet-stream";
}

// ---- The temporary file ----

static void close_file(void *fd)
{
    close((int)(intptr_t)fd);
}

static bool fail_to_keep(ctx *c, const char *doing)
{
    const char *hint = errno == ENOSPC ? tr(c, "The server's disk is full.") : NULL;
    return fail_detail(c, ERR_SYSTEM, tr(c, "could not keep the file"), hint,
                       fmt(c->arena, "%s: %s", doing, strerrordesc_np(errno)));
}

bool upload_open(ctx *c, const char *folder, struct upload *upload)
{
    upload->fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (upload->fd < 0) { // a file system without nameless files
        i64 size = (i64)strlen(folder) + 20;
        char *path = arena_alloc(c->arena, size, 1);
        snprintf(path, (size_t)size, "%s/upload.XXXXXX", folder);
        upload->fd = mkostemp(path, O_CLOEXEC);
        if (upload->fd >= 0) unlink(path);
    }
    if (upload->fd < 0) return fail_to_keep(c, folder);
    arena_defer(c->arena, close_file, (void *)(intptr_t)upload->fd);
    upload->size = 0;
    return true;
}

bool upload_add(ctx *c, struct upload *upload, str bytes)
{
    while (bytes.size > 0) {
        ssize_t written = write(upload->fd, bytes.s, (size_t)bytes.size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return fail_to_keep(c, "write");
        upload->size += written;
        bytes = str_slice(bytes, written, bytes.size);
    }
    return true;
}

bool upload_end(ctx *c, struct upload *upload)
{
    char beginning[UPLOAD_SNIFF_BYTES];
    ssize_t size = pread(upload->fd, beginning, sizeof beginning, 0);
    if (size < 0 || lseek(upload->fd, 0, SEEK_SET) != 0) return fail_to_keep(c, "read");
    upload->type = upload_type((str){beginning, size});
    return true;
}
