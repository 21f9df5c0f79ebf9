#include "stat/frame.h"

#include "bounds.h"

#include "support/files.h"
#include "support/near.h"
#include "support/work.h"

// clang-format off
static const struct stat_role roles[] = {
    {"value", STAT_NUMBER, STAT_ONE, false, "the value"},
    {"gap", STAT_NUMBER, STAT_OPTIONAL, true, "a value that may be missing"},
    {"group", STAT_NAME, STAT_OPTIONAL, false, "the group"},
    {"customer", STAT_KEY, STAT_OPTIONAL, false, "who"},
    {"time", STAT_MOMENT, STAT_OPTIONAL, false, "when"},
    {"words", STAT_TEXT, STAT_OPTIONAL, true, "what was said"},
    {0},
};
// clang-format on

struct bench {
    struct work work;
    struct files files;
    struct frame frame;
    struct frame_order order;
    struct frame_choice choices[8];
};

static ctx *bench_init(struct bench *b, const char *content)
{
    ctx *c = work_init(&b->work);
    files_init(c, &b->files);
    files_write(&b->files, "f.csv", str_of(content));
    b->order = (struct frame_order){.file = S("f.csv"), .roles = roles, .decimal = '.'};
    b->order.choices = b->choices;
    return c;
}

static void choose(struct bench *b, i64 role, const char *column)
{
    b->choices[b->order.choice_count++] = (struct frame_choice){&roles[role], str_of(column), false};
}

static void bench_release(struct bench *b)
{
    files_release(&b->files);
    work_release(&b->work);
}

static void columns_have_their_types(void **state)
{
    (void)state;
    struct bench b = {0};
    ctx *c =
        bench_init(&b, "v,g,c,t,w\n1.5,b,K2,2026-01-02,hello\n-2e3,a,K1,2026-01-02T10:00:00Z,\n");
    choose(&b, 0, "v");
    choose(&b, 2, "g");
    choose(&b, 3, "c");
    choose(&b, 4, "t");
    choose(&b, 5, "w");
    assert_true(frame_read(c, b.order, &b.frame));
    assert_int_equal(b.frame.count, 2);
    assert_near(frame_column(&b.frame, "value")->number[1], -2000, 0);
    const struct frame_column *group = frame_column(&b.frame, "group");
    assert_str(group->names[group->code[0]], "b");
    assert_int_equal(group->code[0], 1);                                    // names are in order
    assert_int_equal(frame_column(&b.frame, "customer")->code[0], 0);       // keys as they come
    assert_int_equal(frame_column(&b.frame, "time")->ms[0], 1767355200000); // noon
    assert_int_equal(frame_column(&b.frame, "time")->ms[1], 1767348000000);
    assert_str(frame_column(&b.frame, "words")->text[0], "hello");
    assert_int_equal(frame_column(&b.frame, "words")->text[1].size, 0);
    assert_null(frame_column(&b.frame, "gap"));
    bench_release(&b);
}

static void rows_with_gaps_are_left_out_and_counted(void **state)
{
    (void)state;
    struct bench b = {0};
    ctx *c = bench_init(&b, "v,g\n1,\nNA,2\n,3\n4,?\n");
    const str words[] = {S("?")};
    choose(&b, 0, "v");
    choose(&b, 1, "g");
    b.order.missing = words;
    b.order.missing_count = 1;
    assert_true(frame_read(c, b.order, &b.frame));
    assert_int_equal(b.frame.rows, 4);
    assert_int_equal(b.frame.gaps, 2);
    assert_int_equal(b.frame.count, 2);
    assert_true(isnan(frame_column(&b.frame, "gap")->number[0]));
    assert_true(isnan(frame_column(&b.frame, "gap")->number[1]));
    bench_release(&b);
}

static void what_is_no_number_is_refused_with_its_line(void **state)
{
    (void)state;
    static const char *const cells[] = {"12x", "inf", "-Infinity", "1e400", "1,5", "0x10", "--1"};
    for (i64 i = 0; i < COUNT_OF(cells); i++) {
        struct bench b = {0};
        char content[64];
        snprintf(content, sizeof content, "v;w\n1;a\n%s;b\n", cells[i]);
        ctx *c = bench_init(&b, content);
        choose(&b, 0, "v");
        assert_false(frame_read(c, b.order, &b.frame));
        assert_int_equal(c->err.code, ERR_BAD_INPUT);
        assert_non_null(strstr(c->err.msg, "line 3"));
        assert_non_null(strstr(c->err.msg, cells[i]));
        bench_release(&b);
    }
}

static void decimal_commas_are_read_where_they_are_told(void **state)
{
    (void)state;
    struct bench b = {0};
    ctx *c = bench_init(&b, "v;w\n1,25;a\n-3;b\n");
    choose(&b, 0, "v");
    b.order.decimal = ',';
    assert_true(frame_read(c, b.order, &b.frame));
    assert_near(frame_column(&b.frame, "value")->number[0], 1.25, 0);
    assert_near(frame_column(&b.frame, "value")->number[1], -3, 0);
    bench_release(&b);
}

