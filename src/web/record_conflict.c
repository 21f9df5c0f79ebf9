#include "web/record_conflict.h"

#include "base/locale.h"
#include "record/record_json.h"
#include "web/labels.h"
#include "web/record_request.h"
#include "web/record_show.h"
#include "web/render.h"

static void copy_values(ctx *c, const struct record *from, struct record *to)
{
    i64 count = kind_fields(from->kind);
    to->values = NEW_ARRAY(c->arena, struct record_value, count);
    for (i64 i = 0; i < count; i++)
        to->values[i] = from->values[i];
}

bool record_conflict_base(ctx *c, const struct record *stored, i64 version, struct record *out)
{
    *out = *stored;
    copy_values(c, stored, out);
    if (version == stored->version) return true;
    struct record_version *versions = NULL;
    i64 count = 0;
    if (!record_history(c, stored->kind, stored->id, &versions, &count)) return false;
    for (i64 i = 0; i < count; i++) {
        if (versions[i].record.version != version) continue;
        copy_values(c, &versions[i].record, out);
        out->version = version;
        return true;
    }
    if (version == 0 && count && stored->kind->over) {
        // A name that facts brought: all that was said of it then is what cannot change.
        for (i64 i = 0; stored->kind->fields[i].name; i++)
            if (!stored->kind->fields[i].fixed) out->values[i] = (struct record_value){0};
        out->version = 0;
        return true;
    }
    return fail_with(c, ERR_BAD_INPUT, tr(c, "version: that is no version of it"),
                     tr(c, "Send the number that the record was read with."));
}

// What each of the two did to a field since the version that both began with.
struct both {
    const struct record *before, *theirs, *mine;
};

static bool is_changed(const struct record *before, const struct record *after, i64 i)
{
    return !value_equal(&before->kind->fields[i], &before->values[i], &after->values[i]);
}

// Both said something, and not the same.
static bool is_contested(const struct both *both, i64 i)
{
    return is_changed(both->before, both->theirs, i) && is_changed(both->before, both->mine, i) &&
           is_changed(both->theirs, both->mine, i);
}

static json_t *difference(ctx *c, const struct kind_field *field, const struct shown *shown,
                          bool is_contest)
{
    json_t *out = json_new_object(c);
    json_put_c(out, "field", field->name);
    json_put_c(out, "label", tr(c, field->label));
    json_put_str(out, "before", shown[0].text);
    json_put_str(out, "theirs", shown[1].text);
    json_put_str(out, "mine", shown[2].text);
    json_put_bool(out, "is_contested", is_contest);
    return out;
}

static bool put_differences(ctx *c, const struct record_asker *asker, const struct both *both,
                            json_t *model)
{
    struct record three[] = {*both->before, *both->theirs, *both->mine};
    json_t *list = json_new_array(c);
    for (i64 i = 0; asker->kind->fields[i].name; i++) {
        const struct kind_field *field = &asker->kind->fields[i];
        bool is_seen = record_may(field->may_see, asker->roles);
        struct shown *shown = NULL;
        if (!is_seen || !is_changed(both->theirs, both->mine, i)) continue;
        if (!record_show_field(c, asker, three, COUNT_OF(three), i, &shown)) return false;
        json_array_append(list, difference(c, field, shown, is_contested(both, i)));
    }
    json_put_bool(model, "has_differences", json_array_size(list) > 0);
    json_put(model, "differences", list);
    return true;
}

// Theirs where I changed nothing, mine elsewhere.
static struct record merged_of(ctx *c, const struct both *both)
{
    struct record merged = *both->theirs;
    copy_values(c, both->theirs, &merged);
    for (i64 i = 0; merged.kind->fields[i].name; i++)
        if (is_changed(both->before, both->mine, i)) merged.values[i] = both->mine->values[i];
    return merged;
}

static void add_keep(ctx *c, const struct request *request, const struct record_asker *asker,
                     const struct both *both, json_t *form)
{
    i64 fields = kind_fields(asker->kind), count = 0;
    struct form_option *options = NEW_ARRAY(c->arena, struct form_option, fields + 1);
    for (i64 i = 0; i < fields; i++) {
        const struct kind_field *field = &asker->kind->fields[i];
        if (is_contested(both, i) && record_may(field->may_see, asker->roles) &&
            record_may(field->may_change, asker->roles))
            options[count++] = (struct form_option){field->name, tr(c, field->label)};
    }
    if (!count) return;
    form_add(c, request, form,
             (struct form_field){
                 .name = "keep",
                 .kind = FORM_CHECKS,
                 .is_fresh = true,
                 .label = tr(c, "Keep theirs"),
                 .help = tr(c, "What is ticked stays as they wrote it; the rest is saved as it "
                               "stands below."),
                 .options = options});
}

static bool put_form(ctx *c, struct request *request, struct response *response,
                     const struct record_asker *asker, const struct both *both, json_t *model)
{
    struct record merged = merged_of(c, both);
    const char *page = record_href(c, asker->kind, merged.id, "");
    struct form_about about = {.action = fmt(c->arena, "%s/edit", page),
                               .submit = tr(c, "Save both"),
                               .cancel_href = page};
    json_t *form = form_new(c, request, response, about);
    form_hide(c, form, "version", str_of(fmt(c->arena, "%lld", (long long)merged.version)));
    add_keep(c, request, asker, both, form);
    if (!record_form_add(c, request, asker, &merged, true, form)) return false;
    record_edit_add_reason(c, request, form);
    json_put(model, "form", form);
    return true;
}

static bool conflict_page(ctx *c, struct request *request, struct response *response,
                          const struct record_deed *deed, const struct both *both)
{
    const struct record *theirs = both->theirs;
    json_t *model = json_new_object(c);
    str *who = NULL;
    if (!record_show_people(c, &theirs->changed_by, 1, &who)) return false;
    const char *name = who[0].size ? str_c(c->arena, who[0]) : tr(c, "somebody else");
    json_put_c(
        model, "title",
        label_capital(c, fmt(c->arena, tr(c, "%s changed this while you were writing"), name)));
    json_put_c(model, "question",
               tr(c, "Nothing of yours is lost. See both, choose or merge, and save again."));
    json_put_c(model, "at_text", locale_moment(c, theirs->changed_ms).s);
    json_put_c(model, "their_name", name);
    record_put_crumbs(c, theirs->kind, theirs, model);
    response->status = 409;
    return put_differences(c, &deed->asker, both, model) &&
           put_form(c, request, response, &deed->asker, both, model) &&
           render_page(c, request, response, "record_conflict", model);
}

bool record_conflict_answer(ctx *c, struct request *request, struct response *response,
                            const err *failure, struct record_deed *deed)
{
    struct record before;
    const struct record *stored = &deed->other;
    if (!record_conflict_base(c, stored, deed->record.version, &before)) return false;
    struct both both = {&before, stored, &deed->record};
    if (!record_request_is_program(request))
        return conflict_page(c, request, response, deed, &both);
    json_t *model = json_new_object(c), *error = json_new_object(c);
    u32 roles = deed->asker.roles;
    json_put_c(error, "code", err_code_name(failure->code));
    json_put_c(error, "msg", failure->msg);
    json_put_c(error, "hint", failure->hint);
    json_put(model, "error", error);
    json_put(model, "theirs", record_json(c, stored, roles));
    json_put(model, "mine", record_json_fields(c, &deed->record, roles));
    json_put(model, "before", record_json_fields(c, &before, roles));
    response->status = 409;
    response_json(c, response, model);
    return true;
}
