#include "record/value.h"

#include <math.h>
#include <unicase.h>
#include <uninorm.h>
#include <unictype.h>
#include <unistr.h>

#include "base/time.h"
#include "bounds.h"
#include "record/statement.h"

enum { TEXT_CHARACTERS_MAX = 500, WORD_BYTES_MAX = 60 };

void problem_add(ctx *c, struct record_problems *problems, const char *field, const char *msg,
                 const char *hint)
{
    struct record_problem *grown = NEW_ARRAY(c->arena, struct record_problem, problems->count + 1);
    if (problems->count) memcpy(grown, problems->problem, (size_t)problems->count * sizeof *grown);
    grown[problems->count++] = (struct record_problem){field, msg, hint};
    problems->problem = grown;
}

bool problems_none(ctx *c, const struct record_problems *problems)
{
    if (!problems->count) return true;
    const struct record_problem *first = &problems->problem[0];
    const char *where = first->field[0] ? fmt(c->arena, "%s: ", first->field) : "";
    const char *more = "";
    if (problems->count > 1)
        more = fmt(c->arena, tr(c, " (and %lld more)"), (long long)problems->count - 1);
    return fail_with(c, ERR_BAD_INPUT, fmt(c->arena, "%s%s%s", where, first->msg, more),
                     first->hint);
}

const struct kind *value_target(const struct kind_field *field)
{
    if (field->type == KIND_REF) return kind_find(str_of(field->refers));
    if (field->type == KIND_PERSON) return kind_find(S("person"));
    return NULL;
}

// Texts

static i64 characters(str text)
{
    i64 count = 0;
    for (i64 i = 0; i < text.size; i++)
        count += ((u8)text.s[i] & 0xC0) != 0x80;
    return count;
}

static const char *text_flaw(ctx *c, const struct kind_field *field, str text, const char **hint)
{
    bool is_long = field->type == KIND_LONG_TEXT;
    if (!str_is_utf8(text, NULL)) {
        *hint = tr(c, "Send it as UTF-8.");
        return tr(c, "the text has bytes that are no letters");
    }
    for (i64 i = 0; i < text.size; i++) {
        u8 byte = (u8)text.s[i];
        bool fits = byte >= 32 && byte != 127;
        if (fits || (is_long && (byte == '\n' || byte == '\t' || byte == '\r'))) continue;
        *hint = tr(c, "Write it on one line.");
        return tr(c, "the text has a sign that does not fit here");
    }
    i64 most = field->high > 0 ? (i64)field->high : TEXT_CHARACTERS_MAX;
    if (is_long && !(field->high > 0)) most = BOUND_REMARK_BYTES;
    if (characters(text) <= most && text.size <= BOUND_REMARK_BYTES) return NULL;
    *hint = fmt(c->arena, tr(c, "Write at most %lld characters."), (long long)most);
    return tr(c, "the text is too long");
}

// Numbers

static bool number_read(ctx *c, str text, f64 *out)
{
    char *copy = NEW_ARRAY(c->arena, char, text.size + 1);
    for (i64 i = 0; i < text.size; i++)
        copy[i] = text.s[i];
    char *comma = strchr(copy, ',');
    if (comma && !strchr(copy, '.')) *comma = '.';
    return str_f64((str){copy, text.size}, out) && isfinite(*out);
}

static const char *bounds_flaw(ctx *c, const struct kind_field *field, f64 value, const char **hint)
{
    char low[32], high[32];
    if (!(field->low < field->high) || (value >= field->low && value <= field->high)) return NULL;
    *hint = fmt(c->arena, tr(c, "It lies between %.*s and %.*s."),
                STR(json_number_text(field->low, low)), STR(json_number_text(field->high, high)));
    return tr(c, "the number is too small or too large");
}

