#include "customer/personal.h"

// clang-format off
static const struct {
    const char *name;
    enum personal kind;
} names[] = {
    {"name", PERSONAL_NAME},          {"full_name", PERSONAL_NAME},     {"first_name", PERSONAL_NAME},
    {"last_name", PERSONAL_NAME},     {"nimi", PERSONAL_NAME},          {"etunimi", PERSONAL_NAME},
    {"sukunimi", PERSONAL_NAME},      {"namn", PERSONAL_NAME},          {"förnamn", PERSONAL_NAME},
    {"efternamn", PERSONAL_NAME},     {"contact", PERSONAL_NAME},       {"email", PERSONAL_EMAIL},
    {"e-mail", PERSONAL_EMAIL},       {"mail", PERSONAL_EMAIL},         {"sähköposti", PERSONAL_EMAIL},
    {"e-post", PERSONAL_EMAIL},       {"epost", PERSONAL_EMAIL},        {"phone", PERSONAL_PHONE},
    {"mobile", PERSONAL_PHONE},       {"telephone", PERSONAL_PHONE},    {"puhelin", PERSONAL_PHONE},
    {"puhelinnumero", PERSONAL_PHONE}, {"telefon", PERSONAL_PHONE},     {"mobil", PERSONAL_PHONE},
    {"address", PERSONAL_ADDRESS},    {"street", PERSONAL_ADDRESS},     {"osoite", PERSONAL_ADDRESS},
    {"katuosoite", PERSONAL_ADDRESS}, {"adress", PERSONAL_ADDRESS},     {"gatuadress", PERSONAL_ADDRESS},
};
// clang-format on

bool personal_kind(str attribute, enum personal *kind)
{
    for (i64 i = 0; i < COUNT_OF(names); i++) {
        if (!str_equal_fold(attribute, str_of(names[i].name))) continue;
        *kind = names[i].kind;
        return true;
    }
    return false;
}

const char *personal_name(i64 index)
{
    return index < COUNT_OF(names) ? names[index].name : NULL;
}
