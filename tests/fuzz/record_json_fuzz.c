// Any bytes as a record's JSON, for every kind: taken or refused with words; what was taken is
// written and read again as the same.
#include "record/record_json.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void look(ctx *c, const struct kind *kind, json_t *json)
{
    struct record *record = record_new(c, kind), *again = record_new(c, kind);
    struct record_problems problems = {0}, none = {0};
    struct record_edit edit = {0};
    i64 *differ = NULL;
    bool ok = record_json_read(c, json, record, &edit, &problems);
    assert(ok);
    for (i64 i = 0; i < problems.count; i++)
        assert(problems.problem[i].msg[0] && problems.problem[i].hint[0]);
    ok = record_json_read(c, record_json(c, record, 0), again, &edit, &none);
    assert(ok && none.count == 0);
    assert(record_differences(c, record, again, &differ) == 0);
    ok = record_json_stored(c, json_write(c, record_json_fields(c, record, 0)), again);
    assert(ok && record_differences(c, record, again, &differ) == 0);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    kinds_register(first_kinds, first_kinds_count);
    json_t *json = json_parse(c, (str){(const char *)data, (i64)size});
    for (i64 i = 0; json && i < kinds_count(); i++)
        look(c, kind_at(i), json);
    work_release(&work);
    return 0;
}
