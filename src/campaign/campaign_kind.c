#include "campaign/campaign_kind.h"

#include "people/role.h"

#define ASK     (ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_CX_OWNER) | ROLE_BIT(ROLE_FUNCTION_LEAD))
#define COMPANY (ROLE_ALL & ~ROLE_BIT(ROLE_OUTSIDER))

// clang-format off
static const struct kind_state states[] = {
    {"draft", N_("draft"), false, false}, {"running", N_("running"), false, true},
    {"paused", N_("paused"), false, false}, {"ended", N_("ended"), true, true}, {0}};
static const struct kind_transition transitions[] = {
    {"start", N_("Start"), "draft", "running", ASK, 0},
    {"pause", N_("Pause"), "running", "paused", ASK, 0},
    {"resume", N_("Go on"), "paused", "running", ASK, 0},
    {"finish", N_("End"), NULL, "ended", ASK, 0},
    {0}};

static const struct kind_choice abouts[] = {
    {"encounter", N_("an encounter, soon after it")}, {"relationship", N_("the relationship")}, {0}};
static const struct kind_choice ways[] = {
    {"email", N_("e-mail")}, {"link", N_("open link")}, {"qr", N_("QR code at a site")},
    {"kiosk", N_("tablet at a counter")}, {"embed", N_("on a web page")}, {0}};
static const struct kind_choice aims[] = {
    {"all", N_("all alike")}, {"hunches", N_("where figures are only hunches")}, {0}};

static const struct kind_field fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .high = 200, .label = N_("Name"),
     .help = N_("What the house calls it.")},
    {.name = "survey", .type = KIND_REF, .refers = "survey", .required = true, .label = N_("Survey"),
     .help = N_("What is asked.")},
    {.name = "about", .type = KIND_CHOICE, .choices = abouts, .required = true, .otherwise = "encounter", .label = N_("Asked about"),
     .help = N_("What customers are asked about.")},
    {.name = "touchpoint", .type = KIND_REF, .refers = "touchpoint", .label = N_("Touchpoint"),
     .help = N_("Whose encounters are asked about; none: all of them.")},
    {.name = "unit", .type = KIND_REF, .refers = "unit", .label = N_("Unit"),
     .help = N_("Where encounters are asked about; none: everywhere.")},
    {.name = "segment", .type = KIND_TEXT, .high = 200, .label = N_("Segment"),
     .help = N_("Which customers are asked; none: all.")},
    {.name = "way", .type = KIND_CHOICE, .choices = ways, .required = true, .otherwise = "email", .label = N_("Way"),
     .help = N_("How customers are asked.")},
    {.name = "function", .type = KIND_REF, .refers = "function", .label = N_("Owner"),
     .help = N_("The function that answers for it.")},
    {.name = "begins", .type = KIND_DATE, .label = N_("Begins"), .help = N_("Its first day; none: at once.")},
    {.name = "ends", .type = KIND_DATE, .label = N_("Ends"), .help = N_("Its last day; none: until it is ended.")},
    {.name = "delay_hours", .type = KIND_NUMBER, .low = 0, .high = 720, .otherwise = "4", .unit = "h", .label = N_("After"),
     .help = N_("Hours from the encounter to the question.")},
    {.name = "aim", .type = KIND_CHOICE, .choices = aims, .required = true, .otherwise = "all", .label = N_("Aimed at"),
     .help = N_("Whom to ask most.")},
    {.name = "metric", .type = KIND_REF, .refers = "metric", .label = N_("Metric"),
     .help = N_("The figure that shall become a fact.")},
    {.name = "quota", .type = KIND_NUMBER, .low = 1, .high = 1000000, .label = N_("Answers in each cell"),
     .help = N_("Enough answers of a segment, touchpoint and unit; more are not asked for. None: no bound.")},
    {.name = "most", .type = KIND_NUMBER, .low = 1, .high = 10000000, .label = N_("Invites"),
     .help = N_("How many are sent at most. None: no bound.")},
    {.name = "per_day", .type = KIND_NUMBER, .low = 1, .high = 1000000, .label = N_("A day"),
     .help = N_("How many invites go out in a day at most.")},
    {.name = "share", .type = KIND_NUMBER, .low = 0.1, .high = 100, .otherwise = "100", .unit = "%", .label = N_("Share"),
     .help = N_("The share of those who could be asked that is asked, by chance.")},
    {.name = "control", .type = KIND_NUMBER, .low = 0, .high = 50, .otherwise = "0", .unit = "%", .label = N_("Never asked"),
     .help = N_("The share of customers that is kept apart, always the same, to see what asking does.")},
    {.name = "rest_days", .type = KIND_NUMBER, .low = 0, .high = 3650, .otherwise = "90", .unit = "d", .label = N_("Rest"),
     .help = N_("Days for which a customer who was asked this survey is not asked it again.")},
    {.name = "reminders", .type = KIND_NUMBER, .low = 0, .high = 3, .otherwise = "1", .label = N_("Reminders"),
     .help = N_("How many times a customer who has not answered is reminded.")},
    {.name = "remind_days", .type = KIND_NUMBER, .low = 1, .high = 60, .otherwise = "3", .unit = "d", .label = N_("Reminded after"),
     .help = N_("Days between an invite and its reminder.")},
    {.name = "open_days", .type = KIND_NUMBER, .low = 1, .high = 365, .otherwise = "30", .unit = "d", .label = N_("Open for"),
     .help = N_("Days for which a link can be answered.")},
    {0}};

const struct kind campaign_kind = {
    .name = "campaign", .path = "campaigns", .label = N_("campaign"), .labels = N_("campaigns"),
    .what = N_("Whom a survey is sent to, when and how."),
    .fields = fields, .states = states, .transitions = transitions, .unique = true,
    .may_see = COMPANY, .may_add = ASK, .may_change = ASK};
// clang-format on
