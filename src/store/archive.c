// A file is its signature, then blocks: kind (1 byte), size (4), checksum (8), payload. Numbers are
// least byte first. The checksum is SipHash of kind, the block's number and the payload, so a block
// that is missing, doubled or moved is found as one that is spoilt.
// Inside a payload, numbers are LEB128; signed ones zigzag; texts their size and their bytes.
#include "store/archive.h"

#include <errno.h>

#include "base/hash.h"
#include "bounds.h"
#include "store/engine.h"

static const char signature[] = "tuntuma backup 1\n";
enum {
    SIGNATURE_SIZE = sizeof signature - 1,
    SIGNATURE_NAME = 15, // "tuntuma backup ": what every version begins with
    HEADER_SIZE = 13,
    VARINT_SIZE = 10,
    SOFT_BYTES = 1024 * 1024, // texts in a block, unless one row has more
};

#define DEC4_MOST 1000000000000000000LL // of 18 digits

// Not secret: checksums find accidents, not forgers.
static const struct hash_seed seed = {"tuntuma archive"};

void archive_sum_add(struct archive_sum *sum, const struct rows *rows)
{
    for (i64 r = 0; r < rows->count; r++) {
        u64 hash = (u64)rows->columns;
        for (i64 k = 0; k < rows->columns; k++) {
            const struct column *column = &rows->column[k];
            u64 bits = 0;
            if (column->null && column->null[r])
                bits = 0x4E554C4CU;
            else if (column->type == COL_STR)
                bits = hash_str(&seed, column->text[r]);
            else if (column->type == COL_F64)
                memcpy(&bits, &column->f[r], sizeof bits);
            else if (column->type == COL_DEC8)
                bits = hash_mix((u64)column->dec8[r], (u64)(column->dec8[r] >> 64));
            else
                bits = (u64)column->i[r];
            hash = hash_mix(hash, bits);
        }
        sum->hash += hash;
    }
    sum->rows += rows->count;
}

static u64 block_hash(char kind, i64 number, const char *bytes, i64 size)
{
    return hash_mix(hash_mix(hash_bytes(&seed, bytes, size), (u64)number), (u64)(u8)kind);
}

static void put_fixed(char *to, u64 number, i64 size)
{
    for (i64 i = 0; i < size; i++)
        to[i] = (char)(u8)(number >> (8 * i));
}

static u64 get_fixed(const char *from, i64 size)
{
    u64 number = 0;
    for (i64 i = 0; i < size; i++)
        number |= (u64)(u8)from[i] << (8 * i);
    return number;
}

// Writing

struct archive_writer {
    FILE *file;
    i64 blocks;
    struct arena *arena; // the block that is made
    char *bytes;
    i64 size, capacity;
    struct archive_sum sum;
};

static void room(struct archive_writer *writer, i64 bytes)
{
    if (writer->size + bytes <= writer->capacity) return;
    i64 capacity = MAX(writer->capacity * 2, writer->size + bytes);
    writer->bytes = arena_grow(writer->arena, writer->bytes, writer->capacity, capacity, 1);
    writer->capacity = capacity;
}

static void put_number(struct archive_writer *writer, u64 number)
{
    room(writer, VARINT_SIZE);
    for (; number >= 0x80; number >>= 7)
        writer->bytes[writer->size++] = (char)(u8)(number | 0x80);
    writer->bytes[writer->size++] = (char)(u8)number;
}

static void put_signed(struct archive_writer *writer, i64 number)
{
    put_number(writer, (u64)number << 1 ^ (u64)(number >> 63));
}

static void put_text(struct archive_writer *writer, str text)
{
    put_number(writer, (u64)text.size);
    room(writer, text.size);
    if (text.size) memcpy(writer->bytes + writer->size, text.s, (size_t)text.size);
    writer->size += text.size;
}

