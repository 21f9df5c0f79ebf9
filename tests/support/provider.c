#include "support/provider.h"

#include <arpa/inet.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include "support/http_client.h"
#include "support/work.h"

enum { CODES = 64, PATHS = 5, SLOW_MS = 1500, HUGE_BYTES = 1 << 20, REQUEST_MAX = 65536 };

static const char *const paths[PATHS] = {"/realms/house/.well-known/openid-configuration",
                                         "/authorize", "/token", "/keys", "/elsewhere"};

struct code {
    char text[40], challenge[100], nonce[200], back[500];
    bool used;
};

struct provider {
    pthread_mutex_t mutex; // guards what follows
    struct provider_is is;
    struct provider_says says;
    EVP_PKEY *rsa, *ec, *ec384, *other;
    i64 generation, code_count, asked[PATHS];
    struct code codes[CODES];
    u64 seed;

    char issuer[100], address[60];
    pthread_t thread;
    int fd, wake[2];
};

// ---- Small things ----

static str base64(struct arena *arena, const u8 *bytes, i64 size)
{
    char *text = NEW_ARRAY(arena, char, size * 4 / 3 + 8);
    int length = EVP_EncodeBlock((u8 *)text, bytes, (int)size);
    i64 end = length;
    while (end > 0 && text[end - 1] == '=')
        end--;
    for (i64 i = 0; i < end; i++) {
        if (text[i] == '+') text[i] = '-';
        if (text[i] == '/') text[i] = '_';
    }
    return (str){text, end};
}

static int hex(char one)
{
    const char *digits = "0123456789abcdef", *at = strchr(digits, one | 32);
    return at ? (int)(at - digits) : 0;
}

static str decode(struct arena *arena, str text)
{
    char *out = NEW_ARRAY(arena, char, text.size + 1);
    i64 size = 0;
    for (i64 i = 0; i < text.size; i++) {
        char one = text.s[i] == '+' ? ' ' : text.s[i];
        if (one == '%' && i + 2 < text.size) {
            one = (char)(hex(text.s[i + 1]) * 16 + hex(text.s[i + 2]));
            i += 2;
        }
        out[size++] = one;
    }
    return (str){out, size};
}

static str parameter(struct arena *arena, str query, const char *name)
{
    str one, key;
    while (str_cut(&query, '&', &one)) {
        if (str_cut(&one, '=', &key) && str_equal(key, str_of(name))) return decode(arena, one);
    }
    return S("");
}

str provider_parameter(struct arena *arena, str address, const char *name)
{
    str head, rest = address;
    return str_cut(&rest, '?', &head) ? parameter(arena, rest, name) : S("");
}

// ---- Keys ----

static str number(struct arena *arena, EVP_PKEY *key, const char *name, int bytes)
{
    BIGNUM *value = NULL;
    u8 out[600];
    if (!EVP_PKEY_get_bn_param(key, name, &value)) abort();
    int size = bytes ? bytes : BN_num_bytes(value);
    if (BN_bn2binpad(value, out, size) != size) abort();
    BN_free(value);
    return base64(arena, out, size);
}

static json_t *rsa_jwk(ctx *c, const struct provider *provider)
{
    json_t *jwk = json_new_object(c);
    json_put_c(jwk, "kty", "RSA");
    json_put_c(jwk, "use", "sig");
    json_put_c(jwk, "kid", fmt(c->arena, "rsa-%lld", (long long)provider->generation));
    json_put_str(jwk, "n", number(c->arena, provider->rsa, OSSL_PKEY_PARAM_RSA_N, 0));
    json_put_str(jwk, "e", number(c->arena, provider->rsa, OSSL_PKEY_PARAM_RSA_E, 0));
    return jwk;
}

static json_t *ec_jwk(ctx *c, const struct provider *provider, EVP_PKEY *key, const char *crv,
                      int bytes)
{
    json_t *jwk = json_new_object(c);
    json_put_c(jwk, "kty", "EC");
    json_put_c(jwk, "use", "sig");
    json_put_c(jwk, "crv", crv);
    json_put_c(jwk, "kid", fmt(c->arena, "%s-%lld", crv, (long long)provider->generation));
    json_put_str(jwk, "x", number(c->arena, key, OSSL_PKEY_PARAM_EC_PUB_X, bytes));
    json_put_str(jwk, "y", number(c->arena, key, OSSL_PKEY_PARAM_EC_PUB_Y, bytes));
    return jwk;
}

