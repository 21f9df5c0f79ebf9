// The first kinds: what a company is made of. Later issues add their rules and kinds of their own.
#include "people/role.h"
#include "record/kind.h"

// Who sets the company up; who may also say how it is done at what is theirs (where that is, is the
// caller's to ask); who works here.
#define SET_UP  (ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_CX_OWNER))
#define LEADS   (SET_UP | ROLE_BIT(ROLE_FUNCTION_LEAD))
#define COMPANY (ROLE_ALL & ~ROLE_BIT(ROLE_OUTSIDER))

// Version 14 mangles tables.
// clang-format off

static const struct kind_state in_use_states[] = {
    {"in_use", N_("in use"), false, true}, {"retired", N_("retired"), true, true}, {0}};
static const struct kind_transition in_use_transitions[] = {
    {"retire", N_("Retire"), "in_use", "retired", SET_UP, DEMANDS_REASON},
    {"return", N_("Take back into use"), "retired", "in_use", SET_UP, DEMANDS_REASON},
    {0}};

// function

static const struct kind_field function_fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .high = 200, .label = N_("Name"),
     .help = N_("What everybody calls it, such as Sales or Deliveries.")},
    {.name = "lead", .type = KIND_PERSON, .label = N_("Lead"),
     .help = N_("Who answers for it.")},
    {.name = "part_of", .type = KIND_REF, .refers = "function", .label = N_("Part of"),
     .help = N_("The function that it belongs to; none for the uppermost.")},
    {.name = "task", .type = KIND_LONG_TEXT, .label = N_("Task"),
     .help = N_("What it does for customers, in a few sentences.")},
    {0}};

const struct kind kind_function = {
    .name = "function", .path = "functions", .label = N_("function"), .labels = N_("functions"),
    .what = N_("A part of the company that answers for touchpoints."),
    .fields = function_fields, .unique = true,
    .may_add = SET_UP, .may_change = SET_UP};

// unit

static const struct kind_field unit_fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .fixed = true, .high = 200, .label = N_("Name"),
     .help = N_("The word that facts come with; it cannot change later.")},
    {.name = "label", .type = KIND_TEXT, .high = 200, .label = N_("On screen"),
     .help = N_("What people read instead of the name.")},
    {.name = "part_of", .type = KIND_REF, .refers = "unit", .label = N_("Part of"),
     .help = N_("The unit or region that it belongs to.")},
    {.name = "lead", .type = KIND_PERSON, .label = N_("Lead"), .help = N_("Who answers for it.")},
    {.name = "opened", .type = KIND_DATE, .label = N_("Opened"), .help = N_("Its first day.")},
    {.name = "closed", .type = KIND_DATE, .label = N_("Closed"), .help = N_("Its last day.")},
    {.name = "about", .type = KIND_LONG_TEXT, .label = N_("About"),
     .help = N_("What one should know when reading its figures.")},
    {0}};

const struct kind kind_unit = {
    .name = "unit", .path = "units", .label = N_("unit"), .labels = N_("units"),
    .what = N_("A shop, an office, a team: where customers are met."),
    .fields = unit_fields, .states = in_use_states, .transitions = in_use_transitions,
    .unique = true, .over = "unit",
    .may_add = SET_UP, .may_change = SET_UP};

// channel

static const struct kind_field channel_fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .fixed = true, .high = 200, .label = N_("Name"),
     .help = N_("The word that facts come with; it cannot change later.")},
    {.name = "label", .type = KIND_TEXT, .high = 200, .label = N_("On screen"),
     .help = N_("What people read instead of the name.")},
    {.name = "function", .type = KIND_REF, .refers = "function", .label = N_("Owner"),
     .help = N_("The function that answers for it.")},
    {.name = "about", .type = KIND_LONG_TEXT, .label = N_("About"),
     .help = N_("What customers use it for.")},
    {0}};

const struct kind kind_channel = {
    .name = "channel", .path = "channels", .label = N_("channel"), .labels = N_("channels"),
    .what = N_("A way in which customers and the company meet: shop, telephone, application."),
    .fields = channel_fields, .states = in_use_states, .transitions = in_use_transitions,
    .unique = true, .over = "channel",
    .may_add = SET_UP, .may_change = SET_UP};

// journey

static const struct kind_state journey_states[] = {
    {"draft", N_("draft"), false, false}, {"agreed", N_("agreed"), false, true}, {"retired", N_("retired"), true, true}, {0}};
