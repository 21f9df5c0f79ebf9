#include "voice/theme_kind.h"

#include "people/role.h"

#define LEADS                                                                                      \
    (ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_CX_OWNER) | ROLE_BIT(ROLE_FUNCTION_LEAD))
#define COMPANY (ROLE_ALL & ~ROLE_BIT(ROLE_OUTSIDER))

// clang-format off
static const struct kind_state states[] = {
    {"in_use", N_("in use"), false, true}, {"retired", N_("retired"), true, true}, {0}};
static const struct kind_transition transitions[] = {
    {"retire", N_("Retire"), "in_use", "retired", LEADS, 0},
    {"return", N_("Take back into use"), "retired", "in_use", LEADS, 0},
    {0}};

static const struct kind_field fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .high = 200, .label = N_("Theme"), .help = N_("What customers speak of, in a word or two.")},
    {.name = "words_fi", .type = KIND_TEXT, .high = 2000, .label = N_("Words in Finnish"), .help = N_("Words with commas between them; a * stands for any ending.")},
    {.name = "words_en", .type = KIND_TEXT, .high = 2000, .label = N_("Words in English"), .help = N_("Words with commas between them; a * stands for any ending.")},
    {.name = "words_sv", .type = KIND_TEXT, .high = 2000, .label = N_("Words in Swedish"), .help = N_("Words with commas between them; a * stands for any ending.")},
    {.name = "function", .type = KIND_REF, .refers = "function", .label = N_("Function"), .help = N_("The function that it concerns most.")},
    {0}};

const struct kind theme_kind = {
    .name = "theme", .path = "themes", .label = N_("theme"), .labels = N_("themes"),
    .what = N_("What customers speak of, told by the words that they use."),
    .fields = fields, .states = states, .transitions = transitions, .unique = true,
    .may_see = COMPANY, .may_add = LEADS, .may_change = LEADS};
// clang-format on
