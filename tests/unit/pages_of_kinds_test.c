// The pages of every kind of record, asked as people and programs ask them, on both engines: what
// is true of one kind is true of all, because all come from one code and their tables.
#include "web/record_asker.h"

#include "base/log.h"
#include "http/guard.h"
#include "people/account.h"
#include "people/session.h"
#include "record/person.h"
#include "kinds/all_kinds.h"
#include "support/both.h"
#include "support/files.h"
#include "support/http_client.h"
#include "support/pg.h"
#include "support/work.h"
#include "web/serve.h"

#include "support/test.h"

static struct site {
    struct work work;
    struct files files;
    struct app app;
    struct serving *serving;
    str secrets[ROLE__COUNT];
    enum role role; // who asks
} site;

static i64 fixed_now_ms(void)
{
    return WORK_NOW_MS;
}

static void let_in(ctx *c, enum role role)
{
    i64 id = 0, record = 0, first[] = {1};
    struct account_new account = {str_of(fmt(c->arena, "%s@example.fi", role_name(role))),
                                  str_of(role_name(role)), role};
    struct account_scope scope = {1, 1, first, first};
    MUST(c, store_begin_write(c) && account_add(c, S("test"), account, &id) &&
                account_set_password(c, S("test"), id, S("none that fits")) &&
                person_make(c, id, 0, &record) && account_set_scope(c, S("test"), id, scope) &&
                session_add(c, (struct session_new){.account = id}, &site.secrets[role]) &&
                store_commit(c));
}

static ctx *site_up(bool on_postgres)
{
    ctx *c = work_init(&site.work);
    files_init(c, &site.files);
    const char *url = fmt(c->arena, "duckdb:%s/test.duckdb", site.files.folder);
    if (on_postgres) url = pg_database(c->arena);
    MUST(c, app_open(c, url, &site.app));
    for (enum role role = ROLE_NONE + 1; role < ROLE__COUNT; role++)
        let_in(c, role);
    struct serve_options options = {.listen = "127.0.0.1:0", .now_ms = fixed_now_ms};
    MUST(c, serve_start(c, &site.app, options, &site.serving));
    site.role = ROLE_CX_OWNER;
    return c;
}

static void site_down(void)
{
    serve_stop(site.serving);
    work_release(&site.work);
    files_release(&site.files);
}

static void on_each_engine(void (*body)(ctx *c))
{
    struct work work;
    bool installed = pg_database(work_init(&work)->arena) != NULL;
    work_release(&work);
    for (int on_postgres = 0; on_postgres <= installed; on_postgres++) {
        body(site_up(on_postgres));
        site_down();
    }
    if (!installed) print_message("on DuckDB alone: PostgreSQL is not installed\n");
}

// Asking

struct answer {
    int status;
    str whole, body;
    json_t *json; // NULL where it is none
};

static const char *token(ctx *c)
{
    struct response response = {0};
    str key = session_form_key(c, site.secrets[site.role]);
    struct request request = {.secret = site.app.secret, .session_key = key};
    return guard_token(c, &request, &response);
}

static struct answer ask(ctx *c, const char *method, const char *path, const char *accept,
                         const char *type, str body)
{
    buf request = buf_new(c->arena, 4 * 1024 * 1024);
    buf_fmt(&request, "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nAccept: %s\r\n", method,
            path, serve_address(site.serving), accept);
    if (site.role) buf_fmt(&request, "Cookie: session=%.*s\r\n", STR(site.secrets[site.role]));
    if (type && site.role)
        buf_fmt(&request, "Content-Type: %s\r\nContent-Length: %lld\r\nX-CSRF-Token: %s\r\n", type,
                (long long)body.size, token(c));
    buf_c(&request, "\r\n");
    buf_add(&request, body);
    struct answer answer = {
        .whole = client_ask(c->arena, serve_address(site.serving), buf_str(&request))};
    answer.status = response_status_of(answer.whole);
    answer.body = response_body_of(answer.whole);
    if (str_starts(answer.body, S("{"))) answer.json = json_parse(c, answer.body);
    err_clear(c);
    return answer;
}

