// Any bytes, as a batch and as one message of each kind: read into a batch or refused with words;
// what is in the batch keeps to its bounds.
#include "facts/track.h"

#include "base/zone.h"
#include "bounds.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static struct metric metric_of(const char *definition, const char *name, i32 id, ctx *c)
{
    struct metric metric = {0};
    json_t *json = json_parse(c, str_of(definition));
    bool is_read = json && metric_from_json(c, str_of(name), json, &metric);
    assert(is_read);
    metric.id = id;
    return metric;
}

static void read_as(ctx *c, str body, enum track_kind kind, struct batch_rules rules)
{
    const struct track_rule made[] = {
        {.name = S("a*"),
         .becomes = TRACK_METRIC,
         .metric = S("purchase"),
         .value = S("b.c, d"),
         .unit = S("u"),
         .remark = S("r")}
    };
    const struct track_plan plan = {
        .name_space = S("user"), .count = 1, .rules = (struct track_rule *)(uintptr_t)made};
    struct batch batch;
    batch_init(c, &batch, rules, 64 * MIB);
    if (track_parse(c, body, (struct track_order){&plan, S("shop"), kind}, &batch)) {
        assert(c->err.code == ERR_NONE);
        for (i64 i = 0; i < batch.fact_count; i++) {
            assert(batch.facts[i].line > 0 && batch.facts[i].metric > 0);
            assert(batch.facts[i].external.size <= BOUND_EXTERNAL_BYTES);
            assert(batch.facts[i].value_e4 <= BOUND_VALUE_E4);
        }
        for (i64 i = 0; i < batch.attribute_count; i++)
            assert(batch.attributes[i].value.size <= BOUND_ATTRIBUTE_BYTES);
    } else {
        assert(c->err.code == ERR_BAD_INPUT || c->err.code == ERR_TOO_LARGE);
        assert(c->err.msg && c->err.msg[0]);
        err_clear(c);
    }
    batch_release(&batch);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    struct metric all[] = {metric_of("{\"kind\":\"sum\",\"unit\":\"EUR\"}", "purchase", 1, c),
                           metric_of("{\"kind\":\"count\"}", "remark", 2, c)};
    struct metrics metrics = {COUNT_OF(all), all};
    struct batch_rules rules = {.zone = zone_find(c, S("UTC")), .metrics = &metrics};
    assert(rules.zone);
    str body = {(const char *)data, (i64)size};
    const enum track_kind kinds[] = {TRACK_KIND__COUNT, TRACK_EVENT, TRACK_PAGE, TRACK_IDENTIFY};
    for (i64 i = 0; i < COUNT_OF(kinds); i++)
        read_as(c, body, kinds[i], rules);
    assert(track_write_key(c, body).size <= (i64)size);
    assert(c->err.code == ERR_NONE);
    work_release(&work);
    return 0;
}
