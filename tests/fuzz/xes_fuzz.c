// Any bytes behind the opening of a log.
#include "support/reader_fuzz.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    reader_fuzz(S("<log>"), data, size);
    return 0;
}
