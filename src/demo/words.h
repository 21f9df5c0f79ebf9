// words: what customers, shoppers and employees of the demo say, composed so that thousands do not
// sound copied. Owns the phrases (words_fi.c, words_sv.c, words_en.c) and the putting together.
// Never writes a file.
#pragma once

#include "demo/customer.h"

enum theme {
    ABOUT_CAMPAIGN,
    ABOUT_WEB,
    ABOUT_SHOP,
    ABOUT_ADVICE,
    ABOUT_PAYMENT,
    ABOUT_DELIVERY,
    ABOUT_INSTALLATION,
    ABOUT_SERVICE,
    ABOUT_RETURN,
    ABOUT_VISIT, // a mystery shopper's impression
    ABOUT_WORK,  // an employee's word
    THEME_COUNT
};
// What else may be on somebody's mind.
enum matter { NO_MATTER, THE_OUTAGE, THE_RIVAL, THE_UNEVENNESS, THE_WAIT, MATTER_COUNT };
enum mood { BAD, MIXED, GOOD };

enum { PRODUCT_COUNT = 14, PRODUCT_FORMS = 3 };

// One language's phrases; lists end with NULL. In a phrase $n, $p and $g are the product's forms,
// $s the town
// ("in Turku"), $w a weekday, $m a number of minutes, $d a small number of days.
struct phrases {
    const char *const *good[THEME_COUNT], *const *bad[THEME_COUNT];
    const char *const *matter[MATTER_COUNT];
    const char *const *opening_good, *const *opening_bad; // stand before the core
    const char *const *more_good, *const *more_bad;       // a second sentence that fits anything
    const char *const *aside;                             // what it was about, and when
    const char *const *but;                               // turns from good to less good
    const char *const *closing_good, *const *closing_bad;
    const char *product[PRODUCT_COUNT][PRODUCT_FORMS];
    const char *site[UNIT_COUNT];
    const char *weekday[7];
};
extern const struct phrases words_fi, words_sv, words_en;

struct remark {
    enum language language;
    enum theme theme;
    enum mood mood;
    enum matter matter;
    enum unit unit;
    i32 minutes; // 0 = any
};
enum { REMARK_BYTES = 1200 };

enum theme words_theme(enum touchpoint touchpoint);
// Composes the remark into text and returns it. No tabs or line ends; a few have double quotes.
str words_compose(struct remark remark, struct chance *chance, char text[REMARK_BYTES]);
