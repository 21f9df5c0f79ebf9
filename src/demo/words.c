#include "demo/words.h"

// A remark is an opening, the core about the touchpoint, a second thought and a closing, most of
// them optional; then it is typed the way people type. So a hundred cores make many thousands of
// different remarks.

enum theme words_theme(enum touchpoint touchpoint)
{
    static const enum theme themes[TOUCHPOINT_COUNT] = {
        [CAMPAIGN] = ABOUT_CAMPAIGN, [WEBSITE] = ABOUT_WEB,
        [SHOWROOM] = ABOUT_SHOP,     [ADVICE] = ABOUT_ADVICE,
        [QUOTE] = ABOUT_ADVICE,      [CHECKOUT] = ABOUT_SHOP,
        [WEB_SHOP] = ABOUT_WEB,      [PAYMENT] = ABOUT_PAYMENT,
        [DELIVERY] = ABOUT_DELIVERY, [INSTALLATION] = ABOUT_INSTALLATION,
        [INVOICE] = ABOUT_PAYMENT,   [CUSTOMER_SERVICE] = ABOUT_SERVICE,
        [RETURNS] = ABOUT_RETURN,    [WARRANTY] = ABOUT_RETURN,
    };
    return themes[touchpoint];
}

struct composing {
    const struct phrases *phrases;
    struct remark remark;
    struct chance *chance;
    i32 product;
    char *text;
    i64 size;
};

static void add(struct composing *at, const char *text)
{
    i64 size = (i64)strlen(text);
    assert(at->size + size < REMARK_BYTES);
    memcpy(at->text + at->size, text, (size_t)size);
    at->size += size;
}

static void add_number(struct composing *at, i32 number)
{
    char text[16];
    (void)snprintf(text, sizeof text, "%d", number);
    add(at, text);
}

static void add_slot(struct composing *at, char slot)
{
    const struct phrases *phrases = at->phrases;
    i32 minutes = at->remark.minutes;
    switch (slot) {
    case 'n':
        add(at, phrases->product[at->product][0]);
        break;
    case 'p':
        add(at, phrases->product[at->product][1]);
        break;
    case 'g':
        add(at, phrases->product[at->product][2]);
        break;
    case 's':
        add(at, phrases->site[at->remark.unit]);
        break;
    case 'w':
        add(at, phrases->weekday[chance_below(at->chance, 6)]);
        break;
    case 'm':
        add_number(at, minutes > 2 ? minutes : chance_between(at->chance, 4, 11) * 5);
        break;
    case 'd':
        add_number(at, chance_between(at->chance, 2, 9));
        break;
    default:
        assert(!"a phrase has a slot that does not exist");
    }
}

static void add_phrase(struct composing *at, const char *phrase)
{
    if (at->size) add(at, " ");
    i64 start = at->size;
    for (const char *s = phrase; *s; s++) {
        if (*s == '$') {
            add_slot(at, *++s);
        } else {
            assert(at->size < REMARK_BYTES);
            at->text[at->size++] = *s;
        }
    }
    char *first = &at->text[start];
    bool goes_on = start > 1 && at->text[start - 2] == ',';
    if (goes_on && *first >= 'A' && *first <= 'Z' && first[1] != ' ') {
        *first = (char)(*first - 'A' + 'a');
    } else if (!goes_on && *first >= 'a' &&
               *first <= 'z') { // a slot may have brought a small letter
        *first = (char)(*first - 'a' + 'A');
    }
}

static void add_one_of(struct composing *at, const char *const *phrases)
{
    i32 count = 0;
    while (phrases && phrases[count])
        count++;
    if (count) add_phrase(at, phrases[chance_below(at->chance, count)]);
}

static void add_maybe(struct composing *at, f64 probability, const char *const *phrases)
{
    if (chance_happens(at->chance, probability)) add_one_of(at, phrases);
}

// What the remark is about: one thing, or two.
static void add_core(struct composing *at, const char *const *phrases)
{
    assert(phrases && phrases[0]);
    i32 count = 1;
    while (phrases[count])
        count++;
    i32 first = chance_below(at->chance, count), second = chance_below(at->chance, count);
    add_phrase(at, phrases[first]);
    if (second != first && chance_happens(at->chance, 0.38)) add_phrase(at, phrases[second]);
}

// Small letters at the start, no stop at the end, or too many of them.
static void type_it(struct composing *at)
{
    char *text = at->text;
    i64 last = at->size - 1;
    if (chance_happens(at->chance, 0.16) && text[0] >= 'A' && text[0] <= 'Z' && text[0] != 'I') {
        text[0] = (char)(text[0] - 'A' + 'a');
    }
    if (text[last] == '.' && chance_happens(at->chance, 0.22)) {
        at->size--;
    } else if (text[last] == '.' && at->remark.mood != MIXED && chance_happens(at->chance, 0.10)) {
        text[last] = '!';
        if (chance_happens(at->chance, 0.4)) add(at, "!!");
    }
}

str words_compose(struct remark remark, struct chance *chance, char text[REMARK_BYTES])
{
    static const struct phrases *const languages[LANGUAGE_COUNT] = {
        [FINNISH] = &words_fi, [SWEDISH] = &words_sv, [ENGLISH] = &words_en};
    const struct phrases *phrases = languages[remark.language];
    struct composing at = {phrases, remark, chance, chance_below(chance, PRODUCT_COUNT), text, 0};
    bool by_customer = remark.theme != ABOUT_VISIT && remark.theme != ABOUT_WORK;

    if (remark.mood == BAD) {
        if (by_customer) add_maybe(&at, 0.28, phrases->opening_bad);
        add_core(&at, remark.matter == THE_OUTAGE ? phrases->matter[THE_OUTAGE]
                                                  : phrases->bad[remark.theme]);
        if (remark.matter > THE_OUTAGE) add_one_of(&at, phrases->matter[remark.matter]);
        if (by_customer) {
            add_maybe(&at, 0.40, phrases->aside);
            add_maybe(&at, 0.45, phrases->more_bad);
            add_maybe(&at, 0.28, phrases->closing_bad);
        }
    } else {
        if (by_customer) add_maybe(&at, 0.28, phrases->opening_good);
        add_core(&at, phrases->good[remark.theme]);
        if (by_customer) add_maybe(&at, 0.22, phrases->aside);
        if (remark.mood == MIXED) add_maybe(&at, 0.8, phrases->but);
        if (remark.mood == GOOD && by_customer) {
            add_maybe(&at, 0.5, phrases->more_good);
            add_maybe(&at, 0.3, phrases->closing_good);
        }
    }
    if (at.size) type_it(&at);
    return (str){text, at.size};
}
