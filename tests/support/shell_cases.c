#include "support/shell_cases.h"

#include "support/http_cases.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "support/test.h"

struct run {
    struct arena arena;
    struct shell shell;
    const char *folder, *file;
    struct shell_cases *cases;
};

static str without_last_newlines(str text)
{
    while (str_ends(text, S("\n")))
        text = str_slice(text, 0, text.size - 1);
    return text;
}

// Cuts "--- said" and "--- status N" off what is expected.
static void split_expected(str text, str *out, str *say, i64 *status)
{
    *say = (str){0};
    *status = 0;
    text = str_of(text.s); // up to its NUL
    i64 at = str_find(text, S("\n--- status "));
    if (at >= 0) {
        str number = without_last_newlines(str_slice(text, at + 12, text.size));
        assert_true(str_i64(number, status));
        text = str_slice(text, 0, at);
    }
    at = str_find(text, S("\n--- said\n"));
    if (at >= 0) {
        *say = without_last_newlines(str_slice(text, at + 10, text.size));
        text = str_slice(text, 0, at);
    }
    *out = without_last_newlines(str_starts(text, S("\n")) ? str_slice(text, 1, text.size) : text);
}

static void run_case(struct run *run, str text)
{
    str title = {0}, line = {0}, out = {0}, say = {0};
    i64 status = 0;
    str_cut(&text, '\n', &title);
    str_cut(&text, '\n', &line);
    run->cases->cases++;
    if (!str_starts(line, S("$ "))) {
        run->cases->failed++;
        print_error("%s: %.*s: no line $ COMMAND\n", run->file, STR(title));
        return;
    }
    line = str_slice(line, 2, line.size);
    if (run->cases->seen) run->cases->seen(run->cases->seen_data, line);
    str expected = str_of(fmt(&run->arena, "\n%.*s", STR(text)));
    split_expected(expected, &out, &say, &status);
    struct said said = shell_type(&run->shell, &run->arena, str_c(&run->arena, line));
    bool same = said.status == status &&
                http_cases_body_fits(out, without_last_newlines(said.out)) &&
                http_cases_body_fits(say, without_last_newlines(said.say));
    if (same) return;
    run->cases->failed++;
    // cmocka's own cuts long texts.
    fprintf(stderr, "%s: %.*s: this came:\n%.*s\n--- said\n%.*s\n--- status %d\n", run->file,
            STR(title), STR(without_last_newlines(said.out)), STR(without_last_newlines(said.say)),
            said.status);
}

// Does what stands between cases: writes files.
static void write_files(struct run *run, str text)
{
    str start = S("\n+++ "), end = S("\n+++\n");
    for (i64 at = str_find(text, start); at >= 0; at = str_find(text, start)) {
        str name = {0};
        text = str_slice(text, at + start.size, text.size);
        str_cut(&text, '\n', &name);
        i64 stop = str_find(text, end);
        assert_true(stop >= 0);
        files_write(&run->shell.files, str_c(&run->arena, name), str_slice(text, 0, stop + 1));
        text = str_slice(text, stop, text.size);
    }
}

static void run_file(struct run *run, const char *name)
{
    struct files folder = {.fd = open(run->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    str text = files_read(&run->arena, &folder, name), start = S("\n=== ");
    close(folder.fd);
    run->file = name;
    i64 at = str_find(text, start);
    write_files(run, str_slice(text, 0, MAX(at, 0)));
    while (at >= 0) {
        text = str_slice(text, at + start.size, text.size);
        at = str_find(text, start);
        str one = at < 0 ? text : str_slice(text, 0, at);
        // Files and comments that follow a case belong to the next one.
        i64 files = str_find(one, S("\n+++ ")), comment = str_find(one, S("\n# "));
        i64 stop = files < 0 || (comment >= 0 && comment < files) ? comment : files;
        run_case(run, stop < 0 ? one : str_slice(one, 0, stop));
        if (files >= 0) write_files(run, str_slice(one, files, one.size));
    }
}

static int is_case_file(const struct dirent *entry)
{
    return str_ends(str_of(entry->d_name), S(".test"));
}

bool shell_cases_run(const char *folder, bool on_postgres, struct shell_cases *cases)
{
    struct run run = {.folder = folder, .cases = cases};
    struct dirent **files = NULL;
    bool can = true;
    arena_init(&run.arena, 1024LL * 1024 * 1024);
    int count = scandir(folder, &files, is_case_file, alphasort);
    for (int i = 0; i < count; i++) {
        can = can && shell_init(&run.shell, &run.arena, on_postgres);
        if (can) run_file(&run, str_copy(&run.arena, str_of(files[i]->d_name)).s);
        if (can) shell_release(&run.shell);
        free(files[i]);
    }
    free(files);
    arena_release(&run.arena);
    return can;
}
