// Three stages, each pulling from the one before: stored (file, checksum) → plain (gzip undone) →
// text (encoding undone). Stages that a file does not need are left out, so plain UTF-8 is read
// straight into the reader's own buffer.
#include "import/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { STAGE_BYTES = 256 * 1024, HEAD_BYTES = 64 };

// Bytes that a stage has ready for the next one.
struct stage {
    char *bytes;
    i64 from, to;
};

struct bytes {
    const char *file;
    int fd;
    i64 done, total;
    crypto_generichash_state *checksum;
    bool is_summed;
    char hex[CHECKSUM_HEX_SIZE + 1];
    struct stage stored;
    struct stage plain; // the head, then what iconv is about to read
    char head_stored[HEAD_BYTES], head[HEAD_BYTES];
    i64 head_stored_size, head_size;
    z_stream gzip;
    bool is_gzip, gzip_ended;
    iconv_t conversion;
    bool is_converted;
    i64 wide; // bytes of the encoding's unit: what is skipped after an error
};

static const struct {
    const char *name, *iconv_name;
} encodings[] = {
    {"utf-8",        "UTF-8"     },
    {"utf8",         "UTF-8"     },
    {"utf-16",       "UTF-16LE"  },
    {"utf-16le",     "UTF-16LE"  },
    {"utf-16be",     "UTF-16BE"  },
    {"latin-1",      "ISO-8859-1"},
    {"latin1",       "ISO-8859-1"},
    {"iso-8859-1",   "ISO-8859-1"},
    {"windows-1252", "CP1252"    },
    {"cp1252",       "CP1252"    },
};

static crypto_generichash_state *checksum_room(ctx *c);
static void bytes_close(void *data);
static bool stored_fill(ctx *c, struct bytes *bytes);
static bool gzip_begin(ctx *c, struct bytes *bytes);
static bool plain_read(ctx *c, struct bytes *bytes, char *to, i64 size, i64 *got);
static bool plain_head(ctx *c, struct bytes *bytes);
static bool conversion_begin(ctx *c, struct bytes *bytes, str encoding);
static bool conversion_read(ctx *c, struct bytes *bytes, char *to, i64 size, i64 *got);

static bool not_a_file(ctx *c, const char *file)
{
    return fail_with(c, ERR_USAGE,
                     fmt(c->arena,
                         tr(c, "%s is a stream, and an import reads its file more than "
                               "once"),
                         file),
                     tr(c, "Write it to a file first, and import that."));
}

bool bytes_open(ctx *c, const char *file, str encoding, struct bytes **out)
{
    struct bytes *bytes = NEW(c->arena, struct bytes);
    bytes->file = file;
    bytes->fd = openat(c->cwd_fd, file, O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe would wait
    if (bytes->fd < 0 && errno == ENOENT && strcmp(file, "-") == 0)
        return not_a_file(c, tr(c, "standard input"));
    if (bytes->fd < 0) {
        const char *msg = fmt(c->arena, tr(c, "could not open %s: %s"), file, strerror(errno));
        return fail(c, errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM, msg);
    }
    arena_defer(c->arena, bytes_close, bytes);
    struct stat status;
    if (fstat(bytes->fd, &status) != 0)
        return fail(c, ERR_SYSTEM,
                    fmt(c->arena, tr(c, "could not read %s: %s"), file, strerror(errno)));
    if (S_ISDIR(status.st_mode))
        return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "%s is a folder"), file),
                         tr(c, "Name a file."));
    if (!S_ISREG(status.st_mode)) return not_a_file(c, file);
    bytes->total = status.st_size;
    posix_fadvise(bytes->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    bytes->checksum = checksum_room(c);
    crypto_generichash_init(bytes->checksum, NULL, 0, 32);

    bytes->stored.bytes = arena_alloc(c->arena, STAGE_BYTES, 1);
    if (!stored_fill(c, bytes)) return false;
    bytes->head_stored_size = MIN(bytes->stored.to, HEAD_BYTES);
    memcpy(bytes->head_stored, bytes->stored.bytes, (size_t)bytes->head_stored_size);
    bool is_gzip = str_starts(bytes_head_stored(bytes), S("\x1f\x8b"));
    if (is_gzip && !gzip_begin(c, bytes)) return false;
    *out = bytes;
    return plain_head(c, bytes) && conversion_begin(c, bytes, encoding);
}

void bytes_call(struct bytes *bytes, const char *name)
{
    bytes->file = name;
}

bool bytes_read(ctx *c, struct bytes *bytes, char *to, i64 size, i64 *got)
{
    assert(size > 8);
    if (bytes->is_converted) return conversion_read(c, bytes, to, size, got);
    return plain_read(c, bytes, to, size, got);
}

str bytes_head_stored(const struct bytes *bytes)
{
    return (str){bytes->head_stored, bytes->head_stored_size};
}

str bytes_head(const struct bytes *bytes)
{
    return (str){bytes->head, bytes->head_size};
}

const char *bytes_path(ctx *c, const struct bytes *bytes)
{
    return fmt(c->arena, "/proc/self/fd/%d", bytes->fd);
}

