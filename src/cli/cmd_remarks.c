#include <math.h>

#include "base/time.h"
#include "cli/commands.h"
#include "cli/question.h"

// clang-format off
const struct option remarks_options[] = {
    {"where", "DIM=VALUE", true, "only these"},
    {"from", "DATE", false, "first day"},
    {"to", "DATE", false, "last day"},
    {"page", "N", false, "the next fifty: 2, 3 …"},
    {0},
};
// clang-format on

enum { PER_PAGE = 50 };

bool cmd_remarks(ctx *c, struct call *call)
{
    struct figure_query query;
    struct remark_page page;
    i64 number = 1;
    if (!question_read(c, call, &query) || !call_i64(c, call, "page", 1, &number)) return false;
    if (!figure_remarks(c, query, MAX(number, 1) - 1, PER_PAGE, &page)) return false;
    if (page.is_hidden)
        (void)fprintf(c->out,
                      "Fewer than 5 people said anything here: their words are not shown.\n");
    else if (!page.count)
        (void)fprintf(c->out, number > 1 ? "These were all of them.\n"
                                         : "Nobody has said anything here.\n");
    for (i64 i = 0; i < page.count; i++) {
        const struct remark_line *r = &page.remarks[i];
        (void)fprintf(c->out, "%s", day_write(c->arena, r->day).s);
        if (isfinite(r->value)) (void)fprintf(c->out, "  gave %g", r->value);
        const str places[] = {r->unit, r->touchpoint, r->channel, r->segment};
        for (i64 k = 0; k < COUNT_OF(places); k++)
            if (places[k].size) (void)fprintf(c->out, "  %.*s", STR(places[k]));
        (void)fprintf(c->out, "\n  %.*s\n", STR(r->text));
    }
    if (page.more) (void)fprintf(c->out, "There is more: --page %lld\n", (long long)number + 1);
    return true;
}
