#include "customer/reach.h"

#include "base/lang.h"
#include "customer/personal.h"
#include "people/email.h"

bool reach_is_language(str attribute)
{
    static const char *const names[] = {"language", "lang",          "locale",
                                        "kieli",    "asiointikieli", "språk"};
    for (i64 i = 0; i < COUNT_OF(names); i++)
        if (str_equal_fold(attribute, str_of(names[i]))) return true;
    return false;
}

const char *reach_lang(str told)
{
    static const struct {
        const char *starts, *lang;
    } words[] = {
        {"fi",      "fi"},
        {"suomi",   "fi"},
        {"sv",      "sv"},
        {"swe",     "sv"},
        {"ruotsi",  "sv"},
        {"svenska", "sv"},
        {"en",      "en"}
    };
    for (i64 i = 0; i < COUNT_OF(words); i++) {
        str starts = str_of(words[i].starts);
        if (told.size >= starts.size && str_equal_fold(str_slice(told, 0, starts.size), starts))
            return words[i].lang;
    }
    return NULL;
}

// An address that takes no mails is none.
static bool put_email(ctx *c, str told, struct reach *out)
{
    str clean = {0};
    i64 bounced = 0;
    if (!email_normalise(c, told, &clean)) {
        if (c->err.code != ERR_BAD_INPUT) return false;
        err_clear(c);
        return true;
    }
    if (!store_i64(c, SQL_reach_bounced, VALS(V_STR(clean)), &bounced)) return false;
    if (!bounced) out->email = clean;
    return true;
}

static bool put_attribute(ctx *c, str name, str value, struct reach *out)
{
    enum personal kind;
    if (reach_is_language(name)) {
        const char *lang = reach_lang(value);
        if (lang) out->lang = lang;
        return true;
    }
    if (!personal_kind(name, &kind) || !value.size) return true;
    if (kind == PERSONAL_NAME) out->name = value;
    return kind != PERSONAL_EMAIL || put_email(c, value, out);
}

bool reach_of(ctx *c, const i64 *keys, i64 count, struct reach *out)
{
    struct rows rows;
    *out = (struct reach){0};
    if (!store_rows(c, SQL_reach_attributes, VALS(V_I64_LIST(keys, count)), &rows)) return false;
    for (i64 i = 0; i < rows.count; i++) // the newest last
        if (!put_attribute(c, rows.column[0].text[i], rows.column[1].text[i], out)) return false;
    return true;
}
