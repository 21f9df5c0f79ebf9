// schema: what the tables of kinds look like in the store: writes migrations and statements from
// the kinds' tables. The files lie in the tree, are read by people before they are committed, and
// tests/unit/schema_test.c compares them with what is written here (TUNTUMA_ACCEPT=1 writes them).
// Never touches a store.
#pragma once

#include "record/kind.h"
#include "store/store.h"

// A whole migration that makes the tables of these kinds, and those of all kinds together (history,
// links, comments).
str schema_migration(struct arena *arena, const struct kind *const kinds[], i64 count,
                     enum store_engine engine);
// The migration that sorts titles by the alphabet; views as they are since.
str schema_order(struct arena *arena, const struct kind *const kinds[], i64 count,
                 enum store_engine engine);
// A migration that makes the tables of more kinds, after those two.
str schema_more(struct arena *arena, const struct kind *const kinds[], i64 count,
                enum store_engine engine);
// src/record/kinds.sql: what is read and written of each kind.
str schema_statements(struct arena *arena, const struct kind *const kinds[], i64 count);
