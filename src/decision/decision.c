#include "decision/decision.h"

// ---- The public page ----

bool decision_words(ctx *c, const struct record *decision, const char *lang, str *out)
{
    str house = {0};
    if (!store_str(c, SQL_decision_language, NO_VALS, &house)) return false;
    const char *const order[] = {lang, house.size ? str_c(c->arena, house) : "en", "en", "fi",
                                 "sv"};
    *out = (str){0};
    for (i64 i = 0; i < COUNT_OF(order) && !out->size; i++) {
        i64 field = kind_field_index(decision->kind,
                                     str_of(fmt(c->arena, "told_%s", order[i] ? order[i] : "en")));
        if (field >= 0 && decision->values[field].given) *out = decision->values[field].text;
    }
    return true;
}

static str words_of(const ctx *c, const struct column *col, i64 i)
{
    const struct {
        const char *lang;
        i64 column;
    } all[] = {
        {"en", 5},
        {"fi", 6},
        {"sv", 7}
    };
    for (i64 k = 0; k < COUNT_OF(all); k++)
        if (!strcmp(all[k].lang, c->lang) && col[all[k].column].text[i].size)
            return col[all[k].column].text[i];
    for (i64 k = 0; k < COUNT_OF(all); k++)
        if (col[all[k].column].text[i].size) return col[all[k].column].text[i];
    return (str){0};
}

static i32 day_or_none(const struct column *col, i64 i)
{
    return col->null && col->null[i] ? 0 : (i32)col->i[i];
}

bool decision_heard_list(ctx *c, i64 touchpoint, struct decision_heard **out, i64 *count)
{
    struct rows rows;
    if (!store_rows(c, SQL_decision_heard, VALS(V_I64(touchpoint)), &rows)) return false;
    *out = NEW_ARRAY(c->arena, struct decision_heard, rows.count + 1);
    *count = rows.count;
    const struct column *col = rows.column;
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct decision_heard){.id = col[0].i[i],
                                            .at_ms = col[1].i[i],
                                            .changes = str_equal(col[2].text[i], S("change")),
                                            .is_done = str_equal(col[3].text[i], S("done")),
                                            .due = day_or_none(&col[4], i),
                                            .done = day_or_none(&col[10], i),
                                            .words = words_of(c, col, i),
                                            .touchpoint = col[9].text[i],
                                            .touchpoint_id = col[8].i[i]};
    return true;
}
