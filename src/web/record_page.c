#include "web/record_page.h"

#include "base/locale.h"
#include "record/markdown.h"
#include "record/record_json.h"
#include "web/decisions.h"
#include "web/evidence.h"
#include "web/labels.h"
#include "web/patterns.h"
#include "web/record_belongs.h"
#include "web/record_files.h"
#include "web/record_request.h"
#include "web/record_show.h"
#include "web/record_step.h"
#include "web/record_talk.h"
#include "web/render.h"
#include "web/themes.h"

// Facts

static json_t *fact_new(ctx *c, const char *label, str text, const char *href)
{
    json_t *fact = json_new_object(c);
    json_put_c(fact, "label", label);
    json_put_str(fact, "text", text);
    json_put_c(fact, "href", href);
    json_put_null(fact, "text_html");
    json_put_bool(fact, "has_items", false);
    json_put_null(fact, "items");
    json_put_null(fact, "note");
    json_put_bool(fact, "is_none", !text.size);
    return fact;
}

static void put_items(ctx *c, const struct kind_field *field, str names, json_t *fact)
{
    json_t *items = json_new_array(c);
    str name;
    while (str_cut(&names, ',', &name)) {
        json_t *item = json_new_object(c);
        json_put_c(item, "text", record_choice_label(c, field, name));
        json_put_null(item, "href");
        json_array_append(items, item);
    }
    json_put_null(fact, "text");
    json_put_bool(fact, "has_items", true);
    json_put(fact, "items", items);
}

static bool add_fact(ctx *c, const struct record_asker *asker, const struct record *record,
                     i64 index, json_t *facts)
{
    const struct kind_field *field = &asker->kind->fields[index];
    const struct record_value *value = &record->values[index];
    struct shown *shown = NULL;
    if (!record_show_field(c, asker, record, 1, index, &shown)) return false;
    json_t *fact = fact_new(c, tr(c, field->label), shown->text, shown->href);
    json_put_c(fact, "field", field->name);
    if (field->type == KIND_LONG_TEXT && value->given) {
        json_put_null(fact, "text");
        markdown_put(c, fact, "text_html", value->text, (struct markdown_people){0});
    }
    if (field->type == KIND_CHOICES && value->given) put_items(c, field, value->text, fact);
    json_array_append(facts, fact);
    return true;
}

// Who made it and when, as a fact of its own.
static void add_when(ctx *c, const char *label, str who, i64 at_ms, json_t *facts)
{
    json_t *fact = fact_new(c, label, locale_moment(c, at_ms), NULL);
    if (who.size) json_put_str(fact, "note", who);
    json_array_append(facts, fact);
}

static bool add_whens(ctx *c, const struct record *record, json_t *facts)
{
    i64 ids[] = {record->made_by, record->changed_by};
    str *names = NULL;
    if (!record->version) return true; // a name that facts brought
    if (!record_show_people(c, ids, COUNT_OF(ids), &names)) return false;
    add_when(c, tr(c, "Made"), names[0], record->made_ms, facts);
    if (record->version > 1) add_when(c, tr(c, "Changed"), names[1], record->changed_ms, facts);
    const char *versions = record->version == 1
                               ? tr(c, "one version")
                               : fmt(c->arena, tr(c, "%lld versions"), (long long)record->version);
    json_array_append(facts, fact_new(c, tr(c, "History"), str_of(versions),
                                      record_href(c, record->kind, record->id, "/history")));
    return true;
}

bool record_put_facts(ctx *c, const struct record_asker *asker, const struct record *record,
                      json_t *model)
{
    json_t *facts = json_new_array(c);
    str title = record_title(record);
    for (i64 i = 0; asker->kind->fields[i].name; i++) {
        const struct kind_field *field = &asker->kind->fields[i];
        bool is_heading = field->type == KIND_TEXT && str_equal(record->values[i].text, title);
        if (is_heading || !record_may(field->may_see, asker->roles)) continue;
        if (!add_fact(c, asker, record, i, facts)) return false;
    }
    if (!add_whens(c, record, facts)) return false;
    json_put(model, "facts", facts);
    return true;
}

// The page

bool record_page_get(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    struct record record;
    json_t *model = json_new_object(c);
    render_keep_lang(c, request, response);
    if (!record_request_get(c, request, &asker, &record)) return false;
    str title = record_title(&record);
    json_put_str(model, "title", title);
    json_put_c(model, "question", label_capital(c, tr(c, asker.kind->label)));
    json_put(model, "kind", record_kind_model(c, asker.kind));
    json_put(model, "record", record_json(c, &record, asker.roles));
    json_put_c(model, "history_href", record_href(c, asker.kind, record.id, "/history"));
    json_put_i64(model, "versions", record.version);
    record_put_crumbs(c, asker.kind, NULL, model);
    struct comment_about about = {.kind = asker.kind, .record = record.id};
    return record_put_steps(c, &asker, &record, model) &&
           record_put_facts(c, &asker, &record, model) &&
           record_put_pointing(c, &asker, &record, model) &&
           record_put_links(c, request, &asker, &record, model) &&
           record_put_files(c, &asker, &record, model) &&
           record_put_thread(c, request, response, &asker, &about, model) &&
           pattern_put(c, request, &record, model) && decision_put(c, request, &record, model) &&
           theme_put(c, request, &record, model) && evidence_put(c, request, &record, model) &&
           render_page(c, request, response, "record_page", model);
}

