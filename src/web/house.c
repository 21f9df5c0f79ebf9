#include "web/house.h"

#include <pthread.h>

#include "settings/settings.h"

enum { FRESH_MS = 2000, NAME_MAX = 100, COLOUR_SIZE = 7 };

struct house {
    pthread_mutex_t mutex; // guards what follows
    i64 read_ms;
    char name[NAME_MAX + 1], accent[COLOUR_SIZE + 1];
};

struct house *house_new(ctx *c)
{
    struct house *house = NEW(c->arena, struct house);
    (void)pthread_mutex_init(&house->mutex, NULL);
    return house;
}

static void keep(char *to, i64 size_max, str text)
{
    text = str_head(text, size_max);
    memcpy(to, text.s ? text.s : "", (size_t)text.size);
    to[text.size] = '\0';
}

static void read_anew(ctx *c, struct house *house)
{
    str name = {0}, accent = {0};
    if (!setting_text(c, "company.name", &name) || !setting_text(c, "company.accent", &accent)) {
        err_clear(c);
        return;
    }
    (void)pthread_mutex_lock(&house->mutex);
    keep(house->name, NAME_MAX, name);
    keep(house->accent, COLOUR_SIZE, accent);
    house->read_ms = c->now_ms;
    (void)pthread_mutex_unlock(&house->mutex);
}

void house_look(ctx *c, struct house *house, struct house_look *out)
{
    char name[NAME_MAX + 1], accent[COLOUR_SIZE + 1];
    *out = (struct house_look){0};
    if (!house) return;
    (void)pthread_mutex_lock(&house->mutex);
    bool is_fresh = house->read_ms && c->now_ms - house->read_ms < FRESH_MS;
    (void)pthread_mutex_unlock(&house->mutex);
    if (!is_fresh && c->db && c->err.code == ERR_NONE) read_anew(c, house);
    (void)pthread_mutex_lock(&house->mutex);
    memcpy(name, house->name, sizeof name);
    memcpy(accent, house->accent, sizeof accent);
    (void)pthread_mutex_unlock(&house->mutex);
    out->name = str_copy(c->arena, str_of(name));
    if (accent[0]) out->accent = fmt(c->arena, "/accent/%s.css", accent + 1);
}

void house_forget(struct house *house)
{
    (void)pthread_mutex_lock(&house->mutex);
    house->read_ms = 0;
    (void)pthread_mutex_unlock(&house->mutex);
}

// In the dark the same hue, light enough to be read (at least 4.5 to the paper and to what is
// raised from it, whatever it was).
bool accent_get(ctx *c, struct request *request, struct response *response)
{
    str name = request_param(request, "name");
    bool fits = name.size == 10 && str_ends(name, S(".css"));
    for (i64 i = 0; fits && i < 6; i++)
        fits = strchr("0123456789abcdefABCDEF", name.s[i]) && name.s[i];
    if (!fits) return fail_with(c, ERR_NOT_FOUND, tr(c, "there is nothing at this address"), NULL);
    const char *colour = fmt(c->arena, "#%.6s", name.s);
    const char *text = fmt(c->arena,
                           ":root{--accent:light-dark(%s,color-mix(in oklab,%s 36%%,white));"
                           "--on-accent:light-dark(#ffffff,#000000)}\n",
                           colour, colour);
    response_body(response, "text/css; charset=utf-8", str_of(text));
    response->cache = CACHE_HASHED;
    return true;
}