static bool write_bytes(ctx *c, FILE *file, const char *bytes, i64 size)
{
    if (fwrite(bytes, 1, (size_t)size, file) == (size_t)size) return true;
    if (errno == ENOSPC)
        return fail_with(c, ERR_SYSTEM, tr(c, "the disk is full"),
                         tr(c, "Free some space, then try again."));
    return fail_detail(c, ERR_SYSTEM, tr(c, "the backup could not be written"), NULL,
                       strerror(errno));
}

static bool write_block(ctx *c, struct archive_writer *writer, enum archive_kind kind)
{
    char header[HEADER_SIZE] = {(char)kind};
    if (writer->size > BOUND_BACKUP_BLOCK_BYTES)
        return fail(c, ERR_TOO_LARGE, tr(c, "one row of the store is too large for a backup"));
    put_fixed(header + 1, (u64)writer->size, 4);
    put_fixed(header + 5, block_hash((char)kind, writer->blocks, writer->bytes, writer->size), 8);
    bool ok = write_bytes(c, writer->file, header, HEADER_SIZE) &&
              write_bytes(c, writer->file, writer->bytes, writer->size);
    writer->size = 0;
    writer->blocks++;
    return ok;
}

bool archive_begin(ctx *c, FILE *file, struct archive_head head, struct archive_writer **out)
{
    struct archive_writer *writer = NEW(c->arena, struct archive_writer);
    writer->file = file;
    writer->arena = ctx_arena(c, 4 * BOUND_BACKUP_BLOCK_BYTES);
    *out = writer;
    put_signed(writer, head.made_ms);
    put_signed(writer, head.migration);
    put_text(writer, head.program);
    put_text(writer, head.engine);
    return write_bytes(c, file, signature, SIGNATURE_SIZE) && write_block(c, writer, ARCHIVE_HEAD);
}

bool archive_write_table(ctx *c, struct archive_writer *writer, str name, const struct rows *shape)
{
    assert(shape->columns > 0);
    if (shape->columns > ARCHIVE_COLUMNS_MAX || name.size > ARCHIVE_NAME_MAX)
        return fail_detail(c, ERR_STORE, tr(c, "a table has a form that a backup does not hold"),
                           NULL, str_c(c->arena, name));
    put_text(writer, name);
    put_number(writer, (u64)shape->columns);
    for (i64 i = 0; i < shape->columns; i++) {
        put_text(writer, str_of(shape->names[i]));
        put_number(writer, (u64)shape->column[i].type);
    }
    writer->sum = (struct archive_sum){0};
    return write_block(c, writer, ARCHIVE_TABLE);
}

static void put_column(struct archive_writer *writer, const struct column *column, i64 from, i64 to)
{
    u64 before = 0;
    put_number(writer, column->null != NULL);
    for (i64 r = from; column->null && r < to; r++) {
        room(writer, 1);
        writer->bytes[writer->size++] = (char)column->null[r];
    }
    for (i64 r = from; r < to; r++) {
        if (column->null && column->null[r]) continue;
        if (column->type == COL_STR) {
            put_text(writer, column->text[r]);
        } else if (column->type == COL_F64) {
            u64 bits = 0;
            memcpy(&bits, &column->f[r], sizeof bits);
            room(writer, 8);
            put_fixed(writer->bytes + writer->size, bits, 8);
            writer->size += 8;
        } else if (column->type == COL_DEC8) {
            put_number(writer, (u64)column->dec8[r]);
            put_signed(writer, (i64)(column->dec8[r] >> 64));
        } else {
            put_signed(writer, (i64)((u64)column->i[r] - before));
            before = (u64)column->i[r];
        }
    }
}

static i64 text_bytes(const struct rows *rows, i64 row)
{
    i64 bytes = 0;
    for (i64 k = 0; k < rows->columns; k++) {
        const struct column *column = &rows->column[k];
        bool is_text = column->type == COL_STR && !(column->null && column->null[row]);
        bytes += is_text ? column->text[row].size : 0;
    }
    return bytes;
}