i64 bytes_done(const struct bytes *bytes)
{
    return bytes->done;
}

i64 bytes_total(const struct bytes *bytes)
{
    return bytes->total;
}

bool bytes_checksum(ctx *c, struct bytes *bytes, char *hex)
{
    if (!bytes->is_summed) {
        do {
            bytes->stored.from = bytes->stored.to;
            if (!stored_fill(c, bytes)) return false;
        } while (bytes->stored.to > 0);
        u8 sum[32];
        crypto_generichash_final(bytes->checksum, sum, sizeof sum);
        sodium_bin2hex(bytes->hex, sizeof bytes->hex, sum, sizeof sum);
        bytes->is_summed = true;
    }
    memcpy(hex, bytes->hex, sizeof bytes->hex);
    return true;
}

bool bytes_encoding(str name, const char **iconv_name)
{
    for (i64 i = 0; i < COUNT_OF(encodings); i++) {
        if (!str_equal_fold(name, str_of(encodings[i].name))) continue;
        *iconv_name = encodings[i].iconv_name;
        return true;
    }
    return false;
}

const char *bytes_encodings(void)
{
    return "utf-8, utf-16, utf-16be, latin-1, windows-1252";
}

// The state wants to lie on a line of the processor's cache; the arena does not know such types.
static crypto_generichash_state *checksum_room(ctx *c)
{
    const uintptr_t line = _Alignof(crypto_generichash_state);
    char *room = arena_alloc(c->arena, (i64)(sizeof(crypto_generichash_state) + line), 1);
    return (void *)(room + (line - (uintptr_t)room % line));
}

static void bytes_close(void *data)
{
    struct bytes *bytes = data;
    if (bytes->is_gzip) inflateEnd(&bytes->gzip);
    if (bytes->is_converted) iconv_close(bytes->conversion);
    close(bytes->fd);
}

// Reads stored bytes to `to`; 0 at the end.
static bool stored_read(ctx *c, struct bytes *bytes, char *to, i64 size, i64 *got)
{
    ssize_t read_size;
    do {
        read_size = read(bytes->fd, to, (size_t)size);
    } while (read_size < 0 && errno == EINTR);
    if (read_size < 0)
        return fail(c, ERR_SYSTEM,
                    fmt(c->arena, tr(c, "could not read %s: %s"), bytes->file, strerror(errno)));
    crypto_generichash_update(bytes->checksum, (const u8 *)to, (unsigned long long)read_size);
    bytes->done += read_size;
    *got = read_size;
    return true;
}

// Fills the stored stage, which must be used up.
static bool stored_fill(ctx *c, struct bytes *bytes)
{
    assert(bytes->stored.from == bytes->stored.to);
    bytes->stored.from = 0;
    return stored_read(c, bytes, bytes->stored.bytes, STAGE_BYTES, &bytes->stored.to);
}

static void *gzip_alloc(void *arena, unsigned count, unsigned size)
{
    return arena_alloc(arena, (i64)count, (i64)size);
}

static void gzip_free(void *arena, void *p)
{
    (void)arena, (void)p; // goes with the arena
}

static bool gzip_begin(ctx *c, struct bytes *bytes)
{
    bytes->gzip.zalloc = gzip_alloc;
    bytes->gzip.zfree = gzip_free;
    bytes->gzip.opaque = c->arena;
    int state = inflateInit2(&bytes->gzip, 16 + MAX_WBITS); // 16: gzip's header
    assert(state == Z_OK);
    bytes->is_gzip = true;
    return true;
}

static bool gzip_bad(ctx *c, const char *why)
{
    return fail_with(c, ERR_BAD_INPUT, why,
                     tr(c, "Fetch the file again; `gzip -t` tells whether it is whole."));
}

static bool gzip_read(ctx *c, struct bytes *bytes, char *to, i64 size, i64 *got)
{
    struct stage *stored = &bytes->stored;
    bytes->gzip.next_out = (u8 *)to;
    bytes->gzip.avail_out = (unsigned)size;
    while (bytes->gzip.avail_out == (unsigned)size) {
        if (stored->from == stored->to && !stored_fill(c, bytes)) return false;
        if (stored->to == 0) {
            if (bytes->gzip_ended) break;
            return gzip_bad(c, fmt(c->arena, tr(c, "%s is cut off: the compressed text has no end"),
                                   bytes->file));
        }
        if (bytes->gzip_ended) inflateReset(&bytes->gzip); // files joined by cat are one text
        bytes->gzip_ended = false;
        bytes->gzip.next_in = (u8 *)stored->bytes + stored->from;
        bytes->gzip.avail_in = (unsigned)(stored->to - stored->from);
        int state = inflate(&bytes->gzip, Z_NO_FLUSH);
        stored->from = stored->to - (i64)bytes->gzip.avail_in;
        if (state == Z_STREAM_END) {
            bytes->gzip_ended = true;
        } else if (state != Z_OK && state != Z_BUF_ERROR) {
            return gzip_bad(
                c, fmt(c->arena, tr(c, "%s is damaged: it cannot be uncompressed"), bytes->file));
        }
    }
    *got = size - (i64)bytes->gzip.avail_out;
    return true;
}

