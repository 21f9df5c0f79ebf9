#include "case/case_kinds.h"

#include "people/role.h"

#define SET_UP  (ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_CX_OWNER))
#define LEADS   (SET_UP | ROLE_BIT(ROLE_FUNCTION_LEAD))
#define SERVES  (LEADS | ROLE_BIT(ROLE_EMPLOYEE))
#define COMPANY (ROLE_ALL & ~ROLE_BIT(ROLE_OUTSIDER))
#define BY_CASE CASE_KIND_OWN // by case.h alone, which keeps the rules

// clang-format off

// case: the steps of ISO 10002:2018, clause 8

static const struct kind_state case_states[] = {
    {"received", N_("received"), false, false}, {"acknowledged", N_("acknowledged"), false, false},
    {"assessed", N_("assessed"), false, false}, {"investigated", N_("being investigated"), false, false},
    {"answered", N_("answered"), false, false}, {"closed", N_("closed"), true, true},
    {"merged", N_("part of another case"), true, true}, {"suspected", N_("held as suspected spam"), false, true},
    {"discarded", N_("put away as spam"), true, true}, {0}};
static const struct kind_transition case_transitions[] = {
    {"acknowledge", N_("Acknowledge"), "received", "acknowledged", BY_CASE, 0},
    {"assess", N_("Assess"), NULL, "assessed", BY_CASE, 0},
    {"investigate", N_("Investigate"), NULL, "investigated", BY_CASE, 0},
    {"answer", N_("Answer"), NULL, "answered", BY_CASE, 0},
    {"close", N_("Close"), NULL, "closed", BY_CASE, 0},
    {"reopen", N_("Open again"), "closed", "investigated", BY_CASE, DEMANDS_REASON},
    {"merge", N_("Put into another case"), NULL, "merged", BY_CASE, 0},
    {"part", N_("Part again"), "merged", "investigated", BY_CASE, DEMANDS_REASON},
    {"hold", N_("Hold as suspected spam"), "received", "suspected", BY_CASE, 0},
    {"release", N_("It is real"), "suspected", "received", BY_CASE, 0},
    {"discard", N_("It is spam"), "suspected", "discarded", BY_CASE, 0},
    {"recover", N_("It was real"), "discarded", "received", BY_CASE, DEMANDS_REASON},
    {0}};

static const struct kind_choice matters[] = {
    {"complaint", N_("complaint")}, {"wish", N_("wish")}, {"question", N_("question")}, {"thanks", N_("thanks")},
    {"other", N_("something else")}, {0}};
static const struct kind_choice severities[] = {
    {"low", N_("a small thing")}, {"ordinary", N_("ordinary")}, {"high", N_("serious")},
    {"critical", N_("danger to health, money or many customers")}, {0}};
static const struct kind_choice ways[] = {
    {"web", N_("web page")}, {"email", N_("e-mail")}, {"phone", N_("telephone")}, {"counter", N_("counter")},
    {"survey", N_("answer to a survey")}, {"program", N_("another system")}, {"signal", N_("signal")},
    {"staff", N_("noticed by ourselves")}, {0}};
static const struct kind_choice finders[] = {
    {"customer", N_("the customer told")}, {"us", N_("we noticed first")}, {0}};

