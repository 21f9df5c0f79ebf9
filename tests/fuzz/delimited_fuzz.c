// Any bytes as a file.
#include "support/reader_fuzz.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    reader_fuzz(S(""), data, size);
    return 0;
}
