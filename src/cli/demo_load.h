// demo_load: takes the invented company's records, surveys, campaigns and cases into the store,
// after its facts. Part of the command demo.
#pragma once

#include "demo/demo.h"
#include "record/record.h"

// Functions, journeys, touchpoints …: again it changes nothing. Commits.
MUST_USE bool demo_load_house(ctx *c);
// What is asked and heard, once: surveys in use, campaigns, rules, and cases at the moments when
// they came, told back from the demo's last day. Commits; again it does nothing.
MUST_USE bool demo_load_hearing(ctx *c, i32 last_day);