static const struct kind_field case_fields[] = {
    {.name = "subject", .type = KIND_TEXT, .required = true, .high = 200, .label = N_("Subject"),
     .help = N_("What it is about, in a few words of ours, without names of people.")},
    {.name = "number", .type = KIND_TEXT, .fixed = true, .high = 20, .label = N_("Case number"),
     .help = N_("What the customer is told; it says nothing of how many there are.")},
    {.name = "matter", .type = KIND_CHOICE, .choices = matters, .required = true, .otherwise = "complaint", .label = N_("Matter"),
     .help = N_("What kind of matter it is.")},
    {.name = "severity", .may_change = BY_CASE, .type = KIND_CHOICE, .choices = severities, .required = true, .otherwise = "ordinary", .label = N_("Severity"),
     .help = N_("How much it harms the customer, or how many.")},
    {.name = "function", .may_change = BY_CASE, .type = KIND_REF, .refers = "function", .label = N_("Owner function"),
     .help = N_("The function that owns it until it is closed.")},
    {.name = "owner", .type = KIND_PERSON, .label = N_("Owner"), .help = N_("Who works on it.")},
    {.name = "touchpoint", .may_change = BY_CASE, .type = KIND_REF, .refers = "touchpoint", .label = N_("Touchpoint"),
     .help = N_("The service situation that it happened in.")},
    {.name = "unit", .may_change = BY_CASE, .type = KIND_REF, .refers = "unit", .label = N_("Unit"), .help = N_("Where it happened.")},
    {.name = "customer", .may_change = BY_CASE, .type = KIND_CUSTOMER, .label = N_("Customer"), .help = N_("Whose matter it is; none: nobody known.")},
    {.name = "way", .may_change = BY_CASE, .type = KIND_CHOICE, .choices = ways, .required = true, .otherwise = "staff", .label = N_("Came by"),
     .help = N_("The way that it came.")},
    {.name = "found_by", .may_change = BY_CASE, .type = KIND_CHOICE, .choices = finders, .required = true, .otherwise = "us", .label = N_("Found by"),
     .help = N_("Who noticed first.")},
    {.name = "answer_by", .may_change = BY_CASE, .type = KIND_TIME, .label = N_("First answer by"), .help = N_("When the customer shall have a first answer.")},
    {.name = "solve_by", .may_change = BY_CASE, .type = KIND_TIME, .label = N_("Solved by"), .help = N_("When it shall be solved.")},
    {.name = "answered_at", .may_change = BY_CASE, .type = KIND_TIME, .label = N_("First answered"), .help = N_("When we first answered in our own words.")},
    {.name = "solved_at", .may_change = BY_CASE, .type = KIND_TIME, .label = N_("Solved"), .help = N_("When it was closed.")},
    {.name = "escalated", .may_change = BY_CASE, .type = KIND_YES_NO, .label = N_("Escalated"), .help = N_("It was late, and the CX owner acts upon it too.")},
    {.name = "cause", .may_change = BY_CASE, .type = KIND_REF, .refers = "cause", .label = N_("Cause"), .help = N_("Why it happened.")},
    {.name = "pattern", .type = KIND_REF, .refers = "pattern", .label = N_("Pattern"), .help = N_("The repeating cause that it is one of.")},
    {.name = "decision", .may_change = BY_CASE, .type = KIND_REF, .refers = "decision", .label = N_("Decision"), .help = N_("What was decided of it.")},
    {.name = "merged_with", .may_change = BY_CASE, .type = KIND_REF, .refers = "case", .label = N_("Goes on in"), .help = N_("The case that it became part of.")},
    {.name = "repeats", .may_change = BY_CASE, .type = KIND_REF, .refers = "case", .label = N_("Repeats"), .help = N_("An earlier case of the same customer about the same.")},
    {0}};

const struct kind case_kind = {
    .name = "case", .path = "cases", .label = N_("case"), .labels = N_("cases"),
    .what = N_("A complaint or other matter that somebody owns until it is closed."),
    .fields = case_fields, .states = case_states, .transitions = case_transitions, .scope = SCOPE_FUNCTION, .stays = true,
    .may_see = SERVES, .may_add = BY_CASE, .may_change = SERVES};

// task

static const struct kind_state task_states[] = {
    {"open", N_("open"), false, false}, {"done", N_("done"), true, true}, {"dropped", N_("dropped"), true, true}, {0}};
static const struct kind_transition task_transitions[] = {
    {"finish", N_("Done"), "open", "done", SERVES, 0},
    {"drop", N_("Drop"), "open", "dropped", SERVES, DEMANDS_REASON},
    {"return", N_("Open again"), NULL, "open", SERVES, 0},
    {"reopen", N_("Open again"), "done", "open", SERVES, 0},
    {0}};

static const struct kind_field task_fields[] = {
    {.name = "title", .type = KIND_TEXT, .required = true, .high = 200, .label = N_("Task"), .help = N_("What is to be done.")},
    {.name = "matter_of", .type = KIND_REF, .refers = "case", .label = N_("Case"), .help = N_("The case that waits for it.")},
    {.name = "function", .type = KIND_REF, .refers = "function", .label = N_("Function"), .help = N_("The function that does it.")},
    {.name = "owner", .type = KIND_PERSON, .label = N_("Who"), .help = N_("Who does it.")},
    {.name = "due", .type = KIND_DATE, .label = N_("By"), .help = N_("The day by which it is done.")},
    {.name = "what", .type = KIND_LONG_TEXT, .label = N_("More"), .help = N_("What one has to know to do it.")},
    {0}};

const struct kind task_kind = {
    .name = "task", .path = "tasks", .label = N_("task"), .labels = N_("tasks"),
    .what = N_("Something that a case needs of somebody."),
    .fields = task_fields, .states = task_states, .transitions = task_transitions, .scope = SCOPE_FUNCTION,
    .may_see = COMPANY, .may_add = SERVES, .may_change = SERVES};

// cause

static const struct kind_state use_states[] = {
    {"in_use", N_("in use"), false, true}, {"retired", N_("retired"), true, true}, {0}};
static const struct kind_transition use_transitions[] = {
    {"retire", N_("Retire"), "in_use", "retired", LEADS, 0},
    {"return", N_("Take back into use"), "retired", "in_use", LEADS, 0},
    {0}};