// History

static const char *did_label(ctx *c, const struct kind *kind, const char *did)
{
    static const struct {
        const char *did, *label;
    } usual[] = {
        {"add",     N_("made")                  },
        {"change",  N_("changed")               },
        {"archive", N_("put into the archive")  },
        {"restore", N_("taken from the archive")}
    };
    for (i64 i = 0; i < COUNT_OF(usual); i++)
        if (strcmp(usual[i].did, did) == 0) return tr(c, usual[i].label);
    const struct kind_transition *step = kind_transition_find(kind, str_of(did));
    return step ? tr(c, step->label) : did;
}

static bool put_changes(ctx *c, const struct record_asker *asker, const struct record *before,
                        const struct record *after, json_t *version)
{
    json_t *changes = json_new_array(c);
    i64 *fields = NULL, count = before ? record_differences(c, before, after, &fields) : 0;
    for (i64 i = 0; i < count; i++) {
        const struct kind_field *field = &asker->kind->fields[fields[i]];
        struct record both[] = {*before, *after};
        struct shown *shown = NULL;
        if (!record_may(field->may_see, asker->roles)) continue;
        if (!record_show_field(c, asker, both, 2, fields[i], &shown)) return false;
        json_t *change = json_new_object(c);
        json_put_c(change, "field", field->name);
        json_put_c(change, "label", tr(c, field->label));
        json_put_str(change, "before", shown[0].text);
        json_put_str(change, "after", shown[1].text);
        json_array_append(changes, change);
    }
    json_put_bool(version, "has_changes", json_array_size(changes) > 0);
    json_put(version, "changes", changes);
    return true;
}

// The reason, and what else a step demanded, in one line.
static const char *because(ctx *c, const struct record_version *version)
{
    buf out = buf_new(c->arena, 3 * 20000);
    buf_add(&out, version->why);
    if (version->has_day)
        buf_fmt(&out, "%s%s", out.size ? " · " : "", locale_day(c, (i32)version->day).s);
    if (version->evidence.size)
        buf_fmt(&out, "%s%.*s", out.size ? " · " : "", STR(version->evidence));
    return out.size ? out.s : NULL;
}

static bool put_versions(ctx *c, const struct record_asker *asker,
                         const struct record_version *versions, i64 count, json_t *history)
{
    json_t *list = json_new_array(c);
    i64 *ids = NEW_ARRAY(c->arena, i64, count + 1);
    str *names = NULL;
    for (i64 i = 0; i < count; i++)
        ids[i] = versions[i].who;
    if (!record_show_people(c, ids, count, &names)) return false;
    for (i64 i = 0; i < count; i++) {
        const struct record_version *version = &versions[i];
        const struct record *before = i + 1 < count ? &versions[i + 1].record : NULL;
        json_t *one = json_new_object(c);
        json_put_i64(one, "version", version->record.version);
        json_put_str(one, "when", ms_write(c->arena, version->at_ms));
        json_put_str(one, "when_text", locale_moment(c, version->at_ms));
        json_put_str(one, "who", names[i].size ? names[i] : str_of(tr(c, "somebody")));
        json_put_c(one, "what", did_label(c, asker->kind, version->did));
        json_put_c(one, "why", because(c, version));
        if (!put_changes(c, asker, before, &version->record, one)) return false;
        json_put(one, "data", record_json_version(c, version, before, asker->roles));
        json_array_append(list, one);
    }
    json_put(history, "versions", list);
    json_put_null(history, "older_href");
    return true;
}

bool record_history_get(ctx *c, struct request *request, struct response *response)
{
    struct record_asker asker = record_request_asker(request);
    struct record record;
    struct record_version *versions = NULL;
    i64 count = 0;
    json_t *model = json_new_object(c), *history = json_new_object(c);
    render_keep_lang(c, request, response);
    if (!record_request_get(c, request, &asker, &record) ||
        !record_history(c, asker.kind, record.id, &versions, &count) ||
        !put_versions(c, &asker, versions, count, history))
        return false;
    json_put_c(model, "title", fmt(c->arena, tr(c, "History of %.*s"), STR(record_title(&record))));
    json_put_c(model, "question", tr(c, "Every version, newest first. Nothing is overwritten."));
    json_put(model, "history", history);
    record_put_crumbs(c, asker.kind, &record, model);
    return render_page(c, request, response, "record_history", model);
}
