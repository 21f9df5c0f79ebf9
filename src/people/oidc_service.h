// oidc_service: the sign-in service that single sign-on asks, as the administrator set it up: where
// it is, how we are known there, what its claims are called, and the rules of who gets an account
// and which role. Owns table single_service. Its secret lies in the store as it is, because it has
// to be shown to the service; no page and no log tells it. Never asks the service anything.
#pragma once

#include "base/json.h"
#include "people/role.h"
#include "store/store.h"

struct oidc_service {
    bool is_on;
    str name, issuer, client_id;
    str client_secret; // never shown; empty: none
    str scopes, email_claim, name_claim, group_claim;
    bool trusts_email, adds_people;
    str domains, groups; // parted by blanks; one a line
    enum role default_role;
    str roles;      // "group = role", one a line
    i64 changed_ms; // 0: there is no service
};

// What it is before anybody set it: off, with the claims that most services use.
struct oidc_service oidc_service_usual(void);
// The one there is, or what is usual.
MUST_USE bool oidc_service_get(ctx *c, struct oidc_service *out);
// Which field of it is wrong, by the name of its member; NULL when none is. Texts are trimmed in
// place. msg and hint are for people.
struct oidc_wrong {
    const char *field, *msg, *hint;
};
struct oidc_wrong oidc_service_check(ctx *c, struct oidc_service *service, bool is_loopback_taken);
// Keeps it. An empty secret keeps the one before, while the issuer and the client stay;
// `drops_secret` takes it away. The caller has asked oidc_service_check.
MUST_USE bool oidc_service_set(ctx *c, str who, struct oidc_service service, bool drops_secret);

// ---- Whom its claims tell of ----

struct oidc_person {
    str issuer, subject, name;
    str email;          // normalised; empty: none that is one
    bool email_is_sure; // the service says so, or is trusted to
    bool is_strong;
    const json_t *groups; // text or list of texts; NULL: none told
    bool groups_left_out; // too many to be told (Entra ID)
};
// What checked claims say. Pure.
struct oidc_person oidc_person_of(ctx *c, const struct oidc_service *service, const json_t *claims);
// The role that a person's groups give, by the first line of roles that fits; ROLE_NONE when none
// does. Pure.
enum role oidc_role_of(const struct oidc_service *service, const struct oidc_person *person);
// Whether somebody without an account gets one. Pure.
bool oidc_adds(const struct oidc_service *service, const struct oidc_person *person);
// Whether the roles' lines decide who is an administrator; else only people here do. Pure.
bool oidc_decides_administrators(const struct oidc_service *service);
