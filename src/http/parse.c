#include "http/parse.h"

#include "bounds.h"

static int hex_digit(char character)
{
    if (character >= '0' && character <= '9') return character - '0';
    if (character >= 'a' && character <= 'f') return character - 'a' + 10;
    if (character >= 'A' && character <= 'F') return character - 'A' + 10;
    return -1;
}

bool percent_decode(struct arena *arena, str text, bool plus_is_blank, str *out)
{
    bool encoded = str_find(text, S("%")) >= 0 || (plus_is_blank && str_find(text, S("+")) >= 0);
    if (!encoded) {
        *out = text;
        return str_is_utf8(text, NULL);
    }
    char *decoded = arena_alloc(arena, text.size + 1, 1);
    i64 size = 0;
    for (i64 i = 0; i < text.size; i++) {
        char character = text.s[i];
        if (character == '%') {
            int high = i + 2 < text.size ? hex_digit(text.s[i + 1]) : -1;
            int low = i + 2 < text.size ? hex_digit(text.s[i + 2]) : -1;
            if (high < 0 || low < 0) return false;
            character = (char)(high * 16 + low);
            i += 2;
        } else if (character == '+' && plus_is_blank) {
            character = ' ';
        }
        decoded[size++] = character;
    }
    *out = (str){decoded, size};
    return str_is_utf8(*out, NULL);
}

static bool pair_decode(ctx *c, str part, struct pair *out)
{
    str value = part, name;
    str_cut(&value, '=', &name);
    bool decoded = percent_decode(c->arena, name, true, &out->name) &&
                   percent_decode(c->arena, value, true, &out->value);
    if (decoded) return true;
    str shown = str_is_utf8(name, NULL) ? str_head(name, 40) : S("?");
    return fail_with(
        c, ERR_BAD_INPUT,
        fmt(c->arena, tr(c, "the address parameter \"%.*s\" is badly encoded"), STR(shown)),
        tr(c, "A % must be followed by two hexadecimal digits, and the text must be UTF-8."));
}

bool query_parse(ctx *c, str query, struct pair **out, i64 *count)
{
    i64 parts = 1;
    for (i64 i = 0; i < query.size; i++)
        parts += query.s[i] == '&';
    if (parts > BOUND_QUERY_FIELDS)
        return fail(c, ERR_TOO_LARGE, tr(c, "the address has too many parameters"));

    struct pair *pairs = NEW_ARRAY(c->arena, struct pair, parts);
    i64 found = 0;
    str part;
    while (str_cut(&query, '&', &part)) {
        if (part.size == 0) continue;
        if (!pair_decode(c, part, &pairs[found])) return false;
        found++;
    }
    *out = pairs;
    *count = found;
    return true;
}

// Weight of one range in thousandths: "q=0.5"; 1000 when none is named, 0 when it is no weight.
static int weight_of(str parameters)
{
    str parameter;
    while (str_cut(&parameters, ';', &parameter)) {
        parameter = str_trim(parameter);
        if (!str_starts(parameter, S("q=")) && !str_starts(parameter, S("Q="))) continue;
        str number = str_slice(parameter, 2, parameter.size);
        f64 weight;
        if (number.size > 5 || !str_f64(number, &weight) || !(weight >= 0 && weight <= 1)) return 0;
        return (int)(weight * 1000 + 0.5);
    }
    return 1000;
}

// How closely a range speaks of the choice: 0 = not at all, 3 = by name.
static int closeness(str range, str choice)
{
    if (str_equal_fold(range, choice)) return 3;
    if (str_equal(range, S("*")) || str_equal(range, S("*/*"))) return 1;
    if (str_ends(range, S("/*"))) {
        i64 type_size = range.size - 1;
        bool same = choice.size > type_size &&
                    str_equal_fold(str_slice(range, 0, type_size), str_slice(choice, 0, type_size));
        return same ? 2 : 0;
    }
    bool is_language = str_find(choice, S("/")) < 0 && range.size > choice.size;
    bool begins = is_language && range.s[choice.size] == '-' &&
                  str_equal_fold(str_slice(range, 0, choice.size), choice);
    return begins ? 3 : 0;
}

// The weight that the closest range gives the choice; 0 when no range speaks of it.
static int weight_for(str header, str choice)
{
    int closest = 0, weight = 0;
    str item;
    while (str_cut(&header, ',', &item)) {
        str range;
        str_cut(&item, ';', &range);
        int close = closeness(str_trim(range), choice);
        if (close == 0 || close < closest) continue;
        int named = weight_of(item);
        // fi-FI and fi-SE both speak of fi: the more willing one counts.
        weight = close > closest ? named : MAX(weight, named);
        closest = close;
    }
    return weight;
}

i64 accept_choose(str header, const char *const *choices, i64 count)
{
    assert(count > 0);
    if (str_trim(header).size == 0) return 0;
    i64 best = -1;
    int best_weight = 0;
    for (i64 i = 0; i < count; i++) {
        int weight = weight_for(header, str_of(choices[i]));
        if (weight <= best_weight) continue;
        best = i;
        best_weight = weight;
    }
    return best;
}

bool accept_allows(str header, const char *choice)
{
    return weight_for(header, str_of(choice)) > 0;
}

bool host_split(str host, str *name, str *port)
{
    i64 name_end = str_find(host, S(":"));
    if (host.size > 0 && host.s[0] == '[') {
        i64 bracket = str_find(host, S("]"));
        if (bracket < 0) return false;
        name_end = bracket + 1;
    }
    if (name_end < 0) name_end = host.size;
    *name = str_slice(host, 0, name_end);
    *port = str_slice(host, name_end, host.size);
    if (port->size > 0) {
        if (port->s[0] != ':' || port->size < 2 || port->size > 6) return false;
        *port = str_slice(*port, 1, port->size);
    }
    for (i64 i = 0; i < port->size; i++) {
        if (port->s[i] < '0' || port->s[i] > '9') return false;
    }
    return name->size > 0;
}

bool path_is_own(str path)
{
    for (i64 i = 0; i < path.size; i++) {
        u8 character = (u8)path.s[i];
        if (character <= ' ' || character == 127 || character == '\\') return false;
    }
    return str_starts(path, S("/")) && !str_starts(path, S("//"));
}

bool token_is_valid(str text)
{
    static const char marks[] = "!#$%&'*+-.^_`|~";
    for (i64 i = 0; i < text.size; i++) {
        char character = text.s[i];
        bool is_letter = (character | 32) >= 'a' && (character | 32) <= 'z';
        bool is_digit = character >= '0' && character <= '9';
        if (!is_letter && !is_digit &&
            (character == 0 || !memchr(marks, character, sizeof marks - 1)))
            return false;
    }
    return text.size > 0;
}
