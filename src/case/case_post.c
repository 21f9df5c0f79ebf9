#include "case/case_post.h"

#include "base/lang.h"
#include "base/locale.h"
#include "base/zone.h"
#include "bounds.h"
#include "case/case_ask.h"
#include "case/case_parts.h"
#include "record/person.h"
#include "settings/settings.h"

// Our own words where the company has none; {{…}} as in its templates.
// clang-format off
static const struct {
    const char *name, *text;
} occasions[] = {
    [CASE_OF_RECEIVED] = {"received",
        N_("Thank you for telling us.\n\nYour matter has the number {{number}}. {{owner}} answers for it, and you hear from us "
           "by {{by}}.")},
    [CASE_OF_PROGRESS] = {"progress", N_("We are working on your matter {{number}}.")},
    [CASE_OF_ANSWER] = {"answer", N_("Thank you for waiting. This is our answer about your matter {{number}}.")},
    [CASE_OF_CLOSED] = {"closed",
        N_("Your matter {{number}} is closed.\n\nIf it is not settled for you, write to us: it is then open again.")},
    [CASE_OF_HANDED] = {"progress",
        N_("Your matter {{number}} is now with {{owner}}, who can settle it best. You hear from them by {{by}}.")},
    [CASE_OF_REOPENED] = {"progress",
        N_("Your matter {{number}} is open again. {{owner}} answers for it, and you hear from us by {{by}}.")},
};
// clang-format on
static_assert(COUNT_OF(occasions) == CASE_OF__COUNT, "a row for each occasion");

const char *case_occasion_name(enum case_occasion occasion)
{
    assert(occasion < CASE_OF__COUNT);
    return occasions[occasion].name;
}

bool case_lang(ctx *c, const struct case_person *person, const char **out)
{
    str house = {0};
    *out = person->lang;
    if (person->lang && lang_is_known(person->lang)) return true;
    if (!setting_text(c, "company.language", &house)) return false;
    *out = str_c(c->arena, house);
    return true;
}

bool case_owner_words(ctx *c, const struct record *record, str *out)
{
    i64 function = case_ref(record, "function"), owner = case_ref(record, "owner");
    str names = {0};
    *out = (str){0};
    if (!setting_text(c, "case.names", &names) ||
        (function && !store_str(c, SQL_case_function_name, VALS(V_I64(function)), out)) ||
        (!out->size && !setting_text(c, "company.name", out)))
        return false;
    if (!out->size) *out = str_of(tr(c, "our customer service"));
    str *persons = NULL;
    if (!owner || !str_equal(names, S("yes"))) return true;
    if (!person_names(c, &owner, 1, &persons)) return false;
    if (persons[0].size) *out = str_of(fmt(c->arena, "%.*s (%.*s)", STR(*out), STR(persons[0])));
    return true;
}

str case_fill(ctx *c, str template, const struct case_filled *filled)
{
    const struct {
        str mark, text;
    } all[] = {
        {S("{{name}}"),   filled->name  },
        {S("{{number}}"), filled->number},
        {S("{{owner}}"),  filled->owner },
        {S("{{by}}"),     filled->by    },
    };
    buf out = buf_new(c->arena, 16 * BOUND_REMARK_BYTES);
    for (i64 at = 0; at < template.size;) {
        str rest = str_slice(template, at, template.size);
        i64 found = -1;
        for (i64 i = 0; i < COUNT_OF(all) && found < 0; i++)
            if (str_starts(rest, all[i].mark)) found = i;
        if (found < 0) {
            buf_char(&out, template.s[at++]);
            continue;
        }
        buf_add(&out, all[found].text);
        at += all[found].mark.size;
    }
    return str_head(buf_str(&out), BOUND_REMARK_BYTES);
}

// The template's text in the language; empty: it has none.
static bool template_text(ctx *c, struct case_draft draft, const char *lang, str *out)
{
    static const char *const languages[] = {"en", "fi", "sv"};
    struct rows rows;
    str name = str_of(case_occasion_name(draft.occasion));
    bool is_own = draft.occasion == CASE_OF_HANDED || draft.occasion == CASE_OF_REOPENED;
    *out = (str){0};
    if (is_own && !draft.reply) return true;
    if (draft.reply ? !store_rows(c, SQL_case_reply, VALS(V_I64(draft.reply)), &rows)
                    : !store_rows(c, SQL_case_reply_for, VALS(V_STR(name)), &rows))
        return false;
    for (i64 i = 0; rows.count && i < COUNT_OF(languages); i++)
        if (!strcmp(languages[i], lang)) *out = rows.column[i].text[0];
    return true;
}