static const struct kind_transition journey_transitions[] = {
    {"agree", N_("Agree"), "draft", "agreed", SET_UP, DEMANDS_DATE | DEMANDS_EVIDENCE},
    {"reopen", N_("Reopen"), "agreed", "draft", SET_UP, DEMANDS_REASON},
    {"retire", N_("Retire"), NULL, "retired", SET_UP, DEMANDS_REASON},
    {0}};

static const struct kind_field journey_fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .high = 200, .label = N_("Name"),
     .help = N_("What the customer sets out to do, such as Buying a home insurance.")},
    {.name = "function", .type = KIND_REF, .refers = "function", .label = N_("Owner"),
     .help = N_("The function that looks after the whole of it.")},
    {.name = "who", .type = KIND_TEXT, .high = 200, .label = N_("Whose"),
     .help = N_("The customers who make this journey.")},
    {.name = "need", .type = KIND_LONG_TEXT, .label = N_("Need"),
     .help = N_("What the customer wants to have reached at its end.")},
    {0}};

const struct kind kind_journey = {
    .name = "journey", .path = "journeys", .label = N_("journey"), .labels = N_("journeys"),
    .what = N_("The customer's way from a need to its end, across functions."),
    .fields = journey_fields, .states = journey_states, .transitions = journey_transitions,
    .unique = true,
    .may_add = SET_UP, .may_change = SET_UP};

// stage

static const struct kind_choice moments[] = {
    {"before", N_("before the purchase")}, {"at", N_("at the purchase")}, {"after", N_("after the purchase")}, {0}};

static const struct kind_field stage_fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .high = 200, .label = N_("Name"),
     .help = N_("A part of the journey, in the customer's words.")},
    {.name = "journey", .type = KIND_REF, .refers = "journey", .label = N_("Journey"),
     .help = N_("The journey that it is a part of.")},
    {.name = "place", .type = KIND_NUMBER, .low = 1, .high = 1000, .label = N_("Place"),
     .help = N_("Its place among the stages; 1 is the first.")},
    {.name = "moment", .type = KIND_CHOICE, .choices = moments, .label = N_("Moment"),
     .help = N_("Whether it lies before, at or after the purchase.")},
    {.name = "need", .type = KIND_LONG_TEXT, .label = N_("Need"),
     .help = N_("What the customer needs here.")},
    {0}};

const struct kind kind_stage = {
    .name = "stage", .path = "stages", .label = N_("stage"), .labels = N_("stages"),
    .what = N_("A part of a journey."), .fields = stage_fields, .unique = true,
    .may_add = SET_UP, .may_change = SET_UP};

// touchpoint

static const struct kind_choice importances[] = {
    {"critical", N_("decides whether the customer stays")}, {"high", N_("is remembered")},
    {"ordinary", N_("must simply work")}, {0}};
static const struct kind_choice feelings[] = {
    {"valued", N_("valued")}, {"trusting", N_("trusting")}, {"cared_for", N_("cared for")}, {"safe", N_("safe")},
    {"focused", N_("focused")}, {"indulgent", N_("indulgent")}, {"stimulated", N_("stimulated")},
    {"exploratory", N_("exploratory")}, {"interested", N_("interested")}, {"energetic", N_("energetic")},
    {"happy", N_("happy")}, {"pleased", N_("pleased")}, {"at_ease", N_("at ease")}, {0}};

static const struct kind_field touchpoint_fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .fixed = true, .high = 200, .label = N_("Name"), .may_change = SET_UP,
     .help = N_("The word that facts come with; it cannot change later.")},
    {.name = "label", .type = KIND_TEXT, .high = 200, .over = "label", .label = N_("On screen"), .may_change = SET_UP,
     .help = N_("What people read instead of the name.")},
    {.name = "stage", .type = KIND_REF, .refers = "stage", .over = "stage", .label = N_("Stage"), .may_change = SET_UP,
     .help = N_("The part of the journey that it belongs to.")},
    {.name = "function", .type = KIND_REF, .refers = "function", .over = "owner", .label = N_("Owner"), .may_change = SET_UP,
     .help = N_("The function that answers for it.")},
    {.name = "importance", .type = KIND_CHOICE, .choices = importances, .label = N_("Importance"), .may_change = SET_UP,
     .help = N_("How much it weighs for the customer.")},
    {.name = "feelings", .type = KIND_CHOICES, .choices = feelings, .label = N_("Target feelings"),
     .help = N_("How customers shall feel here.")},
    {.name = "practices", .type = KIND_LONG_TEXT, .label = N_("Practices"),
     .help = N_("What is always done here, the same everywhere.")},
    {.name = "room", .type = KIND_LONG_TEXT, .label = N_("Room to flex"),
     .help = N_("What whoever meets the customer may decide alone.")},
    {0}};

