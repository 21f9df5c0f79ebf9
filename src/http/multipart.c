// The idea: what has come in and is not used yet lies in one small window. Each step looks at its
// beginning and uses some of it, or says that it needs more. Of a part's content all is used that
// cannot be the beginning of a boundary; so the window never holds more than a part's headers.
// Source: RFC 7578; RFC 2046 §5.1 for boundaries. Browsers write " as %22 inside names
// (html.spec.whatwg.org, multipart form data), so a quoted name ends at the next ".
#include "http/posted.h"

#include "bounds.h"

#define WINDOW_BYTES       (BOUND_PART_HEAD_BYTES + 16384)
#define BOUNDARY_BYTES_MAX 70

enum stage { STAGE_START, STAGE_HEAD, STAGE_CONTENT, STAGE_AFTER, STAGE_END };
enum step { STEP_MORE, STEP_NEXT, STEP_FAILED };

struct multipart {
    const struct route *route;
    const char *folder;
    char delimiter[BOUNDARY_BYTES_MAX + 5]; // "\r\n--" and the boundary
    i64 delimiter_size;
    enum stage stage;
    i64 at, size; // of the window: what is used, what is there
    i64 text_bytes, file_bytes;
    str name, file_name; // of the part that comes in
    bool is_file;
    i64 file_bytes_max;
    buf text;
    struct form form;
    char window[WINDOW_BYTES];
};

static bool refuse(ctx *c, const char *why)
{
    return fail_with(c, ERR_BAD_INPUT, why,
                     tr(c, "Send the form as a browser does: multipart/form-data by RFC 7578."));
}

// ---- "form-data; name="x"; filename="y"" ----

struct parameters {
    str name, file_name, boundary;
    bool has_name, has_file_name, has_boundary;
};

static bool read_parameter(str *text, str *key, str *value)
{
    *text = str_trim(*text);
    if (!str_starts(*text, S(";"))) return false;
    *text = str_trim(str_slice(*text, 1, text->size));
    i64 equals = str_find(*text, S("="));
    if (equals <= 0) return false;
    *key = str_slice(*text, 0, equals);
    *text = str_slice(*text, equals + 1, text->size);
    bool is_quoted = str_starts(*text, S("\""));
    if (is_quoted) *text = str_slice(*text, 1, text->size);
    i64 end = str_find(*text, is_quoted ? S("\"") : S(";"));
    if (end < 0 && is_quoted) return false;
    if (end < 0) end = text->size;
    *value = str_slice(*text, 0, end);
    *text = str_slice(*text, end + is_quoted, text->size);
    if (!is_quoted) *value = str_trim(*value);
    return token_is_valid(*key) && (is_quoted || token_is_valid(*value));
}

// False when a parameter is badly written, stands twice, or is one that could rename another
// (filename*).
static bool read_parameters(str text, struct parameters *out)
{
    while (str_trim(text).size > 0) {
        str key, value;
        if (!read_parameter(&text, &key, &value)) return false;
        struct {
            const char *key;
            str *value;
            bool *has;
        } known[] = {
            {"name",     &out->name,      &out->has_name     },
            {"filename", &out->file_name, &out->has_file_name},
            {"boundary", &out->boundary,  &out->has_boundary },
        };
        if (str_find(key, S("*")) >= 0) return false;
        for (i64 i = 0; i < COUNT_OF(known); i++) {
            if (!str_equal_fold(key, str_of(known[i].key))) continue;
            if (*known[i].has) return false;
            *known[i].has = true;
            *known[i].value = value;
        }
    }
    return true;
}

static bool boundary_is_valid(str boundary)
{
    static const char marks[] = "'()+_,-./:=? ";
    for (i64 i = 0; i < boundary.size; i++) {
        char character = boundary.s[i];
        bool is_letter = (character | 32) >= 'a' && (character | 32) <= 'z';
        bool is_digit = character >= '0' && character <= '9';
        if (!is_letter && !is_digit && (character == 0 || !strchr(marks, character))) return false;
    }
    return boundary.size > 0 && boundary.size <= BOUNDARY_BYTES_MAX && !str_ends(boundary, S(" "));
}

bool multipart_begin(ctx *c, str content_type, const struct route *route, const char *folder,
                     struct multipart **out)
{
    struct parameters parameters = {0};
    i64 end = str_find(content_type, S(";"));
    str rest = end < 0 ? S("") : str_slice(content_type, end, content_type.size);
    if (!read_parameters(rest, &parameters) || !boundary_is_valid(parameters.boundary))
        return refuse(c, tr(c, "the form has no valid boundary"));
    struct multipart *multipart = NEW(c->arena, struct multipart);
    multipart->route = route;
    multipart->folder = folder;
    snprintf(multipart->delimiter, sizeof multipart->delimiter, "\r\n--%.*s",
             STR(parameters.boundary));
    multipart->delimiter_size = (i64)strlen(multipart->delimiter);
    multipart->form.pairs = NEW_ARRAY(c->arena, struct pair, BOUND_FORM_FIELDS);
    multipart->form.uploads = NEW_ARRAY(c->arena, struct upload, BOUND_FORM_FIELDS);
    *out = multipart;
    return true;
}

