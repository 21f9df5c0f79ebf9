#include "demo/day.h"

#include "demo/encounter.h"

// A customer is in one day's list at a time (linked through the customers themselves), so a day
// costs what happens in it, however many customers rest. Follow-ups live in a ring of lists that
// are used again every month.

static void calendar_add(struct life *life, u32 number, i32 t)
{
    if (t >= STORY_DAYS) return;
    life->customers[number].next = life->due[t];
    life->due[t] = number;
}

void life_init(ctx *c, struct life *life, const struct story *story, i64 customers)
{
    assert(customers > 0 && customers < INT32_MAX);
    *life = (struct life){.c = c, .story = story, .count = customers};
    life->chance = chance_new(story->seed);
    life->due = NEW_ARRAY(c->arena, u32, STORY_DAYS);
    life->customers = NEW_ARRAY(c->arena, struct customer, customers + 1);
    for (i64 i = 1; i <= customers; i++) {
        struct customer *customer = &life->customers[i];
        *customer = customer_make(story, i, customers);
        i32 t = customer->joined; // newcomers begin by buying
        if (t < 0) {
            f64 through = chance_share(&life->chance) * (f64)customer->rhythm_days;
            t = story_day_when(story, through);
        }
        calendar_add(life, (u32)i, t);
    }
}

void life_expect(struct life *life, u32 number, i32 t)
{
    assert(t > life->today.t);
    if (t >= life->customers[number].left) return; // nobody sees them go
    calendar_add(life, number, t);
}

static void list_add(ctx *c, struct event_list *list, struct event event)
{
    if (list->count == list->capacity) {
        i64 capacity = MAX(64, 2 * list->capacity);
        list->items =
            arena_grow(c->arena, list->items, list->capacity, capacity, (i64)sizeof(struct event));
        list->capacity = capacity;
    }
    list->items[list->count++] = event;
}

void life_follow(struct life *life, i32 days, struct event event)
{
    assert(days > 0 && days < QUEUE_DAYS);
    i32 t = life->today.t + days;
    if (t < STORY_DAYS) list_add(life->c, &life->queue[t % QUEUE_DAYS], event);
}

static void add_due(struct life *life, struct event_list *list)
{
    for (u32 number = life->due[life->today.t]; number; number = life->customers[number].next) {
        const struct customer *customer = &life->customers[number];
        bool buys = customer->wish == TO_BUY;
        struct way way = {WEB_SHOP, customer_channel(customer, &life->chance)};
        if (!buys) way = customer_way(&life->chance);
        if (story_minute(&life->today, way.channel, &life->chance) < 0) { // closed today
            way = buys ? (struct way){WEB_SHOP, WEB} : (struct way){ADVICE, EMAIL};
        }
        list_add(life->c, list,
                 (struct event){.who = number,
                                .kind = CUSTOMER_DUE,
                                .channel = (u8)way.channel,
                                .touchpoint = (u8)way.touchpoint,
                                .unit = customer->town});
    }
}

// Once a quarter a sample of the whole list is asked how it is, whether they still come or not.
static void add_round(struct life *life, struct event_list *list)
{
    struct civil date = life->today.date;
    if (date.day != 10 || date.month % 3 != 2) return;
    for (i64 i = 1; i <= life->count; i++) {
        const struct customer *customer = &life->customers[i];
        bool is_listed = customer->joined < life->today.t && life->today.t < customer->left + 400;
        if (!chance_happens(&life->chance, 0.05) || !is_listed) continue;
        list_add(life->c, list,
                 (struct event){.who = (u32)i,
                                .kind = ASKED_AGAIN,
                                .channel = EMAIL,
                                .touchpoint = TOUCHPOINT_COUNT,
                                .unit = customer->town});
    }
}

static void add_visit(struct life *life, struct event_list *list, enum unit unit, bool at_rival)
{
    if (!chance_happens(&life->chance, at_rival ? 0.12 : 0.20)) return;
    struct event visit = {.who = (u32)chance_between(&life->chance, 1, 24),
                          .kind = VISITED,
                          .unit = (u8)unit,
                          .number = at_rival,
                          .channel = SHOP,
                          .touchpoint = SHOWROOM};
    if (chance_happens(&life->chance, 0.15)) {
        visit.channel = PHONE;
        visit.touchpoint = ADVICE;
    }
    list_add(life->c, list, visit);
}

static void add_visits(struct life *life, struct event_list *list)
{
    if (life->today.closed || life->today.weekday == 6) return;
    for (i32 i = 0; i < UNIT_COUNT; i++) {
        enum unit unit = (enum unit)i;
        add_visit(life, list, unit, false);
        if (story_rival_is_open(life->today.t, unit)) add_visit(life, list, unit, true);
    }
}

static void add_pulses(struct life *life, struct event_list *list)
{
    if (life->today.date.day != 15) return;
    u32 employee = 0;
    for (i32 unit = 0; unit < UNIT_COUNT; unit++) {
        for (i32 i = 0; i < company_units[unit].employees; i++) {
            employee++;
            if (!chance_happens(&life->chance, 0.71)) continue;
            list_add(
                life->c, list,
                (struct event){.who = employee, .kind = PULSED, .unit = (u8)unit, .channel = WEB});
        }
    }
}

// Gives the event its minute; false when it cannot be today and has been moved.
static bool settle(struct life *life, struct event *event)
{
    enum channel hours = (enum channel)event->channel;
    if (event->kind == DELIVERED) hours = PHONE;
    if (event->kind >= ANSWERED && event->kind != VISITED) hours = WEB;
    i32 minute = story_minute(&life->today, hours, &life->chance);
    if (minute < 0 && event->kind == DELIVERED) {
        life_follow(life, 1, *event);
        return false;
    }
    if (minute < 0) {
        event->channel = EMAIL;
        minute = story_minute(&life->today, EMAIL, &life->chance);
    }
    event->minute = (int16_t)minute;
    return true;
}

static int event_order(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    if (x->minute != y->minute) return x->minute < y->minute ? -1 : 1;
    if (x->who != y->who) return x->who < y->who ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

static void day_run(struct life *life, i32 t)
{
    life->today = story_day(life->story, t);
    struct event_list *list = &life->queue[t % QUEUE_DAYS];
    add_due(life, list);
    add_round(life, list);
    add_visits(life, list);
    add_pulses(life, list);

    i64 kept = 0;
    for (i64 i = 0; i < list->count; i++) {
        if (settle(life, &list->items[i])) list->items[kept++] = list->items[i];
    }
    if (kept) qsort(list->items, (size_t)kept, sizeof list->items[0], event_order);
    for (i64 i = 0; i < kept; i++)
        encounter(life, &list->items[i]);
    list->count = 0;
}

bool life_run(struct life *life, struct rows *rows)
{
    life->rows = rows;
    for (i32 t = 0; t < STORY_DAYS; t++) {
        if (ctx_stopped(life->c)) return false;
        day_run(life, t);
    }
    return true;
}