static void conditions_keep_rows_with_any_of_a_columns_values(void **state)
{
    (void)state;
    struct bench b = {0};
    ctx *c = bench_init(&b, "v,g,h\n1,a,x\n2,b,x\n3,c,x\n4,a,y\n");
    const struct frame_condition conditions[] = {
        {S("g"), S("a")},
        {S("g"), S("b")},
        {S("h"), S("x")}
    };
    choose(&b, 0, "v");
    b.order.conditions = conditions;
    b.order.condition_count = COUNT_OF(conditions);
    assert_true(frame_read(c, b.order, &b.frame));
    assert_int_equal(b.frame.rows, 2);
    assert_near(frame_column(&b.frame, "value")->number[1], 2, 0);
    bench_release(&b);
}

static void numbers_among_names_are_in_order_of_size(void **state)
{
    (void)state;
    struct bench b = {0};
    ctx *c = bench_init(&b, "v,g\n1,10\n1,9\n1,old\n1,2\n");
    choose(&b, 0, "v");
    choose(&b, 2, "g");
    assert_true(frame_read(c, b.order, &b.frame));
    const struct frame_column *group = frame_column(&b.frame, "group");
    assert_str(group->names[0], "2");
    assert_str(group->names[1], "9");
    assert_str(group->names[2], "10");
    assert_str(group->names[3], "old");
    bench_release(&b);
}

static void columns_without_a_header_go_by_position(void **state)
{
    (void)state;
    struct bench b = {0};
    ctx *c = bench_init(&b, "a,1\nb,2\n");
    b.order.no_header = true;
    choose(&b, 0, "2");
    assert_true(frame_read(c, b.order, &b.frame));
    assert_near(frame_column(&b.frame, "value")->number[0], 1, 0);
    b.order.choice_count = 0;
    choose(&b, 0, "3");
    assert_false(frame_read(c, b.order, &b.frame));
    assert_non_null(strstr(c->err.hint, "1 to 2"));
    bench_release(&b);
}

struct blocks {
    i64 count, rows, texts;
    f64 sum;
};

static bool take(ctx *c, void *data, const struct frame *block)
{
    (void)c;
    struct blocks *blocks = data;
    blocks->count++;
    blocks->rows += block->count;
    for (i64 i = 0; i < block->count; i++) {
        blocks->sum += frame_column(block, "value")->number[i];
        str text = frame_column(block, "words")->text[i], key = {0};
        const struct frame_column *customer = frame_column(block, "customer");
        key = customer->names[customer->code[i]];
        blocks->texts += str_equal(text, key);
    }
    return true;
}

static void a_file_comes_in_blocks_whose_codes_stay(void **state)
{
    (void)state;
    struct bench b = {0};
    struct arena arena;
    arena_init(&arena, 64 * MIB);
    buf content = buf_new(&arena, 32 * MIB);
    buf_c(&content, "v,c\n");
    f64 sum = 0;
    for (i64 i = 0; i < 30000; i++) {
        buf_fmt(&content, "%lld,K%lld\n", (long long)i, (long long)(i % 777));
        sum += (f64)i;
    }
    ctx *c = bench_init(&b, content.s);
    struct blocks blocks = {0};
    choose(&b, 0, "v");
    choose(&b, 3, "c");
    choose(&b, 5, "c");
    b.order.take = take;
    b.order.take_data = &blocks;
    assert_true(frame_read(c, b.order, &b.frame));
    assert_true(blocks.count > 5);
    assert_int_equal(blocks.rows, 30000);
    assert_int_equal(blocks.texts, 30000);
    assert_near(blocks.sum, sum, 0);
    assert_int_equal(b.frame.rows, 30000);
    bench_release(&b);
    arena_release(&arena);
}

static void a_field_that_no_row_of_json_has_is_named(void **state)
{
    (void)state;
    struct bench b = {0};
    ctx *c = bench_init(&b, "{\"v\": 1}\n{\"v\": 2}\n");
    choose(&b, 0, "v");
    assert_true(frame_read(c, b.order, &b.frame));
    assert_int_equal(b.frame.count, 2);
    choose(&b, 2, "gruop");
    assert_false(frame_read(c, b.order, &b.frame));
    assert_non_null(strstr(c->err.msg, "gruop"));
    bench_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_have_their_types),
        cmocka_unit_test(rows_with_gaps_are_left_out_and_counted),
        cmocka_unit_test(what_is_no_number_is_refused_with_its_line),
        cmocka_unit_test(decimal_commas_are_read_where_they_are_told),
        cmocka_unit_test(conditions_keep_rows_with_any_of_a_columns_values),
        cmocka_unit_test(numbers_among_names_are_in_order_of_size),
        cmocka_unit_test(columns_without_a_header_go_by_position),
        cmocka_unit_test(a_file_comes_in_blocks_whose_codes_stay),
        cmocka_unit_test(a_field_that_no_row_of_json_has_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
