#include "facts/change.h"

static_assert(offsetof(struct facts_change, change) == 0, "a change is the head of its facts");
static_assert(offsetof(struct fold_change, change) == 0, "a change is the head of its fold");
static_assert(offsetof(struct function_change, change) == 0, "a change is the head of its call");

// When a group fails, nobody is told before its members are tried again one by one: whoever comes
// again finds a store that does not know what was learnt the first time.
void change_known_start(struct known *known, bool is_tried)
{
    if (is_tried && known->is_unsure) known_forget(known);
    known->is_unsure = true;
}

void change_known_end(struct known *known, const err *failure)
{
    if (failure->code != ERR_NONE) known_forget(known);
    known->is_unsure = false;
}

// Facts

// What the store refused the first time is forgotten.
static void start_again(struct facts_change *change)
{
    struct batch *batch = change->batch;
    if (change->is_tried) {
        batch->refusal_count = change->refusal_count;
        batch->lines_refused = change->lines_refused;
    }
    change->is_tried = true;
    change->refusal_count = batch->refusal_count;
    change->lines_refused = batch->lines_refused;
}

static bool take_all(ctx *c, struct facts_change **changes, i64 count)
{
    struct batch **batches = NEW_ARRAY(c->arena, struct batch *, count);
    bool is_one_sender = true;
    change_known_start(changes[0]->known, changes[0]->is_tried);
    for (i64 i = 0; i < count; i++) {
        assert(changes[i]->known == changes[0]->known);
        start_again(changes[i]);
        batches[i] = changes[i]->batch;
        is_one_sender = is_one_sender && str_equal(changes[i]->who, changes[0]->who);
    }
    struct take_order order = {.kind = S("http"), .who = is_one_sender ? changes[0]->who : S("")};
    struct take *take = NULL;
    i64 batch_id = 0;
    return take_begin(c, changes[0]->known, order, &take) &&
           take_batches(c, take, batches, count) && take_end(c, take, &batch_id);
}

static bool facts_apply(ctx *c, struct change **changes, i64 count)
{
    return take_all(c, (struct facts_change **)changes, count);
}

static void facts_done(struct change *change, const err *failure)
{
    struct facts_change *facts = (struct facts_change *)change;
    change_known_end(facts->known, failure);
    facts->done(facts, failure);
}

void facts_change_init(struct facts_change *change)
{
    assert(change->batch && change->known);
    assert(change->done);
    change->change = (struct change){
        .apply = facts_apply,
        .done = facts_done,
        .weight = change->batch->fact_count + change->batch->listed_count + 1,
        .locks = STORE_FACTS,
    };
    change->is_tried = false;
}

// Folding

static bool fold_apply(ctx *c, struct change **changes, i64 count)
{
    for (i64 i = 0; i < count; i++) {
        const struct fold_change *fold = (struct fold_change *)changes[i];
        if (fold->known) known_keep(c, fold->known);
        if (!cube_fold(c, fold->when)) return false;
    }
    return true;
}

void fold_change_init(struct fold_change *change, struct fold_when when,
                      void (*done)(struct change *change, const err *failure))
{
    *change = (struct fold_change){
        .change = {.apply = fold_apply, .done = done, .weight = 1, .locks = STORE_FACTS},
        .when = when
    };
}

// A function

static bool function_apply(ctx *c, struct change **changes, i64 count)
{
    for (i64 i = 0; i < count; i++) {
        struct function_change *call = (struct function_change *)changes[i];
        if (call->known) change_known_start(call->known, call->is_tried);
        call->is_tried = true;
        if (!call->run(c, call->data)) return false;
    }
    return true;
}

static void function_done(struct change *change, const err *failure)
{
    struct function_change *call = (struct function_change *)change;
    if (call->known) change_known_end(call->known, failure);
    if (call->done) call->done(call, failure);
}

void function_change_init(struct function_change *change)
{
    assert(change->run);
    assert(!change->known || change->locks != STORE_RECORDS);
    change->change = (struct change){
        .apply = function_apply, .done = function_done, .weight = 1, .locks = change->locks};
    change->is_tried = false;
}
