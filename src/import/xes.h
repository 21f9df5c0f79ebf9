// import/xes: events of an XES log (IEEE 1849-2016) as the reader's rows: an event's attributes
// by their keys (concept:name, time:timestamp, org:resource …), its trace's as case:KEY. Knows XML
// by expat; what is nested within attributes, and what describes the log itself, is passed over.
#pragma once

#include "import/format.h"

struct xes;

// What the reader's first bytes say: an XML text.
bool xes_is_at(str text);
// Finds the columns in the first block. ERR_BAD_INPUT when it is XML but no log.
MUST_USE bool xes_header(ctx *c, struct reader *reader);
// The rows of the reader's data, or of the block that was read for it. ERR_BAD_INPUT when it is
// not well-formed.
MUST_USE bool xes_rows(ctx *c, struct reader *reader);
