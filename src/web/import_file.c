// Files as mappings read them.
#include "web/import_pages.h"

#include "import/mapping.h"
#include "import/suggest.h"
#include "upload/chosen.h"

static bool look_text(ctx *c, struct look_order order, str *out)
{
    json_t *look;
    if (!look_read(c, order, &look)) return false;
    *out = json_write(c, look);
    return true;
}

static bool checksum_of(ctx *c, struct import_file file, str *out)
{
    struct bytes *bytes;
    char *hex = NEW_ARRAY(c->arena, char, CHECKSUM_HEX_SIZE + 1);
    *out = (str){hex, CHECKSUM_HEX_SIZE};
    return bytes_open(c, file.path, (str){0}, &bytes) && bytes_checksum(c, bytes, hex);
}

bool import_start_with(ctx *c, struct import_file file, struct import_start *out)
{
    struct mapping_kept *fitting;
    json_t *guess;
    i64 count = 0;
    struct suggest_order order = {.file = file.path, .called = file.called};
    struct look_order look = {.file = file.path, .called = file.called};
    if (!suggest_map(c, order, &guess) ||
        !import_kept_fitting(c, file.path, file.called, &count, &fitting))
        return false;
    out->mapping = count == 1 ? fitting[0].text : json_write(c, guess);
    return mapping_reading(c, out->mapping, &look.options) && look_text(c, look, &out->look) &&
           checksum_of(c, file, &out->checksum);
}

bool import_read_anew(ctx *c, struct import_file file, const struct chosen_reading *reading,
                      struct import_start *out)
{
    struct look_order look = {.file = file.path, .called = file.called};
    struct suggest_order order = {
        .file = file.path, .called = file.called, .options = &look.options};
    json_t *said = chosen_reading_write(c, json_new_object(c), reading), *guess;
    if (!mapping_reading(c, json_write(c, said), &look.options) || !suggest_map(c, order, &guess) ||
        !look_text(c, look, &out->look))
        return false;
    out->mapping = json_write(c, guess);
    return true;
}

bool import_mapped(ctx *c, struct import_file file, str text, str *look, str *name)
{
    struct mapping mapping;
    struct reader *reader;
    if (!mapping_parse(c, text, &mapping)) return false;
    mapping.options.called = file.called;
    *name = mapping.name;
    struct look_order order = {
        .file = file.path, .called = file.called, .options = mapping.options};
    return reader_open(c, file.path, mapping.options, &reader) &&
           mapping_bind(c, &mapping, reader) && look_text(c, order, look);
}
