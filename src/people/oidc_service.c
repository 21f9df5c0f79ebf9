#include "people/oidc_service.h"

#include "audit/audit.h"
#include "bounds.h"
#include "people/email.h"
#include "people/fetch.h"
#include "people/oidc_token.h"

enum { LIST_BYTES_MAX = 4000, SECRET_MAX = 1000 };

// ---- The service ----

struct oidc_service oidc_service_usual(void)
{
    return (struct oidc_service){.scopes = S("openid email profile"),
                                 .email_claim = S("email"),
                                 .name_claim = S("name"),
                                 .default_role = ROLE_EMPLOYEE};
}

bool oidc_service_get(ctx *c, struct oidc_service *out)
{
    struct rows rows;
    *out = oidc_service_usual();
    if (!store_rows(c, SQL_oidc_service, NO_VALS, &rows)) return false;
    if (!rows.count) return true;
    const struct column *col = rows.column;
    *out = (struct oidc_service){.is_on = col[0].i[0] != 0,
                                 .name = col[1].text[0],
                                 .issuer = col[2].text[0],
                                 .client_id = col[3].text[0],
                                 .client_secret = col[4].text[0],
                                 .scopes = col[5].text[0],
                                 .email_claim = col[6].text[0],
                                 .name_claim = col[7].text[0],
                                 .group_claim = col[8].text[0],
                                 .trusts_email = col[9].i[0] != 0,
                                 .adds_people = col[10].i[0] != 0,
                                 .domains = col[11].text[0],
                                 .groups = col[12].text[0],
                                 .roles = col[14].text[0],
                                 .changed_ms = col[15].i[0]};
    // A role that this version does not know lets nobody in.
    if (!role_find(col[13].text[0], &out->default_role)) out->adds_people = false;
    return true;
}

// The next line that is not empty; with '=' cut into two.
static bool next_line(str *rest, str *line)
{
    while (str_cut(rest, '\n', line)) {
        *line = str_trim(*line);
        if (line->size) return true;
    }
    return false;
}

static bool next_role(str *rest, str *group, enum role *role)
{
    str line;
    if (!next_line(rest, &line)) return false;
    // The last '=' parts: names of groups may hold one ("CN=board,OU=groups").
    i64 at = line.size - 1;
    while (at >= 0 && line.s[at] != '=')
        at--;
    *role = ROLE_NONE;
    *group = str_trim(str_slice(line, 0, MAX(at, 0)));
    if (at < 0 || !role_find(str_trim(str_slice(line, at + 1, line.size)), role)) *role = ROLE_NONE;
    return true;
}

static const char *wrong_roles(ctx *c, str roles)
{
    str group;
    enum role role;
    while (next_role(&roles, &group, &role)) {
        if (group.size && role != ROLE_NONE) continue;
        buf names = buf_new(c->arena, 1000);
        for (enum role i = ROLE_NONE + 1; i < ROLE__COUNT; i++)
            buf_fmt(&names, "%s%s", names.size ? ", " : "", role_name(i));
        return fmt(c->arena, tr(c, "Write one \"group = role\" a line. Roles: %s."), names.s);
    }
    return NULL;
}

static bool is_plain(str text, i64 max, bool lines_too)
{
    for (i64 i = 0; i < text.size; i++) {
        u8 one = (u8)text.s[i];
        bool is_break = one == '\n' || one == '\r';
        if ((one < ' ' && !(lines_too && is_break)) || one == 127) return false;
    }
    return text.size <= max && str_is_utf8(text, NULL);
}

static const char *wrong_text(struct oidc_service *service)
{
    const struct {
        const char *field;
        str *text;
        i64 max;
        bool is_list;
    } texts[] = {
        {"name",          &service->name,          BOUND_NAME_BYTES,    false},
        {"issuer",        &service->issuer,        BOUND_ADDRESS_BYTES, false},
        {"client_id",     &service->client_id,     BOUND_NAME_BYTES,    false},
        {"client_secret", &service->client_secret, SECRET_MAX,          false},
        {"scopes",        &service->scopes,        BOUND_NAME_BYTES,    false},
        {"email_claim",   &service->email_claim,   BOUND_NAME_BYTES,    false},
        {"name_claim",    &service->name_claim,    BOUND_NAME_BYTES,    false},
        {"group_claim",   &service->group_claim,   BOUND_NAME_BYTES,    false},
        {"domains",       &service->domains,       LIST_BYTES_MAX,      true },
        {"groups",        &service->groups,        LIST_BYTES_MAX,      true },
        {"roles",         &service->roles,         LIST_BYTES_MAX,      true },
    };
    for (i64 i = 0; i < COUNT_OF(texts); i++) {
        *texts[i].text = str_trim(*texts[i].text);
        if (!is_plain(*texts[i].text, texts[i].max, texts[i].is_list)) return texts[i].field;
    }
    return NULL;
}

