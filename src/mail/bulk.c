#include "mail/bulk.h"

#include <pthread.h>

#include "bounds.h"
#include "settings/settings.h"

enum { CONNECTIONS_MAX = 16 };

struct bulk {
    struct smtp_server server;
    str from, from_name, reply_to;
    i64 connections;
    struct smtp_way *ways[CONNECTIONS_MAX];
};

// One connection's thread.
struct carrier {
    struct carrying *carrying;
    struct smtp_way *way;
    pthread_t thread;
    bool is_running;
    struct arena arena;
    ctx c;
    bool is_broken; // it had no memory
};

// What all of them work on.
struct carrying {
    struct bulk_mail *mails;
    i64 count;
    _Atomic i64 next;
    atomic_bool is_unreachable;
};

static bool read_server(ctx *c, struct bulk *bulk)
{
    struct smtp_server *server = &bulk->server;
    if (!setting_text(c, "mail.host", &server->host) ||
        !setting_i64(c, "mail.port", &server->port) || !setting_text(c, "mail.tls", &server->tls) ||
        !setting_text(c, "mail.user", &server->user) ||
        !setting_text(c, "mail.password", &server->password) ||
        !setting_text(c, "mail.from", &bulk->from) ||
        !setting_text(c, "ask.reply_to", &bulk->reply_to) ||
        !setting_text(c, "mail.from_name", &bulk->from_name))
        return false;
    return bulk->from_name.size || setting_text(c, "company.name", &bulk->from_name);
}

bool bulk_new(ctx *c, const char *ca_file, i64 connections, struct bulk **out)
{
    struct bulk *bulk = NEW(c->arena, struct bulk);
    *out = bulk;
    if (!read_server(c, bulk)) return false;
    bulk->server.ca_file = ca_file;
    bulk->connections = MIN(MAX(connections, 1), CONNECTIONS_MAX);
    for (i64 i = 0; i < bulk->connections; i++)
        bulk->ways[i] = smtp_way_new(c, &bulk->server);
    return true;
}

void bulk_close(struct bulk *bulk)
{
    for (i64 i = 0; i < bulk->connections; i++)
        smtp_way_close(bulk->ways[i]);
}

void bulk_sign(const struct bulk *bulk, struct message *message)
{
    message->from = bulk->from;
    message->from_name = bulk->from_name;
    message->reply_to = bulk->reply_to;
}

static bool carry(ctx *c, void *data)
{
    struct carrier *carrier = data;
    struct carrying *all = carrier->carrying;
    while (!atomic_load(&all->is_unreachable) && !(c->stop && atomic_load(c->stop))) {
        i64 i = atomic_fetch_add(&all->next, 1);
        if (i >= all->count) return true;
        struct bulk_mail *mail = &all->mails[i];
        if (!smtp_way_send(c, carrier->way, &mail->message, &mail->outcome, &mail->why))
            return false;
        mail->is_tried = true;
        if (mail->outcome == SMTP_UNREACHABLE) atomic_store(&all->is_unreachable, true);
    }
    return true;
}

static void *carrier_thread(void *data)
{
    struct carrier *carrier = data;
    carrier->is_broken = !ctx_try(&carrier->c, carry, carrier);
    return NULL;
}

static void carrier_start(const ctx *c, struct carrier *carrier)
{
    arena_init(&carrier->arena, BOUND_REQUEST_ARENA_BYTES);
    carrier->c = (ctx){.arena = &carrier->arena,
                       .now_ms = c->now_ms,
                       .lang = c->lang,
                       .zone = c->zone,
                       .cwd_fd = c->cwd_fd,
                       .stop = c->stop};
    carrier->is_running = !pthread_create(&carrier->thread, NULL, carrier_thread, carrier);
}

// Words of what failed stay when its thread's memory goes.
static void carriers_end(ctx *c, struct carrier *carriers, i64 count, struct carrying *all,
                         bool *is_broken)
{
    bool any = false;
    for (i64 i = 0; i < count; i++) {
        if (!carriers[i].is_running) continue;
        (void)pthread_join(carriers[i].thread, NULL);
        any = true;
        *is_broken = *is_broken || carriers[i].is_broken;
    }
    for (i64 i = 0; i < all->count; i++)
        if (all->mails[i].why) all->mails[i].why = fmt(c->arena, "%s", all->mails[i].why);
    for (i64 i = 0; i < count; i++)
        arena_release(&carriers[i].arena);
    *is_broken = *is_broken || !any;
}

bool bulk_send(ctx *c, struct bulk *bulk, struct bulk_mail *mails, i64 count)
{
    struct carrying all = {.mails = mails, .count = count};
    struct carrier *carriers = NEW_ARRAY(c->arena, struct carrier, bulk->connections);
    i64 threads = MIN(bulk->connections, MAX(count, 1));
    bool is_broken = false;
    for (i64 i = 0; i < threads; i++) {
        carriers[i].carrying = &all;
        carriers[i].way = bulk->ways[i];
        carrier_start(c, &carriers[i]);
    }
    carriers_end(c, carriers, threads, &all, &is_broken);
    return !is_broken || fail(c, ERR_NO_MEMORY, tr(c, "the computer has no memory left"));
}
