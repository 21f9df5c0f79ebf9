#include "record/comment.h"

#include "base/time.h"
#include "bounds.h"
#include "record/attachment.h"
#include "record/statement.h"

enum { MENTIONS_MAX = 100, FIGURE_BYTES_MAX = 8000 };

static bool mentions_find(ctx *c, struct comment *comment);
static bool about_stands(ctx *c, const struct comment_about *about);

static str kind_name(const struct kind *kind)
{
    return kind ? str_of(kind->name) : S("");
}

bool comment_add(ctx *c, const struct comment_about *about, struct comment *comment)
{
    assert(store_in_transaction(c));
    str text = str_trim(comment->text), kind = kind_name(about->kind);
    i64 known = !comment->answers;
    if (!text.size)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "the comment is empty"),
                         tr(c, "Write something."));
    if (text.size > BOUND_REMARK_BYTES || !str_is_utf8(text, NULL))
        return fail_with(c, ERR_BAD_INPUT,
                         tr(c, "the comment is too long, or has bytes that are no letters"),
                         tr(c, "Write at most ten pages, as UTF-8."));
    if (!about_stands(c, about)) return false;
    struct vals place =
        VALS(V_I64(comment->answers), V_STR(kind), V_I64(about->record), V_STR(about->figure));
    if (!known && !store_i64(c, SQL_comment_known, place, &known)) return false;
    if (!known)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "the comment that it answers is not there"),
                         tr(c, "Answer one of those that are shown."));
    comment->text = text;
    comment->made_ms = c->now_ms;
    if (!mentions_find(c, comment) || !store_i64(c, SQL_comment_next, NO_VALS, &comment->id) ||
        !store_run(c, SQL_comment_add,
                   VALS(V_I64(comment->id), V_STR(kind), V_I64(about->record), V_STR(about->figure),
                        V_I64(comment->answers), V_I64(comment->challenges), V_STR(text),
                        V_I64(comment->made_ms), V_I64(comment->made_by))))
        return false;
    for (i64 i = 0; i < comment->mentioned_count; i++)
        if (!store_run(c, SQL_comment_mention,
                       VALS(V_I64(comment->id), V_I64(comment->mentioned[i]))))
            return false;
    return true;
}

static bool about_stands(ctx *c, const struct comment_about *about)
{
    struct record record;
    if (about->kind) {
        assert(!about->figure.size);
        return record_get(c, about->kind, about->record, &record);
    }
    assert(!about->record);
    if (about->figure.size && about->figure.size <= FIGURE_BYTES_MAX &&
        str_is_utf8(about->figure, NULL))
        return true;
    return fail_with(c, ERR_BAD_INPUT, tr(c, "the figure's address is missing or too long"),
                     tr(c, "Comment it on its own page."));
}

// The person who is meant, by the same rules as a field of a form.
static bool person_find(ctx *c, str name, i64 *out)
{
    static const struct kind_field field = {.name = "text", .type = KIND_PERSON};
    struct record_problems problems = {0};
    struct record_value value = {0};
    str *titles = NULL;
    if (!value_read(c, &field, name, &value, &problems) || !problems_none(c, &problems))
        return false;
    const struct kind *person = kind_find(S("person"));
    if (!record_titles(c, person, &value.i, 1, &titles)) return false;
    if (!titles[0].size)
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "there is no person \"%.*s\""), STR(name)),
                         tr(c, "Name somebody who works here, as @[Name]."));
    *out = value.i;
    return true;
}

static bool mentions_find(ctx *c, struct comment *comment)
{
    i64 *people = NEW_ARRAY(c->arena, i64, MENTIONS_MAX);
    i64 count = 0, at = 0;
    str rest = comment->text;
    while ((at = str_find(rest, S("@["))) >= 0) {
        rest = str_slice(rest, at + 2, rest.size);
        i64 end = str_find(rest, S("]")), person = 0;
        str name = end > 0 ? str_trim(str_slice(rest, 0, end)) : (str){0};
        if (!name.size || name.size > BOUND_NAME_BYTES) continue; // nobody is named there
        if (!person_find(c, name, &person)) return false;
        bool is_new = true;
        for (i64 i = 0; i < count; i++)
            is_new = is_new && people[i] != person;
        if (is_new && count == MENTIONS_MAX)
            return fail_with(c, ERR_TOO_LARGE, tr(c, "more than a hundred people are named"),
                             tr(c, "Name those who have something to do."));
        if (is_new) people[count++] = person;
        rest = str_slice(rest, end + 1, rest.size);
    }
    comment->mentioned = people;
    comment->mentioned_count = count;
    return true;
}

bool comment_remove(ctx *c, i64 id, i64 who)
{
    assert(store_in_transaction(c));
    i64 by = -1;
    if (!store_i64(c, SQL_comment_by, VALS(V_I64(id)), &by)) return false;
    if (by < 0)
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such comment"),
                         tr(c, "Look at the page again."));
    if (by != who)
        return fail_with(c, ERR_FORBIDDEN, tr(c, "somebody else wrote that comment"),
                         tr(c, "Answer it instead."));
    return attachment_remove_of_comment(c, id, who) &&
           store_run(c, SQL_comment_remove, VALS(V_I64(id), V_I64(c->now_ms)));
}

