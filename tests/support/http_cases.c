#include "support/http_cases.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/http_client.h"

#define CASE_BYTES_MAX (4LL * 1024 * 1024)
#define SOON_MS        20000
#define TRY_MS         50

struct run {
    ctx *c;
    struct http_cases cases;
    const char *address, *file;
    bool *used; // by route
    struct http_cases_result result;
};

static const char *const standard_headers[] = {
    "Date",
    "Connection",
    "Content-Length",
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Vary",
};

// ---- Patterns ----

static bool text_fits(const char *expected, const char *expected_end, const char *text,
                      const char *text_end)
{
    while (expected < expected_end) {
        if (*expected == '*') {
            for (const char *at = text; at <= text_end; at++) {
                if (text_fits(expected + 1, expected_end, at, text_end)) return true;
            }
            return false;
        }
        bool is_escaped = *expected == '\\' && expected + 1 < expected_end && expected[1] == '*';
        if (is_escaped) expected++;
        if (text == text_end || *text != *expected) return false;
        expected++;
        text++;
    }
    return text == text_end;
}

bool http_cases_line_fits(str expected, str line)
{
    if (expected.size == 0 || line.size == 0)
        return line.size == expected.size || str_equal(expected, S("*"));
    return text_fits(expected.s, expected.s + expected.size, line.s, line.s + line.size);
}

bool http_cases_body_fits(str expected, str body)
{
    str wanted, line;
    while (str_cut(&expected, '\n', &wanted)) {
        if (!str_equal(wanted, S("..."))) {
            if (!str_cut(&body, '\n', &line)) return false;
            if (str_ends(line, S("\r"))) line = str_slice(line, 0, line.size - 1);
            if (!http_cases_line_fits(wanted, line)) return false;
            continue;
        }
        if (!expected.s) return true;
        while (true) {
            if (http_cases_body_fits(expected, body)) return true;
            if (!str_cut(&body, '\n', &line)) return false;
        }
    }
    return body.size == 0;
}

// ---- Reading a case ----

static str read_whole(ctx *c, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    buf text = buf_new(c->arena, CASE_BYTES_MAX);
    char bytes[65536];
    ssize_t size;
    while (fd >= 0 && (size = read(fd, bytes, sizeof bytes)) > 0)
        buf_add(&text, (str){bytes, size});
    if (fd >= 0) close(fd);
    return buf_str(&text);
}

// Replaces {name} by its value; a name without a value stays as it stands.
static str fill_values(const struct run *run, str text)
{
    buf out = buf_new(run->c->arena, CASE_BYTES_MAX);
    while (text.size > 0) {
        i64 open = str_find(text, S("{"));
        if (open < 0) break;
        buf_add(&out, str_slice(text, 0, open));
        text = str_slice(text, open, text.size);
        i64 close = str_find(text, S("}"));
        str name = close > 0 ? str_slice(text, 1, close) : (str){0};
        const char *value = NULL;
        if (str_equal(name, S("address"))) value = run->address;
        if (!value && name.size && run->cases.value)
            value = run->cases.value(run->cases.data, name);
        buf_add(&out, value ? str_of(value) : S("{"));
        text = str_slice(text, value ? close + 1 : 1, text.size);
    }
    buf_add(&out, text);
    return buf_str(&out);
}

// Cuts a message at its first blank line into head lines and body.
static void split_message(str text, str *head, str *body)
{
    i64 blank = str_find(text, S("\n\n"));
    *head = blank < 0 ? text : str_slice(text, 0, blank);
    *body = blank < 0 ? (str){0} : str_slice(text, blank + 2, text.size);
}

static bool has_header(str head, const char *name)
{
    str line;
    while (str_cut(&head, '\n', &line)) {
        str key;
        str_cut(&line, ':', &key);
        if (str_equal_fold(key, str_of(name))) return true;
    }
    return false;
}

// Lines of a form with files end so; a case cannot show it.
static str with_crlf(ctx *c, str body)
{
    buf out = buf_new(c->arena, CASE_BYTES_MAX);
    str line;
    while (str_cut(&body, '\n', &line))
        buf_fmt(&out, "%.*s\r\n", STR(line));
    return buf_str(&out);
}