static struct answer get(ctx *c, const char *path)
{
    return ask(c, "GET", path, "application/json", NULL, (str){0});
}

static struct answer look(ctx *c, const char *path)
{
    return ask(c, "GET", path, "text/html", NULL, (str){0});
}

static struct answer send(ctx *c, const char *path, json_t *json)
{
    return ask(c, "POST", path, "application/json", "application/json", json_write(c, json));
}

// As a browser sends a form.
static struct answer fill(ctx *c, const char *path, const char *form)
{
    return ask(c, "POST", path, "text/html", "application/x-www-form-urlencoded", str_of(form));
}

static void assert_status(struct answer answer, int status, const char *what)
{
    if (answer.status == status) return;
    print_error("%s: %d instead of %d\n%.*s\n", what, answer.status, status,
                STR(str_head(answer.whole, 3000)));
    assert_int_equal(answer.status, status);
}

static json_t *at(json_t *json, const char *path)
{
    str rest = str_of(path), part;
    while (json && str_cut(&rest, '.', &part)) {
        i64 index = 0;
        char name[64];
        snprintf(name, sizeof name, "%.*s", STR(part));
        json = str_i64(part, &index) ? json_array_get(json, (size_t)index)
                                     : json_object_get(json, name);
    }
    return json;
}

static bool has(str text, const char *part)
{
    return str_find(text, str_of(part)) >= 0;
}

// Values for each kind of field, from its table alone.

static str sample(ctx *c, const struct kind_field *field, i64 turn)
{
    switch (field->type) {
    case KIND_TEXT:
    case KIND_LONG_TEXT:
        return str_of(fmt(c->arena, "%s %lld", field->name, (long long)turn));
    case KIND_NUMBER:
    case KIND_MONEY:
        return str_of(fmt(c->arena, "%g",
                          field->low < field->high ? field->low + (f64)turn : 2.5 + (f64)turn));
    case KIND_DATE:
        return str_of(fmt(c->arena, "2026-11-%02lld", 10 + (long long)turn));
    case KIND_TIME:
        return str_of(fmt(c->arena, "2026-11-%02lldT10:00:00Z", 10 + (long long)turn));
    case KIND_YES_NO:
        return turn % 2 ? S("yes") : S("no");
    case KIND_CHOICE:
    case KIND_CHOICES:
        return str_of(field->choices[turn % 2].name);
    case KIND_REF:
    case KIND_CUSTOMER:
    case KIND_PERSON:
    case KIND_FILE:
    case KIND_TYPE__COUNT:
        break;
    }
    return (str){0};
}

static json_t *sample_of(ctx *c, const struct kind *kind, i64 turn, bool is_new)
{
    json_t *out = json_new_object(c);
    for (const struct kind_field *field = kind->fields; field->name; field++) {
        str value = sample(c, field, turn);
        if (value.size && (is_new || !field->fixed)) json_put_str(out, field->name, value);
    }
    return out;
}

static void assert_is_sample(ctx *c, const struct kind *kind, json_t *fields, i64 turn)
{
    for (const struct kind_field *field = kind->fields; field->name; field++) {
        str value = sample(c, field, turn);
        const json_t *got = json_object_get(fields, field->name);
        struct record_value read = {0}, wanted = {0};
        struct record_problems problems = {0};
        if (!value.size || field->fixed) continue;
        MUST(c, value_read_json(c, field, got, &read, &problems) &&
                    value_read(c, field, value, &wanted, &problems));
        if (value_equal(field, &read, &wanted)) continue;
        print_error("%s.%s is %s\n", kind->name, field->name, json_dumps(got, JSON_ENCODE_ANY));
        assert_true(false);
    }
}