static bool filled_of(ctx *c, const struct record *record, const struct case_person *person,
                      struct case_filled *out)
{
    i64 by_ms = case_moment(record, "answer_by");
    if (case_moment(record, "answered_at") || by_ms < c->now_ms)
        by_ms = case_moment(record, "solve_by");
    *out = (struct case_filled){.name = person->name,
                                .number = case_word(record, "number"),
                                .by = by_ms ? locale_moment(c, by_ms) : (str){0}};
    return case_owner_words(c, record, &out->owner);
}

// With c speaking the customer's language, in the company's zone.
static bool draft_in(ctx *c, const struct record *record, const struct case_person *person,
                     struct case_draft draft, str *out)
{
    str text = {0};
    struct case_filled filled;
    if (!template_text(c, draft, c->lang, &text) || !filled_of(c, record, person, &filled))
        return false;
    if (!text.size) text = str_of(tr(c, occasions[draft.occasion].text));
    *out = case_fill(c, text, &filled);
    return true;
}

struct tongue {
    const char *lang;
    const struct zone *zone;
};

// From now on c speaks the customer's language; what it spoke is told back.
static bool speak(ctx *c, const struct case_person *person, struct tongue *before)
{
    str zone = {0};
    const char *lang = NULL;
    *before = (struct tongue){c->lang, c->zone};
    if (!case_lang(c, person, &lang) || !setting_text(c, "company.zone", &zone)) return false;
    const struct zone *found = zone_find(c, zone);
    if (!found) return false;
    c->lang = lang;
    c->zone = found;
    return true;
}

static void speak_again(ctx *c, struct tongue before)
{
    c->lang = before.lang;
    c->zone = before.zone;
}

bool case_draft(ctx *c, const struct record *record, struct case_draft draft, str *out)
{
    struct case_person person;
    struct tongue before;
    if (!case_contact(c, record->id, &person) || !speak(c, &person, &before)) return false;
    bool done = draft_in(c, record, &person, draft, out);
    speak_again(c, before);
    return done;
}

// The one question about how it was handled goes with the last mail alone: the thread that the
// house reads has no link by which another could answer.
static bool asking(ctx *c, const struct record *record, str text, str *out)
{
    str path = {0}, link = {0};
    *out = text;
    if (!case_ask_path(c, record->id, &path)) return false;
    if (!path.size) return true;
    if (!mail_address(c, path, &link)) return false;
    *out = str_of(fmt(c->arena, "%.*s\n\n%s %.*s", STR(text),
                      tr(c, "How did we handle it? One question:"), STR(link)));
    return true;
}

static bool mail_it(ctx *c, const struct record *record, const struct case_person *person,
                    enum case_occasion occasion, struct case_words *words)
{
    str path = {0}, link = {0}, house = {0}, text = words->text;
    if (!case_public_path(c, record->id, &path) || !mail_address(c, path, &link) ||
        !setting_text(c, "company.name", &house) ||
        (occasion == CASE_OF_CLOSED && !asking(c, record, words->text, &text)))
        return false;
    const char *subject =
        house.size ? fmt(c->arena, tr(c, "Your matter %.*s at %.*s"),
                         STR(case_word(record, "number")), STR(house))
                   : fmt(c->arena, tr(c, "Your matter %.*s"), STR(case_word(record, "number")));
    words->subject = str_of(subject);
    return mail_add_named(c,
                          (struct mail){
                              .what = "case",
                              .to = {.email = person->email, .name = person->name, .lang = c->lang},
                              .subject = words->subject,
                              .text = text,
                              .link = link,
                              .link_words = str_of(tr(c, "See how it goes, or write more"))
    },
                          &words->message_id);
}

bool case_post(ctx *c, const struct record *record, const struct case_words *words,
               enum case_occasion occasion, i64 *letter, bool *is_mailed)
{
    assert(store_in_transaction(c));
    struct case_person person;
    struct case_words own = *words;
    struct tongue before;
    bool is_set_up = false;
    *is_mailed = false;
    if (!case_contact(c, record->id, &person) || !mail_is_set_up(c, &is_set_up) ||
        !speak(c, &person, &before))
        return false;
    bool goes = is_set_up && person.email.size;
    own.who = CASE_US;
    own.way = goes ? S("email") : S("web");
    bool done =
        own.text.size || draft_in(c, record, &person, (struct case_draft){occasion, 0}, &own.text);
    done = done && (!goes || mail_it(c, record, &person, occasion, &own));
    speak_again(c, before);
    *is_mailed = goes;
    return done && case_letter_keep(c, record->id, &own, case_occasion_name(occasion), letter);
}
