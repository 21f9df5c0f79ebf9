// Any bytes, as JSON and as the data of an event in headers: read into a batch or refused with
// words; what is in the batch keeps to its bounds.
#include "facts/cloudevent.h"

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

static void read_as(ctx *c, str body, struct cloud_order order, struct batch_rules rules)
{
    struct batch batch;
    batch_init(c, &batch, rules, 64 * MIB);
    if (cloudevent_parse(c, body, &order, &batch)) {
        assert(c->err.code == ERR_NONE);
        for (i64 i = 0; i < batch.fact_count; i++) {
            assert(batch.facts[i].line > 0 && batch.facts[i].metric > 0);
            assert(batch.facts[i].external.size <= BOUND_EXTERNAL_BYTES);
            assert(batch.facts[i].value_e4 <= BOUND_VALUE_E4);
        }
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
    const struct track_plan plan = {.name_space = S("user")};
    const struct cloud_head head = {.version = S("1.0"),
                                    .id = S("1"),
                                    .source = S("/shop"),
                                    .type = S("a"),
                                    .time = S("2026-11-20T10:00:00Z")};
    read_as(c, body, (struct cloud_order){.plan = &plan}, rules);
    read_as(c, body, (struct cloud_order){.plan = &plan, .mode = CLOUD_BINARY, .head = head},
            rules);
    work_release(&work);
    return 0;
}
