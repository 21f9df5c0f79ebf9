#include "stat/customers/encounters.h"

enum { PAGE_ENTRIES = 65536 };

struct page {
    struct page *next;
    i32 customer[PAGE_ENTRIES], day[PAGE_ENTRIES];
};

struct encounters {
    ctx *c;
    struct page *pages, *page; // the first; the one that is filled
    i64 used;                  // of it
    i64 count;
    i64 capacity;
    i32 *latest; // by customer: the day that came last
};

i32 encounters_day(i64 ms)
{
    i64 day = ms / 86400000;
    return (i32)(ms % 86400000 < 0 ? day - 1 : day);
}

struct encounters *encounters_new(ctx *c)
{
    struct encounters *all = NEW(c->arena, struct encounters);
    all->c = c;
    all->pages = all->page = NEW(c->arena, struct page);
    return all;
}

static void make_room(struct encounters *all, i32 customer)
{
    i64 capacity = MAX(1024, MAX((i64)customer + 1, 2 * all->capacity));
    i32 *latest = NEW_ARRAY(all->c->arena, i32, capacity);
    if (all->capacity) memcpy(latest, all->latest, (size_t)all->capacity * sizeof latest[0]);
    for (i64 i = all->capacity; i < capacity; i++)
        latest[i] = INT32_MIN;
    all->latest = latest;
    all->capacity = capacity;
}

void encounters_add(struct encounters *all, i32 customer, i32 day)
{
    assert(customer >= 0);
    if (customer >= all->capacity) make_room(all, customer);
    if (all->latest[customer] == day) return;
    all->latest[customer] = day;
    if (all->used == PAGE_ENTRIES) {
        all->page->next = NEW(all->c->arena, struct page);
        all->page = all->page->next;
        all->used = 0;
    }
    all->page->customer[all->used] = customer;
    all->page->day[all->used++] = day;
    all->count++;
}

static int ascending(const void *a, const void *b)
{
    i32 x = *(const i32 *)a, y = *(const i32 *)b;
    return (x > y) - (x < y);
}

// Sorts one customer's days where they are not, and drops repeats; returns how many are left.
static i64 tidy(i32 days[], i64 count)
{
    bool sorted = true;
    for (i64 i = 1; i < count && sorted; i++)
        sorted = days[i - 1] < days[i];
    if (sorted) return count;
    qsort(days, (size_t)count, sizeof days[0], ascending);
    i64 kept = 1;
    for (i64 i = 1; i < count; i++)
        if (days[i] != days[kept - 1]) days[kept++] = days[i];
    return kept;
}

static void gather(const struct encounters *all, i64 first[], i32 days[])
{
    for (const struct page *page = all->pages; page; page = page->next) {
        i64 used = page == all->page ? all->used : PAGE_ENTRIES;
        for (i64 i = 0; i < used; i++)
            days[first[page->customer[i]]++] = page->day[i];
    }
}

struct encounter_days encounters_sort(struct encounters *all, i64 customers)
{
    struct arena *arena = all->c->arena;
    i64 *first = NEW_ARRAY(arena, i64, customers + 2);
    i32 *days = NEW_ARRAY(arena, i32, MAX(all->count, 1));
    for (const struct page *page = all->pages; page; page = page->next) {
        i64 used = page == all->page ? all->used : PAGE_ENTRIES;
        for (i64 i = 0; i < used; i++)
            first[page->customer[i] + 2]++;
    }
    for (i64 i = 2; i < customers + 2; i++)
        first[i] += first[i - 1];
    gather(all, first + 1, days); // first[i + 1] goes from where customer i begins to where it ends
    struct encounter_days out = {.customers = customers, .first = first, .days = days};
    i64 kept = 0;
    bool any = false;
    for (i64 i = 0, from = 0; i < customers; i++) {
        i64 to = first[i + 1], count = tidy(days + from, to - from);
        if (count) {
            i32 low = days[from], high = days[from + count - 1];
            out.first_day = any ? MIN(out.first_day, low) : low;
            out.last_day = any ? MAX(out.last_day, high) : high;
            any = true;
            memmove(days + kept, days + from, (size_t)count * sizeof days[0]);
        }
        first[i] = kept;
        kept += count;
        from = to;
    }
    first[customers] = kept;
    return out;
}
