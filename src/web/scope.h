// scope: what of the figures' world a visitor sees whose role may only in scope: their units, or,
// without any, the touchpoints of their functions. Whoever may everywhere has no bounds.
#pragma once

#include "figure/figure.h"
#include "http/http.h"
#include "people/role.h"

// ERR_FORBIDDEN for somebody without unit and function.
MUST_USE bool scope_of(ctx *c, const struct request *request, enum permission permission,
                       struct figure_scope *out);