// The id of a record to try things with: a new one, or one that came with the company.
static i64 made(ctx *c, const struct kind *kind, i64 turn)
{
    i64 id = 0;
    const char *list = fmt(c->arena, "/%s", kind->path);
    if (kind->made_elsewhere) {
        struct answer rows = get(c, list);
        assert_true(str_i64(json_text(at(rows.json, "records.0.id")), &id));
        return id;
    }
    struct answer answer = send(c, fmt(c->arena, "%s/new", list), sample_of(c, kind, turn, true));
    assert_status(answer, 201, kind->name);
    assert_int_equal(json_integer_value(at(answer.json, "version")), 1);
    assert_true(str_i64(json_text(at(answer.json, "id")), &id));
    assert_is_sample(c, kind, at(answer.json, "fields"), turn);
    return id;
}

static i64 version_of(ctx *c, const char *path)
{
    return json_integer_value(at(get(c, path).json, "record.version"));
}

// One record from its beginning to the archive and back.

// Whose place the menu shows: one, the journey's or that of the house.
static void assert_is_in_place(ctx *c, const struct kind *kind, const char *path)
{
    static const char *const of_journey[] = {"journey", "stage", "touchpoint"};
    const char *wanted = "/set-up";
    i64 count = 0;
    size_t i = 0;
    json_t *place = NULL, *nav = at(get(c, path).json, "nav");
    for (i64 k = 0; k < COUNT_OF(of_journey); k++)
        if (strcmp(kind->name, of_journey[k]) == 0) wanted = "/journey";
    json_array_foreach(nav, i, place)
    {
        if (!json_is_true(json_object_get(place, "is_current"))) continue;
        assert_str(json_text(json_object_get(place, "href")), wanted);
        count++;
    }
    assert_int_equal(count, 1);
}

static void assert_reads(ctx *c, const struct kind *kind, const char *page)
{
    static const char *const pages[] = {"", "/edit", "/history", "/links", "/files"};
    const char *list = fmt(c->arena, "/%s", kind->path);
    assert_status(look(c, list), 200, list);
    assert_is_in_place(c, kind, list);
    assert_is_in_place(c, kind, page);
    if (!kind->made_elsewhere) assert_status(look(c, fmt(c->arena, "%s/new", list)), 200, "/new");
    assert_status(look(c, fmt(c->arena, "%s/import", list)), 200, "/import");
    for (i64 i = 0; i < COUNT_OF(pages); i++) {
        const char *path = fmt(c->arena, "%s%s", page, pages[i]);
        assert_status(look(c, path), 200, path);
        assert_status(get(c, path), 200, path);
    }
    for (const struct kind_transition *step = kind->transitions; step && step->name; step++) {
        const char *path = fmt(c->arena, "%s/steps/%s", page, step->name);
        int wanted = kind_transition_fits(kind, step, str_of(kind->states->name)) ? 200 : 409;
        assert_status(look(c, path), wanted, path);
    }
}

static void assert_changes(ctx *c, const struct kind *kind, const char *page)
{
    const char *edit = fmt(c->arena, "%s/edit", page);
    i64 version = version_of(c, page);
    json_t *change = sample_of(c, kind, 2, false);
    json_put_i64(change, "version", version);
    json_put_c(change, "reason", "It was wrong.");
    struct answer changed = send(c, edit, change);
    assert_status(changed, 200, edit);
    assert_int_equal(json_integer_value(at(changed.json, "version")), version + 1);
    assert_is_sample(c, kind, at(changed.json, "fields"), 2);
    // The second of two who read the same version sees both.
    json_t *late = sample_of(c, kind, 3, false);
    json_put_i64(late, "version", version);
    struct answer refused = send(c, edit, late);
    assert_status(refused, 409, edit);
    assert_int_equal(json_integer_value(at(refused.json, "theirs.version")), version + 1);
    assert_is_sample(c, kind, at(refused.json, "theirs.fields"), 2);
    assert_is_sample(c, kind, at(refused.json, "mine"), 3);
    // A form that says nothing changes nothing.
    json_t *same = json_new_object(c);
    json_put_i64(same, "version", version + 1);
    assert_status(send(c, edit, same), 200, edit);
    assert_int_equal(version_of(c, page), version + 1);
    struct answer history = get(c, fmt(c->arena, "%s/history", page));
    assert_int_equal(json_array_size(at(history.json, "history.versions")), version + 1);
    assert_str(json_text(at(history.json, "history.versions.0.why")), "It was wrong.");
}

