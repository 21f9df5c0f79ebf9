#include "stat/points.h"

#include <math.h>

bool points_read(ctx *c, const struct stat_job *stat, struct points *out)
{
    str text = stat_text(stat, "scale");
    *out = (struct points){NAN, NAN};
    if (!text.size) return true;
    i64 at = str_find(str_slice(text, 1, text.size), S("-")); // a minus may begin the low end
    bool good = at >= 0 && str_f64(str_slice(text, 0, at + 1), &out->low) &&
                str_f64(str_slice(text, at + 2, text.size), &out->high) && out->low < out->high;
    return good || fail_with(c, ERR_USAGE,
                             fmt(c->arena, tr(c, "--%s cannot be \"%.*s\""), "scale", STR(text)),
                             tr(c, "Write the lowest and the highest answer, as in 1-5 or 0-10."));
}
