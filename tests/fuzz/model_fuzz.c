// Any bytes as a model of words: read or refused with words, never a crash. The seal would keep
// nearly all mutations out, so they are tried sealed anew as well.
#include "words/model.h"

#include "base/hash.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static bool ask(ctx *c, void *data)
{
    struct model model;
    if (!model_read(c, *(str *)data, &model)) return false;
    const gram *grams = NULL;
    i64 count = grams_of(grams_new(c, model.form), S("Odotin viikon, kiitos!"), &grams, NULL);
    f64 chances[LINEAR_LABELS_MAX];
    bool said[LINEAR_LABELS_MAX];
    model_ask_grams(&model, grams, count, chances);
    calibration_say(&model.calibration, chances, said);
    str again = model_write(c, &model);
    assert(again.size > 0);
    return true;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    static const struct hash_seed seed = {"tuntuma words 1"};
    struct work work;
    ctx *c = work_init(&work);
    char *bytes = NEW_ARRAY(c->arena, char, (i64)size + 8);
    if (size) memcpy(bytes, data, size);
    str text = {bytes, (i64)size};
    bool done = ctx_try(c, ask, &text);
    assert(done || c->err.msg);
    err_clear(c);
    if (size >= 8) {
        u64 seal = hash_bytes(&seed, bytes, (i64)size - 8);
        memcpy(bytes + size - 8, &seal, 8);
        done = ctx_try(c, ask, &text);
        assert(done || c->err.msg);
    }
    work_release(&work);
    return 0;
}