bool archive_write_rows(ctx *c, struct archive_writer *writer, const struct rows *rows)
{
    archive_sum_add(&writer->sum, rows);
    for (i64 from = 0, to = 0; from < rows->count; from = to) {
        i64 bytes = 0;
        while (to < rows->count && to - from < ARCHIVE_ROWS_MAX && bytes < SOFT_BYTES)
            bytes += text_bytes(rows, to++);
        put_number(writer, (u64)(to - from));
        for (i64 k = 0; k < rows->columns; k++)
            put_column(writer, &rows->column[k], from, to);
        if (!write_block(c, writer, ARCHIVE_ROWS)) return false;
    }
    return true;
}

bool archive_write_table_end(ctx *c, struct archive_writer *writer)
{
    put_number(writer, (u64)writer->sum.rows);
    put_number(writer, writer->sum.hash);
    return write_block(c, writer, ARCHIVE_TABLE_END);
}

bool archive_write_end(ctx *c, struct archive_writer *writer)
{
    return write_block(c, writer, ARCHIVE_END);
}

// Reading

struct archive_reader {
    FILE *file;
    i64 blocks; // read so far
    bool is_in_table, has_ended;
    struct arena *arena; // the block and what was made of it
    const char *at, *end;
    struct archive_table table;
    struct archive_sum sum;
    char name_bytes[ARCHIVE_COLUMNS_MAX + 1][ARCHIVE_NAME_MAX];
};

static bool fail_damaged(ctx *c, const struct archive_reader *reader)
{
    return fail_with(
        c, ERR_BAD_INPUT,
        fmt(c->arena, tr(c, "the backup is damaged in its block %lld"), (long long)reader->blocks),
        tr(c, "Take another copy of it, or an older backup."));
}

static bool fail_cut(ctx *c, const struct archive_reader *reader)
{
    if (ferror(reader->file))
        return fail_detail(c, ERR_SYSTEM, tr(c, "the backup could not be read"), NULL,
                           strerror(errno));
    return fail_with(c, ERR_BAD_INPUT, tr(c, "the backup is cut off"),
                     tr(c, "Take another copy of it, or an older backup."));
}

static bool get_number(struct archive_reader *reader, u64 *out)
{
    u64 number = 0;
    for (int shift = 0; reader->at < reader->end && shift < 64; shift += 7) {
        u8 byte = (u8)*reader->at++;
        if (shift == 63 && byte > 1) return false;
        number |= (u64)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            *out = number;
            return true;
        }
    }
    return false;
}

static bool get_signed(struct archive_reader *reader, i64 *out)
{
    u64 number = 0;
    if (!get_number(reader, &number)) return false;
    *out = (i64)(number >> 1 ^ -(number & 1));
    return true;
}

static bool get_text(struct archive_reader *reader, str *out)
{
    u64 size = 0;
    if (!get_number(reader, &size) || size > (u64)(reader->end - reader->at)) return false;
    *out = (str){.s = reader->at, .size = (i64)size};
    reader->at += size;
    return true;
}

// The payload is read in steps, so that a size that lies costs no more than the file has.
static bool read_payload(ctx *c, struct archive_reader *reader, i64 size)
{
    char *bytes = NULL;
    i64 has = 0;
    while (has < size) {
        i64 step = MIN(MAX(has, SOFT_BYTES), size - has);
        bytes = arena_grow(reader->arena, bytes, has, has + step, 1);
        if (fread(bytes + has, 1, (size_t)step, reader->file) != (size_t)step)
            return fail_cut(c, reader);
        has += step;
    }
    reader->at = bytes ? bytes : "";
    reader->end = reader->at + size;
    return true;
}