static const struct kind_field cause_fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .high = 200, .label = N_("Cause"), .help = N_("Why such things happen, in a few words.")},
    {.name = "function", .type = KIND_REF, .refers = "function", .label = N_("Function"), .help = N_("The function that could end it.")},
    {.name = "what", .type = KIND_LONG_TEXT, .label = N_("More"), .help = N_("When it is this cause, and when another.")},
    {0}};

const struct kind cause_kind = {
    .name = "cause", .path = "causes", .label = N_("cause"), .labels = N_("causes"),
    .what = N_("Why cases come about; the company's own list."),
    .fields = cause_fields, .states = use_states, .transitions = use_transitions, .unique = true,
    .may_see = COMPANY, .may_add = SERVES, .may_change = LEADS};

// reply

static const struct kind_choice occasions[] = {
    {"received", N_("we have received it")}, {"progress", N_("how it goes")}, {"answer", N_("our answer")},
    {"closed", N_("it is closed")}, {"other", N_("other")}, {0}};

static const struct kind_field reply_fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .high = 200, .label = N_("Name"), .help = N_("What the house calls it.")},
    {.name = "occasion", .type = KIND_CHOICE, .choices = occasions, .required = true, .otherwise = "other", .label = N_("When"),
     .help = N_("When it is written.")},
    {.name = "text_en", .type = KIND_LONG_TEXT, .label = N_("In English"), .help = N_("{{name}}, {{number}}, {{owner}} and {{by}} are filled in.")},
    {.name = "text_fi", .type = KIND_LONG_TEXT, .label = N_("In Finnish"), .help = N_("{{name}}, {{number}}, {{owner}} and {{by}} are filled in.")},
    {.name = "text_sv", .type = KIND_LONG_TEXT, .label = N_("In Swedish"), .help = N_("{{name}}, {{number}}, {{owner}} and {{by}} are filled in.")},
    {0}};

const struct kind reply_kind = {
    .name = "reply", .path = "replies", .label = N_("reply"), .labels = N_("replies"),
    .what = N_("Words that letters to customers begin with."),
    .fields = reply_fields, .states = use_states, .transitions = use_transitions, .unique = true,
    .may_see = COMPANY, .may_add = LEADS, .may_change = LEADS};

// case_rule

static const struct kind_choice openers[] = {
    {"detractor", N_("a detractor's answer")}, {"low", N_("a low value of a metric")}, {"feeling", N_("a feeling that was felt")},
    {"word", N_("a word in what is said")}, {"signal", N_("a signal")},
    {"handling", N_("dissatisfaction with how a case was handled")}, {0}};

static const struct kind_field case_rule_fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .high = 200, .label = N_("Name"), .help = N_("What the rule is for.")},
    {.name = "opens_by", .type = KIND_CHOICE, .choices = openers, .required = true, .label = N_("Opens a case by"),
     .help = N_("What opens a case.")},
    {.name = "metric", .type = KIND_REF, .refers = "metric", .label = N_("Metric"), .help = N_("Whose value is looked at.")},
    {.name = "bound", .type = KIND_NUMBER, .label = N_("At most"), .help = N_("The largest value that opens a case.")},
    {.name = "words", .type = KIND_TEXT, .high = 1000, .label = N_("Words or feelings"), .help = N_("Words or feelings, with commas between them; a * stands for any ending.")},
    {.name = "touchpoint", .type = KIND_REF, .refers = "touchpoint", .label = N_("Touchpoint"), .help = N_("Only there; none: everywhere.")},
    {.name = "function", .type = KIND_REF, .refers = "function", .label = N_("Owner function"), .help = N_("Who owns the case; none: by touchpoint and words.")},
    {.name = "severity", .type = KIND_CHOICE, .choices = severities, .required = true, .otherwise = "ordinary", .label = N_("Severity"),
     .help = N_("How serious such a case is.")},
    {0}};

const struct kind case_rule_kind = {
    .name = "case_rule", .path = "case-rules", .label = N_("rule for cases"), .labels = N_("rules for cases"),
    .what = N_("What opens a case by itself."),
    .fields = case_rule_fields, .states = use_states, .transitions = use_transitions, .unique = true,
    .may_see = COMPANY, .may_add = SET_UP, .may_change = SET_UP};

// closed_day

static const struct kind_field closed_day_fields[] = {
    {.name = "name", .type = KIND_TEXT, .required = true, .high = 200, .label = N_("Name"), .help = N_("Such as Midsummer Eve.")},
    {.name = "day", .type = KIND_DATE, .required = true, .label = N_("Day"), .help = N_("A day on which the clock of cases stands.")},
    {0}};

const struct kind closed_day_kind = {
    .name = "closed_day", .path = "closed-days", .label = N_("day off"), .labels = N_("days off"),
    .what = N_("Days on which nobody works, beside weekends."),
    .fields = closed_day_fields, .may_see = COMPANY, .may_add = SET_UP, .may_change = SET_UP};
// clang-format on
