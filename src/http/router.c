#include "http/router.h"

static bool path_matches(const char *pattern_text, str path, str *params)
{
    str pattern = str_slice(str_of(pattern_text), 1, (i64)strlen(pattern_text));
    path = str_slice(path, 1, path.size);
    i64 found = 0;
    while (true) {
        str wanted = {0}, given = {0};
        bool more_wanted = str_find(pattern, S("/")) >= 0, more_given = str_find(path, S("/")) >= 0;
        str_cut(&pattern, '/', &wanted);
        str_cut(&path, '/', &given);
        if (more_wanted != more_given) return false;
        if (str_starts(wanted, S(":"))) {
            if (given.size == 0) return false;
            assert(found < REQUEST_PARAMS_MAX);
            params[found++] = given;
        } else if (!str_equal(wanted, given)) {
            return false;
        }
        if (!more_wanted) return true;
    }
}

// Of two patterns that fit one path: whether the first says in words what the second leaves open, at the
// first place where they differ so.
static bool is_plainer(const char *pattern, const char *than)
{
    str a = str_of(pattern), b = str_of(than), of_a = {0}, of_b = {0};
    while (str_cut(&a, '/', &of_a) && str_cut(&b, '/', &of_b)) {
        bool a_open = str_starts(of_a, S(":")), b_open = str_starts(of_b, S(":"));
        if (a_open != b_open) return b_open;
    }
    return false;
}

static bool refuse_method(ctx *c, bool get, bool post, struct response *response)
{
    response->status = 405;
    response_header(c, response, "Allow",
                    get && post ? "GET, HEAD, POST"
                    : get       ? "GET, HEAD"
                                : "POST");
    return fail_with(c, ERR_BAD_INPUT, tr(c, "this address does not take that method"),
                     tr(c, "The header Allow lists the methods that it takes."));
}

bool router_find(ctx *c, const struct route *routes, i64 count, bool known_method,
                 struct request *request, struct response *response)
{
    bool may_get = false, may_post = false;
    for (i64 i = 0; i < count; i++) {
        const struct route *route = &routes[i];
        str params[REQUEST_PARAMS_MAX] = {0};
        if (!path_matches(route->path, request->path, params)) continue;
        may_get |= route->method == GET;
        may_post |= route->method == POST;
        if (!known_method || route->method != request->method) continue;
        if (request->route && !is_plainer(route->path, request->route->path)) continue;
        request->route = route;
        memcpy(request->params, params, sizeof params);
    }
    if (!request->route) {
        if (may_get || may_post) return refuse_method(c, may_get, may_post, response);
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there is nothing at this address"),
                         tr(c, "Look for a typing mistake, or start from the front page."));
    }
    for (i64 i = 0; i < REQUEST_PARAMS_MAX; i++) {
        if (!percent_decode(c->arena, request->params[i], false, &request->params[i]))
            return fail_with(c, ERR_BAD_INPUT, tr(c, "the address is badly encoded"),
                             tr(c, "A % must be followed by two hexadecimal digits, and the text "
                                   "must be UTF-8."));
    }
    return true;
}

bool route_has_form(const struct route *route)
{
    if (!route->body) return false;
    return !strcmp(route->body, BODY_FORM) || route_takes_files(route);
}

bool route_takes_files(const struct route *route)
{
    return route->body && !strcmp(route->body, BODY_FILES);
}
