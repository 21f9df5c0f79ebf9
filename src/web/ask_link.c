#include "web/ask_link.h"

#include "bounds.h"
#include "http/parse.h"
#include "web/address.h"

// clang-format off
const struct field ask_fields[] = {
    {.name = "touchpoint", .what = "where one is, where the campaign does not say so itself"},
    {.name = "channel", .what = "the same"}, {.name = "unit", .what = "the same"}, {.name = "segment", .what = "the same"},
    {.name = "format", .type = FIELD_CHOICE, .choices = address_formats, .what = "for who cannot say Accept"}, {0}};
// clang-format on

// All that the address says and that is no place is an attribute, should the survey ask for it.
bool ask_link_read(ctx *c, const struct request *request, const char *way, struct ask_link *out)
{
    struct pair *pairs = NULL;
    i64 count = 0;
    if (!query_parse(c, request->query, &pairs, &count)) return false;
    struct encounter_attribute *attributes =
        NEW_ARRAY(c->arena, struct encounter_attribute, count + 1);
    *out = (struct ask_link){.way = str_of(way),
                             .touchpoint = request_text(request, "touchpoint", (str){0}),
                             .channel = request_text(request, "channel", (str){0}),
                             .unit = request_text(request, "unit", (str){0}),
                             .segment = request_text(request, "segment", (str){0}),
                             .attributes = attributes};
    for (i64 i = 0; i < count && out->attribute_count < BOUND_ANSWER_ATTRIBUTES; i++) {
        bool is_ours = str_equal(pairs[i].name, S("lang")) || str_equal(pairs[i].name, S("way"));
        for (const struct field *field = ask_fields; field->name; field++)
            is_ours |= str_equal(pairs[i].name, str_of(field->name));
        if (!is_ours)
            attributes[out->attribute_count++] =
                (struct encounter_attribute){pairs[i].name, pairs[i].value};
    }
    return true;
}

void ask_link_posted(ctx *c, const struct request *request, struct ask_link *out)
{
    const struct input *with = request_input(request, "with");
    struct encounter_attribute *attributes =
        NEW_ARRAY(c->arena, struct encounter_attribute, BOUND_ANSWER_ATTRIBUTES);
    *out = (struct ask_link){.way = request_text(request, "way", S("link")),
                             .touchpoint = request_text(request, "touchpoint", (str){0}),
                             .channel = request_text(request, "channel", (str){0}),
                             .unit = request_text(request, "unit", (str){0}),
                             .segment = request_text(request, "segment", (str){0}),
                             .attributes = attributes};
    for (; with && out->attribute_count < BOUND_ANSWER_ATTRIBUTES;
         with = request_input_next(request, with)) {
        str value = with->text, name = {0};
        if (str_cut(&value, '=', &name))
            attributes[out->attribute_count++] = (struct encounter_attribute){name, value};
    }
}
