#include "survey/feelings.h"

// Which is whose opposite is our reading of the words; the source has clusters only. Its
// "interesting" is said of the experience; ours is said of the customer.
// clang-format off
const struct feeling feelings[] = {
    {"happy", N_("happy"), FEELING_ADVOCACY, "unhappy", true},
    {"pleased", N_("pleased"), FEELING_ADVOCACY, "disappointed", true},
    {"trusting", N_("trusting"), FEELING_RECOMMENDATION, "disappointed", true},
    {"valued", N_("valued"), FEELING_RECOMMENDATION, "neglected", true},
    {"focused", N_("focused"), FEELING_RECOMMENDATION, "frustrated", true},
    {"safe", N_("safe"), FEELING_RECOMMENDATION, "stressed", true},
    {"cared_for", N_("cared for"), FEELING_RECOMMENDATION, "neglected", true},
    {"interested", N_("interested"), FEELING_ATTENTION, "unsatisfied", true},
    {"energetic", N_("energetic"), FEELING_ATTENTION, "frustrated", true},
    {"stimulated", N_("stimulated"), FEELING_ATTENTION, "irritated", true},
    {"exploratory", N_("exploratory"), FEELING_ATTENTION, "hurried", true},
    {"indulgent", N_("indulgent"), FEELING_ATTENTION, "unsatisfied", true},
    {"irritated", N_("irritated"), FEELING_DESTROYING, "pleased", true},
    {"hurried", N_("hurried"), FEELING_DESTROYING, "cared_for", true},
    {"neglected", N_("neglected"), FEELING_DESTROYING, "valued", true},
    {"unhappy", N_("unhappy"), FEELING_DESTROYING, "happy", true},
    {"unsatisfied", N_("unsatisfied"), FEELING_DESTROYING, "pleased", true},
    {"stressed", N_("stressed"), FEELING_DESTROYING, "safe", true},
    {"disappointed", N_("disappointed"), FEELING_DESTROYING, "pleased", true},
    {"frustrated", N_("frustrated"), FEELING_DESTROYING, "focused", true},
    // What touchpoints may aim at besides.
    {"at_ease", N_("at ease"), FEELING_RECOMMENDATION, "stressed", false},
};
// clang-format on
const i64 feelings_count = COUNT_OF(feelings);

static const char *const cluster_labels[FEELING_CLUSTER__COUNT] = {
    [FEELING_DESTROYING] = N_("destroys value"),
    [FEELING_ATTENTION] = N_("draws attention"),
    [FEELING_RECOMMENDATION] = N_("makes customers recommend"),
    [FEELING_ADVOCACY] = N_("makes customers speak for us"),
};

// Without a touchpoint that aims at something: the two of advocacy, what most touchpoints aim at,
// and their opposites.
static const char usual[] = "happy,valued,trusting,safe";

const struct feeling *feeling_find(str name)
{
    for (i64 i = 0; i < feelings_count; i++)
        if (str_equal(name, str_of(feelings[i].name))) return &feelings[i];
    return NULL;
}

const char *feeling_cluster_label(enum feeling_cluster cluster)
{
    assert(cluster < FEELING_CLUSTER__COUNT);
    return cluster_labels[cluster];
}

static i64 add_once(const struct feeling **list, i64 count, const struct feeling *feeling)
{
    for (i64 i = 0; i < count; i++)
        if (list[i] == feeling) return count;
    list[count] = feeling;
    return count + 1;
}

i64 feelings_offered(ctx *c, str aims, const struct feeling ***out)
{
    const struct feeling **list = NEW_ARRAY(c->arena, const struct feeling *, feelings_count);
    i64 count = 0;
    str left = aims, name;
    while (str_cut(&left, ',', &name)) {
        const struct feeling *feeling = feeling_find(str_trim(name));
        if (!feeling) continue;
        count = add_once(list, count, feeling);
        count = add_once(list, count, feeling_find(str_of(feeling->opposite)));
    }
    if (!count && aims.s != usual) return feelings_offered(c, (str){usual, sizeof usual - 1}, out);
    *out = list;
    return count;
}
