#include "web/labels.h"

#include "base/locale.h"
#include "base/zone.h"
#include "people/account.h"

str label_dim_name(const struct figure_by *by)
{
    return by->dim == DIM_ATTRIBUTE ? by->attribute : str_of(figure_dim_name(by->dim));
}

const char *label_dim(ctx *c, const struct figure_by *by)
{
    return by->dim == DIM_ATTRIBUTE ? str_c(c->arena, by->attribute)
                                    : tr(c, figure_dim_name(by->dim));
}

const char *label_percent(ctx *c, f64 share, i32 decimals)
{
    return locale_percent(c, share, decimals).s;
}

const char *label_size(ctx *c, i64 bytes)
{
    if (bytes < 1000) return fmt(c->arena, "%lld B", (long long)bytes);
    if (bytes < 1000000) return fmt(c->arena, "%s kB", locale_number(c, (f64)bytes / 1e3, 0).s);
    return fmt(c->arena, "%s MB", locale_number(c, (f64)bytes / 1e6, 1).s);
}

const char *label_capital(ctx *c, const char *text)
{
    str copy = str_copy(c->arena, str_of(text));
    char *s = (char *)(uintptr_t)copy.s;
    // ä, å, ö and their like: C3 A0 to C3 BE, and 32 below them the large ones.
    bool is_latin = (u8)s[0] == 0xC3 && (u8)s[1] >= 0xA0 && (u8)s[1] <= 0xBE && (u8)s[1] != 0xB7;
    if (s[0] >= 'a' && s[0] <= 'z') s[0] = (char)(s[0] - 'a' + 'A');
    if (is_latin) s[1] = (char)(s[1] - 32);
    return s;
}

bool label_who(ctx *c, str who, const char **out)
{
    str start = S("account ");
    i64 id = 0;
    struct account account;
    *out = str_c(c->arena, who);
    if (!str_starts(who, start) || !str_i64(str_slice(who, start.size, who.size), &id)) return true;
    if (!account_get(c, id, &account)) {
        if (c->err.code != ERR_NOT_FOUND) return false;
        err_clear(c);
        return true;
    }
    *out = str_c(c->arena, account.name);
    return true;
}

i32 label_day_of(const ctx *c, i64 ms)
{
    return c->zone ? zone_day(c->zone, ms) : (i32)(ms / 86400000);
}
