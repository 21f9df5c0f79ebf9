#include "support/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define RESPONSE_BYTES_MAX (64LL * 1024 * 1024)

int client_connect(const char *address)
{
    const char *colon = strrchr(address, ':');
    assert(colon);
    uint16_t port = htons((uint16_t)strtol(colon + 1, NULL, 10));
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = port};
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = port};
    v6.sin6_addr = in6addr_loopback;
    bool is_v6 = address[0] == '[';
    const struct sockaddr *to = is_v6 ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4;
    int fd = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = {.tv_sec = 20};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(fd, to, is_v6 ? sizeof v6 : sizeof v4) == 0) return fd;
    close(fd);
    return -1;
}

bool client_send(int fd, str bytes)
{
    while (bytes.size > 0) {
        ssize_t sent = send(fd, bytes.s, (size_t)bytes.size, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes = str_slice(bytes, sent, bytes.size);
    }
    return true;
}

static i64 head_size(str response)
{
    i64 end = str_find(response, S("\r\n\r\n"));
    return end < 0 ? -1 : end + 4;
}

str client_read(struct arena *arena, int fd, bool has_body)
{
    buf got = buf_new(arena, RESPONSE_BYTES_MAX);
    i64 wanted = -1;
    while (wanted < 0 || got.size < wanted) {
        char bytes[65536];
        i64 most = (i64)sizeof bytes;
        // Not a byte of the next response is taken.
        if (wanted < 0) most = 1;
        if (wanted >= 0) most = MIN(most, wanted - got.size);
        ssize_t size = read(fd, bytes, (size_t)most);
        if (size <= 0) return (str){0};
        buf_add(&got, (str){bytes, size});
        i64 head = wanted < 0 ? head_size(buf_str(&got)) : -1;
        if (head < 0) continue;
        i64 length = 0;
        bool has_length = str_i64(response_header_of(buf_str(&got), "Content-Length"), &length);
        wanted = head + (has_body && has_length ? length : 0);
    }
    return buf_str(&got);
}

str client_ask(struct arena *arena, const char *address, str request)
{
    int fd = client_connect(address);
    if (fd < 0) return (str){0};
    // A server that refuses early may have closed already; what it said is still there.
    client_send(fd, request);
    bool has_body = !str_starts(request, S("HEAD "));
    str response = client_read(arena, fd, has_body);
    close(fd);
    return response;
}

str response_header_of(str response, const char *name)
{
    str line;
    while (str_cut(&response, '\n', &line)) {
        str value = str_trim(line), key;
        if (value.size == 0) break;
        str_cut(&value, ':', &key);
        if (str_equal_fold(key, str_of(name))) return str_trim(value);
    }
    return (str){0};
}

int response_status_of(str response)
{
    i64 status;
    bool has_status = response.size > 12 && str_i64(str_slice(response, 9, 12), &status);
    return has_status ? (int)status : 0;
}

str response_body_of(str response)
{
    i64 head = head_size(response);
    return head < 0 ? (str){0} : str_slice(response, head, response.size);
}
