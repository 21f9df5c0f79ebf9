#include "base/csv.h"
#include "prop/prop.h"

static bool parts_cut_and_joined_are_the_text(struct prop *p, struct arena *arena)
{
    str text = prop_text(p, arena, S("ab,,"), 40), rest = text, part = {0};
    buf joined = buf_new(arena, 1000);
    buf_add(p->shown, text);
    for (bool first = true; str_cut(&rest, ',', &part); first = false) {
        if (!first) buf_char(&joined, ',');
        buf_add(&joined, part);
    }
    return str_equal(buf_str(&joined), text);
}

static bool a_written_number_is_read_back(struct prop *p, struct arena *arena)
{
    i64 number = prop_i64(p, INT64_MIN / 2, INT64_MAX / 2), back = 0;
    u64 bits = prop_bits(p);
    f64 real = 0, real_back = 0;
    memcpy(&real, &bits, sizeof real);
    if (real - real != 0) real = 0; // not finite
    const char *digits[] = {fmt(arena, "%.17g", real), fmt(arena, "%.6g", (f64)number / 1000),
                            fmt(arena, "%lld", (long long)number)};
    buf_fmt(p->shown, "%s %s %s", digits[0], digits[1], digits[2]);
    if (!str_i64(str_of(digits[2]), &back) || back != number) return false;
    for (i64 i = 0; i < COUNT_OF(digits); i++) {
        f64 wanted = strtod(digits[i], NULL);
        if (!str_f64(str_of(digits[i]), &real_back)) return false;
        if (memcmp(&real_back, &wanted, sizeof wanted) != 0) return false;
    }
    return true;
}

static bool a_head_of_utf8_is_utf8_and_little_shorter(struct prop *p, struct arena *arena)
{
    static const char *const characters[] = {"a", "é", "€", "\xF0\x9F\x98\x80"};
    buf text = buf_new(arena, 1000);
    i64 count = prop_i64(p, 0, 30);
    for (i64 i = 0; i < count; i++)
        buf_c(&text, characters[prop_bits(p) % 4]);
    i64 size = prop_i64(p, 0, 40);
    str head = str_head(buf_str(&text), size);
    buf_fmt(p->shown, "%s to %lld", text.s, (long long)size);
    return str_is_utf8(head, NULL) && head.size <= size && str_starts(buf_str(&text), head) &&
           head.size > MIN(size, text.size) - 4;
}

static bool the_first_bad_byte_ends_the_longest_good_head(struct prop *p, struct arena *arena)
{
    str text = prop_text(p, arena, S("aaaaaaaa\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), 24);
    i64 bad_at = -1;
    for (i64 i = 0; i < text.size; i++)
        buf_fmt(p->shown, "%02x", (u8)text.s[i]);
    if (str_is_utf8(text, &bad_at)) return bad_at == -1;
    return str_is_utf8(str_slice(text, 0, bad_at), NULL) && bad_at < text.size;
}

// A reader of RFC 4180, as small as can be.
static str csv_read_cell(struct arena *arena, str line)
{
    if (!str_starts(line, S("\""))) return line;
    buf cell = buf_new(arena, 10000);
    for (i64 i = 1; i < line.size - 1; i++) {
        if (line.s[i] == '"') i++;
        buf_char(&cell, line.s[i]);
    }
    return buf_str(&cell);
}

static bool a_written_cell_is_read_back_and_is_no_formula(struct prop *p, struct arena *arena)
{
    str cell = prop_text(p, arena, S("=+-@1,.\" \r\n\tab"), 12);
    buf out = buf_new(arena, 1000);
    csv_cell(&out, cell, true);
    str back = csv_read_cell(arena, buf_str(&out));
    buf_fmt(p->shown, "'%.*s' as '%s'", STR(cell), out.s);
    f64 number = 0;
    bool risky = cell.size && memchr("=+-@\t\r", cell.s[0], 6) && !str_f64(cell, &number);
    if (!risky) return str_equal(back, cell);
    return str_starts(back, S("'")) && str_equal(str_slice(back, 1, back.size), cell);
}

LAW(parts_cut_and_joined_are_the_text)
LAW(a_written_number_is_read_back)
LAW(a_head_of_utf8_is_utf8_and_little_shorter)
LAW(the_first_bad_byte_ends_the_longest_good_head)
LAW(a_written_cell_is_read_back_and_is_no_formula)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_parts_cut_and_joined_are_the_text),
        cmocka_unit_test(check_a_written_number_is_read_back),
        cmocka_unit_test(check_a_head_of_utf8_is_utf8_and_little_shorter),
        cmocka_unit_test(check_the_first_bad_byte_ends_the_longest_good_head),
        cmocka_unit_test(check_a_written_cell_is_read_back_and_is_no_formula),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
