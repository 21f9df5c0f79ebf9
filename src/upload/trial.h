// trial: a dry run of an upload: everything that its import would do, in a transaction that is
// rolled back, and what it found, for people. Looks at BOUND_TRIAL_ROWS rows at most. Uses
// import.h. Stores nothing but the file of bad rows.
//
// As JSON: {"rows": 100000, "is_part": true, "taken": …, "repeated": …, "refused": …, "empty": …,
// "facts": …, "has_bad_file": true,
// "refusals": [{"line": 4, "column": "When", "value": "x", "why": "…", "hint": "…"}],
// "names": [{"what": "unit", "count": 2, "names": ["Turku", …]}],
// "encounters": [{"line": 2, "when": "2026-11-21T10:00:00Z", "who": "17", "touchpoint": …,
// "channel": …, "unit": …, "segment": …, "values": [{"metric": "nps", "value": "9"}],
// "attributes": [{"name": …, "value": …}], "remark": …}]}
#pragma once

#include "import/import.h"

// `order` says file, mapping, who and progress; the rest is ours. Fails as import_run does. The
// JSON lives in c->arena.
MUST_USE bool trial_run(ctx *c, struct import_order order, json_t **out);