// JSON writes 12 digits: a number with more would come back as another.
static const char *number_flaw(ctx *c, const struct kind_field *field, str text,
                               struct record_value *out, const char **hint)
{
    f64 value = 0, again = 0;
    *hint = tr(c, "Write it as 12 or 1.5.");
    if (!number_read(c, text, &value)) return tr(c, "that is no number");
    bool same = str_f64(str_of(fmt(c->arena, "%.12g", value)), &again) && !(again < value) &&
                !(again > value);
    if (!same || fabs(value) > 1e15 || (fabs(value) < 1e-15 && fabs(value) > 0))
        return tr(c, "the number has more than 12 digits");
    *out = (struct record_value){.given = true, .f = value + 0.0};
    return bounds_flaw(c, field, value, hint);
}

static const char *money_flaw(ctx *c, const struct kind_field *field, str text,
                              struct record_value *out, const char **hint)
{
    f64 value = 0;
    *hint = tr(c, "Write it as 12 or 12.50, with at most four decimals.");
    if (!number_read(c, text, &value)) return tr(c, "that is no sum of money");
    f64 e4 = value * 10000;
    if (fabs(e4) > (f64)BOUND_VALUE_E4) return tr(c, "the sum is too large");
    if (fabs(e4 - round(e4)) > 0.0001 * MAX(1, fabs(value) / 1e6))
        return tr(c, "the sum has more than four decimals");
    *out = (struct record_value){.given = true, .i = (i64)round(e4)};
    return bounds_flaw(c, field, value, hint);
}

static const char *time_flaw(ctx *c, const struct kind_field *field, str text,
                             struct record_value *out, const char **hint)
{
    i32 day = 0;
    *out = (struct record_value){.given = true};
    if (field->type == KIND_DATE) {
        *hint = tr(c, "Write it as 2026-11-21.");
        bool ok = day_parse(text, &day);
        out->i = day;
        return ok ? NULL : tr(c, "that is no date");
    }
    *hint = tr(c, "Write it as 2026-11-21T10:00:00Z.");
    return ms_parse_rfc3339(text, &out->i) ? NULL : tr(c, "that is no moment");
}

// Choices

static const struct kind_choice *choice_find(const ctx *c, const struct kind_field *field, str text)
{
    for (const struct kind_choice *choice = field->choices; choice->name; choice++)
        if (str_equal(str_of(choice->name), text)) return choice;
    for (const struct kind_choice *choice = field->choices; choice->name; choice++)
        if (str_equal_fold(str_of(tr(c, choice->label)), text)) return choice;
    return NULL;
}

static const char *choices_hint(ctx *c, const struct kind_field *field)
{
    buf list = buf_new(c->arena, 4000);
    for (const struct kind_choice *choice = field->choices; choice->name; choice++)
        buf_fmt(&list, "%s%s", choice == field->choices ? "" : ", ", choice->name);
    return fmt(c->arena, tr(c, "Known are: %s."), list.s);
}

static const char *choice_flaw(ctx *c, const struct kind_field *field, str text,
                               struct record_value *out, const char **hint)
{
    enum { CHOICES_MAX = 256 };
    bool chosen[CHOICES_MAX] = {false};
    str part;
    bool several = field->type == KIND_CHOICES;
    while (several ? str_cut(&text, ',', &part) : (part = text, text.size > 0)) {
        if (!several) text = (str){0};
        part = str_trim(part);
        if (!part.size) continue;
        const struct kind_choice *choice = choice_find(c, field, part);
        if (!choice) {
            *hint = choices_hint(c, field);
            return fmt(c->arena, tr(c, "there is no choice \"%.*s\""),
                       STR(str_head(part, BOUND_NAME_BYTES)));
        }
        assert(choice - field->choices < CHOICES_MAX);
        chosen[choice - field->choices] = true;
    }
    buf list = buf_new(c->arena, 16000);
    for (i64 i = 0; field->choices[i].name; i++)
        if (chosen[i]) buf_fmt(&list, "%s%s", list.size ? "," : "", field->choices[i].name);
    *out = (struct record_value){.given = list.size > 0, .text = buf_str(&list)};
    return NULL;
}

