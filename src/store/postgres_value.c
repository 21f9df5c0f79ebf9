// PostgreSQL's binary formats of values (src/backend/utils/adt/*send and *recv functions of its
// source).
#include "store/postgres_own.h"

#include <endian.h>

enum {
    EPOCH_DAYS = 10957, // its days count from 2000-01-01
    NUMERIC_NEGATIVE = 0x4000,
    NUMERIC_DIGITS_MAX = 16, // groups of four digits: DECIMAL(38, 8) has 10
};

void wire_reserve(struct wire *wire, i64 bytes)
{
    if (wire->size + bytes <= wire->capacity) return;
    i64 capacity = MAX(wire->capacity * 2, wire->size + bytes);
    wire->s = arena_grow(wire->arena, wire->s, wire->capacity, capacity, 1);
    wire->capacity = capacity;
}

static void wire_bytes(struct wire *wire, const void *bytes, i64 size)
{
    assert(wire->size + size <= wire->capacity);
    memcpy(wire->s + wire->size, bytes, (size_t)size);
    wire->size += size;
}

void wire_i16(struct wire *wire, int16_t number)
{
    uint16_t big = htobe16((uint16_t)number);
    wire_bytes(wire, &big, sizeof big);
}

void wire_i32(struct wire *wire, i32 number)
{
    u32 big = htobe32((u32)number);
    wire_bytes(wire, &big, sizeof big);
}

void wire_i64(struct wire *wire, i64 number)
{
    u64 big = htobe64((u64)number);
    wire_bytes(wire, &big, sizeof big);
}

void wire_f64(struct wire *wire, f64 number)
{
    i64 bits = 0;
    memcpy(&bits, &number, sizeof bits);
    wire_i32(wire, 8);
    wire_i64(wire, bits);
}

void wire_text(struct wire *wire, str text)
{
    wire_i32(wire, (i32)text.size);
    if (text.size) wire_bytes(wire, text.s, text.size);
}

bool wire_number(struct wire *wire, i64 number, enum pg_type type)
{
    if (type == PG_INT8) {
        wire_i32(wire, 8);
        wire_i64(wire, number);
        return true;
    }
    if (type == PG_INT2) {
        wire_i32(wire, 2);
        wire_i16(wire, (int16_t)number);
        return number == (int16_t)number;
    }
    if (type == PG_BOOL) {
        char byte = (char)(number != 0);
        wire_i32(wire, 1);
        wire_bytes(wire, &byte, 1);
        return true;
    }
    i64 shifted = type == PG_DATE ? number - EPOCH_DAYS : number;
    wire_i32(wire, 4);
    wire_i32(wire, (i32)shifted);
    return shifted == (i32)shifted;
}

void wire_decimal(struct wire *wire, i128 number, int scale_groups)
{
    int16_t digits[NUMERIC_DIGITS_MAX];
    int count = 0;
    i128 rest = number < 0 ? -number : number; // of 38 digits at most: never the lowest i128
    for (; rest; rest /= 10000)
        digits[count++] = (int16_t)(rest % 10000); // lowest first
    int lowest = 0;
    while (lowest < count && digits[lowest] == 0)
        lowest++; // zeros at the end are left out
    int kept = count - lowest;
    wire_i32(wire, 8 + 2 * kept);
    wire_i16(wire, (int16_t)kept);
    wire_i16(wire, (int16_t)(kept ? count - 1 - scale_groups : 0));
    wire_i16(wire, number < 0 ? NUMERIC_NEGATIVE : 0);
    wire_i16(wire, (int16_t)(4 * scale_groups));
    for (int i = count - 1; i >= lowest; i--)
        wire_i16(wire, digits[i]);
}

bool pg_col_type(u32 type, int modifier, enum col_type *out)
{
    static const int dec4 = ((18 << 16) | 4) + 4, dec8 = ((38 << 16) | 8) + 4;
    if (type == PG_INT8 || type == PG_INT4 || type == PG_INT2)
        *out = COL_I64;
    else if (type == PG_FLOAT8)
        *out = COL_F64;
    else if (type == PG_TEXT || type == PG_VARCHAR)
        *out = COL_STR;
    else if (type == PG_DATE)
        *out = COL_DAY;
    else if (type == PG_BOOL)
        *out = COL_BOOL;
    else if (type == PG_NUMERIC && modifier == dec4)
        *out = COL_DEC4;
    else if (type == PG_NUMERIC && modifier == dec8)
        *out = COL_DEC8;
    else
        return false;
    return true;
}

static i64 read_int(const char *bytes, i64 size)
{
    u64 number = (u64)(bytes[0] < 0 ? -1LL : 0LL); // the sign fills what the value does not
    for (i64 i = 0; i < size; i++)
        number = number << 8 | (u8)bytes[i];
    return (i64)number;
}

static bool read_decimal(const char *bytes, int scale_groups, i128 *out)
{
    i64 count = read_int(bytes, 2), weight = read_int(bytes + 2, 2);
    i64 sign = read_int(bytes + 4, 2);
    if (sign != 0 && sign != NUMERIC_NEGATIVE) return false;
    i128 number = 0;
    i64 last = -scale_groups; // weight of the last group that we keep
    for (i64 at = weight; at >= last; at--) {
        i64 i = weight - at;
        number = number * 10000 + (i < count ? read_int(bytes + 8 + 2 * i, 2) : 0);
    }
    *out = sign ? -number : number;
    return true;
}

bool pg_read(ctx *c, struct fill_column *to, i64 row, const char *bytes, i64 size, u32 type)
{
    switch (to->type) {
    case COL_STR:
        to->text[row] = str_copy(c->arena, (str){.s = bytes, .size = size});
        return true;
    case COL_F64: {
        i64 bits = read_int(bytes, 8);
        memcpy(&to->f[row], &bits, sizeof bits);
        return true;
    }
    case COL_DEC8:
        return read_decimal(bytes, 2, &to->dec8[row]);
    case COL_DEC4: {
        i128 number = 0;
        bool ok = read_decimal(bytes, 1, &number);
        to->i[row] = (i64)number;
        return ok;
    }
    case COL_I64:
    case COL_DAY:
    case COL_BOOL:
        to->i[row] = read_int(bytes, size) + (type == PG_DATE ? EPOCH_DAYS : 0);
        return true;
    }
    return false;
}