static str make_request(const struct run *run, str text)
{
    str head, body, line;
    split_message(text, &head, &body);
    if (str_find(head, S("multipart/form-data")) >= 0) body = with_crlf(run->c, body);
    buf request = buf_new(run->c->arena, CASE_BYTES_MAX);
    str lines = head;
    while (str_cut(&lines, '\n', &line))
        buf_fmt(&request, "%.*s\r\n", STR(line));
    if (!has_header(head, "Host")) buf_fmt(&request, "Host: %s\r\n", run->address);
    if (!has_header(head, "Connection")) buf_c(&request, "Connection: close\r\n");
    bool is_sized = has_header(head, "Content-Length") || has_header(head, "Transfer-Encoding");
    bool has_body = body.size > 0 || str_starts(head, S("POST "));
    if (has_body && !is_sized) buf_fmt(&request, "Content-Length: %lld\r\n", (long long)body.size);
    buf_c(&request, "\r\n");
    buf_add(&request, body);
    return buf_str(&request);
}

// ---- Comparing ----

static bool is_standard(str name)
{
    for (i64 i = 0; i < COUNT_OF(standard_headers); i++) {
        if (str_equal_fold(name, str_of(standard_headers[i]))) return true;
    }
    return false;
}

// The expected headers are looked up and ticked off; what is left over was not expected.
static const char *compare_heads(ctx *c, str expected, str head)
{
    str wanted, line, status;
    str_cut(&expected, '\n', &wanted);
    str_cut(&head, '\n', &status);
    if (!http_cases_line_fits(wanted, str_trim(status))) return "the status line differs";
    bool standard = false;
    i64 listed = 0, came = 0, fitting = 0;
    while (str_cut(&expected, '\n', &wanted)) {
        if (str_equal(wanted, S("{standard}"))) {
            standard = true;
            continue;
        }
        listed++;
        str rest = head;
        bool found = false;
        while (!found && str_cut(&rest, '\n', &line))
            found = http_cases_line_fits(wanted, str_trim(line));
        if (!found) return fmt(c->arena, "this header is missing: %.*s", STR(wanted));
        fitting++;
    }
    for (i64 i = 0; standard && i < COUNT_OF(standard_headers); i++) {
        if (!has_header(head, standard_headers[i]) &&
            strcmp(standard_headers[i], "Connection") != 0)
            return fmt(c->arena, "this header is missing: %s", standard_headers[i]);
    }
    while (str_cut(&head, '\n', &line)) {
        str name;
        line = str_trim(line);
        str_cut(&line, ':', &name);
        if (name.size && !(standard && is_standard(name))) came++;
    }
    return came == listed && fitting == listed ? NULL : "a header came that is not listed";
}

static const char *compare(const struct run *run, str expected, str response)
{
    str head, body;
    split_message(expected, &head, &body);
    i64 blank = str_find(response, S("\r\n\r\n"));
    if (blank < 0) return "no whole answer came";
    const char *difference = compare_heads(run->c, head, str_slice(response, 0, blank));
    if (difference) return difference;
    str got = str_slice(response, blank + 4, response.size);
    // The case's last newline is the file's, not the body's; a body may well end with one of its
    // own.
    if (str_ends(got, S("\n"))) got = str_slice(got, 0, got.size - 1);
    return http_cases_body_fits(body, got) ? NULL : "the body differs";
}

// ---- Running ----

static void tick_route(struct run *run, str request)
{
    str line, method, target, path;
    str_cut(&request, '\r', &line);
    str_cut(&line, ' ', &method);
    str_cut(&line, ' ', &target);
    str_cut(&target, '?', &path);
    ctx c = {.arena = run->c->arena, .lang = "en"};
    struct request asked = {.method = str_equal(method, S("POST")) ? POST : GET, .path = path};
    struct response response = {0};
    if (router_find(&c, run->cases.routes, run->cases.route_count, true, &asked, &response))
        run->used[asked.route - run->cases.routes] = true;
}

// One case, with its values filled in.
struct one {
    str title, request, expected;
    bool comes_soon; // what it waits for is written by a change that no answer waits for
};

static bool read_case(const struct run *run, str text, struct one *out)
{
    static const char *const dividers[] = {"\n---\n", "\n--- soon\n"};
    *out = (struct one){0};
    str_cut(&text, '\n', &out->title);
    out->title = str_trim(out->title);
    for (i64 i = 0; i < COUNT_OF(dividers) && !out->request.size; i++) {
        str divider = str_of(dividers[i]);
        i64 at = str_find(text, divider);
        if (at < 0) continue;
        out->request = make_request(run, fill_values(run, str_slice(text, 0, at)));
        out->expected = fill_values(run, str_slice(text, at + divider.size, text.size));
        out->comes_soon = i > 0;
    }
    while (str_ends(out->expected, S("\n")))
        out->expected = str_slice(out->expected, 0, out->expected.size - 1);
    return out->request.size > 0;
}

