// Any bytes as JSON lines.
#include "support/reader_fuzz.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    reader_fuzz(S("{\"a\":"), data, size);
    return 0;
}
