#include "support/shell.h"

#include "support/pg.h"

enum { WORDS_MAX = 64 };

static i64 fixed_now_ms(void)
{
    return WORK_NOW_MS;
}

bool shell_init(struct shell *shell, struct arena *arena, bool on_postgres)
{
    ctx c = {.arena = arena};
    *shell = (struct shell){.ending = 1};
    if (on_postgres) shell->store_url = pg_database(arena);
    if (on_postgres && !shell->store_url) return false;
    files_init(&c, &shell->files);
    if (!on_postgres) shell->store_url = fmt(arena, "duckdb:%s/store.duckdb", shell->files.folder);
    return true;
}

void shell_release(struct shell *shell)
{
    files_release(&shell->files);
}

static int split(struct arena *arena, const char *line, char **words)
{
    int count = 0;
    words[count++] = (char *)(uintptr_t) "tuntuma";
    for (const char *at = line; *at && count < WORDS_MAX;) {
        buf word = buf_new(arena, 100000);
        bool quoted = false;
        for (; *at && (quoted || *at != ' '); at++) {
            if (*at == '"')
                quoted = !quoted;
            else
                buf_char(&word, *at);
        }
        words[count++] = word.s ? word.s : (char *)(uintptr_t) "";
        while (*at == ' ')
            at++;
    }
    words[count] = NULL;
    return count;
}

static str read_back(struct arena *arena, FILE *file)
{
    buf text = buf_new(arena, 64LL * 1024 * 1024);
    char bytes[4096];
    size_t n = 0;
    rewind(file);
    while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
        buf_add(&text, (str){bytes, (i64)n});
    fclose(file);
    return buf_str(&text);
}

struct said shell_type(struct shell *shell, struct arena *arena, const char *line)
{
    char *words[WORDS_MAX + 1];
    int count = split(arena, line, words);
    struct work work;
    ctx *c = work_init(&work);
    c->cwd_fd = shell->files.fd;
    c->out = tmpfile();
    c->say = tmpfile();
    struct world world = {.store_url = shell->store_url,
                          .user = "tester",
                          .now_ms = fixed_now_ms,
                          .ending = &shell->ending,
                          .in_fd = STDIN_FILENO};
    struct said said = {.status = cli_run(c, &world, count, words)};
    said.out = read_back(arena, c->out);
    said.say = read_back(arena, c->say);
    work_release(&work);
    return said;
}
