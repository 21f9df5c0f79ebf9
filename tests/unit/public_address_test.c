#include "people/public_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include "support/test.h"

static bool is_public(const char *text)
{
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
        return address_is_public((const struct sockaddr *)(const void *)&four);
    assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
    return address_is_public((const struct sockaddr *)(const void *)&six);
}

static void the_open_internet_is_public(void **state)
{
    (void)state;
    static const char *const open[] = {
        "1.1.1.1",        "9.255.255.255",   "11.0.0.0",    "100.63.255.255", "100.128.0.0",
        "126.0.0.1",      "172.15.0.1",      "172.32.0.1",  "192.167.0.1",    "223.255.255.1",
        "193.166.3.2",    "198.17.0.1",      "2a00:1450::", "2606:4700::1",   "2002:101:101::1",
        "::ffff:8.8.8.8", "64:ff9b::808:808"};
    for (i64 i = 0; i < COUNT_OF(open); i++) {
        bool is_open = is_public(open[i]);
        if (!is_open) print_error("%s\n", open[i]);
        assert_true(is_open);
    }
}

static void this_machine_and_the_house_are_not(void **state)
{
    (void)state;
    static const char *const closed[] = {
        "0.0.0.0",       "10.0.0.1",    "10.255.255.255",   "100.64.0.1",      "127.0.0.1",
        "127.1.2.3",     "169.254.1.1", "169.254.169.254",  "172.16.0.1",      "172.31.255.255",
        "192.0.0.8",     "192.0.2.1",   "192.168.0.1",      "198.18.0.1",      "198.51.100.7",
        "203.0.113.7",   "224.0.0.1",   "240.0.0.1",        "255.255.255.255", "::",
        "::1",           "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
        "64:ff9b:1::1",  "100::1",      "2001::1",          "2001:db8::1",     "2002:a00:1::1",
        "2002:7f00:1::", "3fff::1",     "fc00::1",          "fd12:3456::1",    "fe80::1",
        "fec0::1",       "ff02::1",     "4000::1"};
    for (i64 i = 0; i < COUNT_OF(closed); i++) {
        bool is_open = is_public(closed[i]);
        if (is_open) print_error("%s\n", closed[i]);
        assert_false(is_open);
    }
    const struct sockaddr_un local = {.sun_family = AF_UNIX};
    assert_false(address_is_public((const struct sockaddr *)(const void *)&local));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_open_internet_is_public),
        cmocka_unit_test(this_machine_and_the_house_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
