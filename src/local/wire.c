#include "local/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "bounds.h"

#define ARGUMENTS_MAX 10000

static void close_folder(void *fd)
{
    close((int)(intptr_t)fd);
}

bool wire_address(ctx *c, const char *path, struct sockaddr_un *out)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *folder = !slash ? "." : str_c(c->arena, (str){path, slash - path + 1});
    int fd = openat(c->cwd_fd, folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail_detail(c, ERR_NOT_FOUND, fmt(c->arena, tr(c, "there is no folder %s"), folder),
                           NULL, strerrordesc_np(errno));
    arena_defer(c->arena, close_folder, (void *)(intptr_t)fd);
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    int size = snprintf(out->sun_path, sizeof out->sun_path, "/proc/self/fd/%d/%s", fd, name);
    if (size < (int)sizeof out->sun_path) return true;
    return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "the file name %s is too long"), name),
                     tr(c, "Give the store a name of at most 70 letters."));
}

bool wire_is_own_user(int fd)
{
    struct ucred other;
    socklen_t size = sizeof other;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &other, &size) == 0 && other.uid == geteuid();
}

// ---- Sending ----

union files {
    char bytes[CMSG_SPACE(WIRE_FILES * sizeof(int))];
    struct cmsghdr header; // for its alignment
};

static bool send_head(int fd, struct wire_head *head, const int *files)
{
    union files control = {0};
    struct iovec part = {head, sizeof *head};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(WIRE_FILES * sizeof(int));
    memcpy(CMSG_DATA(header), files, WIRE_FILES * sizeof(int));
    return sendmsg(fd, &message, MSG_NOSIGNAL) == (ssize_t)sizeof *head;
}

bool wire_send(ctx *c, int fd, const struct wire_command *command)
{
    buf texts = buf_new(c->arena, BOUND_COMMAND_BYTES);
    buf_add(&texts, (str){command->lang, (i64)strlen(command->lang) + 1});
    for (int i = 0; i < command->argc; i++)
        buf_add(&texts, (str){command->argv[i], (i64)strlen(command->argv[i]) + 1});
    struct wire_head head = {.count = (u32)command->argc + 1, .bytes = (u32)texts.size};
    memcpy(head.magic, WIRE_MAGIC, sizeof head.magic);
    if (!send_head(fd, &head, command->files)) return false;
    str rest = buf_str(&texts);
    while (rest.size > 0) {
        ssize_t sent = send(fd, rest.s, (size_t)rest.size, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        rest = str_slice(rest, sent, rest.size);
    }
    return true;
}

// ---- Receiving ----

// Keeps the expected number of files and closes the rest; false when it is another number.
static bool take_files(struct msghdr *message, int *files)
{
    i64 taken = 0, came = 0;
    for (struct cmsghdr *at = CMSG_FIRSTHDR(message); at; at = CMSG_NXTHDR(message, at)) {
        if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SCM_RIGHTS) continue;
        i64 count = (i64)((at->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        for (i64 i = 0; i < count; i++, came++) {
            int fd;
            memcpy(&fd, CMSG_DATA(at) + (size_t)i * sizeof fd, sizeof fd);
            if (taken < WIRE_FILES)
                files[taken++] = fd;
            else
                close(fd);
        }
    }
    return came == WIRE_FILES && !(message->msg_flags & MSG_CTRUNC);
}

static bool receive_head(int fd, struct wire_head *head, int *files)
{
    union files control = {0};
    struct iovec part = {head, sizeof *head};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t size = recvmsg(fd, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
    if (size <= 0) return false;
    return take_files(&message, files) && size == (ssize_t)sizeof *head;
}

bool wire_receive(ctx *c, int fd, struct wire_command *out)
{
    *out = (struct wire_command){
        .files = {-1, -1, -1, -1}
    };
    struct wire_head head;
    if (!receive_head(fd, &head, out->files)) return false;
    bool is_ours = memcmp(head.magic, WIRE_MAGIC, sizeof head.magic) == 0;
    bool fits = head.count > 1 && head.count <= ARGUMENTS_MAX && head.bytes >= head.count &&
                head.bytes <= BOUND_COMMAND_BYTES;
    if (!is_ours || !fits) return false;

    char *texts = arena_alloc(c->arena, (i64)head.bytes + 1, 1);
    if (recv(fd, texts, head.bytes, MSG_WAITALL) != (ssize_t)head.bytes) return false;
    if (texts[head.bytes - 1] != 0) return false;
    out->argv = NEW_ARRAY(c->arena, char *, (i64)head.count);
    out->lang = texts;
    char *end = texts + head.bytes;
    for (char *at = texts + strlen(texts) + 1; at < end; at += strlen(at) + 1) {
        if (out->argc == (int)head.count - 1) return false;
        out->argv[out->argc++] = at;
    }
    return out->argc == (int)head.count - 1;
}
