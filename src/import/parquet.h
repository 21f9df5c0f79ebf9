// import/parquet: rows of a Parquet file as the reader's rows. store/parquet.h reads the file.
#pragma once

#include "import/format.h"

MUST_USE bool parquet_header(ctx *c, struct reader *reader);
MUST_USE bool parquet_rows(ctx *c, struct reader *reader);
