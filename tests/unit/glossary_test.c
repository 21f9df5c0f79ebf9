// docs/kinds.md is what the tables of kinds say, in every language. TUNTUMA_ACCEPT=1 writes it.
#include "web/glossary.h"

#include "base/lang.h"
#include "kinds/all_kinds.h"
#include "support/work.h"

#include "support/test.h"

#define DOCUMENT TUNTUMA_SOURCE_DIR "/docs/kinds.md"

static str file_of(ctx *c, const char *path)
{
    enum { MOST = 1 << 20 };
    FILE *file = fopen(path, "re");
    char *text = NEW_ARRAY(c->arena, char, MOST);
    size_t size = file ? fread(text, 1, MOST - 1, file) : 0;
    if (file) (void)fclose(file);
    return (str){text, (i64)size};
}

static void the_document_tells_of_every_kind(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    str document = glossary_document(c);
    if (getenv("TUNTUMA_ACCEPT")) {
        FILE *file = fopen(DOCUMENT, "we");
        (void)fwrite(document.s, 1, (size_t)document.size, file);
        (void)fclose(file);
    }
    bool same = str_equal(file_of(c, DOCUMENT), document);
    if (!same) print_error("docs/kinds.md is not what the tables say: run with TUNTUMA_ACCEPT=1\n");
    assert_true(same);
    assert_true(str_find(document, S("| function | toiminto | funktion |")) > 0);
    for (i64 i = 0; i < kinds_count(); i++)
        assert_true(str_find(document, str_of(fmt(c->arena, "`/%s`", kind_at(i)->path))) > 0);
    work_release(&work);
}

int main(void)
{
    lang_register_built_in();
    kinds_register(all_kinds, all_kinds_count);
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_document_tells_of_every_kind)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