bool value_is_choice(const struct record_value *value, str name)
{
    str rest = value->text, part;
    while (str_cut(&rest, ',', &part))
        if (str_equal(part, name)) return true;
    return false;
}

// References

static bool ref_by_title(ctx *c, const struct kind_field *field, const struct kind *target,
                         str text, struct record_value *out, struct record_problems *problems)
{
    struct rows rows;
    if (!store_rows(c, statement_of(target, "named"), VALS(V_STR(text)), &rows)) return false;
    if (rows.count == 1) {
        *out = (struct record_value){.given = true, .i = rows.column[0].i[0]};
        return true;
    }
    if (rows.count)
        problem_add(
            c, problems, field->name,
            fmt(c->arena, tr(c, "there are several of the name \"%.*s\""), STR(text)),
            fmt(c->arena, tr(c, "Give the number, as #%lld."), (long long)rows.column[0].i[0]));
    else
        problem_add(
            c, problems, field->name,
            fmt(c->arena, tr(c, "there is no %s \"%.*s\""), tr(c, target->label), STR(text)),
            tr(c, "Make it first, or correct the name."));
    return true;
}

static bool ref_read(ctx *c, const struct kind_field *field, str text, struct record_value *out,
                     struct record_problems *problems)
{
    str number = str_starts(text, S("#")) ? str_slice(text, 1, text.size) : text;
    i64 id = 0;
    if (str_i64(number, &id)) {
        // A customer's key is a hash of 64 bits, so it may be negative; no record's number is.
        if (id > 0 || field->type == KIND_CUSTOMER)
            *out = (struct record_value){.given = id != 0, .i = id};
        else
            problem_add(c, problems, field->name, tr(c, "that is no number of a record"),
                        tr(c, "Choose one of the list."));
        return true;
    }
    const struct kind *target = value_target(field);
    str name = str_head(text, BOUND_NAME_BYTES);
    if (target && c->db && str_is_utf8(text, NULL))
        return ref_by_title(c, field, target, text, out, problems);
    problem_add(c, problems, field->name,
                str_is_utf8(name, NULL)
                    ? fmt(c->arena, tr(c, "\"%.*s\" is no number of a record"), STR(name))
                    : tr(c, "that is no number of a record"),
                tr(c, "Choose one of the list."));
    return true;
}

static const char *yes_no_flaw(ctx *c, str text, struct record_value *out, const char **hint)
{
    static const char *const yes[] = {"yes", "true", "1"}, *const no[] = {"no", "false", "0"};
    *hint = tr(c, "Write yes or no.");
    for (i64 i = 0; i < COUNT_OF(yes); i++) {
        bool is_yes = str_equal_fold(text, str_of(yes[i]));
        if (!is_yes && !str_equal_fold(text, str_of(no[i]))) continue;
        *out = (struct record_value){.given = true, .i = is_yes};
        return NULL;
    }
    return tr(c, "that is neither yes nor no");
}

bool value_read(ctx *c, const struct kind_field *field, str text, struct record_value *out,
                struct record_problems *problems)
{
    text = str_trim(text);
    const char *hint = NULL, *flaw = NULL;
    struct record_value value = {0};
    if (text.size) switch (field->type) {
        case KIND_TEXT:
        case KIND_LONG_TEXT:
            value = (struct record_value){.given = true, .text = str_copy(c->arena, text)};
            flaw = text_flaw(c, field, text, &hint);
            break;
        case KIND_NUMBER:
            flaw = number_flaw(c, field, text, &value, &hint);
            break;
        case KIND_MONEY:
            flaw = money_flaw(c, field, text, &value, &hint);
            break;
        case KIND_DATE:
        case KIND_TIME:
            flaw = time_flaw(c, field, text, &value, &hint);
            break;
        case KIND_YES_NO:
            flaw = yes_no_flaw(c, text, &value, &hint);
            break;
        case KIND_CHOICE:
        case KIND_CHOICES:
            if (!str_is_utf8(text, NULL))
                flaw = text_flaw(c, field, text, &hint);
            else
                flaw = choice_flaw(c, field, text, &value, &hint);
            break;
        case KIND_REF:
        case KIND_CUSTOMER:
        case KIND_PERSON:
        case KIND_FILE:
            return ref_read(c, field, text, out, problems);
        case KIND_TYPE__COUNT:
            assert(!"no type");
        }
    if (flaw)
        problem_add(c, problems, field->name, flaw, hint);
    else
        *out = value;
    return true;
}

