#include "words/tone.h"

#include <math.h>

#include "words/tokens.h"

enum { LONG_LETTERS = 6 };

enum mark { FAMILIAR, FORMAL, PASSIVE, WE, POLITE, SORRY, MARKS };

// Words between bars.
// clang-format off
static const char *const lists[3][MARKS] = {
    [WORDS_FI] =
        {"|sinä|sinun|sinua|sinut|sinulle|sinulla|sinulta|sinuun|sinusta|sinussa|sinuna|sä|sun|sua|"
         "sut|sulle|sulla|sulta|suhun|susta|olet|oletko|olit|voit|voitko|saat|saatko|haluat|"
         "haluatko|tarvitset|teet|tiedät|tiedätkö|näet|voisit|voisitko|tulet|pystyt|löydät|olisit|"
         "haluaisit|saisit|tunnet|huomaat|et|etkö|ethän|tiedäthän|muistathan|saatat|",
         "|te|teidän|teitä|teidät|teille|teillä|teiltä|teihin|teistä|teissä|teinä|olkaa|ottakaa|"
         "soittakaa|tehkää|kertokaa|odottakaa|tulkaa|vastatkaa|ilmoittakaa|lähettäkää|",
         "|tehtiin|oltiin|mentiin|tultiin|syötiin|juotiin|saatiin|vietiin|tuotiin|käytiin|jäätiin|"
         "myytiin|nähtiin|pestiin|päästiin|pantiin|kuultiin|lyötiin|luotiin|oltu|tehty|nähty|",
         "|me|meidän|meitä|meidät|meille|meillä|meiltä|meihin|meistä|meissä|olemme|voimme|haluamme|"
         "teemme|toivomme|pyydämme|autamme|",
         "|kiitos|kiitoksia|kiitämme|kiitän|kiittäen|ystävällisesti|ystävällisin|terveisin|tervehdys|"
         "hei|moi|tervetuloa|mielellämme|mielellään|mukavaa|hyvää|",
         "|anteeksi|pahoittelemme|pahoittelen|pahoittelut|pahoittelumme|pahoitteluni|valitettavasti|"
         "harmittaa|ikävä|ikävää|"},
    [WORDS_EN] =
        {"|you|your|yours|yourself|yourselves|you're|you'll|you've|you'd|", "", "",
         "|we|our|ours|us|we're|we'll|we've|we'd|",
         "|please|thank|thanks|thankyou|kindly|welcome|regards|appreciate|appreciated|hello|hi|dear|",
         "|sorry|apologise|apologize|apologies|apology|apologised|apologized|regret|unfortunately|"},
    [WORDS_SV] =
        {"|du|dig|dej|din|ditt|dina|",
         "|ni|er|ert|era|eder|",
         "",
         "|vi|oss|vår|vårt|våra|",
         "|tack|tackar|vänligen|vänliga|hälsningar|snälla|varsågod|hej|välkommen|välkomna|gärna|",
         "|ursäkta|beklagar|tyvärr|förlåt|ledsen|ledsna|ledsamt|"},
};
// clang-format on

// Forms that look like a passive and are none: adverbs, and where to.
static const char finnish_not_passive[] =
    "|tavallaan|kerrallaan|parhaillaan|omillaan|mielellään|itsellään|edellään|kädellään|"
    "oikeastaan|muutaan|maitaan|taitaan|paitaan|rataan|"
    "ikinään|sellaisenaan|vastaan|kertaan|mitään|päätään|aitaan|sotaan|";
static const char swedish_not_passive[] =
    "|finns|minns|hoppas|trivs|lyckas|behövs|känns|verkas|alltså|annars|tillsammans|tisdags|"
    "torsdags|måndags|onsdags|fredags|lördags|söndags|dags|strax|kanske|sparas|";
static const char english_be[] =
    "|is|are|was|were|be|been|being|isn't|aren't|wasn't|weren't|get|got|";
static const char english_done[] =
    "|done|sent|made|given|taken|paid|told|shown|written|lost|found|seen|known|kept|held|left|sold|"
    "brought|bought|built|met|put|set|broken|chosen|stolen|";
static const char finnish_nne[] = "|sinne|tänne|jonne|minne|tuonne|onne|vanne|tanne|luonne|anne|"
                                  "hanne|johanne|marianne|kunne|kynne|perinne|rakenne|asenne|"
                                  "käänne|suunne|tunne|tilanne|kiinne|tuntunne|";

static bool listed(const char *list, str word)
{
    char barred[64];
    if (word.size == 0 || word.size > (i64)sizeof barred - 3) return false;
    (void)snprintf(barred, sizeof barred, "|%.*s|", STR(word));
    return strstr(list, barred) != NULL;
}

static bool ends(str word, i64 least, const char *const endings[])
{
    if (word.size < least) return false;
    for (i64 i = 0; endings[i]; i++)
        if (str_ends(word, str_of(endings[i]))) return true;
    return false;
}

