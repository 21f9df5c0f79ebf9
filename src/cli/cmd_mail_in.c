// A mail that a mail server hands over on standard input: .forward, procmail, Postfix's pipe.
#include <unistd.h>

#include "bounds.h"
#include "cli/commands.h"
#include "complaint/mailbox.h"

static bool read_all(ctx *c, int fd, str *out)
{
    i64 room = MIB, size = 0;
    char *bytes = NEW_ARRAY(c->arena, char, room);
    for (;;) {
        if (size > BOUND_MAIL_BYTES) break; // mailbox_take says so
        if (size == room) {
            bytes = arena_grow(c->arena, bytes, room, 2 * room, 1);
            room *= 2;
        }
        ssize_t got = read(fd, bytes + size, (size_t)(room - size));
        if (got < 0) return fail(c, ERR_SYSTEM, tr(c, "the mail could not be read"));
        if (got == 0) break;
        size += got;
    }
    *out = (str){bytes, size};
    return size > 0 || fail_with(c, ERR_BAD_INPUT, tr(c, "there is no mail on standard input"),
                                 tr(c, "See `tuntuma mail-in --help`."));
}

bool cmd_mail_in(ctx *c, struct call *call)
{
    struct mailbox_hand hand = {.writer = call->app->writer};
    struct incoming_taken taken;
    str message = {0};
    if (!read_all(c, call->world->in_fd, &message) || !mailbox_take(c, &hand, message, &taken))
        return false;
    (void)fprintf(c->out, "%s\n", incoming_name(taken.outcome));
    return true;
}