bool value_read_json(ctx *c, const struct kind_field *field, const json_t *json,
                     struct record_value *out, struct record_problems *problems)
{
    bool is_number = field->type == KIND_NUMBER || field->type == KIND_MONEY;
    if (json_is_null(json)) return value_read(c, field, (str){0}, out, problems);
    if (json_is_string(json)) return value_read(c, field, json_text(json), out, problems);
    if (json_is_boolean(json) && field->type == KIND_YES_NO)
        return value_read(c, field, json_is_true(json) ? S("yes") : S("no"), out, problems);
    if (json_is_number(json) && is_number) {
        const char *text =
            field->type == KIND_NUMBER
                ? fmt(c->arena, "%.17g", json_number_value(json))
                : fmt(c->arena, "%.*f", json_is_integer(json) ? 0 : 6, json_number_value(json));
        return value_read(c, field, str_of(text), out, problems);
    }
    if (json_is_array(json) && field->type == KIND_CHOICES) {
        buf list = buf_new(c->arena, BOUND_BODY_BYTES);
        size_t i = 0;
        bool texts = true;
        const json_t *item = NULL;
        json_array_foreach(json, i, item)
        {
            texts = texts && json_is_string(item) &&
                    !memchr(json_string_value(item), ',', json_string_length(item));
            buf_add(&list, json_text(item));
            buf_char(&list, ',');
        }
        if (texts) return value_read(c, field, buf_str(&list), out, problems);
    }
    problem_add(
        c, problems, field->name,
        fmt(c->arena, tr(c, "that is no value of the type %s"), kind_type_name(field->type)),
        tr(c, "Write it in quotes, as people write it."));
    return true;
}

// Out

static const char *money_text(ctx *c, i64 e4)
{
    u64 size = e4 < 0 ? 0 - (u64)e4 : (u64)e4;
    const char *text = fmt(c->arena, "%s%llu.%04llu", e4 < 0 ? "-" : "",
                           (unsigned long long)(size / 10000), (unsigned long long)(size % 10000));
    i64 length = (i64)strlen(text);
    i64 zeros = 0;
    while (zeros < 2 && text[length - 1 - zeros] == '0')
        zeros++;
    if (size % 10000 == 0) zeros = 5;
    return fmt(c->arena, "%.*s", (int)(length - zeros), text);
}

str value_write(ctx *c, const struct kind_field *field, const struct record_value *value)
{
    if (!value->given) return (str){0};
    switch (field->type) {
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_CHOICE:
    case KIND_CHOICES:
        return value->text;
    case KIND_NUMBER:
        return str_of(fmt(c->arena, "%.12g", value->f));
    case KIND_MONEY:
        return str_of(money_text(c, value->i));
    case KIND_DATE:
        return day_write(c->arena, (i32)value->i);
    case KIND_TIME:
        return ms_write(c->arena, value->i);
    case KIND_YES_NO:
        return value->i ? S("yes") : S("no");
    case KIND_REF:
    case KIND_CUSTOMER:
    case KIND_PERSON:
    case KIND_FILE:
        return str_of(fmt(c->arena, "%lld", (long long)value->i));
    case KIND_TYPE__COUNT:
        break;
    }
    assert(!"no type");
    return (str){0};
}

