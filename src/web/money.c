#include "web/money.h"

#include "base/locale.h"
#include "figure/figure.h"
#include "settings/settings.h"

bool money_sign(ctx *c, const char **out)
{
    str code = {0};
    if (!setting_text(c, "company.currency", &code)) return false;
    *out = figure_unit(c, code);
    return true;
}

const char *money_with(ctx *c, f64 value, i32 decimals, const char *sign)
{
    return fmt(c->arena, "%s\u00a0%s", locale_number(c, value, decimals).s, sign);
}

bool money_text(ctx *c, f64 value, i32 decimals, const char **out)
{
    const char *sign = NULL;
    if (!money_sign(c, &sign)) return false;
    *out = money_with(c, value, decimals, sign);
    return true;
}
