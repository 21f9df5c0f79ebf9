#include "web/confirm.h"

#include "web/turn.h"

static bool begin(ctx *c, void *data)
{
    struct page_confirm *confirm = data;
    return signin_begin(c, confirm->signin);
}

static bool check(ctx *c, void *data)
{
    struct page_confirm *confirm = data;
    if (!signin_check(c, confirm->signin)) return false;
    return !confirm->signin->fits || !confirm->work || confirm->work(c, confirm->data);
}

static bool checked(ctx *c, struct request *request, struct response *response, const err *failure,
                    void *data)
{
    struct page_confirm *confirm = data;
    if (failure->code != ERR_NONE)
        return confirm->then(c, request, response, failure, confirm->data);
    return page_change(c, request, response,
                       (struct page_change){.apply = confirm->apply,
                                            .then = confirm->then,
                                            .data = confirm->data,
                                            .locks = STORE_RECORDS});
}

static bool begun(ctx *c, struct request *request, struct response *response, const err *failure,
                  void *data)
{
    struct page_confirm *confirm = data;
    if (failure->code != ERR_NONE)
        return confirm->then(c, request, response, failure, confirm->data);
    return page_turn(c, request, response,
                     (struct page_turn){.work = check, .then = checked, .data = confirm});
}

bool page_confirm(ctx *c, struct request *request, struct response *response,
                  struct page_confirm confirm)
{
    assert(confirm.signin && confirm.apply);
    struct page_confirm *kept = NEW(c->arena, struct page_confirm);
    *kept = confirm;
    kept->signin->cost = password_cost_usual;
    return page_change(
        c, request, response,
        (struct page_change){.apply = begin, .then = begun, .data = kept, .locks = STORE_RECORDS});
}
