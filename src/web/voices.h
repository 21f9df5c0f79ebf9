// voices: every remark in one stream: what is asked of it in an address, the page, one remark
// alone, what it can become. Uses figure (remarks) and voice. Never decides who may read words:
// scope.h and figure do.
#pragma once

#include "http/http.h"
#include "voice/voice.h"

extern const struct field voices_fields[], voice_one_fields[];

// What an address asks of the stream.
struct voices_asked {
    struct figure_query query;
    struct remark_wish wish;
    str search; // as it was typed
    struct theme *themes;
    i64 theme_count;
};
MUST_USE bool voices_read(ctx *c, const struct request *request, struct voices_asked *out);
// The same as an address, without one of its filters (by its name; NULL: with all) and from the
// newest on; with `after` from there.
const char *voices_href(ctx *c, const char *path, const struct voices_asked *asked,
                        const char *without, str after);
// One remark as the page shows it.
MUST_USE bool voices_put_remarks(ctx *c, const struct voices_asked *asked,
                                 const struct remark_page *page, json_t *model);

bool remarks_get(ctx *c, struct request *request, struct response *response);