static void assert_moves(ctx *c, const struct kind *kind, const char *page)
{
    const struct kind_transition *step = kind->transitions;
    if (!step) return;
    const char *path = fmt(c->arena, "%s/steps/%s", page, step->name);
    json_t *nothing = json_new_object(c), *all = json_new_object(c);
    if (step->demands) assert_status(send(c, path, nothing), 400, path);
    if (step->demands)
        assert_status(fill(c, path, ""), 400, path); // a page with the form and what is missing
    json_put_c(all, "reason", "Because.");
    json_put_c(all, "day", "2026-11-20");
    json_put_c(all, "evidence", "The meeting.");
    struct answer moved = send(c, path, all);
    assert_status(moved, 200, path);
    assert_str(json_text(at(moved.json, "state")), step->to);
    assert_status(send(c, path, all), 409, path);
}

static void assert_archives(ctx *c, const struct kind *kind, const char *page)
{
    const char *list = fmt(c->arena, "/%s", kind->path);
    json_t *nothing = json_new_object(c);
    size_t before = json_array_size(at(get(c, list).json, "records"));
    assert_status(send(c, fmt(c->arena, "%s/archive", page), nothing), 200, "archive");
    assert_int_equal(json_array_size(at(get(c, list).json, "records")), before - 1);
    const char *archive = fmt(c->arena, "%s?shelf=archive", list);
    assert_int_equal(json_array_size(at(get(c, archive).json, "records")), 1);
    assert_status(look(c, page), 200, page);
    assert_status(send(c, fmt(c->arena, "%s/restore", page), nothing), 200, "restore");
    assert_int_equal(json_array_size(at(get(c, list).json, "records")), before);
}

static void assert_belongs(ctx *c, const struct kind *kind, const char *page)
{
    json_t *link = json_new_object(c), *comment = json_new_object(c);
    json_put_c(link, "to_kind", kind->name);
    json_put_c(link, "to", "#2");
    json_put_c(link, "why", "One follows the other.");
    assert_status(send(c, fmt(c->arena, "%s/links", page), link), 303, "link");
    struct answer with_link = get(c, page);
    const char *id = str_c(c->arena, json_text(at(with_link.json, "links.links.0.id")));
    assert_str(json_text(at(with_link.json, "links.links.0.why")), "One follows the other.");
    assert_status(fill(c, fmt(c->arena, "%s/links/%s/remove", page, id), ""), 303, "unlink");
    assert_int_equal(json_array_size(at(get(c, page).json, "links.links")), 0);
    assert_status(fill(c, fmt(c->arena, "%s/links/%s/remove", page, id), ""), 404, "unlink");
    json_put_c(comment, "text", "Is this *so*?");
    json_put_bool(comment, "challenges", true);
    assert_status(send(c, fmt(c->arena, "%s/comments", page), comment), 201, "comment");
    assert_str(json_text(at(get(c, page).json, "thread.comments.0.text")), "Is this *so*?");
    assert_status(fill(c, fmt(c->arena, "%s/comments", page), "text="), 400, "no words");
}

static void assert_files(ctx *c, const char *page)
{
    static const char form[] = "--xx\r\nContent-Disposition: form-data; name=\"file\"; "
                               "filename=\"../a<b>.html\"\r\nContent-Type: text/html\r\n\r\n"
                               "<script>alert(1)</script>\r\n--xx--\r\n";
    const char *files = fmt(c->arena, "%s/files", page);
    struct answer came =
        ask(c, "POST", files, "application/json", "multipart/form-data; boundary=xx", str_of(form));
    assert_status(came, 201, files);
    const char *path = fmt(c->arena, "%s/%.*s", files, STR(json_text(at(came.json, "id"))));
    struct answer file = look(c, path);
    assert_status(file, 200, path);
    assert_str(file.body, "<script>alert(1)</script>");
    assert_false(str_starts(response_header_of(file.whole, "Content-Type"), S("text/html")));
    assert_true(str_starts(response_header_of(file.whole, "Content-Disposition"), S("attachment")));
    assert_true(has(look(c, page).body, path));
    assert_status(fill(c, fmt(c->arena, "%s/remove", path), ""), 303, path);
    assert_status(look(c, path), 404, path);
}

