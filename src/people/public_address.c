#include "people/public_address.h"

#include <netinet/in.h>
#include <sys/socket.h>

struct range {
    u8 bytes[16];
    int bits;
};

// RFC 6890 and the registries of IANA, as of 2025.
// clang-format off
static const struct range special4[] = {
    {{0}, 8}, {{10}, 8}, {{100, 64}, 10}, {{127}, 8}, {{169, 254}, 16}, {{172, 16}, 12}, {{192, 0, 0}, 24}, {{192, 0, 2}, 24},
    {{192, 31, 196}, 24}, {{192, 52, 193}, 24}, {{192, 88, 99}, 24}, {{192, 168}, 16}, {{192, 175, 48}, 24}, {{198, 18}, 15},
    {{198, 51, 100}, 24}, {{203, 0, 113}, 24}, {{224}, 4}, {{240}, 4},
};
// Of what is global unicast (2000::/3); the rest is none of the open internet anyway.
static const struct range special6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23}, {{0x20, 0x01, 0x0d, 0xb8}, 32}, {{0x3f, 0xff}, 20},
};
static const struct range global6 = {{0x20}, 3};
// IPv4 within IPv6, and where it stands: mapped, NAT64, 6to4.
static const struct { struct range range; i64 at; } within6[] = {
    {{{[10] = 0xff, [11] = 0xff}, 96}, 12}, {{{0x00, 0x64, 0xff, 0x9b}, 96}, 12}, {{{0x20, 0x02}, 16}, 2},
};
// clang-format on

static bool is_within(const u8 *bytes, const struct range *range)
{
    int whole = range->bits / 8, rest = range->bits % 8;
    if (memcmp(bytes, range->bytes, (size_t)whole) != 0) return false;
    u8 mask = (u8)(0xff << (8 - rest));
    return !rest || (bytes[whole] & mask) == (range->bytes[whole] & mask);
}

bool address_bytes_public(const u8 *bytes, i64 size)
{
    assert(size == 4 || size == 16);
    if (size == 4) {
        for (i64 i = 0; i < COUNT_OF(special4); i++)
            if (is_within(bytes, &special4[i])) return false;
        return true;
    }
    for (i64 i = 0; i < COUNT_OF(within6); i++)
        if (is_within(bytes, &within6[i].range))
            return address_bytes_public(bytes + within6[i].at, 4);
    for (i64 i = 0; i < COUNT_OF(special6); i++)
        if (is_within(bytes, &special6[i])) return false;
    return is_within(bytes, &global6);
}

bool address_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)(const void *)address;
        return address_bytes_public((const u8 *)&four->sin_addr, 4);
    }
    if (address->sa_family != AF_INET6) return false;
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)(const void *)address;
    return address_bytes_public(six->sin6_addr.s6_addr, 16);
}
