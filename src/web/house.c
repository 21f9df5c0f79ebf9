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
    if (!accent[0]) return;
    out->accent = fmt(c->arena, "/accent/%s.css", accent + 1);
    out->public_accent = fmt(c->arena, "/accent/%s-public.css", accent + 1);
}

void house_forget(struct house *house)
{
    (void)pthread_mutex_lock(&house->mutex);
    house->read_ms = 0;
    (void)pthread_mutex_unlock(&house->mutex);
}

// In the dark the same hue, light enough to be read (at least 4.5 to the paper and to what is
// raised from it, whatever it was).
static const char *accent_text(ctx *c, const char *digits)
{
    const char *colour = fmt(c->arena, "#%.6s", digits);
    return fmt(c->arena,
               ":root{--accent:light-dark(%s,color-mix(in oklab,%s 36%%,white));"
               "--on-accent:light-dark(#ffffff,#000000)}\n",
               colour, colour);
}

// The same for browsers that mix no colours: mixed here, each channel by itself.
static const char *public_accent_text(ctx *c, const char *digits)
{
    u32 channel[3] = {0};
    (void)sscanf(digits, "%2x%2x%2x", &channel[0], &channel[1], &channel[2]);
    for (i64 i = 0; i < 3; i++)
        channel[i] = (36 * channel[i] + 64 * 255 + 50) / 100;
    return fmt(c->arena,
               ":root{--accent:#%.6s;--on-accent:#ffffff}"
               "@media screen and (prefers-color-scheme:dark)"
               "{:root{--accent:#%02x%02x%02x;--on-accent:#000000}}\n",
               digits, channel[0], channel[1], channel[2]);
}

bool accent_get(ctx *c, struct request *request, struct response *response)
{
    str name = request_param(request, "name");
    str ending = name.size > 6 ? str_slice(name, 6, name.size) : (str){0};
    bool is_public = str_equal(ending, S("-public.css"));
    bool fits = is_public || str_equal(ending, S(".css"));
    for (i64 i = 0; fits && i < 6; i++)
        fits = strchr("0123456789abcdefABCDEF", name.s[i]) && name.s[i];
    if (!fits) return fail_with(c, ERR_NOT_FOUND, tr(c, "there is nothing at this address"), NULL);
    const char *text = is_public ? public_accent_text(c, name.s) : accent_text(c, name.s);
    response_body(response, "text/css; charset=utf-8", str_of(text));
    response->cache = CACHE_HASHED;
    return true;
}
