#include "survey/survey_kind.h"

#include "people/role.h"

#define ASK     (ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_CX_OWNER) | ROLE_BIT(ROLE_FUNCTION_LEAD))
#define COMPANY (ROLE_ALL & ~ROLE_BIT(ROLE_OUTSIDER))
#define BY_TAKING_INTO_USE (1u << 31) // no role: survey_publish alone, which makes a version

// clang-format off
static const struct kind_state states[] = {
    {"draft", N_("draft"), false, false}, {"in_use", N_("in use"), false, true}, {"retired", N_("retired"), true, true}, {0}};
static const struct kind_transition transitions[] = {
    {"publish", N_("Take into use"), "draft", "in_use", BY_TAKING_INTO_USE, 0},
    {"retire", N_("Retire"), NULL, "retired", ASK, 0},
    {"return", N_("Take back into use"), "retired", "in_use", ASK, 0},
    {0}};

static const struct kind_field fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .high = 100, .label = N_("Name"),
     .help = N_("What the house calls it; customers see its own title.")},
    {.name = "function", .type = KIND_REF, .refers = "function", .label = N_("Owner"),
     .help = N_("The function that acts upon the answers.")},
    {.name = "why", .type = KIND_LONG_TEXT, .label = N_("Why"),
     .help = N_("What is decided by the answers; a survey that decides nothing need not be sent.")},
    {0}};

const struct kind survey_kind = {
    .name = "survey", .path = "surveys", .label = N_("survey"), .labels = N_("surveys"),
    .what = N_("Questions that customers answer."),
    .fields = fields, .states = states, .transitions = transitions, .unique = true,
    .may_see = COMPANY, .may_add = ASK, .may_change = ASK};
// clang-format on
