#include "web/record_routes.h"

i64 record_routes_count(void)
{
    return 0;
}

void record_routes_make(ctx *c, struct route *out)
{
    (void)c;
    (void)out;
}