static struct oidc_wrong wrong_rules(ctx *c, const struct oidc_service *service)
{
    const char *hint = wrong_roles(c, service->roles);
    if (hint) return (struct oidc_wrong){"roles", tr(c, "a line names no group or no role"), hint};
    bool needs_groups = service->groups.size || service->roles.size;
    if (needs_groups && !service->group_claim.size)
        return (struct oidc_wrong){"group_claim", tr(c, "without it no group can be seen"),
                                   tr(c, "Often it is \"groups\" or \"roles\".")};
    if (!service->adds_people) return (struct oidc_wrong){0};
    if (!service->domains.size && !service->groups.size)
        return (struct oidc_wrong){"domains", tr(c, "say whose people get an account"),
                                   tr(c, "Name a domain of e-mail, or a group below.")};
    if (service->default_role == ROLE_ADMINISTRATOR || service->default_role == ROLE_NONE)
        return (struct oidc_wrong){"default_role", tr(c, "nobody becomes this by signing in"),
                                   tr(c, "Choose a smaller role, or give it by a group.")};
    return (struct oidc_wrong){0};
}

static bool has_openid(str scopes)
{
    str one;
    while (str_cut(&scopes, ' ', &one))
        if (str_equal(one, S("openid"))) return true;
    return false;
}

struct oidc_wrong oidc_service_check(ctx *c, struct oidc_service *service, bool is_loopback_taken)
{
    const char *field = wrong_text(service);
    if (field)
        return (struct oidc_wrong){field, tr(c, "this is too long, or holds what is no text"),
                                   NULL};
    if (!service->name.size)
        return (struct oidc_wrong){"name", tr(c, "people need a name to know it by"),
                                   tr(c, "It stands on the button: \"Sign in with …\".")};
    if (!fetch_may(service->issuer, is_loopback_taken) || str_find(service->issuer, S("?")) >= 0)
        return (struct oidc_wrong){"issuer", tr(c, "this is no address that may be asked"),
                                   tr(c, "Addresses begin with https://.")};
    if (!service->client_id.size)
        return (struct oidc_wrong){"client_id", tr(c, "without it the service does not know us"),
                                   tr(c, "You find it where the application was registered.")};
    if (!has_openid(service->scopes))
        return (struct oidc_wrong){"scopes", tr(c, "\"openid\" must be among them"), NULL};
    if (!service->email_claim.size)
        return (struct oidc_wrong){"email_claim", tr(c, "without it nobody can be found"),
                                   tr(c, "Often it is \"email\".")};
    return wrong_rules(c, service);
}

static bool note_service(ctx *c, str who, const struct oidc_service *service, bool drops_secret)
{
    json_t *detail = json_new_object(c);
    json_put_bool(detail, "is_on", service->is_on);
    json_put_str(detail, "issuer", service->issuer);
    json_put_str(detail, "client_id", service->client_id);
    json_put_str(detail, "email_claim", service->email_claim);
    json_put_bool(detail, "trusts_email", service->trusts_email);
    json_put_bool(detail, "adds_people", service->adds_people);
    json_put_str(detail, "domains", service->domains);
    json_put_str(detail, "groups", service->groups);
    json_put_str(detail, "roles", service->roles);
    json_put_c(detail, "default_role", role_name(service->default_role));
    // Not which, only that.
    json_put_bool(detail, "secret_changed", service->client_secret.size > 0 || drops_secret);
    return audit_add(
        c, (struct audit_entry){.who = who, .what = S("people.single_service"), .detail = detail});
}

