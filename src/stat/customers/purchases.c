// Idea: a customer's days are a list of blocks of 64 days, one bit a day, the newest first: rows in
// the order of time touch the first block alone; others walk a list that is as long as the time
// that is covered, not as the rows are many.
#include "stat/customers/purchases.h"

#include <math.h>

#define NONE        (-1)
#define PAGE_BLOCKS 65536

struct block {
    u64 days;
    i32 number; // day / 64, rounded down
    i32 next;   // an older one
};

struct customer {
    i32 first;
    i32 block;              // the newest; NONE
    f64 value, first_value; // of all days, and of the first
};

struct purchases {
    ctx *c;
    i32 values_until;
    struct customer *customers;
    i64 customer_count, capacity;
    struct block **pages;
    i64 page_capacity, block_count;
    i32 first_day, last_day;
};

struct purchases *purchases_new(ctx *c, i32 values_until)
{
    struct purchases *all = NEW(c->arena, struct purchases);
    *all = (struct purchases){
        .c = c, .values_until = values_until, .first_day = INT32_MAX, .last_day = INT32_MIN};
    return all;
}

static struct block *block_at(const struct purchases *all, i32 index)
{
    return &all->pages[index / PAGE_BLOCKS][index % PAGE_BLOCKS];
}

static i32 block_new(struct purchases *all, struct block block)
{
    assert(all->block_count < INT32_MAX);
    i64 page = all->block_count / PAGE_BLOCKS;
    if (page == all->page_capacity) {
        i64 capacity = MAX(64, 2 * all->page_capacity);
        all->pages = arena_grow(all->c->arena, all->pages, all->page_capacity, capacity,
                                (i64)sizeof(void *));
        all->page_capacity = capacity;
    }
    if (!all->pages[page]) all->pages[page] = NEW_ARRAY(all->c->arena, struct block, PAGE_BLOCKS);
    i32 index = (i32)all->block_count++;
    *block_at(all, index) = block;
    return index;
}

static struct customer *customer_at(struct purchases *all, i32 customer)
{
    if (customer >= all->capacity) {
        i64 capacity = MAX(1024, MAX((i64)customer + 1, 2 * all->capacity));
        all->customers = arena_grow(all->c->arena, all->customers, all->capacity, capacity,
                                    (i64)sizeof all->customers[0]);
        all->capacity = capacity;
    }
    for (; all->customer_count <= customer; all->customer_count++)
        all->customers[all->customer_count] = (struct customer){.first = INT32_MAX, .block = NONE};
    return &all->customers[customer];
}

static i32 number_of(i32 day)
{
    return day >> 6; // rounds down for days before 1970 too
}

void purchases_add(struct purchases *all, i32 customer, i32 day, f64 value)
{
    assert(customer >= 0);
    struct customer *one = customer_at(all, customer);
    i32 number = number_of(day), at = one->block, before = NONE;
    while (at != NONE && block_at(all, at)->number > number) {
        before = at;
        at = block_at(all, at)->next;
    }
    if (at == NONE || block_at(all, at)->number != number) {
        at = block_new(all, (struct block){0, number, at});
        *(before == NONE ? &one->block : &block_at(all, before)->next) = at;
    }
    block_at(all, at)->days |= 1ULL << (day & 63);
    all->first_day = MIN(all->first_day, day);
    all->last_day = MAX(all->last_day, day);

    if (day <= all->values_until) one->value += value;
    if (day < one->first) one->first_value = 0;
    if (day <= one->first) one->first_value += value;
    one->first = MIN(one->first, day);
}

i64 purchases_customers(const struct purchases *all)
{
    return all->customer_count;
}

i32 purchases_first_day(const struct purchases *all)
{
    return all->first_day;
}

i32 purchases_last_day(const struct purchases *all)
{
    return all->last_day;
}

// The bits of a block that are days up to `until`.
static u64 days_until(const struct block *block, i32 until)
{
    i32 begin = block->number * 64;
    if (until < begin) return 0;
    if (until - begin >= 63) return block->days;
    return block->days & ((1ULL << (until - begin + 1)) - 1);
}

struct purchase_record purchases_record(const struct purchases *all, i32 customer, i32 until,
                                        i32 later_until)
{
    assert(customer >= 0 && customer < all->customer_count);
    assert(later_until >= until);
    const struct customer *one = &all->customers[customer];
    struct purchase_record record = {.first = PURCHASES_NEVER, .last = PURCHASES_NEVER};
    if (one->first > until) return record;
    i64 days = 0;
    for (i32 at = one->block; at != NONE; at = block_at(all, at)->next) {
        const struct block *block = block_at(all, at);
        u64 early = days_until(block, until), both = days_until(block, later_until);
        days += __builtin_popcountll(early);
        record.later += __builtin_popcountll(both) - __builtin_popcountll(early);
        if (early && record.last == PURCHASES_NEVER)
            record.last = block->number * 64 + 63 - __builtin_clzll(early);
    }
    record.first = one->first;
    record.repeats = days - 1;
    record.repeat_value = one->value - one->first_value;
    return record;
}

void purchases_count(const struct purchases *all, i32 until, i32 begin, i32 end, f64 by_day[])
{
    for (i64 i = 0; i < all->customer_count; i++) {
        const struct customer *one = &all->customers[i];
        if (one->first > until) continue;
        for (i32 at = one->block; at != NONE; at = block_at(all, at)->next) {
            const struct block *block = block_at(all, at);
            for (u64 days = days_until(block, end); days; days &= days - 1) {
                i32 day = block->number * 64 + __builtin_ctzll(days);
                if (day >= begin && day != one->first) by_day[day - begin]++;
            }
        }
    }
}