static const char *ask(const struct run *run, const struct one *one, str *response)
{
    i64 patience_ms = run->cases.soon_ms ? run->cases.soon_ms : SOON_MS;
    i64 tries = one->comes_soon ? 1 + patience_ms / TRY_MS : 1;
    const char *difference = NULL;
    for (i64 i = 0; i < tries; i++) {
        struct arena_mark mark = arena_mark(run->c->arena);
        *response = client_ask(run->c->arena, run->address, one->request);
        difference = compare(run, one->expected, *response);
        if (!difference || i + 1 == tries) break;
        arena_rewind(run->c->arena, mark);
        (void)usleep(TRY_MS * 1000);
    }
    return difference;
}

static void run_case(struct run *run, str text)
{
    struct one one;
    str response;
    run->result.run++;
    if (!read_case(run, text, &one)) {
        run->result.failed++;
        fprintf(stderr, "%s: %.*s: no line --- between request and answer\n", run->file,
                STR(one.title));
        return;
    }
    tick_route(run, one.request);
    const char *difference = ask(run, &one, &response);
    if (!difference) return;
    run->result.failed++;
    fprintf(stderr, "%s: %.*s: %s\n--- sent\n%.*s\n--- expected\n%.*s\n--- came\n%.*s\n", run->file,
            STR(one.title), difference, STR(one.request), STR(one.expected), STR(response));
}

// A case goes from its "=== " line to the next one; comment lines between cases are left out.
static void run_file(struct run *run, const char *name)
{
    run->file = name;
    run->address = run->cases.address;
    if (run->cases.begin_file) run->address = run->cases.begin_file(run->cases.data, name);
    str text = read_whole(run->c, fmt(run->c->arena, "%s/%s", run->cases.folder, name));
    text = str_of(fmt(run->c->arena, "\n%.*s", STR(text)));
    str start = S("\n=== ");
    i64 at = str_find(text, start);
    while (at >= 0) {
        text = str_slice(text, at + start.size, text.size);
        at = str_find(text, start);
        str one = at < 0 ? text : str_slice(text, 0, at);
        i64 comment = str_find(one, S("\n# "));
        while (comment >= 0) {
            str before = str_slice(one, 0, comment), rest = str_slice(one, comment + 1, one.size),
                skipped;
            str_cut(&rest, '\n', &skipped);
            one = str_of(fmt(run->c->arena, "%.*s\n%.*s", STR(before), STR(rest)));
            comment = str_find(one, S("\n# "));
        }
        run_case(run, one);
    }
}

static int is_case_file(const struct dirent *entry)
{
    return str_ends(str_of(entry->d_name), S(".test"));
}

// Routes that one handler has for several things (kinds of record): a case of one of them will do;
// tests/unit/pages_of_kinds_test.c asks all of them.
static bool pattern_is_used(const struct http_cases *cases, const bool *used, i64 index)
{
    const struct route *route = &cases->routes[index];
    for (i64 i = 0; i < cases->route_count && route->data; i++)
        if (used[i] && cases->routes[i].data && cases->routes[i].handler == route->handler)
            return true;
    return false;
}

struct http_cases_result http_cases_run(ctx *c, struct http_cases cases)
{
    struct run run = {.c = c, .cases = cases};
    run.used = NEW_ARRAY(c->arena, bool, MAX(cases.route_count, 1));
    struct dirent **files;
    int count = scandir(cases.folder, &files, is_case_file, alphasort);
    for (int i = 0; i < count; i++) {
        run_file(&run, str_c(c->arena, str_of(files[i]->d_name)));
        free(files[i]);
    }
    if (count >= 0) free(files);
    for (i64 i = 0; i < cases.route_count; i++) {
        if (run.used[i] || pattern_is_used(&cases, run.used, i)) continue;
        run.result.unused_routes++;
        fprintf(stderr, "no case of %s asks for %s %s\n", cases.folder,
                cases.routes[i].method == GET ? "GET" : "POST", cases.routes[i].path);
    }
    return run.result;
}