static str keys_text(ctx *c, const struct provider *provider)
{
    json_t *set = json_new_object(c), *list = json_new_array(c), *cipher = json_new_object(c);
    // What others publish beside: a key for ciphers, and one of a kind that nobody here knows.
    json_put_c(cipher, "kty", "OKP");
    json_put_c(cipher, "crv", "Ed25519");
    json_put_c(cipher, "kid", "ed");
    json_array_append(list, cipher);
    json_array_append(list, rsa_jwk(c, provider));
    json_array_append(list, ec_jwk(c, provider, provider->ec, "P-256", 32));
    json_array_append(list, ec_jwk(c, provider, provider->ec384, "P-384", 48));
    json_put(set, "keys", list);
    return json_write(c, set);
}

static void keys_free(struct provider *provider)
{
    EVP_PKEY_free(provider->rsa);
    EVP_PKEY_free(provider->ec);
    EVP_PKEY_free(provider->ec384);
    EVP_PKEY_free(provider->other);
}

static void keys_make(struct provider *provider)
{
    provider->generation++;
    provider->rsa = EVP_RSA_gen(2048);
    provider->other = EVP_RSA_gen(2048);
    provider->ec = EVP_EC_gen("P-256");
    provider->ec384 = EVP_EC_gen("P-384");
    if (!provider->rsa || !provider->other || !provider->ec || !provider->ec384) abort();
}

// ---- Tokens ----

static str ec_raw(struct arena *arena, const u8 *der, i64 size, int half)
{
    const u8 *at = der;
    u8 *out = NEW_ARRAY(arena, u8, 2 * half);
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &at, size);
    if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, half) != half ||
        BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + half, half) != half)
        abort();
    ECDSA_SIG_free(signature);
    return (str){(char *)out, 2L * half};
}

static str sign_with(struct arena *arena, EVP_PKEY *key, const char *alg, str text)
{
    const EVP_MD *digest = strstr(alg, "384") ? EVP_sha384() : EVP_sha256();
    EVP_MD_CTX *sign = EVP_MD_CTX_new();
    EVP_PKEY_CTX *how = NULL;
    u8 out[600];
    size_t size = sizeof out;
    bool is_pss = str_starts(str_of(alg), S("PS"));
    if (!sign || EVP_DigestSignInit(sign, &how, digest, NULL, key) != 1 ||
        (is_pss && (EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PSS_PADDING) != 1 ||
                    EVP_PKEY_CTX_set_rsa_pss_saltlen(how, RSA_PSS_SALTLEN_DIGEST) != 1)) ||
        EVP_DigestSign(sign, out, &size, (const u8 *)text.s, (size_t)text.size) != 1)
        abort();
    EVP_MD_CTX_free(sign);
    if (alg[0] == 'E') return ec_raw(arena, out, (i64)size, strstr(alg, "384") ? 48 : 32);
    return str_copy(arena, (str){(char *)out, (i64)size});
}