bool comment_list(ctx *c, const struct comment_about *about, struct comment **out, i64 *count)
{
    struct rows rows, named;
    struct vals place =
        VALS(V_STR(kind_name(about->kind)), V_I64(about->record), V_STR(about->figure));
    if (!store_rows(c, SQL_comment_list, place, &rows)) return false;
    const struct column *column = rows.column;
    if (!store_rows(c, SQL_comment_mentions, VALS(V_I64_LIST(column[0].i, rows.count)), &named))
        return false;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct comment, rows.count + 1);
    i64 at = 0; // both are in the order of comments
    for (i64 i = 0; i < rows.count; i++) {
        struct comment *comment = &(*out)[i];
        *comment = (struct comment){
            .id = column[0].i[i],
            .answers = column[1].i[i],
            .challenges = column[2].i[i] != 0,
            .text = column[3].text[i],
            .made_ms = column[4].i[i],
            .made_by = column[5].i[i],
            .removed = column[6].i[i] != 0,
        };
        if (named.count) comment->mentioned = &named.column[1].i[at];
        while (at < named.count && named.column[0].i[at] == comment->id)
            at++, comment->mentioned_count++;
    }
    return true;
}

json_t *comment_json(ctx *c, const struct comment *comment)
{
    json_t *out = json_new_object(c), *mentioned = json_new_array(c);
    json_put_str(out, "id", str_of(fmt(c->arena, "%lld", (long long)comment->id)));
    if (comment->answers)
        json_put_str(out, "answers", str_of(fmt(c->arena, "%lld", (long long)comment->answers)));
    json_put_bool(out, "challenges", comment->challenges);
    json_put_bool(out, "removed", comment->removed);
    json_put_str(out, "text", comment->text);
    json_put_str(out, "made", ms_write(c->arena, comment->made_ms));
    json_put_str(out, "made_by", str_of(fmt(c->arena, "%lld", (long long)comment->made_by)));
    for (i64 i = 0; i < comment->mentioned_count; i++)
        json_array_append_new(mentioned,
                              json_string(fmt(c->arena, "%lld", (long long)comment->mentioned[i])));
    json_put(out, "mentioned", mentioned);
    return out;
}

// Links

bool link_add(ctx *c, struct record_link *link)
{
    assert(store_in_transaction(c));
    struct record end;
    struct record_link *others = NULL;
    i64 count = 0;
    if (link->from_kind == link->to_kind && link->from == link->to)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "both ends are the same record"),
                         tr(c, "Choose another one."));
    if (link->why.size > BOUND_NAME_BYTES || !str_is_utf8(link->why, NULL))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "the words for the link are too long"),
                         tr(c, "Write at most 200 letters."));
    if (!record_get(c, link->from_kind, link->from, &end) ||
        !record_get(c, link->to_kind, link->to, &end) ||
        !link_list(c, link->from_kind, link->from, &others, &count))
        return false;
    for (i64 i = 0; i < count; i++) {
        bool forth = others[i].to_kind == link->to_kind && others[i].to == link->to;
        bool back = others[i].from_kind == link->to_kind && others[i].from == link->to;
        if (forth || back)
            return fail_with(c, ERR_REFUSED, tr(c, "the two are linked already"),
                             tr(c, "Take the link away first if it should say something else."));
    }
    link->made_ms = c->now_ms;
    return store_i64(c, SQL_link_next, NO_VALS, &link->id) &&
           store_run(c, SQL_link_add,
                     VALS(V_I64(link->id), V_STR(kind_name(link->from_kind)), V_I64(link->from),
                          V_STR(kind_name(link->to_kind)), V_I64(link->to), V_STR(link->why),
                          V_I64(link->made_ms), V_I64(link->made_by)));
}

bool link_remove(ctx *c, i64 id, i64 who)
{
    assert(store_in_transaction(c));
    i64 stands = 0;
    if (!store_i64(c, SQL_link_stands, VALS(V_I64(id)), &stands)) return false;
    if (!stands)
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such link"),
                         tr(c, "Look at the page again."));
    return store_run(c, SQL_link_remove, VALS(V_I64(id), V_I64(c->now_ms), V_I64(who)));
}

bool link_list(ctx *c, const struct kind *kind, i64 record, struct record_link **out, i64 *count)
{
    struct rows rows;
    if (!store_rows(c, SQL_link_list, VALS(V_STR(kind_name(kind)), V_I64(record)), &rows))
        return false;
    const struct column *column = rows.column;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct record_link, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct record_link){
            .id = column[0].i[i],
            .from_kind = kind_find(column[1].text[i]),
            .from = column[2].i[i],
            .to_kind = kind_find(column[3].text[i]),
            .to = column[4].i[i],
            .why = column[5].text[i],
            .made_ms = column[6].i[i],
            .made_by = column[7].i[i],
        };
    return true;
}
