// Any bytes: read into a batch or refused with words; what is in the batch keeps to its bounds.
#include "facts/intake.h"

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

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    struct metric all[] = {metric_of("{\"kind\":\"nps\"}", "nps", 1, c),
                           metric_of("{\"kind\":\"sum\"}", "purchase", 2, c),
                           metric_of("{\"kind\":\"count\"}", "remark", 3, c)};
    struct metrics metrics = {COUNT_OF(all), all};
    const struct zone *zone = zone_find(c, S("UTC"));
    assert(zone);
    struct batch batch;
    batch_init(c, &batch, (struct batch_rules){.zone = zone, .metrics = &metrics},
               64 * 1024 * 1024);
    if (intake_parse(c, (str){(const char *)data, (i64)size}, &batch)) {
        assert(c->err.code == ERR_NONE);
        for (i64 i = 0; i < batch.fact_count; i++) {
            const struct batch_fact *fact = &batch.facts[i];
            assert(fact->line > 0 && fact->metric > 0);
            assert(fact->external.size <= BOUND_EXTERNAL_BYTES);
            assert(str_is_utf8(fact->external, NULL));
            assert(fact->value_e4 <= BOUND_VALUE_E4 && fact->value_e4 >= -BOUND_VALUE_E4);
        }
        const json_t *answer = intake_answer(c, &batch);
        assert(str_is_utf8(json_write(c, answer), NULL));
    } else {
        assert(c->err.code == ERR_BAD_INPUT || c->err.code == ERR_TOO_LARGE);
        assert(c->err.msg && c->err.msg[0]);
    }
    batch_release(&batch);
    work_release(&work);
    return 0;
}
