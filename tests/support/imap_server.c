#include "support/imap_server.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/certificate.h"

enum { NOBODY = 65534, TRIES = 200, PATH_BYTES = 400 };

struct imap_test_server {
    char folder[64];
    char ca_file[PATH_BYTES];
    i64 port, port_tls, delivered;
    pid_t pid;
};

static const char config[] = "base_dir = %s/run\nstate_dir = %s/run\nlog_path = %s/log\n"
                             "protocols = imap\nlisten = 127.0.0.1\nssl = required\n"
                             "ssl_cert = <%s/ca.pem\nssl_key = <%s/key.pem\n"
                             "default_internal_user = %s\ndefault_login_user = %s\n"
                             "default_internal_group = %s\n"
                             "mail_location = maildir:%s/mail\nfirst_valid_uid = 1\n"
                             "mail_fsync = never\n"
                             "passdb {\n  driver = static\n  args = user=anna password=secret\n}\n"
                             "userdb {\n  driver = static\n  args = uid=%lld gid=%lld home=%s\n}\n"
                             "service imap-login {\n  chroot =\n"
                             "  inet_listener imap {\n    port = %lld\n  }\n"
                             "  inet_listener imaps {\n    port = %lld\n  }\n}\n"
                             "service anvil {\n  chroot =\n}\nservice stats {\n  chroot =\n}\n";

static const char *at(const struct imap_test_server *server, const char *name,
                      char path[PATH_BYTES])
{
    (void)snprintf(path, PATH_BYTES, "%s/%s", server->folder, name);
    return path;
}

static i64 free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int failed = bind(fd, (struct sockaddr *)&address, sizeof address) ||
                 getsockname(fd, (struct sockaddr *)&address, &size);
    assert(!failed);
    (void)close(fd);
    return ntohs(address.sin_port);
}

static void own(const char *path)
{
    int failed = geteuid() == 0 && chown(path, NOBODY, NOBODY);
    assert(!failed);
}

static void write_config(const struct imap_test_server *server)
{
    char path[PATH_BYTES];
    const char *folder = server->folder;
    uid_t uid = geteuid() == 0 ? NOBODY : geteuid();
    gid_t gid = geteuid() == 0 ? NOBODY : getegid();
    const struct passwd *user = getpwuid(uid);
    assert(user);
    char group[20];
    (void)snprintf(group, sizeof group, "%s", geteuid() == 0 ? "nogroup" : user->pw_name);
    FILE *file = fopen(at(server, "dovecot.conf", path), "w");
    assert(file);
    (void)fprintf(file, config, folder, folder, folder, folder, folder, user->pw_name,
                  user->pw_name, group, folder, (long long)uid, (long long)gid, folder,
                  (long long)server->port, (long long)server->port_tls);
    (void)fclose(file);
    own(path);
}

