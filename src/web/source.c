// The source of the running version, packed into the program when it was built (AGPL §13).
#include "assets.h"
#include "web/pages.h"

bool source_archive_get(ctx *c, struct request *request, struct response *response)
{
    (void)request;
    for (i64 i = 0; i < assets_count; i++) {
        if (!str_ends(str_of(assets[i].path), S("source.tar.gz"))) continue;
        response_body(response, "application/gzip",
                      (str){(const char *)assets[i].bytes, (i64)assets[i].size});
        response->etag = assets[i].etag;
        response->cache = CACHE_CHECK;
        return true;
    }
    return fail_with(c, ERR_NOT_FOUND, tr(c, "this build does not carry its source"),
                     tr(c, "Ask whoever built it; the licence obliges them to give it."));
}