const struct kind kind_touchpoint = {
    .name = "touchpoint", .path = "touchpoints", .label = N_("touchpoint"), .labels = N_("touchpoints"),
    .what = N_("A moment in which a customer meets the company."),
    .fields = touchpoint_fields, .states = in_use_states, .transitions = in_use_transitions,
    .scope = SCOPE_FUNCTION, .unique = true, .over = "touchpoint",
    .may_add = SET_UP, .may_change = LEADS};

// metric

static const struct kind_choice rhythms[] = {
    {"day", N_("every day")}, {"week", N_("every week")}, {"month", N_("every month")},
    {"quarter", N_("every quarter")}, {"year", N_("every year")}, {0}};

static const struct kind_field metric_fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .fixed = true, .high = 200, .label = N_("Name"),
     .help = N_("The word that facts come with; it cannot change later.")},
    {.name = "function", .type = KIND_REF, .refers = "function", .label = N_("Owner"),
     .help = N_("The function that answers for it.")},
    {.name = "why", .type = KIND_LONG_TEXT, .label = N_("Why"),
     .help = N_("What is decided by it; a metric that decides nothing can go.")},
    {.name = "looked_at", .type = KIND_CHOICE, .choices = rhythms, .label = N_("Looked at"),
     .help = N_("How often it is looked at.")},
    {.name = "target", .type = KIND_NUMBER, .label = N_("Target"),
     .help = N_("The value that is aimed at, in the metric's unit.")},
    {0}};

const struct kind kind_metric = {
    .name = "metric", .path = "metrics", .label = N_("metric"), .labels = N_("metrics"),
    .what = N_("Something that is measured; its definition lies with the facts."),
    .fields = metric_fields, .states = in_use_states, .transitions = in_use_transitions,
    .unique = true, .over = "metric", .made_elsewhere = true,
    .may_see = COMPANY, .may_add = SET_UP, .may_change = SET_UP};

// person

static const struct kind_state person_states[] = {
    {"here", N_("works here"), false, true}, {"left", N_("has left"), true, true}, {0}};
static const struct kind_transition person_transitions[] = {
    {"leave", N_("Has left"), "here", "left", SET_UP, DEMANDS_DATE},
    {"return", N_("Is back"), "left", "here", SET_UP, DEMANDS_DATE},
    {0}};

static const struct kind_field person_fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .high = 200, .label = N_("Name"),
     .help = N_("As colleagues call them.")},
    {.name = "email", .type = KIND_TEXT, .high = 200, .label = N_("E-mail"), .may_see = COMPANY,
     .help = N_("Where the company writes to them.")},
    {.name = "telephone", .type = KIND_TEXT, .high = 50, .label = N_("Telephone"), .may_see = COMPANY,
     .help = N_("With the country's number, such as +358 40 1234567.")},
    {.name = "function", .type = KIND_REF, .refers = "function", .label = N_("Function"),
     .help = N_("Where they work.")},
    {.name = "unit", .type = KIND_REF, .refers = "unit", .label = N_("Unit"),
     .help = N_("Where customers meet them.")},
    {.name = "task", .type = KIND_TEXT, .high = 200, .label = N_("Task"),
     .help = N_("What they do, in a few words.")},
    {.name = "since", .type = KIND_DATE, .label = N_("Since"), .help = N_("Their first day.")},
    {0}};

const struct kind kind_person = {
    .name = "person", .path = "people", .label = N_("person"), .labels = N_("people"),
    .what = N_("Somebody who works here, with or without an account."),
    .fields = person_fields, .states = person_states, .transitions = person_transitions,
    .may_see = COMPANY, .may_add = SET_UP, .may_change = SET_UP};

// clang-format on

const struct kind *const first_kinds[] = {&kind_function, &kind_unit,  &kind_channel,
                                          &kind_journey,  &kind_stage, &kind_touchpoint,
                                          &kind_metric,   &kind_person};
const i64 first_kinds_count = COUNT_OF(first_kinds);
