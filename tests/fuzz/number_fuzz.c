// Any text as a number, by each rule: what is read lies within bounds and is read again from what
// is written.
#include "import/number.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    static const struct number_rule rules[] = {
        {0             },
        {.decimal = '.'},
        {.decimal = ','},
        {.decimal = ',', .unit = {"€", 3}},
        {.unit = {"%", 1}             }
    };
    struct work work;
    ctx *c = work_init(&work);
    str text = str_copy(c->arena, (str){(const char *)data, (i64)size});
    for (i64 i = 0; i < COUNT_OF(rules); i++) {
        struct number_flaw flaw = {0};
        i64 value = 0, again = 0;
        if (!number_parse(text, rules[i], &value, &flaw)) {
            assert(flaw.why);
            continue;
        }
        assert(value > -NUMBER_E4_END && value < NUMBER_E4_END);
        bool is_read =
            number_parse(number_write(c->arena, value), (struct number_rule){0}, &again, &flaw);
        assert(is_read && again == value);
    }
    work_release(&work);
    return 0;
}