static void assert_sheets(ctx *c, const struct kind *kind)
{
    const char *list = fmt(c->arena, "/%s", kind->path);
    struct answer csv = look(c, fmt(c->arena, "%s?format=csv", list));
    assert_status(csv, 200, list);
    assert_true(str_starts(csv.body, S("id,version,state,")));
    json_t *sheet = json_new_object(c);
    json_put_str(sheet, "text", csv.body);
    json_put_c(sheet, "step", "take");
    struct answer back = send(c, fmt(c->arena, "%s/import", list), sheet);
    assert_status(back, 200, list);
    assert_int_equal(json_integer_value(at(back.json, "refused")), 0);
    assert_int_equal(json_integer_value(at(back.json, "changed")), 0);
    assert_int_equal(json_integer_value(at(back.json, "added")), 0);
    assert_true(json_integer_value(at(back.json, "same")) > 0);
    assert_str(look(c, fmt(c->arena, "%s?format=csv", list)).body, str_c(c->arena, csv.body));
}

static void lives_through_all_of_it(ctx *c)
{
    for (i64 k = 0; k < first_kinds_count; k++) {
        const struct kind *kind = first_kinds[k];
        i64 id = made(c, kind, 0);
        (void)made(c, kind, 1);
        const char *page = fmt(c->arena, "/%s/%lld", kind->path, (long long)id);
        assert_reads(c, kind, page);
        assert_changes(c, kind, page);
        assert_archives(c, kind, page);
        assert_belongs(c, kind, page);
        assert_files(c, page);
        assert_sheets(c, kind);
        assert_moves(c, kind, page);
    }
}

static void a_record_of_every_kind_lives_through_all_of_it(void **state)
{
    (void)state;
    on_each_engine(lives_through_all_of_it);
}

// What people type

static const char *const strange[] = {
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "=HYPERLINK(\"http://elsewhere.example\")",
    "'); DROP TABLE rec_unit; --",
    "{{title}} {{{title}}} ${7*7}",
    "[press](javascript:alert(3)) \"><svg onload=alert(4)>",
    "%00 %s %n ../../etc/passwd",
};

static json_t *texts_of(ctx *c, const struct kind *kind, const char *text)
{
    json_t *out = json_new_object(c);
    for (const struct kind_field *field = kind->fields; field->name; field++)
        if ((field->type == KIND_TEXT || field->type == KIND_LONG_TEXT))
            json_put_c(out, field->name, text);
    return out;
}

// Nothing of it is a tag, an attribute or an address that runs.
static void assert_inert(struct answer page, const char *path)
{
    static const char *const live[] = {"<script>alert", "<img src=x", "<svg onload",
                                       "href=\"javascript:"};
    assert_status(page, 200, path);
    for (i64 i = 0; i < COUNT_OF(live); i++) {
        if (has(page.body, live[i])) print_error("%s has %s\n", path, live[i]);
        assert_false(has(page.body, live[i]));
    }
}