// Uncompressed bytes: the head first, then what follows it.
static bool plain_read(ctx *c, struct bytes *bytes, char *to, i64 size, i64 *got)
{
    bool is_plain_ready = bytes->is_gzip || bytes->plain.from < bytes->plain.to;
    struct stage *ready = is_plain_ready ? &bytes->plain : &bytes->stored;
    if (ready->from < ready->to) {
        *got = MIN(size, ready->to - ready->from);
        memcpy(to, ready->bytes + ready->from, (size_t)*got);
        ready->from += *got;
        return true;
    }
    if (bytes->is_gzip) return gzip_read(c, bytes, to, size, got);
    return stored_read(c, bytes, to, size, got);
}

// Keeps the first uncompressed bytes ready to be looked at, and skips UTF-8's byte order mark.
static bool plain_head(ctx *c, struct bytes *bytes)
{
    bytes->plain.bytes = arena_alloc(c->arena, STAGE_BYTES, 1);
    i64 size = 0;
    while (size < HEAD_BYTES) {
        i64 got = 0;
        if (!plain_read(c, bytes, bytes->plain.bytes + size, HEAD_BYTES - size, &got)) return false;
        if (got == 0) break;
        size += got;
    }
    memcpy(bytes->head, bytes->plain.bytes, (size_t)size);
    bytes->head_size = size;
    bytes->plain.to = size;
    return true;
}

static bool conversion_begin(ctx *c, struct bytes *bytes, str encoding)
{
    const char *name = "UTF-8";
    if (encoding.size > 0 && !bytes_encoding(encoding, &name)) {
        const char *msg = fmt(c->arena, tr(c, "there is no encoding \"%.*s\""), STR(encoding));
        return fail_with(c, ERR_USAGE, msg,
                         fmt(c->arena, tr(c, "Encodings: %s."), bytes_encodings()));
    }
    static const struct {
        const char *mark, *name;
    } marks[] = {
        {"\xEF\xBB\xBF", "UTF-8"   },
        {"\xFF\xFE",     "UTF-16LE"},
        {"\xFE\xFF",     "UTF-16BE"}
    };
    for (i64 i = 0; i < COUNT_OF(marks); i++) {
        str mark = str_of(marks[i].mark);
        if (!str_starts(bytes_head(bytes), mark)) continue;
        name = marks[i].name;
        bytes->plain.from = mark.size;
    }
    if (strcmp(name, "UTF-8") == 0) return true;
    bytes->conversion = iconv_open("UTF-8", name);
    if (bytes->conversion == (iconv_t)-1)
        return fail_detail(c, ERR_SYSTEM,
                           fmt(c->arena, tr(c, "could not read %s as %s"), bytes->file, name),
                           tr(c, "Convert the file to UTF-8 first."), strerror(errno));
    bytes->is_converted = true;
    bytes->wide = str_starts(str_of(name), S("UTF-16")) ? 2 : 1;
    return true;
}

// Moves what is left to the front of the plain stage and reads more behind it. *ended: there is no
// more.
static bool plain_fill(ctx *c, struct bytes *bytes, bool *ended)
{
    struct stage *plain = &bytes->plain;
    i64 left = plain->to - plain->from;
    memmove(plain->bytes, plain->bytes + plain->from, (size_t)left);
    *plain = (struct stage){plain->bytes, 0, 0}; // empty, so that plain_read reads past it
    i64 got = 0;
    if (!plain_read(c, bytes, plain->bytes + left, STAGE_BYTES - left, &got)) return false;
    plain->to = left + got;
    *ended = got == 0;
    return true;
}

enum step { STEP_DONE, STEP_FULL, STEP_CUT, STEP_BAD };

// Converts what is ready: all of it, as much as there is room for, up to a character's first bytes,
// or up to what is none.
static enum step convert(struct bytes *bytes, char **out, size_t *out_left)
{
    struct stage *plain = &bytes->plain;
    char *in = plain->bytes + plain->from;
    size_t in_left = (size_t)(plain->to - plain->from);
    size_t state = iconv(bytes->conversion, &in, &in_left, out, out_left);
    int why = errno;
    plain->from = plain->to - (i64)in_left;
    if (state != (size_t)-1) return STEP_DONE;
    return why == E2BIG ? STEP_FULL : why == EINVAL ? STEP_CUT : STEP_BAD;
}

static bool conversion_read(ctx *c, struct bytes *bytes, char *to, i64 size, i64 *got)
{
    struct stage *plain = &bytes->plain;
    char *out = to;
    size_t out_left = (size_t)size;
    bool ended = false;
    while (out == to) {
        enum step step = convert(bytes, &out, &out_left);
        if (out > to && step != STEP_BAD) break;
        if (step == STEP_DONE || step == STEP_CUT) {
            if (!ended && !plain_fill(c, bytes, &ended)) return false;
            if (!ended) continue;
            if (plain->from == plain->to) break;
        }
        if (out_left == 0) break;
        // No character: say so in the text, and go on behind it.
        *out++ = '\xFF';
        plain->from += MIN(bytes->wide, plain->to - plain->from);
    }
    *got = out - to;
    return true;
}
