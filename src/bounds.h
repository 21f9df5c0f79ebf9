// bounds: every bound in the product, one line each with its reason.
#pragma once

#define MIB (1024LL * 1024LL)

#define BOUND_REQUEST_ARENA_BYTES  (256 * MIB) // one request's memory: a page, or a body of the largest size parsed
#define BOUND_JOB_ARENA_BYTES      (4096 * MIB) // a command's or job's own memory, beside its chunks
#define BOUND_BODY_BYTES           (8 * MIB)   // a POST body: about 40,000 facts; larger ones belong in import
#define BOUND_BODY_FACTS           100000      // facts in one POST
#define BOUND_JSON_DEPTH           32          // deeper JSON is an attack or a mistake
#define BOUND_NAME_BYTES           200         // a touchpoint's, unit's, metric's … name
#define BOUND_EXTERNAL_BYTES       200         // an external id
#define BOUND_KEY_BYTES            200         // a customer key's value
#define BOUND_REMARK_BYTES         20000       // a remark: about ten pages
#define BOUND_ATTRIBUTE_BYTES      500         // an attribute's value
#define BOUND_TEMPLATE_DEPTH       50          // partials inside partials
#define BOUND_REFUSALS             100         // refused rows that are listed with words; all are counted
#define BOUND_CHUNK_ROWS           500000      // facts that an import prepares at a time: bounds its memory
#define BOUND_ROWS_WITHOUT_ID      40000000    // rows whose occurrence is counted in memory, 16 bytes each twice over
#define BOUND_CACHED_KEYS          4000000     // keys remembered as known, 32 bytes each
#define BOUND_COLUMNS              1000        // columns of an imported file
#define BOUND_CELL_BYTES           100000      // one cell of an imported file
#define BOUND_ROW_BYTES            (4 * MIB)   // one row of an imported file
