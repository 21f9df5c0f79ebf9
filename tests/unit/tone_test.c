#include "words/tone.h"

#include "support/near.h"
#include "support/shared.h"
#include "support/work.h"

static struct tone tone_in(enum words_language language, const char *text)
{
    struct work work;
    ctx *c = work_init(&work);
    struct tone tone = tone_of(c, str_of(text), language);
    work_release(&work);
    return tone;
}

static void lengths_are_counted(void **state)
{
    (void)state;
    struct tone tone =
        tone_in(WORDS_FI, "Kiitos viestistä! Tilaus lähtee huomenna, viimeistään 12.30.");
    assert_int_equal(tone.words, 7);
    assert_int_equal(tone.sentences, 2);
    assert_int_equal(tone.long_words, 3); // viestistä huomenna viimeistään
    assert_near(tone_lix(&tone), 7.0 / 2 + 100 * 3.0 / 7, 1e-12);
    assert_int_equal(tone.exclamations, 1);
    tone = tone_in(WORDS_EN, "");
    assert_true(isnan(tone_lix(&tone)));
    tone = tone_in(WORDS_UNKNOWN, "You are please sorry");
    assert_int_equal(tone.familiar + tone.polite + tone.sorry, 0);
    assert_int_equal(tone.words, 4);
}

static void finnish_address_is_told_apart(void **state)
{
    (void)state;
    struct tone tone = tone_in(WORDS_FI, "Hei! Voit hakea tilauksesi sinulle sopivana päivänä.");
    assert_int_equal(tone.familiar, 3); // voit tilauksesi sinulle
    assert_int_equal(tone.formal, 0);
    assert_int_equal(tone.polite, 1);
    tone =
        tone_in(WORDS_FI, "Voitte noutaa tilauksenne, kun teille sopii. Pahoittelemme viivettä.");
    assert_int_equal(tone.formal, 3); // voitte tilauksenne teille
    assert_int_equal(tone.familiar, 0);
    assert_int_equal(tone.sorry, 1);
}

static void finnish_passives_are_found(void **state)
{
    (void)state;
    struct tone tone =
        tone_in(WORDS_FI, "Lasku lähetetään postissa. Asia hoidettiin eilen. Se on tehty.");
    assert_int_equal(tone.passive, 3);
    tone =
        tone_in(WORDS_FI, "Menen kotiin autollani, ja hän palaa talostaan tavallaan mielellään.");
    assert_int_equal(tone.passive, 0);
}

static void swedish_and_english_are_told_apart(void **state)
{
    (void)state;
    struct tone tone =
        tone_in(WORDS_SV, "Tack! Ni kan hämta er beställning. Den skickas i morgon.");
    assert_int_equal(tone.formal, 2);
    assert_int_equal(tone.passive, 1);
    assert_int_equal(tone.polite, 1);
    tone = tone_in(WORDS_SV, "Du kan hämta din beställning, det finns tid.");
    assert_int_equal(tone.familiar, 2);
    assert_int_equal(tone.passive, 0);
    tone = tone_in(WORDS_EN,
                   "We are sorry. Your order was not shipped; it will be sent today. Thank you!");
    assert_int_equal(tone.familiar, 2);
    assert_int_equal(tone.passive, 2);
    assert_int_equal(tone.we, 1);
    assert_int_equal(tone.sorry, 1);
    assert_int_equal(tone.polite, 1);
}

struct judged {
    i64 gold, said, both;
};

static void judge(struct judged *judged, i64 gold, i64 said)
{
    judged->gold += gold;
    judged->said += said;
    judged->both += MIN(gold, said);
}

static void report(const char *what, struct judged j)
{
    print_message("%s: %lld in the corpus, %lld said, precision %.2f, recall %.2f\n", what,
                  (long long)j.gold, (long long)j.said, (f64)j.both / (f64)j.said,
                  (f64)j.both / (f64)j.gold);
}

// Sentence by sentence of the Finnish dependency treebank's development part; what docs say is
// printed here.
static void the_treebank_says_how_much_is_found(void **state)
{
    (void)state;
    char room[4096], line[20000], text[20000] = "";
    struct work work;
    struct judged passive = {0}, familiar = {0}, formal = {0};
    i64 gold_passive = 0, gold_familiar = 0, gold_formal = 0;
    shared_or_skip("data/ud_finnish_tdt/fi_tdt-ud-dev.conllu");
    FILE *file = fopen(shared_path_or_skip("data/ud_finnish_tdt/fi_tdt-ud-dev.conllu", room), "r");
    assert_non_null(file);
    ctx *c = work_init(&work);
    while (fgets(line, sizeof line, file)) {
        if (!strncmp(line, "# text = ", 9)) snprintf(text, sizeof text, "%s", line + 9);
        bool finite = strstr(line, "VerbForm=Fin") != NULL;
        bool perfect = strstr(line, "PartForm=Past") && strstr(line, "Case=Nom");
        gold_passive += strstr(line, "Voice=Pass") && (finite || perfect);
        gold_familiar += (strstr(line, "Person=2") && strstr(line, "Number=Sing") &&
                          !strstr(line, "Mood=Imp")) ||
                         (strstr(line, "Person[psor]=2") && strstr(line, "Number[psor]=Sing"));
        gold_formal += (strstr(line, "Person=2") && strstr(line, "Number=Plur")) ||
                       (strstr(line, "Person[psor]=2") && strstr(line, "Number[psor]=Plur"));
        if (line[0] != '\n') continue;
        struct tone tone = tone_of(c, str_of(text), WORDS_FI);
        judge(&passive, gold_passive, tone.passive);
        judge(&familiar, gold_familiar, tone.familiar);
        judge(&formal, gold_formal, tone.formal);
        gold_passive = gold_familiar = gold_formal = 0;
    }
    fclose(file);
    work_release(&work);
    report("passive", passive);
    report("sinä", familiar);
    report("te", formal);
    assert_true(passive.gold > 250 && familiar.gold > 50 && formal.gold > 20);
    assert_true(passive.both * 10 > passive.gold * 8 && passive.both * 10 > passive.said * 8);
    assert_true(familiar.both * 10 > familiar.gold * 7 && familiar.both * 10 > familiar.said * 7);
    assert_true(formal.both * 10 > formal.gold * 7 && formal.both * 10 > formal.said * 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_are_counted),
        cmocka_unit_test(finnish_address_is_told_apart),
        cmocka_unit_test(finnish_passives_are_found),
        cmocka_unit_test(swedish_and_english_are_told_apart),
        cmocka_unit_test(the_treebank_says_how_much_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
