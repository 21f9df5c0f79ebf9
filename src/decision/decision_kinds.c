#include "decision/decision_kinds.h"

#include "event/event.h"
#include "people/role.h"
#include "record/record.h"

#define LEADS                                                                                      \
    (ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_CX_OWNER) | ROLE_BIT(ROLE_FUNCTION_LEAD))
#define COMPANY (ROLE_ALL & ~ROLE_BIT(ROLE_OUTSIDER))

// Event decision.made, by whatever way somebody decides: page, command or program.
static bool decision_moved(ctx *c, const struct record *record, str step)
{
    return !str_equal(step, S("decide")) ||
           event_add(c, (struct event){.what = S("decision.made"), .about = record->id});
}

// clang-format off

// pattern

static const struct kind_state pattern_states[] = {
    {"seen", N_("seen"), false, false}, {"worked_on", N_("being ended"), false, false},
    {"lived_with", N_("we live with it"), true, true}, {"ended", N_("ended"), true, true}, {0}};
static const struct kind_transition pattern_transitions[] = {
    {"begin", N_("Begin to end it"), "seen", "worked_on", LEADS, 0},
    {"finish", N_("It has ended"), "worked_on", "ended", LEADS, DEMANDS_EVIDENCE},
    {"accept", N_("Live with it"), NULL, "lived_with", LEADS, DEMANDS_REASON},
    {"return", N_("It is back"), "ended", "seen", LEADS, 0},
    {"reopen", N_("Take it up again"), "lived_with", "seen", LEADS, 0},
    {0}};

static const struct kind_field pattern_fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .high = 200, .label = N_("Pattern"), .help = N_("What repeats, in a few words.")},
    {.name = "cause", .type = KIND_REF, .refers = "cause", .label = N_("Cause"), .help = N_("The cause that the cases share.")},
    {.name = "touchpoint", .type = KIND_REF, .refers = "touchpoint", .label = N_("Touchpoint"), .help = N_("Where it happens; none: anywhere.")},
    {.name = "function", .type = KIND_REF, .refers = "function", .label = N_("Owner function"), .help = N_("The function that could end it.")},
    {.name = "owner", .type = KIND_PERSON, .label = N_("Owner"), .help = N_("Who answers for ending it.")},
    {.name = "metric", .type = KIND_REF, .refers = "metric", .label = N_("Figure it hurts"), .help = N_("The metric that it makes worse.")},
    {.name = "cost", .type = KIND_MONEY, .low = 0, .high = 1e9, .label = N_("Cost of one case"), .help = N_("What one such case costs, in work and compensation.")},
    {.name = "scenario", .type = KIND_TEXT, .high = 200, .label = N_("Scenario"), .help = N_("The worst that it could grow into.")},
    {0}};

const struct kind pattern_kind = {
    .name = "pattern", .path = "patterns", .label = N_("pattern"), .labels = N_("patterns"),
    .what = N_("The cause that many cases share."),
    .fields = pattern_fields, .states = pattern_states, .transitions = pattern_transitions, .scope = SCOPE_FUNCTION, .unique = true,
    .may_see = COMPANY, .may_add = LEADS, .may_change = LEADS};

// decision

static const struct kind_state decision_states[] = {
    {"draft", N_("draft"), false, false}, {"decided", N_("decided"), false, false}, {"done", N_("done"), true, true},
    {"taken_back", N_("taken back"), true, true}, {0}};
static const struct kind_transition decision_transitions[] = {
    {"decide", N_("Decide"), "draft", "decided", LEADS, 0},
    {"finish", N_("It is done"), "decided", "done", LEADS, DEMANDS_DATE},
    {"withdraw", N_("Take back"), NULL, "taken_back", LEADS, DEMANDS_REASON},
    {"return", N_("Take up again"), "taken_back", "draft", LEADS, 0},
    {0}};

static const struct kind_choice answers[] = {
    {"change", N_("we change this")}, {"no_change", N_("we do not change this")}, {0}};

static const struct kind_field decision_fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .high = 200, .label = N_("Decision"), .help = N_("What is decided, in a few words.")},
    {.name = "answer", .type = KIND_CHOICE, .choices = answers, .required = true, .label = N_("Our answer"), .help = N_("Whether something changes.")},
    {.name = "what", .type = KIND_LONG_TEXT, .label = N_("What"), .help = N_("What changes; or what stays as it is.")},
    {.name = "why", .type = KIND_LONG_TEXT, .label = N_("Why"), .help = N_("The reason, said straight.")},
    {.name = "function", .type = KIND_REF, .refers = "function", .label = N_("Function"), .help = N_("The function that does it.")},
    {.name = "owner", .type = KIND_PERSON, .label = N_("Who"), .help = N_("Who answers for it.")},
    {.name = "due", .type = KIND_DATE, .label = N_("By"), .help = N_("The day by which it is done.")},
    {.name = "pattern", .type = KIND_REF, .refers = "pattern", .label = N_("Pattern"), .help = N_("What it shall end.")},
    {.name = "touchpoint", .type = KIND_REF, .refers = "touchpoint", .label = N_("Touchpoint"), .help = N_("Where it shall be seen.")},
    {.name = "unit", .type = KIND_REF, .refers = "unit", .label = N_("Unit"), .help = N_("Where it shall be seen.")},
    {.name = "metric", .type = KIND_REF, .refers = "metric", .label = N_("Seen in"), .help = N_("The figure that shall move.")},
    {.name = "expected", .type = KIND_NUMBER, .label = N_("By how much"), .help = N_("How far it shall move, in the metric's unit.")},
    {.name = "told_en", .type = KIND_LONG_TEXT, .high = 2000, .label = N_("Told in English"), .help = N_("What customers read: what they said, what we did or did not, and why.")},
    {.name = "told_fi", .type = KIND_LONG_TEXT, .high = 2000, .label = N_("Told in Finnish"), .help = N_("What customers read: what they said, what we did or did not, and why.")},
    {.name = "told_sv", .type = KIND_LONG_TEXT, .high = 2000, .label = N_("Told in Swedish"), .help = N_("What customers read: what they said, what we did or did not, and why.")},
    {.name = "is_public", .type = KIND_YES_NO, .label = N_("On the public page"), .help = N_("Everybody may read it, not only those who asked.")},
    {0}};

// What each answer needs before it is one.
static const struct kind_need decision_needs[] = {
    {"decide", "what", "answer", "change"}, {"decide", "owner", "answer", "change"},
    {"decide", "due", "answer", "change"},  {"decide", "metric", "answer", "change"},
    {"decide", "why", "answer", "no_change"}, {0}};

const struct kind decision_kind = {
    .name = "decision", .path = "decisions", .label = N_("decision"), .labels = N_("decisions"),
    .what = N_("We change this; or we do not, and say why."),
    .fields = decision_fields, .states = decision_states, .transitions = decision_transitions, .needs = decision_needs, .scope = SCOPE_FUNCTION,
    .may_see = COMPANY, .may_add = LEADS, .may_change = LEADS, .moved = decision_moved};
// clang-format on