static bool finnish_familiar(str word)
{
    // Your: laskusi, tilauksesi; not what somebody did (korjasi), would do (tulisi) or what it
    // became (viestiksi). Would you: katsoisit. Do you: sopiiko is not, tilaatko is, oppivatko not.
    static const char *const own[] = {"usi", "ysi", "esi", "isit", "isitko", "isitkö", NULL};
    static const char *const asks[] = {"atko", "ätkö", "itko", "itkö", "etko", "etkö", NULL};
    static const char *const they[] = {"vatko", "vätkö", NULL};
    return ends(word, 7, own) || (ends(word, 6, asks) && !ends(word, 6, they));
}

static bool finnish_formal(str word)
{
    static const char *const verbs[] = {"atte", "ätte", "itte",  "ette",  "otte", "ötte",
                                        "utte", "ytte", "tteko", "ttekö", NULL};
    static const char *const own[] = {"anne", "änne", "inne", "enne", "onne",
                                      "önne", "unne", "ynne", NULL};
    return ends(word, 6, verbs) || (ends(word, 6, own) && !listed(finnish_nne, word));
}

// Present in -taan after a vowel, or of verbs in -da, -lla, -nna, -rra; past in -ttiin; conditional
// in -taisiin. Not what is somebody's own (talostaan), which has a consonant before.
static bool finnish_passive(str word)
{
    static const char *const present[] = {
        "etaan",  "etään",  "otaan",  "ötään",   "utaan",    "ytään", "itaan",  "itään",
        "ataan",  "ätään",  "hdään",  "hdaan",   "ydään",    "ödään", "iedään", "uodaan",
        "aadaan", "äydään", "ollaan", "tullaan", "kuullaan", "nnään", "annaan", "idaan",
        "idään",  "ellaan", "ellään", "aistaan", "päästään", NULL};
    static const char *const past[] = {"ttiin",   "ltiin",   "istiin",  "itiin", "taisiin",
                                       "täisiin", "daisiin", "däisiin", NULL};
    return (ends(word, 6, present) && !listed(finnish_not_passive, word)) || ends(word, 7, past);
}

// On tehty, oli sanottu: the participle counts with its auxiliary only.
static bool finnish_perfect(str word, str before, str before_that)
{
    static const char *const done[] = {"ttu", "tty", "tu", "ty", NULL};
    static const char auxiliaries[] = "|on|oli|ole|ollut|olisi|olleet|ei|";
    return ends(word, 5, done) && (listed(auxiliaries, before) || listed(auxiliaries, before_that));
}

static bool swedish_passive(str word)
{
    static const char *const endings[] = {"kas", "las",  "ras",  "nas",  "tas", "das", "gas",
                                          "jas", "ades", "rdes", "ldes", "ats", "tts", NULL};
    return ends(word, 6, endings) && !listed(swedish_not_passive, word);
}

static bool english_passive(str word, str before, str before_that)
{
    static const char *const endings[] = {"ed", NULL};
    return (ends(word, 4, endings) || listed(english_done, word)) &&
           (listed(english_be, before) || listed(english_be, before_that));
}

struct near {
    str word, before, before_that;
};

static bool is_mark(enum words_language language, enum mark mark, struct near near)
{
    if (listed(lists[language][mark], near.word)) return true;
    if (language == WORDS_FI && mark == FAMILIAR) return finnish_familiar(near.word);
    if (language == WORDS_FI && mark == FORMAL) return finnish_formal(near.word);
    if (mark != PASSIVE) return false;
    if (language == WORDS_EN) return english_passive(near.word, near.before, near.before_that);
    if (language == WORDS_SV) return swedish_passive(near.word);
    return finnish_passive(near.word) || finnish_perfect(near.word, near.before, near.before_that);
}

struct tone tone_of(ctx *c, str text, enum words_language language)
{
    struct tone tone = {0};
    struct arena_mark mark = arena_mark(c->arena);
    struct tokens tokens = tokens_read(c, text);
    struct near near = {{0}, {0}, {0}};
    i64 *const marks[MARKS] = {[FAMILIAR] = &tone.familiar, [FORMAL] = &tone.formal,
                               [PASSIVE] = &tone.passive,   [WE] = &tone.we,
                               [POLITE] = &tone.polite,     [SORRY] = &tone.sorry};
    tone.sentences = tokens.sentences;
    for (i64 i = 0; i < tokens.count; i++) {
        const struct token *token = &tokens.items[i];
        if (token->kind == TOKEN_MARK) {
            tone.exclamations += token->text.size > 0 && token->text.s[0] == '!';
            continue;
        }
        tone.words++;
        tone.letters += token->characters;
        tone.long_words += token->characters > LONG_LETTERS;
        near = (struct near){token->text, near.word, near.before};
        for (i64 m = 0; m < MARKS && language != WORDS_UNKNOWN; m++)
            *marks[m] += is_mark(language, (enum mark)m, near);
    }
    arena_rewind(c->arena, mark);
    return tone;
}

f64 tone_lix(const struct tone *tone)
{
    if (!tone->words) return (f64)NAN;
    f64 words = (f64)tone->words;
    return words / (f64)MAX(tone->sentences, 1) + 100 * (f64)tone->long_words / words;
}
