// Any bytes as what a mail server says: responses within what came, or none.
#include "mail/imap_wire.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void look(str response)
{
    i64 numbers[8], count = 0, number = 0;
    bool is_ok = false;
    str literal = {0}, said = {0};
    if (imap_search_numbers(response, COUNT_OF(numbers), numbers, &count))
        for (i64 i = 0; i < count; i++)
            assert(numbers[i] > 0);
    if (imap_literal(response, &literal)) assert(literal.size <= response.size);
    if (imap_number(response, "UIDVALIDITY", &number)) assert(number >= 0);
    if (imap_is_end(response, S("T1"), &is_ok, &said)) assert(said.size < response.size);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    str got = str_copy(c->arena, (str){(const char *)data, (i64)size});
    for (i64 took = 1; took > 0 && got.size; got = str_slice(got, MAX(took, 0), got.size)) {
        took = imap_response_size(got, 1000);
        assert(took <= got.size);
        if (took > 0) look(str_slice(got, 0, took));
    }
    str name = imap_folder_name(c, str_head(got, 100));
    assert(name.size >= 2 && !memchr(name.s, '\n', (size_t)name.size));
    work_release(&work);
    return 0;
}