// ---- A part's headers ----

static str window(const struct multipart *multipart)
{
    return (str){multipart->window + multipart->at, multipart->size - multipart->at};
}

static bool read_part_header(ctx *c, str line, struct parameters *parameters)
{
    str value = line, name;
    if (!str_cut(&value, ':', &name) || !token_is_valid(name))
        return refuse(c, tr(c, "a part of the form has a bad header"));
    if (str_equal_fold(name, S("Content-Transfer-Encoding")))
        return refuse(c, tr(c, "a part of the form is encoded once more"));
    if (!str_equal_fold(name, S("Content-Disposition"))) return true;
    value = str_trim(value);
    str kind = str_head(value, 9);
    bool is_first = !parameters->has_name;
    if (!is_first || !str_equal_fold(kind, S("form-data")) ||
        !read_parameters(str_slice(value, 9, value.size), parameters) || !parameters->has_name)
        return refuse(c, tr(c, "a part of the form does not say which field it is"));
    return true;
}

static const struct field *field_of_part(const struct multipart *multipart, str name)
{
    for (const struct field *field = multipart->route->in; field && field->name; field++) {
        if (str_equal(str_of(field->name), name)) return field;
    }
    return NULL;
}

static bool begin_file(ctx *c, struct multipart *multipart)
{
    const struct field *field = field_of_part(multipart, multipart->name);
    if (!field || field->type != FIELD_FILE)
        return refuse(c, fmt(c->arena, tr(c, "the field \"%.*s\" takes no file"),
                             STR(str_head(multipart->name, 40))));
    multipart->file_bytes_max = field->max ? field->max : BOUND_UPLOAD_BYTES;
    struct upload *upload = &multipart->form.uploads[multipart->form.upload_count];
    *upload = (struct upload){.field = multipart->name,
                              .name = upload_name(c->arena, multipart->file_name)};
    return upload_open(c, multipart->folder, upload);
}

static bool begin_part(ctx *c, struct multipart *multipart, str head)
{
    struct parameters parameters = {0};
    while (head.size > 0) {
        i64 end = str_find(head, S("\r\n"));
        str line = end < 0 ? head : str_slice(head, 0, end);
        head = end < 0 ? S("") : str_slice(head, end + 2, head.size);
        if (!read_part_header(c, line, &parameters)) return false;
    }
    str name = parameters.name;
    bool is_named = parameters.has_name && name.size > 0 && name.size <= BOUND_NAME_BYTES &&
                    str_is_utf8(name, NULL) && str_is_utf8(parameters.file_name, NULL);
    if (!is_named) return refuse(c, tr(c, "a part of the form does not say which field it is"));
    if (multipart->form.pair_count + multipart->form.upload_count == BOUND_FORM_FIELDS)
        return fail(c, ERR_TOO_LARGE, tr(c, "the form has too many fields"));
    multipart->name = str_copy(c->arena, name);
    multipart->file_name = str_copy(c->arena, parameters.file_name);
    multipart->is_file = parameters.has_file_name;
    multipart->text = buf_new(c->arena, BOUND_BODY_BYTES + 1);
    return !multipart->is_file || begin_file(c, multipart);
}

// ---- A part's content ----

static bool add_content(ctx *c, struct multipart *multipart, str bytes)
{
    if (multipart->is_file) {
        struct upload *upload = &multipart->form.uploads[multipart->form.upload_count];
        multipart->file_bytes += bytes.size;
        if (upload->size + bytes.size > multipart->file_bytes_max ||
            multipart->file_bytes > BOUND_UPLOAD_BYTES)
            return fail_with(
                c, ERR_TOO_LARGE,
                fmt(c->arena, tr(c, "%.*s: the file is too large"), STR(multipart->name)),
                fmt(c->arena, tr(c, "At most %lld bytes are taken."),
                    (long long)MIN(multipart->file_bytes_max, BOUND_UPLOAD_BYTES)));
        return upload_add(c, upload, bytes);
    }
    multipart->text_bytes += bytes.size;
    if (multipart->text_bytes > BOUND_BODY_BYTES)
        return fail(c, ERR_TOO_LARGE, tr(c, "the form's texts are too long"));
    buf_add(&multipart->text, bytes);
    return true;
}