json_t *value_json(ctx *c, const struct kind_field *field, const struct record_value *value)
{
    json_t *object = json_new_object(c);
    if (!value->given)
        json_put_null(object, "v");
    else if (field->type == KIND_NUMBER)
        json_put_f64(object, "v", value->f);
    else if (field->type == KIND_MONEY)
        json_put_f64(object, "v", (f64)value->i / 10000);
    else if (field->type == KIND_YES_NO)
        json_put_bool(object, "v", value->i != 0);
    else if (field->type == KIND_CHOICES) {
        json_t *list = json_new_array(c);
        str rest = value->text, part;
        while (str_cut(&rest, ',', &part))
            json_array_append_new(list, json_stringn(part.s, (size_t)part.size));
        json_put(object, "v", list);
    } else
        json_put_str(object, "v", value_write(c, field, value));
    return json_object_get(object, "v");
}

bool value_equal(const struct kind_field *field, const struct record_value *a,
                 const struct record_value *b)
{
    if (a->given != b->given) return false;
    if (!a->given) return true;
    if (field->type == KIND_NUMBER) return !(a->f < b->f) && !(a->f > b->f);
    return a->i == b->i && str_equal(a->text, b->text);
}

// Words to sort and search by

str text_fold(ctx *c, str text)
{
    if (!text.size) return (str){0};
    size_t size = (size_t)text.size * 3 + 16;
    u8 *room = NEW_ARRAY(c->arena, u8, (i64)size);
    u8 *folded = u8_casefold((const u8 *)text.s, (size_t)text.size, NULL, UNINORM_NFC, room, &size);
    if (!folded) arena_full(c->arena, true);
    str out = str_copy(c->arena, (str){(const char *)folded, (i64)size});
    if (folded != room) free(folded);
    return out;
}

str text_words(ctx *c, str text)
{
    str folded = text_fold(c, text);
    buf out = buf_new(c->arena, BOUND_BODY_BYTES);
    i64 word = 0; // bytes of this one
    for (i64 at = 0; at < folded.size;) {
        ucs4_t character = 0;
        int size = u8_mbtouc(&character, (const u8 *)folded.s + at, (size_t)(folded.size - at));
        if (!uc_is_alnum(character)) {
            word = 0;
        } else if (word + size <= WORD_BYTES_MAX) {
            if (!word && out.size) buf_char(&out, ' ');
            buf_add(&out, (str){folded.s + at, size});
            word += size;
        }
        at += size;
    }
    return buf_str(&out);
}

// Common Locale Data Repository, collation of Finnish (fi), as far as the first level goes. One
// order for all readers, because it is kept with the record and indexed.
static ucs4_t sort_letter(ucs4_t one)
{
    static const struct {
        ucs4_t letter, as;
    } own[] = {
        {0xE5,  '{'},
        {0xE4,  '|'},
        {0xE6,  '|'},
        {0xF6,  '}'},
        {0xF8,  '}'},
        {0xFC,  'y'},
        {0x111, 'd'},
        {0x14B, 'n'},
        {0x167, 't'}
    };
    for (i64 i = 0; i < COUNT_OF(own); i++)
        if (own[i].letter == one) return own[i].as;
    ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
    while (uc_canonical_decomposition(one, parts) > 0)
        one = parts[0];
    return one;
}

str text_sort(ctx *c, str text)
{
    str folded = text_fold(c, text);
    buf out = buf_new(c->arena, BOUND_BODY_BYTES);
    bool blank = false;
    for (i64 at = 0; at < folded.size;) {
        ucs4_t character = 0;
        at += u8_mbtouc(&character, (const u8 *)folded.s + at, (size_t)(folded.size - at));
        if (uc_is_general_category(character, UC_CATEGORY_Mn)) continue;
        if (!uc_is_alnum(character)) {
            blank = out.size > 0;
            continue;
        }
        u8 bytes[6];
        int size = u8_uctomb(bytes, sort_letter(character), (ptrdiff_t)sizeof bytes);
        if (blank) buf_char(&out, ' ');
        blank = false;
        buf_add(&out, (str){(const char *)bytes, MAX(size, 0)});
    }
    return buf_str(&out);
}
