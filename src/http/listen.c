#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/parse.h"

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool refuse_address(ctx *c, const char *address)
{
    return fail_with(c, ERR_USAGE,
                     fmt(c->arena, tr(c, "\"%s\" is no address to listen on"), address),
                     tr(c, "Give an address and a port, as in 127.0.0.1:8080 or [::1]:8080."));
}

static bool refuse_outside(ctx *c, const char *address)
{
    return fail_with(
        c, ERR_USAGE,
        fmt(c->arena, tr(c, "the server listens on loopback alone, and %s is not loopback"),
            address),
        tr(c,
           "There are no accounts yet, so whoever reaches the server may read everything. Listen "
           "on 127.0.0.1 or [::1]; reach it from elsewhere through ssh -L."));
}

static bool is_loopback(const union address *address)
{
    if (address->any.sa_family == AF_INET6) return IN6_IS_ADDR_LOOPBACK(&address->v6.sin6_addr);
    return ntohl(address->v4.sin_addr.s_addr) >> 24 == 127;
}

static bool is_everywhere(const union address *address)
{
    if (address->any.sa_family == AF_INET6) return IN6_IS_ADDR_UNSPECIFIED(&address->v6.sin6_addr);
    return address->v4.sin_addr.s_addr == htonl(INADDR_ANY);
}

static bool read_address(ctx *c, const char *text, union address *out)
{
    str name, port_text;
    i64 port;
    if (!host_split(str_of(text), &name, &port_text) || !str_i64(port_text, &port) || port > 65535)
        return refuse_address(c, text);
    *out = (union address){0};
    if (str_equal(name, S("localhost"))) name = S("127.0.0.1");
    bool is_v6 = name.s[0] == '[';
    if (is_v6) name = str_slice(name, 1, name.size - 1);
    const char *number = str_c(c->arena, name);
    if (is_v6) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons((uint16_t)port);
        return inet_pton(AF_INET6, number, &out->v6.sin6_addr) == 1 || refuse_address(c, text);
    }
    out->v4.sin_family = AF_INET;
    out->v4.sin_port = htons((uint16_t)port);
    return inet_pton(AF_INET, number, &out->v4.sin_addr) == 1 || refuse_address(c, text);
}

static bool fail_to_listen(ctx *c, const char *address, int error)
{
    const char *detail = fmt(c->arena, "%s: %s", address, strerrordesc_np(error));
    if (error == EADDRINUSE)
        return fail_detail(c, ERR_BUSY,
                           fmt(c->arena, tr(c, "another program listens on %s"), address),
                           tr(c, "Stop it, or choose another port with --listen."), detail);
    return fail_detail(c, ERR_SYSTEM, fmt(c->arena, tr(c, "could not listen on %s"), address),
                       error == EACCES ? tr(c, "Ports below 1024 are the administrator's.") : NULL,
                       detail);
}

static const char *address_text(ctx *c, const union address *address)
{
    char number[INET6_ADDRSTRLEN];
    if (address->any.sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &address->v6.sin6_addr, number, sizeof number);
        return fmt(c->arena, "[%s]:%d", number, ntohs(address->v6.sin6_port));
    }
    inet_ntop(AF_INET, &address->v4.sin_addr, number, sizeof number);
    return fmt(c->arena, "%s:%d", number, ntohs(address->v4.sin_port));
}

bool listen_open(ctx *c, const char *text, bool may_be_outside, struct listening *out)
{
    union address address = {0};
    if (!read_address(c, text, &address)) return false;
    bool is_outside = !is_loopback(&address);
    if (is_outside && !may_be_outside) return refuse_outside(c, text);
    socklen_t size = address.any.sa_family == AF_INET6 ? sizeof address.v6 : sizeof address.v4;
    int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return fail_to_listen(c, text, errno);
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    bool listens = bind(fd, &address.any, size) == 0 && listen(fd, SOMAXCONN) == 0 &&
                   getsockname(fd, &address.any, &size) == 0;
    if (!listens) {
        int error = errno;
        close(fd);
        return fail_to_listen(c, text, error);
    }
    out->fd = fd;
    out->is_outside = is_outside;
    out->address = out->host = address_text(c, &address);
    if (is_everywhere(&address))
        out->host = fmt(c->arena, "localhost%s", strrchr(out->address, ':'));
    return true;
}