static bool read_block(ctx *c, struct archive_reader *reader, char *kind)
{
    char header[HEADER_SIZE];
    arena_clear(reader->arena);
    if (fread(header, 1, HEADER_SIZE, reader->file) != HEADER_SIZE) return fail_cut(c, reader);
    i64 size = (i64)get_fixed(header + 1, 4);
    if (size > BOUND_BACKUP_BLOCK_BYTES) return fail_damaged(c, reader);
    if (!read_payload(c, reader, size)) return false;
    *kind = header[0];
    if (get_fixed(header + 5, 8) != block_hash(*kind, reader->blocks, reader->at, size))
        return fail_damaged(c, reader);
    reader->blocks++;
    return true;
}

bool archive_open(ctx *c, FILE *file, struct archive_reader **out, struct archive_head *head)
{
    char begin[SIGNATURE_SIZE];
    size_t has = fread(begin, 1, SIGNATURE_SIZE, file);
    if (has < SIGNATURE_NAME || memcmp(begin, signature, SIGNATURE_NAME) != 0)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "that file is no backup of Tuntuma"),
                         tr(c, "Give a file that `tuntuma backup` wrote."));
    if (has == SIGNATURE_SIZE && memcmp(begin, signature, SIGNATURE_SIZE) != 0)
        return fail_with(c, ERR_BAD_INPUT,
                         tr(c, "the backup was written by a newer version of this program"),
                         tr(c, "Install that version, and restore with it."));
    struct archive_reader *reader = NEW(c->arena, struct archive_reader);
    reader->file = file;
    reader->arena = ctx_arena(c, 8 * BOUND_BACKUP_BLOCK_BYTES);
    char kind = 0;
    str program = {0}, engine = {0};
    if (!read_block(c, reader, &kind)) return false;
    if (kind != ARCHIVE_HEAD || !get_signed(reader, &head->made_ms) ||
        !get_signed(reader, &head->migration) || !get_text(reader, &program) ||
        !get_text(reader, &engine) || reader->at != reader->end)
        return fail_damaged(c, reader);
    head->program = str_copy(c->arena, program);
    head->engine = str_copy(c->arena, engine);
    *out = reader;
    return true;
}