static void types_strange_things(ctx *c, const struct kind *kind)
{
    static const char *const pages[] = {"", "/edit", "/history", "/links", "/files"};
    const char *list = fmt(c->arena, "/%s", kind->path);
    const char *new = fmt(c->arena, "%s/new", list);
    for (i64 i = 0; i < COUNT_OF(strange); i++) {
        // A short field refuses what is too long for it; then the form shows it again.
        json_t *texts = texts_of(c, kind, strange[i]);
        struct answer made_one = send(c, new, texts);
        if (made_one.status == 400) {
            json_object_del(texts, "telephone");
            made_one = send(c, new, texts);
        }
        assert_status(made_one, 201, new);
        assert_str(json_text(at(made_one.json, "fields.name")), strange[i]);
        const char *id = str_c(c->arena, json_text(at(made_one.json, "id")));
        json_t *comment = json_new_object(c);
        json_put_c(comment, "text", strange[i]);
        assert_status(send(c, fmt(c->arena, "%s/%s/comments", list, id), comment), 201, new);
        for (i64 k = 0; k < COUNT_OF(pages); k++) {
            const char *path = fmt(c->arena, "%s/%s%s", list, id, pages[k]);
            assert_inert(look(c, path), path);
        }
    }
    assert_inert(look(c, list), list);
    const char *csv = fmt(c->arena, "%s?format=csv", list);
    assert_true(has(look(c, csv).body, "\"'=HYPERLINK("));
    assert_false(has(look(c, csv).body, ",=HYPERLINK("));
    assert_status(send(c, new, texts_of(c, kind, "a\x01b")), 400, new);
    char *huge = NEW_ARRAY(c->arena, char, 30001);
    memset(huge, 'x', 30000);
    assert_status(send(c, new, texts_of(c, kind, huge)), 400, new);
}

static void shows_what_is_typed_as_text(ctx *c)
{
    for (i64 k = 0; k < first_kinds_count; k++)
        if (!first_kinds[k]->made_elsewhere) types_strange_things(c, first_kinds[k]);
}

static void what_is_typed_into_any_field_stays_text(void **state)
{
    (void)state;
    on_each_engine(shows_what_is_typed_as_text);
}

// Whose it is

static i64 touchpoint_of(ctx *c, const char *name, const char *function)
{
    i64 id = 0;
    json_t *json = json_new_object(c);
    json_put_c(json, "name", name);
    json_put_c(json, "function", function);
    struct answer answer = send(c, "/touchpoints/new", json);
    assert_status(answer, 201, name);
    assert_true(str_i64(json_text(at(answer.json, "id")), &id));
    return id;
}

static json_t *setting(ctx *c, const char *field, const char *value)
{
    json_t *json = json_new_object(c);
    json_put_i64(json, "version", 1);
    json_put_c(json, field, value);
    return json;
}

static void keeps_to_the_scope(ctx *c)
{
    json_t *sales = json_new_object(c), *finance = json_new_object(c);
    json_put_c(sales, "name", "Sales");
    json_put_c(finance, "name", "Finance");
    assert_status(send(c, "/functions/new", sales), 201, "Sales");
    assert_status(send(c, "/functions/new", finance), 201, "Finance");
    i64 ours = touchpoint_of(c, "checkout", "Sales");
    i64 theirs = touchpoint_of(c, "invoice", "Finance");
    const char *our_page = fmt(c->arena, "/touchpoints/%lld", (long long)ours);
    const char *their_page = fmt(c->arena, "/touchpoints/%lld", (long long)theirs);
    const char *our_edit = fmt(c->arena, "%s/edit", our_page);
    const char *their_edit = fmt(c->arena, "%s/edit", their_page);

    site.role = ROLE_FUNCTION_LEAD; // of function 1, Sales
    assert_status(get(c, their_page), 200, "leads see all");
    assert_status(get(c, their_edit), 403, their_edit);
    assert_status(send(c, their_edit, setting(c, "practices", "Ours.")), 403, their_edit);
    assert_status(send(c, our_edit, setting(c, "importance", "high")), 400, "not a lead's field");
    assert_status(send(c, our_edit, setting(c, "function", "Finance")), 400, "not a lead's field");
    assert_status(send(c, our_edit, setting(c, "practices", "We greet.")), 200, our_edit);
    assert_status(send(c, fmt(c->arena, "%s/steps/retire", our_page), json_new_object(c)), 403,
                  "not a lead's step");
    assert_status(fill(c, fmt(c->arena, "%s/links", their_page), "to_kind=touchpoint&to=%231"), 403,
                  "links of others");
    assert_status(get(c, "/touchpoints/import"), 403, "import");

    site.role = ROLE_OUTSIDER; // sees what is of function 1 alone
    struct answer list = get(c, "/touchpoints");
    assert_int_equal(json_array_size(at(list.json, "records")), 1);
    assert_false(has(look(c, "/touchpoints?format=csv").body, "invoice"));
    assert_int_equal(json_array_size(at(get(c, "/touchpoints?search=invoice").json, "records")), 0);
    struct answer page = look(c, our_page);
    assert_status(page, 200, our_page);
    assert_true(has(page.body, "Sales")); // by its name, not its number, and no way there
    assert_false(has(page.body, "href=\"/functions/1\""));
    assert_status(get(c, their_page), 404, their_page);
    assert_status(get(c, fmt(c->arena, "%s/history", their_page)), 404, their_page);
    assert_status(fill(c, fmt(c->arena, "%s/comments", their_page), "text=x"), 404, their_page);
    assert_status(get(c, "/functions"), 403, "/functions");
    assert_status(get(c, "/people/1"), 403, "/people/1");

    site.role = ROLE_NONE; // nobody sees anything
    assert_status(get(c, our_page), 401, our_page);
    site.role = ROLE_BOARD_MEMBER;
    assert_status(get(c, our_page), 200, our_page);
    assert_status(send(c, our_edit, setting(c, "practices", "x")), 403, our_edit);
    site.role = ROLE_CX_OWNER;
}