static void make_folders(struct imap_test_server *server)
{
    static const char *const names[] = {"run", "mail", "mail/new", "mail/cur", "mail/tmp"};
    char path[PATH_BYTES];
    own(server->folder);
    for (i64 i = 0; i < COUNT_OF(names); i++) {
        int failed = mkdir(at(server, names[i], path), 0700);
        assert(!failed);
        own(path);
    }
    EVP_PKEY *key = NULL;
    X509 *certificate = certificate_make(&key);
    certificate_write(certificate, at(server, "ca.pem", server->ca_file));
    own(server->ca_file);
    certificate_write_key(key, at(server, "key.pem", path));
    own(path);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

static bool answers(i64 port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool is_there = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    (void)close(fd);
    return is_there;
}

struct imap_test_server *imap_server_start(struct arena *arena)
{
    struct imap_test_server *server = NEW(arena, struct imap_test_server);
    char path[PATH_BYTES];
    (void)snprintf(server->folder, sizeof server->folder, "/tmp/tuntuma-imap-XXXXXX");
    char *made = mkdtemp(server->folder);
    assert(made);
    server->port = free_port();
    server->port_tls = free_port();
    make_folders(server);
    write_config(server);
    (void)at(server, "dovecot.conf", path);
    server->pid = fork();
    if (server->pid == 0) {
        bool is_root = geteuid() == 0;
        if (is_root && (setgid(NOBODY) || setuid(NOBODY))) _exit(1);
        (void)execl("/usr/sbin/dovecot", "dovecot", "-F", "-c", path, (char *)NULL);
        _exit(1);
    }
    bool is_there = false;
    for (i64 i = 0; i < TRIES && !is_there; i++) {
        (void)poll(NULL, 0, 50);
        is_there = answers(server->port) && answers(server->port_tls);
    }
    assert(is_there); // is dovecot-imapd installed?
    return server;
}

static void remove_all(const char *folder, i64 depth)
{
    DIR *entries = opendir(folder);
    if (!entries) return;
    for (struct dirent *entry; (entry = readdir(entries));) {
        char path[PATH_BYTES + 300];
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (unlink(path) != 0 && depth) remove_all(path, depth - 1);
    }
    (void)closedir(entries);
    (void)rmdir(folder);
}

void imap_server_stop(struct imap_test_server *server)
{
    (void)kill(server->pid, SIGTERM);
    (void)waitpid(server->pid, NULL, 0);
    remove_all(server->folder, 4);
}

i64 imap_server_port(const struct imap_test_server *server)
{
    return server->port;
}

i64 imap_server_port_tls(const struct imap_test_server *server)
{
    return server->port_tls;
}

const char *imap_server_ca_file(const struct imap_test_server *server)
{
    return server->ca_file;
}

void imap_server_deliver(struct imap_test_server *server, str message)
{
    char to[PATH_BYTES], path[PATH_BYTES], name[60];
    (void)snprintf(name, sizeof name, "mail/tmp/%lld.test", (long long)++server->delivered);
    FILE *file = fopen(at(server, name, path), "w");
    assert(file);
    (void)fwrite(message.s, 1, (size_t)message.size, file);
    (void)fclose(file);
    own(path);
    (void)snprintf(name, sizeof name, "mail/new/%lld.test", (long long)server->delivered);
    int failed = rename(path, at(server, name, to));
    assert(!failed);
}

// The flags of a mail stand at the end of its file's name: "1.test:2,S" was seen.
static i64 count_unseen(const char *folder)
{
    i64 count = 0;
    DIR *entries = opendir(folder);
    assert(entries);
    for (struct dirent *entry; (entry = readdir(entries));) {
        const char *flags = strstr(entry->d_name, ":2,");
        if (entry->d_name[0] != '.' && !(flags && strchr(flags, 'S'))) count++;
    }
    (void)closedir(entries);
    return count;
}

i64 imap_server_unseen(struct imap_test_server *server)
{
    char path[PATH_BYTES];
    return count_unseen(at(server, "mail/new", path)) + count_unseen(at(server, "mail/cur", path));
}

void imap_server_renumber(struct imap_test_server *server)
{
    static const char *const names[] = {"mail/dovecot-uidlist", "mail/dovecot.index",
                                        "mail/dovecot.index.log", "mail/dovecot.index.cache",
                                        "mail/dovecot-uidvalidity"};
    char path[PATH_BYTES], folder[PATH_BYTES];
    for (i64 i = 0; i < COUNT_OF(names); i++)
        (void)unlink(at(server, names[i], path));
    DIR *entries = opendir(at(server, "mail/cur", folder));
    assert(entries);
    for (struct dirent *entry; (entry = readdir(entries));) {
        char from[PATH_BYTES + 300], to[PATH_BYTES + 300];
        if (entry->d_name[0] == '.') continue;
        (void)snprintf(from, sizeof from, "%s/%s", folder, entry->d_name);
        (void)snprintf(to, sizeof to, "%s/mail/new/%.*s", server->folder,
                       (int)strcspn(entry->d_name, ":"), entry->d_name);
        int failed = rename(from, to);
        assert(!failed);
    }
    (void)closedir(entries);
    (void)poll(NULL, 0, 1100); // the number it begins with is the second
}