bool oidc_service_set(ctx *c, str who, struct oidc_service service, bool drops_secret)
{
    assert(store_in_transaction(c));
    struct oidc_service before;
    if (!note_service(c, who, &service, drops_secret) || !oidc_service_get(c, &before))
        return false;
    // A secret is for one service and one client: it must not be sent to another.
    bool is_same =
        str_equal(before.issuer, service.issuer) && str_equal(before.client_id, service.client_id);
    str secret = service.client_secret;
    if (drops_secret)
        secret = S("");
    else if (!secret.size && is_same)
        secret = before.client_secret;
    return store_run(c, SQL_oidc_service_clear, NO_VALS) &&
           store_run(c, SQL_oidc_service_add,
                     VALS(V_I64(service.is_on), V_STR(service.name), V_STR(service.issuer),
                          V_STR(service.client_id), V_STR(secret), V_STR(service.scopes),
                          V_STR(service.email_claim), V_STR(service.name_claim),
                          V_STR(service.group_claim), V_I64(service.trusts_email),
                          V_I64(service.adds_people), V_STR(service.domains), V_STR(service.groups),
                          V_STR(str_of(role_name(service.default_role))), V_STR(service.roles),
                          V_I64(c->now_ms)));
}

// ---- Who it is ----

static str email_of(ctx *c, str text)
{
    str email = {0};
    if (email_normalise(c, text, &email)) return email;
    err_clear(c);
    return (str){0};
}

struct oidc_person oidc_person_of(ctx *c, const struct oidc_service *service, const json_t *claims)
{
    struct oidc_person person = {
        .issuer = json_text(json_object_get(claims, "iss")),
        .subject = json_text(json_object_get(claims, "sub")),
        .name = str_trim(
            str_head(json_text(oidc_claim(claims, service->name_claim)), BOUND_NAME_BYTES)),
        .email = email_of(c, json_text(oidc_claim(claims, service->email_claim))),
        .is_strong = oidc_is_strong(claims),
        .groups = oidc_claim(claims, service->group_claim)};
    // email_verified speaks of the claim "email"; an explicit no speaks against any.
    const json_t *checked = json_object_get(claims, "email_verified");
    bool says_yes = str_equal(service->email_claim, S("email")) && oidc_claim_is_true(checked);
    bool says_no = checked && !oidc_claim_is_true(checked);
    person.email_is_sure = says_yes || (service->trusts_email && !says_no);
    const json_t *elsewhere = json_object_get(claims, "_claim_names");
    person.groups_left_out = !person.groups && oidc_claim(elsewhere, service->group_claim);
    bool is_nameless = !person.name.size && person.email.size;
    if (is_nameless) person.name = str_slice(person.email, 0, str_find(person.email, S("@")));
    return person;
}

enum role oidc_role_of(const struct oidc_service *service, const struct oidc_person *person)
{
    str rest = service->roles, group;
    enum role role;
    while (next_role(&rest, &group, &role))
        if (role != ROLE_NONE && oidc_claim_holds(person->groups, group)) return role;
    return ROLE_NONE;
}

bool oidc_decides_administrators(const struct oidc_service *service)
{
    str rest = service->roles, group;
    enum role role;
    while (next_role(&rest, &group, &role))
        if (role == ROLE_ADMINISTRATOR) return true;
    return false;
}

static bool domain_fits(str domains, str email)
{
    str domain = str_slice(email, str_find(email, S("@")) + 1, email.size);
    for (i64 i = 0; i < domains.size;) {
        i64 end = i;
        while (end < domains.size && !strchr(" ,;\t\r\n", domains.s[end]))
            end++;
        str one = str_slice(domains, i, end);
        if (str_starts(one, S("@"))) one = str_slice(one, 1, one.size);
        if (one.size && str_equal_fold(one, domain)) return true;
        i = end + 1;
    }
    return false;
}

static bool group_fits(str groups, const json_t *of_person)
{
    str group;
    while (next_line(&groups, &group))
        if (oidc_claim_holds(of_person, group)) return true;
    return false;
}

bool oidc_adds(const struct oidc_service *service, const struct oidc_person *person)
{
    if (!service->adds_people || !person->email.size || !person->email_is_sure) return false;
    if (!service->domains.size && !service->groups.size) return false;
    return (!service->domains.size || domain_fits(service->domains, person->email)) &&
           (!service->groups.size || group_fits(service->groups, person->groups));
}
