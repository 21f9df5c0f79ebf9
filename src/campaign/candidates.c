#include "campaign/candidates.h"

#include "customer/personal.h"
#include "customer/reach.h"
#include "facts/company.h"

// Attributes that hold an address or a language, by their numbers.
struct told_by {
    i64 address_count, lang_count;
    i64 *addresses, *langs;
};

static bool read_told_by(ctx *c, struct told_by *out)
{
    struct names names[DICT__COUNT];
    if (!company_names(c, names)) return false;
    const struct names *attributes = &names[DICT_ATTRIBUTE];
    *out = (struct told_by){.addresses = NEW_ARRAY(c->arena, i64, attributes->count + 1),
                            .langs = NEW_ARRAY(c->arena, i64, attributes->count + 1)};
    for (i64 i = 1; i < attributes->count; i++) {
        enum personal kind;
        if (personal_kind(attributes->name[i], &kind) && kind == PERSONAL_EMAIL)
            out->addresses[out->address_count++] = i;
        else if (reach_is_language(attributes->name[i]))
            out->langs[out->lang_count++] = i;
    }
    return true;
}

static bool read_rows(ctx *c, const struct campaign *campaign, struct candidates_when when,
                      struct rows *out)
{
    struct told_by by;
    if (!read_told_by(c, &by)) return false;
    struct val addresses = V_I64_LIST(by.addresses, by.address_count),
               langs = V_I64_LIST(by.langs, by.lang_count);
    if (!campaign->of_encounters)
        return store_rows(c, SQL_candidates_known,
                          VALS(V_I64(campaign->unit), V_I64(campaign->segment), addresses, langs,
                               V_I64(campaign->survey), V_I64(campaign->id)),
                          out);
    return store_rows(c, SQL_candidates_met,
                      VALS(V_I64(when.from_ms), V_I64(when.to_ms), V_I64(campaign->touchpoint),
                           V_I64(campaign->unit), V_I64(campaign->segment), addresses, langs,
                           V_I64(campaign->survey)),
                      out);
}

bool candidates_read(ctx *c, const struct campaign *campaign, struct candidates_when when,
                     struct candidates *out)
{
    struct rows rows;
    if (!read_rows(c, campaign, when, &rows)) return false;
    const struct column *col = rows.column;
    *out = (struct candidates){rows.count, NEW_ARRAY(c->arena, struct candidate, rows.count + 1)};
    for (i64 i = 0; i < rows.count; i++)
        out->candidate[i] = (struct candidate){.customer = col[0].i[i],
                                               .key = col[1].i[i],
                                               .happened_ms = col[2].i[i],
                                               .touchpoint = (i32)col[3].i[i],
                                               .channel = (i32)col[4].i[i],
                                               .unit = (i32)col[5].i[i],
                                               .segment = (i32)col[6].i[i],
                                               .address = col[7].text[i],
                                               .lang = col[8].text[i],
                                               .asked_ms = col[9].i[i],
                                               .asked_survey_ms = col[10].i[i],
                                               .was_asked = col[11].i[i] != 0,
                                               .has_bounced = col[12].i[i] != 0};
    return true;
}
