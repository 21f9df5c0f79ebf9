// demo_files: the invented company's files in a folder of their own, and its customers' truth.
#pragma once

#include "demo/demo.h"

#include "support/files.h"
#include "support/test.h"
#include "support/work.h"

enum demo_type { DEMO_LOYAL, DEMO_LAZY, DEMO_LATENT, DEMO_CASUAL, DEMO_TYPES };

struct demo_customer {
    enum demo_type type;
    str town, segment;
    double attitude, rhythm_days;
    i32 joined, fades, left; // days; joined 0: before the story; fades and left 0: never
    bool by_rival;
};

struct demo_files {
    struct work work;
    struct files files;
    ctx *c;
    i64 count;
    struct demo_customer *customers; // [count + 1], from 1
    i32 last_day;
};

// The cells of a line; quotes are not needed in these files' columns.
static inline i64 demo_cells(str line, char delimiter, str cells[16])
{
    i64 count = 0;
    while (count < 16 && str_cut(&line, delimiter, &cells[count]))
        count++;
    return count;
}

static inline i64 demo_number(str customer)
{
    i64 number = 0;
    assert_true(str_i64(str_slice(customer, 1, customer.size), &number));
    return number;
}

static inline i32 demo_day(str text)
{
    i32 day = 0;
    if (text.size) assert_true(day_parse(text, &day));
    return day;
}

static inline void demo_read_truth(struct demo_files *demo)
{
    static const char *const types[] = {"loyal", "lazy", "latent", "casual"};
    str rest = files_read(demo->c->arena, &demo->files, "customers_truth.csv"), line,
        cells[16] = {{0}};
    str_cut(&rest, '\n', &line);
    while (str_cut(&rest, '\n', &line) && line.size) {
        i64 count = demo_cells(line, ',', cells);
        assert_in_range(count, 8, 9);
        struct demo_customer *customer = &demo->customers[demo_number(cells[0])];
        customer->town = cells[1];
        assert_true(str_f64(cells[2], &customer->attitude));
        for (i32 type = 0; type < DEMO_TYPES; type++)
            if (str_equal(cells[3], str_of(types[type]))) customer->type = (enum demo_type)type;
        assert_true(str_f64(cells[4], &customer->rhythm_days));
        customer->joined = demo_day(cells[5]);
        customer->fades = demo_day(cells[6]);
        customer->left = demo_day(cells[7]);
        customer->by_rival = count == 9 && str_equal(cells[8], S("competitor"));
    }
    rest = files_read(demo->c->arena, &demo->files, "customers.csv");
    str_cut(&rest, '\n', &line);
    while (str_cut(&rest, '\n', &line) && line.size) {
        demo_cells(line, ';', cells);
        demo->customers[demo_number(cells[0])].segment = cells[4];
    }
}

static inline void demo_files_make(struct demo_files *demo, u64 seed, i64 customers)
{
    demo->c = work_init(&demo->work);
    files_init(demo->c, &demo->files);
    demo->count = customers;
    demo->last_day = day_from_civil(2026, 11, 20);
    struct demo_plan plan = {.folder = ".",
                             .seed = seed,
                             .scale = 1,
                             .last_day = demo->last_day,
                             .customers = customers};
    if (!demo_write(demo->c, plan)) print_error("%s\n", demo->c->err.msg);
    assert_int_equal(demo->c->err.code, ERR_NONE);
    demo->customers = NEW_ARRAY(demo->c->arena, struct demo_customer, customers + 1);
    demo_read_truth(demo);
}

static inline void demo_files_drop(struct demo_files *demo)
{
    work_release(&demo->work);
    files_release(&demo->files);
}