static bool end_part(ctx *c, struct multipart *multipart)
{
    struct form *form = &multipart->form;
    if (!multipart->is_file) {
        str text = buf_str(&multipart->text);
        if (!str_is_utf8(text, NULL)) return refuse(c, tr(c, "the form's text is not UTF-8"));
        form->pairs[form->pair_count++] = (struct pair){multipart->name, text};
        return true;
    }
    struct upload *upload = &form->uploads[form->upload_count];
    // What a browser sends when no file was chosen.
    bool is_left_out = multipart->file_name.size == 0 && upload->size == 0;
    form->upload_count += !is_left_out;
    return upload_end(c, upload);
}

// ---- Steps ----

static enum step begin_boundary(ctx *c, struct multipart *multipart)
{
    str rest = window(multipart);
    str wanted = {multipart->delimiter + 2, multipart->delimiter_size - 2};
    if (rest.size < wanted.size) return STEP_MORE;
    if (!str_starts(rest, wanted)) {
        (void)refuse(c, tr(c, "the form does not begin with its boundary"));
        return STEP_FAILED;
    }
    multipart->at += wanted.size;
    multipart->stage = STAGE_AFTER;
    return STEP_NEXT;
}

static enum step read_part_head(ctx *c, struct multipart *multipart)
{
    str rest = window(multipart);
    i64 end = str_find(rest, S("\r\n\r\n"));
    if (end > BOUND_PART_HEAD_BYTES || (end < 0 && rest.size > BOUND_PART_HEAD_BYTES)) {
        (void)fail(c, ERR_TOO_LARGE, tr(c, "a part of the form has too many headers"));
        return STEP_FAILED;
    }
    if (end < 0) return STEP_MORE;
    if (!begin_part(c, multipart, str_slice(rest, 0, end))) return STEP_FAILED;
    multipart->at += end + 4;
    multipart->stage = STAGE_CONTENT;
    return STEP_NEXT;
}

static enum step read_content(ctx *c, struct multipart *multipart)
{
    str rest = window(multipart);
    const char *found = rest.size > 0 ? memmem(rest.s, (size_t)rest.size, multipart->delimiter,
                                               (size_t)multipart->delimiter_size)
                                      : NULL;
    i64 sure = found ? found - rest.s : MAX(0, rest.size - (multipart->delimiter_size - 1));
    if (!add_content(c, multipart, str_slice(rest, 0, sure))) return STEP_FAILED;
    multipart->at += sure;
    if (!found) return STEP_MORE;
    if (!end_part(c, multipart)) return STEP_FAILED;
    multipart->at += multipart->delimiter_size;
    multipart->stage = STAGE_AFTER;
    return STEP_NEXT;
}

static enum step read_after_boundary(ctx *c, struct multipart *multipart)
{
    str rest = window(multipart);
    if (rest.size < 2) return STEP_MORE;
    bool goes_on = str_starts(rest, S("\r\n")), ends = str_starts(rest, S("--"));
    if (!goes_on && !ends) {
        (void)refuse(c, tr(c, "the form has its boundary inside a field"));
        return STEP_FAILED;
    }
    multipart->at += 2;
    multipart->stage = ends ? STAGE_END : STAGE_HEAD;
    return STEP_NEXT;
}

static enum step read_end(ctx *c, struct multipart *multipart)
{
    str rest = window(multipart);
    if (str_starts(S("\r\n"), rest)) return STEP_MORE;
    (void)refuse(c, tr(c, "something follows the end of the form"));
    return STEP_FAILED;
}

static enum step next_step(ctx *c, struct multipart *multipart)
{
    switch (multipart->stage) {
    case STAGE_START:
        return begin_boundary(c, multipart);
    case STAGE_HEAD:
        return read_part_head(c, multipart);
    case STAGE_CONTENT:
        return read_content(c, multipart);
    case STAGE_AFTER:
        return read_after_boundary(c, multipart);
    case STAGE_END:
        return read_end(c, multipart);
    }
    return STEP_FAILED;
}

bool multipart_add(ctx *c, struct multipart *multipart, str bytes)
{
    while (bytes.size > 0) {
        i64 left = multipart->size - multipart->at;
        memmove(multipart->window, multipart->window + multipart->at, (size_t)left);
        multipart->at = 0;
        i64 taken = MIN(bytes.size, WINDOW_BYTES - left);
        assert(taken > 0); // a step that needs more has used all but a part's headers
        memcpy(multipart->window + left, bytes.s, (size_t)taken);
        multipart->size = left + taken;
        bytes = str_slice(bytes, taken, bytes.size);
        enum step step = STEP_NEXT;
        while (step == STEP_NEXT)
            step = next_step(c, multipart);
        if (step == STEP_FAILED) return false;
    }
    return true;
}

bool multipart_end(ctx *c, struct multipart *multipart, struct form *out)
{
    if (multipart->stage != STAGE_END) return refuse(c, tr(c, "the form is not whole"));
    *out = multipart->form;
    return true;
}