static void everybody_keeps_to_what_is_theirs(void **state)
{
    (void)state;
    on_each_engine(keeps_to_the_scope);
}

// Lists that are kept, and workbooks

static void keeps_and_packs(ctx *c)
{
    assert_true(made(c, kind_find(S("stage")), 0) == 1);
    assert_true(made(c, kind_find(S("stage")), 1) == 2);
    assert_status(fill(c, "/stages/views", "name=First&question=place.to%3D1&shared=1"), 303,
                  "keep");
    struct answer list = get(c, "/stages?place.to=1");
    assert_int_equal(json_array_size(at(list.json, "records")), 1);
    assert_str(json_text(at(list.json, "list.views.0.label")), "First");
    assert_true(json_is_true(at(list.json, "list.views.0.is_current")));
    assert_status(fill(c, "/stages/views", "name=First&question=place.to%3D2"), 409, "twice");
    assert_status(fill(c, "/stages/views/1/remove", ""), 303, "forget");
    assert_int_equal(json_array_size(at(get(c, "/stages").json, "list.views")), 0);
    // Page after page has each record once, however it is sorted.
    struct answer first = get(c, "/stages?rows=1&sort=-place");
    assert_str(json_text(at(first.json, "records.0.id")), "2");
    const char *next = str_c(c->arena, json_text(at(first.json, "list.next_href")));
    assert_str(json_text(at(get(c, next).json, "records.0.id")), "1");

    struct answer book = look(c, "/stages?format=xlsx");
    assert_status(book, 200, "xlsx");
    buf form = buf_new(c->arena, 1 << 20);
    buf_c(&form, "--xx\r\nContent-Disposition: form-data; name=\"step\"\r\n\r\ntake\r\n--xx\r\n"
                 "Content-Disposition: form-data; name=\"file\"; filename=\"s.xlsx\"\r\n\r\n");
    buf_add(&form, book.body);
    buf_c(&form, "\r\n--xx--\r\n");
    struct answer back = ask(c, "POST", "/stages/import", "application/json",
                             "multipart/form-data; boundary=xx", buf_str(&form));
    assert_status(back, 200, "xlsx back");
    assert_int_equal(json_integer_value(at(back.json, "same")), 2);
}

static void lists_are_kept_and_packed(void **state)
{
    (void)state;
    on_each_engine(keeps_and_packs);
}

int main(void)
{
    log_set_level(LOG_ERROR);
    kinds_register(all_kinds, all_kinds_count);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_of_every_kind_lives_through_all_of_it),
        cmocka_unit_test(what_is_typed_into_any_field_stays_text),
        cmocka_unit_test(everybody_keeps_to_what_is_theirs),
        cmocka_unit_test(lists_are_kept_and_packed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