// A name that may stand in a statement: of lower-case letters, digits and _.
static bool get_name(struct archive_reader *reader, char *bytes, str *out)
{
    str name = {0};
    if (!get_text(reader, &name) || name.size == 0 || name.size > ARCHIVE_NAME_MAX) return false;
    for (i64 i = 0; i < name.size; i++) {
        char letter = name.s[i];
        bool is_good =
            (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
        if (!is_good) return false;
    }
    memcpy(bytes, name.s, (size_t)name.size);
    *out = (str){.s = bytes, .size = name.size};
    return true;
}

static bool get_table(struct archive_reader *reader)
{
    u64 columns = 0;
    struct archive_table *table = &reader->table;
    *table = (struct archive_table){0};
    reader->sum = (struct archive_sum){0};
    if (reader->is_in_table || !get_name(reader, reader->name_bytes[0], &table->name) ||
        !get_number(reader, &columns) || columns == 0 || columns > ARCHIVE_COLUMNS_MAX)
        return false;
    for (; table->columns < (i64)columns; table->columns++) {
        struct archive_column *column = &table->column[table->columns];
        u64 type = 0;
        if (!get_name(reader, reader->name_bytes[table->columns + 1], &column->name) ||
            !get_number(reader, &type) || type > COL_BOOL)
            return false;
        column->type = (enum col_type)type;
    }
    reader->is_in_table = true;
    return true;
}

static bool get_dec8(struct archive_reader *reader, i128 *out)
{
    u64 low = 0;
    i64 high = 0;
    if (!get_number(reader, &low) || !get_signed(reader, &high)) return false;
    // Not <<, which is undefined below zero.
    *out = (i128)high * ((i128)1 << 64) + (i128)low;
    i128 most = (i128)DEC4_MOST * DEC4_MOST * 100; // of 38 digits
    return *out<most && * out> - most;
}

static bool is_in_range(enum col_type type, i64 number)
{
    if (type == COL_BOOL) return number == 0 || number == 1;
    if (type == COL_DAY) return number == (i32)number;
    return type != COL_DEC4 || (number < DEC4_MOST && number > -DEC4_MOST);
}

static bool get_value(struct archive_reader *reader, struct fill_column *to, i64 row, u64 *before)
{
    i64 number = 0;
    switch (to->type) {
    case COL_STR:
        return get_text(reader, &to->text[row]) && str_is_utf8(to->text[row], NULL);
    case COL_F64:
        if (reader->end - reader->at < 8) return false;
        *before = get_fixed(reader->at, 8);
        memcpy(&to->f[row], before, 8);
        reader->at += 8;
        return true;
    case COL_DEC8:
        return get_dec8(reader, &to->dec8[row]);
    case COL_I64:
    case COL_DAY:
    case COL_DEC4:
    case COL_BOOL:
        if (!get_signed(reader, &number)) return false;
        *before += (u64)number;
        to->i[row] = (i64)*before;
        return is_in_range(to->type, to->i[row]);
    }
    return false;
}

static bool get_column(ctx *c, struct archive_reader *reader, struct rows_fill *fill, i64 column)
{
    u64 has_null = 0, before = 0;
    if (!get_number(reader, &has_null) || has_null > 1) return false;
    const char *nulls = has_null ? reader->at : NULL;
    if (nulls && reader->end - reader->at < fill->count) return false;
    if (nulls) reader->at += fill->count;
    for (i64 row = 0; row < fill->count; row++) {
        if (nulls && nulls[row])
            rows_fill_null(c, fill, column, row);
        else if (!get_value(reader, &fill->column[column], row, &before))
            return false;
    }
    return true;
}

static bool get_rows(ctx *c, struct archive_reader *reader, struct rows *out)
{
    u64 count = 0;
    const struct archive_table *table = &reader->table;
    if (!reader->is_in_table || !get_number(reader, &count) || count > ARCHIVE_ROWS_MAX)
        return false;
    ctx inner = *c; // columns lie in the block's own memory
    inner.arena = reader->arena;
    struct rows_fill fill = {.columns = table->columns};
    fill.column = NEW_ARRAY(reader->arena, struct fill_column, table->columns);
    for (i64 k = 0; k < table->columns; k++)
        fill.column[k].type = table->column[k].type;
    rows_fill_begin(&inner, &fill, (i64)count);
    fill.count = (i64)count;
    for (i64 k = 0; k < table->columns; k++)
        if (!get_column(&inner, reader, &fill, k)) return false;
    *out = rows_fill_end(&inner, &fill);
    archive_sum_add(&reader->sum, out);
    return true;
}

static bool get_table_end(struct archive_reader *reader)
{
    u64 rows = 0, hash = 0;
    bool ok = reader->is_in_table && get_number(reader, &rows) && get_number(reader, &hash);
    reader->is_in_table = false;
    return ok && rows == (u64)reader->sum.rows && hash == reader->sum.hash;
}

bool archive_next(ctx *c, struct archive_reader *reader, struct archive_item *out)
{
    char kind = 0;
    bool ok = false;
    assert(!reader->has_ended);
    if (!read_block(c, reader, &kind)) return false;
    *out = (struct archive_item){.kind = (enum archive_kind)kind, .table = &reader->table};
    if (kind == ARCHIVE_TABLE) {
        ok = get_table(reader);
    } else if (kind == ARCHIVE_ROWS) {
        ok = get_rows(c, reader, &out->rows);
    } else if (kind == ARCHIVE_TABLE_END) {
        ok = get_table_end(reader);
        out->sum = reader->sum;
    } else if (kind == ARCHIVE_END) {
        reader->has_ended = true;
        ok = !reader->is_in_table && fgetc(reader->file) == EOF;
    }
    return (ok && reader->at == reader->end) || fail_damaged(c, reader);
}