// The oldest trick: the public key taken as the secret of an HMAC.
static str sign_hmac(struct arena *arena, EVP_PKEY *key, str text)
{
    str secret = number(arena, key, OSSL_PKEY_PARAM_RSA_N, 0);
    u8 out[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    (void)HMAC(EVP_sha256(), secret.s, (int)secret.size, (const u8 *)text.s, (size_t)text.size, out,
               &size);
    return str_copy(arena, (str){(char *)out, size});
}

static str signature_of(ctx *c, const struct provider *provider, const char *alg, str text)
{
    if (!strcmp(alg, "none")) return S("");
    if (!strcmp(alg, "HS256")) return sign_hmac(c->arena, provider->rsa, text);
    EVP_PKEY *key = provider->rsa;
    if (!strcmp(alg, "ES256")) key = provider->ec;
    if (!strcmp(alg, "ES384")) key = provider->ec384;
    if (provider->says.is_signed_by_another) key = provider->other;
    str signature = sign_with(c->arena, key, alg, text);
    if (provider->says.is_cut) ((u8 *)(uintptr_t)signature.s)[signature.size / 2] ^= 1;
    return signature;
}

static json_t *head_of(ctx *c, const struct provider *provider, const char *alg)
{
    const char *kind = "rsa", *told = provider->says.kid;
    if (!strcmp(alg, "ES256")) kind = "P-256";
    if (!strcmp(alg, "ES384")) kind = "P-384";
    json_t *head = json_new_object(c);
    json_put_c(head, "alg", alg);
    json_put_c(head, "typ", "JWT");
    if (!told)
        json_put_c(head, "kid", fmt(c->arena, "%s-%lld", kind, (long long)provider->generation));
    else if (*told)
        json_put_c(head, "kid", told);
    return head;
}

static const char *or_this(const char *told, const char *otherwise)
{
    return told ? told : otherwise;
}

static json_t *claims_of(ctx *c, const struct provider *provider, const char *nonce)
{
    const struct provider_says *says = &provider->says;
    i64 now_s = provider->is.now_ms / 1000;
    json_t *claims = json_new_object(c);
    json_put_c(claims, "iss", or_this(says->issuer, provider->issuer));
    json_put_c(claims, "sub", "5f1e");
    json_put_c(claims, "aud", or_this(says->audience, "tuntuma"));
    if (says->azp) json_put_c(claims, "azp", says->azp);
    if (!says->has_no_expiry)
        json_put_i64(claims, "exp", now_s + (says->expires_s ? says->expires_s : 300));
    json_put_i64(claims, "iat", now_s + says->issued_s);
    if (says->begins_s) json_put_i64(claims, "nbf", now_s + says->begins_s);
    json_put_c(claims, "nonce", or_this(says->nonce, nonce));
    if (says->at_hash) json_put_c(claims, "at_hash", says->at_hash);
    json_put_c(claims, "email", "anna@example.fi");
    json_put_bool(claims, "email_verified", true);
    json_put_c(claims, "name", "Anna Virtanen");
    if (says->claims) {
        json_t *more = json_parse(c, str_of(says->claims));
        if (!more || json_object_update(claims, more)) abort();
    }
    return claims;
}

static str token_of(ctx *c, const struct provider *provider, const char *nonce)
{
    const char *alg = or_this(provider->says.alg, "RS256");
    str head = json_write(c, head_of(c, provider, alg));
    json_t *object = claims_of(c, provider, nonce);
    str claims = json_write(c, object);
    str head64 = base64(c->arena, (const u8 *)head.s, head.size);
    str claims64 = base64(c->arena, (const u8 *)claims.s, claims.size);
    const char *text = fmt(c->arena, "%.*s.%.*s", STR(head64), STR(claims64));
    str signature = signature_of(c, provider, alg, str_of(text));
    if (provider->says.is_claim_changed) {
        json_put_c(object, "email", "boss@example.fi");
        claims = json_write(c, object);
        claims64 = base64(c->arena, (const u8 *)claims.s, claims.size);
        text = fmt(c->arena, "%.*s.%.*s", STR(head64), STR(claims64));
    }
    return str_of(fmt(c->arena, "%s.%.*s", text,
                      STR(base64(c->arena, (const u8 *)signature.s, signature.size))));
}

str provider_token(struct arena *arena, struct provider *provider, const char *nonce)
{
    ctx c = {.arena = arena, .lang = "en"};
    (void)pthread_mutex_lock(&provider->mutex);
    str token = token_of(&c, provider, nonce);
    (void)pthread_mutex_unlock(&provider->mutex);
    return token;
}

str provider_keys(struct arena *arena, struct provider *provider)
{
    ctx c = {.arena = arena, .lang = "en"};
    (void)pthread_mutex_lock(&provider->mutex);
    str text = keys_text(&c, provider);
    (void)pthread_mutex_unlock(&provider->mutex);
    return text;
}

// ---- What it answers ----

struct asked {
    str method, path, query, head, body;
};

static const char *answer(ctx *c, const char *status, const char *more, str body)
{
    return fmt(c->arena,
               "HTTP/1.1 %s\r\nContent-Type: application/json\r\n%sContent-Length: %lld\r\n"
               "Connection: close\r\n\r\n%.*s",
               status, more, (long long)body.size, STR(body));
}

static const char *describe(ctx *c, const struct provider *provider)
{
    json_t *about = json_new_object(c), *codes = json_new_array(c), *ways = json_new_array(c);
    const char *address = provider->address;
    json_put_c(about, "issuer", or_this(provider->is.issuer, provider->issuer));
    json_put_c(about, "authorization_endpoint", fmt(c->arena, "%s/authorize", address));
    json_put_c(about, "token_endpoint",
               or_this(provider->is.token_endpoint, fmt(c->arena, "%s/token", address)));
    json_put_c(about, "jwks_uri", fmt(c->arena, "%s/keys", address));
    json_array_append_new(codes, json_string("code"));
    json_put(about, "response_types_supported", codes);
    if (!provider->is.takes_no_basic)
        json_array_append_new(ways, json_string("client_secret_basic"));
    if (provider->is.takes_post) json_array_append_new(ways, json_string("client_secret_post"));
    json_put(about, "token_endpoint_auth_methods_supported", ways);
    if (provider->is.description) {
        json_t *more = json_parse(c, str_of(provider->is.description));
        if (!more || json_object_update(about, more)) abort();
    }
    return answer(c, "200 OK", "", json_write(c, about));
}

static void keep(char *out, size_t size, str text)
{
    snprintf(out, size, "%.*s", STR(text));
}

static const char *authorize(ctx *c, struct provider *provider, str query)
{
    struct arena *arena = c->arena;
    str back = parameter(arena, query, "redirect_uri");
    bool is_well = str_equal(parameter(arena, query, "response_type"), S("code")) &&
                   str_equal(parameter(arena, query, "client_id"), S("tuntuma")) &&
                   str_equal(parameter(arena, query, "code_challenge_method"), S("S256")) &&
                   parameter(arena, query, "code_challenge").size == 43 &&
                   parameter(arena, query, "nonce").size && parameter(arena, query, "state").size &&
                   str_find(parameter(arena, query, "scope"), S("openid")) >= 0 && back.size;
    if (!is_well) return answer(c, "400 Bad Request", "", S("{}"));
    struct code *code = &provider->codes[provider->code_count++ % CODES];
    *code = (struct code){0};
    snprintf(code->text, sizeof code->text, "code-%lld", (long long)provider->code_count);
    keep(code->challenge, sizeof code->challenge, parameter(arena, query, "code_challenge"));
    keep(code->nonce, sizeof code->nonce, parameter(arena, query, "nonce"));
    keep(code->back, sizeof code->back, back);
    const char *location = fmt(arena, "Location: %.*s?state=%.*s&session_state=there&code=%s\r\n",
                               STR(back), STR(parameter(arena, query, "state")), code->text);
    return answer(c, "302 Found", location, S(""));
}

static bool client_is_known(ctx *c, const struct provider *provider, const struct asked *asked)
{
    const char *secret = provider->is.secret;
    str told = parameter(c->arena, asked->body, "client_secret");
    str id = parameter(c->arena, asked->body, "client_id");
    if (!secret) return str_equal(id, S("tuntuma")) && !told.size;
    if (provider->is.takes_no_basic)
        return str_equal(id, S("tuntuma")) && str_equal(told, str_of(secret));
    // RFC 6749 §2.3.1: both parts are encoded as in a form, then together as Basic.
    str head = asked->head, basic = S("Authorization: Basic "), value, user;
    i64 at = str_find(head, basic);
    if (at < 0 || told.size || id.size) return false;
    head = str_slice(head, at + basic.size, head.size);
    if (!str_cut(&head, '\r', &value) || value.size % 4) return false;
    char *text = NEW_ARRAY(c->arena, char, value.size + 4);
    if (EVP_DecodeBlock((u8 *)text, (const u8 *)value.s, (int)value.size) < 0) return false;
    str rest = str_of(text);
    return str_cut(&rest, ':', &user) && str_equal(decode(c->arena, user), S("tuntuma")) &&
           str_equal(decode(c->arena, rest), str_of(secret));
}

static struct code *code_find(struct provider *provider, str text)
{
    for (i64 i = 0; i < CODES; i++)
        if (text.size && str_equal(str_of(provider->codes[i].text), text))
            return &provider->codes[i];
    return NULL;
}

static bool verifier_fits(ctx *c, const struct code *code, str verifier)
{
    u8 hash[32];
    unsigned size = 0;
    if (verifier.size < 43 || verifier.size > 128) return false;
    (void)EVP_Digest(verifier.s, (size_t)verifier.size, hash, &size, EVP_sha256(), NULL);
    return str_equal(base64(c->arena, hash, 32), str_of(code->challenge));
}

static const char *token(ctx *c, struct provider *provider, const struct asked *asked)
{
    if (!client_is_known(c, provider, asked))
        return answer(c, "401 Unauthorized", "",
                      S("{\"error\":\"invalid_client\",\"error_description\":\"who?\"}"));
    struct code *code = code_find(provider, parameter(c->arena, asked->body, "code"));
    bool is_well =
        code && !code->used &&
        str_equal(parameter(c->arena, asked->body, "grant_type"), S("authorization_code")) &&
        str_equal(parameter(c->arena, asked->body, "redirect_uri"), str_of(code->back)) &&
        verifier_fits(c, code, parameter(c->arena, asked->body, "code_verifier"));
    if (!is_well)
        return answer(c, "400 Bad Request", "",
                      S("{\"error\":\"invalid_grant\",\"error_description\":\"no such code\"}"));
    code->used = true;
    json_t *out = json_new_object(c);
    json_put_c(out, "token_type", "Bearer");
    json_put_c(out, "access_token", "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
    json_put_str(out, "id_token", token_of(c, provider, code->nonce));
    return answer(c, "200 OK", "Cache-Control: no-store\r\n", json_write(c, out));
}

static const char *misbehave(ctx *c, enum provider_fault fault)
{
    switch (fault) {
    case PROVIDER_WELL:
    case PROVIDER_SLOW:
        break;
    case PROVIDER_HUGE: {
        char *blanks = NEW_ARRAY(c->arena, char, HUGE_BYTES);
        memset(blanks, ' ', HUGE_BYTES);
        return answer(c, "200 OK", "", (str){blanks, HUGE_BYTES});
    }
    case PROVIDER_BROKEN:
        return answer(c, "200 OK", "", S("{\"issuer\":\"http://"));
    case PROVIDER_FAILS:
        return answer(c, "500 Internal Server Error", "", S("{\"error\":\"server_error\"}"));
    case PROVIDER_LEADS:
        return answer(c, "302 Found", "Location: /elsewhere\r\n", S(""));
    case PROVIDER_CLOSES:
        return "";
    }
    return NULL;
}

static const char *answer_path(ctx *c, struct provider *provider, const struct asked *asked)
{
    for (i64 i = 0; i < PATHS; i++)
        if (str_equal(asked->path, str_of(paths[i]))) provider->asked[i]++;
    bool is_elsewhere = str_equal(asked->path, str_of(paths[4]));
    if (is_elsewhere || str_equal(asked->path, str_of(paths[0]))) return describe(c, provider);
    if (str_equal(asked->path, str_of(paths[1]))) return authorize(c, provider, asked->query);
    if (str_equal(asked->path, str_of(paths[2]))) return token(c, provider, asked);
    if (str_equal(asked->path, str_of(paths[3])))
        return answer(c, "200 OK", "", keys_text(c, provider));
    return answer(c, "404 Not Found", "", S("{}"));
}

// ---- HTTP ----

static i64 body_size(str head)
{
    i64 at = str_find(head, S("Content-Length: ")), size = 0;
    if (at < 0) return 0;
    str rest = str_slice(head, at + 16, head.size), line;
    if (!str_cut(&rest, '\r', &line) || !str_i64(line, &size)) return 0;
    return size;
}

static bool ask_read(struct arena *arena, int fd, struct asked *out)
{
    char *bytes = NEW_ARRAY(arena, char, REQUEST_MAX);
    i64 size = 0, end = -1;
    while (size < REQUEST_MAX) {
        ssize_t got = read(fd, bytes + size, (size_t)(REQUEST_MAX - size));
        if (got <= 0) return false;
        size += got;
        end = str_find((str){bytes, size}, S("\r\n\r\n"));
        if (end >= 0 && size >= end + 4 + body_size((str){bytes, end + 2})) break;
    }
    if (end < 0) return false;
    out->head = (str){bytes, end + 2};
    out->body = (str){bytes + end + 4, size - end - 4};
    str rest = out->head, target;
    if (!str_cut(&rest, ' ', &out->method) || !str_cut(&rest, ' ', &target)) return false;
    out->query = target;
    return str_cut(&out->query, '?', &out->path);
}

static void pause_until(struct provider *provider)
{
    struct pollfd wake = {.fd = provider->wake[0], .events = POLLIN};
    (void)poll(&wake, 1, SLOW_MS);
}

static void serve_one(struct provider *provider, int fd)
{
    struct work work;
    struct asked asked = {0};
    ctx *c = work_init(&work);
    if (ask_read(c->arena, fd, &asked)) {
        (void)pthread_mutex_lock(&provider->mutex);
        bool is_bad =
            provider->is.fault_path && str_ends(asked.path, str_of(provider->is.fault_path));
        enum provider_fault fault = is_bad ? provider->is.fault : PROVIDER_WELL;
        const char *text = misbehave(c, fault), *normal = answer_path(c, provider, &asked);
        (void)pthread_mutex_unlock(&provider->mutex);
        if (fault == PROVIDER_SLOW) pause_until(provider);
        str out = str_of(text ? text : normal);
        while (out.size > 0) {
            ssize_t sent = send(fd, out.s, (size_t)out.size, MSG_NOSIGNAL);
            if (sent <= 0) break;
            out = str_slice(out, sent, out.size);
        }
    }
    close(fd);
    work_release(&work);
}

static void *run(void *data)
{
    struct provider *provider = data;
    for (;;) {
        struct pollfd both[2] = {
            {.fd = provider->fd,      .events = POLLIN},
            {.fd = provider->wake[0], .events = POLLIN}
        };
        if (poll(both, 2, -1) < 0) continue;
        if (both[1].revents) return NULL;
        int fd = accept(provider->fd, NULL, NULL);
        if (fd >= 0) serve_one(provider, fd);
    }
}

struct provider *provider_start(struct provider_is is)
{
    struct provider *provider = calloc(1, sizeof *provider);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    if (!provider) abort();
    (void)pthread_mutex_init(&provider->mutex, NULL);
    keys_make(provider);
    provider->is = is;
    provider->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (provider->fd < 0 || bind(provider->fd, (struct sockaddr *)&address, sizeof address) ||
        listen(provider->fd, 64) || getsockname(provider->fd, (struct sockaddr *)&address, &size) ||
        pipe(provider->wake))
        abort();
    snprintf(provider->address, sizeof provider->address, "http://127.0.0.1:%d",
             ntohs(address.sin_port));
    snprintf(provider->issuer, sizeof provider->issuer, "%s/realms/house", provider->address);
    if (pthread_create(&provider->thread, NULL, run, provider)) abort();
    return provider;
}

void provider_stop(struct provider *provider)
{
    if (write(provider->wake[1], "x", 1) != 1) abort();
    (void)pthread_join(provider->thread, NULL);
    close(provider->fd);
    close(provider->wake[0]);
    close(provider->wake[1]);
    keys_free(provider);
    (void)pthread_mutex_destroy(&provider->mutex);
    free(provider);
}

str provider_issuer(const struct provider *provider)
{
    return str_of(provider->issuer);
}

void provider_set(struct provider *provider, struct provider_is is, struct provider_says says)
{
    (void)pthread_mutex_lock(&provider->mutex);
    provider->is = is;
    provider->says = says;
    (void)pthread_mutex_unlock(&provider->mutex);
}

void provider_rotate(struct provider *provider)
{
    (void)pthread_mutex_lock(&provider->mutex);
    keys_free(provider);
    keys_make(provider);
    (void)pthread_mutex_unlock(&provider->mutex);
}

i64 provider_asked(struct provider *provider, const char *path)
{
    i64 count = 0;
    (void)pthread_mutex_lock(&provider->mutex);
    for (i64 i = 0; i < PATHS; i++)
        if (str_ends(str_of(paths[i]), str_of(path))) count += provider->asked[i];
    (void)pthread_mutex_unlock(&provider->mutex);
    return count;
}

str provider_visit(struct arena *arena, struct provider *provider, str address)
{
    str ours = str_of(provider->address);
    if (!str_starts(address, ours)) return S("");
    str target = str_slice(address, ours.size, address.size);
    const char *host = provider->address + strlen("http://");
    str response =
        client_ask(arena, host,
                   str_of(fmt(arena, "GET %.*s HTTP/1.1\r\nHost: %s\r\n\r\n", STR(target), host)));
    return response_status_of(response) == 302 ? response_header_of(response, "Location") : S("");
}
