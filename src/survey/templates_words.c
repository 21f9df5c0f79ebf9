// The words of the templates. One thought a question, no double ones; scales are named at both
// ends; nobody is asked what we know already.
#include "base/lang.h"
#include "survey/templates_parts.h"

// clang-format off
#define T(en, fi, sv) {{en, fi, sv}}

#define INTRO                                                                                        \
    T("We ask a small part of our customers, chosen at random. Your answer goes to those who can change things. You may stop whenever you like.", \
      "Kysymme tätä pieneltä, arvalla valitulta joukolta asiakkaitamme. Vastauksenne menee niille, jotka voivat muuttaa asioita. Voitte lopettaa milloin tahansa.", \
      "Vi frågar en liten del av våra kunder, utvalda genom lottning. Ert svar går till dem som kan ändra på saker. Ni kan sluta när ni vill.")
#define FELT(en, fi, sv) {.name = "felt", .type = QUESTION_FELT, .text = T(en, fi, sv)}
#define RECOMMEND                                                                                    \
    {.name = "nps", .type = QUESTION_NPS,                                                            \
     .text = T("How likely are you to recommend us to a friend or a colleague?",                     \
               "Kuinka todennäköisesti suosittelisitte meitä ystävälle tai työtoverille?",           \
               "Hur sannolikt är det att ni skulle rekommendera oss till en vän eller kollega?"),    \
     .low = T("Not at all likely", "En lainkaan todennäköisesti", "Inte alls sannolikt"),            \
     .high = T("Extremely likely", "Erittäin todennäköisesti", "Mycket sannolikt")}
#define SORRY                                                                                        \
    T("Thank you for saying it straight. Your words go to those who can put it right.",              \
      "Kiitos, että sanoitte suoraan. Sananne menevät niille, jotka voivat korjata asian.",          \
      "Tack för att ni sade det rakt ut. Era ord går till dem som kan rätta till det.")
#define THANKS                                                                                       \
    T("Thank you. Every answer is read.", "Kiitos. Jokainen vastaus luetaan.", "Tack. Alla svar läses.")
#define SATISFIED_ENDS                                                                               \
    .low = T("Very dissatisfied", "Erittäin tyytymätön", "Mycket missnöjd"),                         \
    .high = T("Very satisfied", "Erittäin tyytyväinen", "Mycket nöjd")
#define AGREE_ENDS                                                                                   \
    .low = T("Strongly disagree", "Täysin eri mieltä", "Tar helt avstånd"),                          \
    .high = T("Strongly agree", "Täysin samaa mieltä", "Instämmer helt")

static const struct template_thanks by_nps[] = {
    {SORRY, {"nps", CONDITION_AT_MOST, "6"}}, {THANKS, {0}}, {.text = {{0}}}};
static const struct template_thanks by_csat[] = {
    {SORRY, {"csat", CONDITION_AT_MOST, "2"}}, {THANKS, {0}}, {.text = {{0}}}};
static const struct template_thanks by_ces[] = {
    {SORRY, {"ces", CONDITION_AT_MOST, "3"}}, {THANKS, {0}}, {.text = {{0}}}};
static const struct template_thanks plain[] = {{THANKS, {0}}, {.text = {{0}}}};

// The relationship

static const struct template_question relationship[] = {
    RECOMMEND,
    {.name = "why_low", .type = QUESTION_TEXT,
     .text = T("What should we do better?", "Mitä meidän pitäisi tehdä paremmin?", "Vad borde vi göra bättre?"),
     .when = {{"nps", CONDITION_AT_MOST, "6"}}},
    {.name = "why_middle", .type = QUESTION_TEXT,
     .text = T("You gave us {{answer.nps}}. What would have made it a 9 or a 10?",
               "Annoitte meille arvosanan {{answer.nps}}. Mikä olisi tehnyt siitä 9 tai 10?",
               "Ni gav oss {{answer.nps}}. Vad hade gjort det till 9 eller 10?"),
     .when = {{"nps", CONDITION_AT_LEAST, "7"}, {"nps", CONDITION_AT_MOST, "8"}}},
    {.name = "why_high", .type = QUESTION_TEXT,
     .text = T("What do we do well?", "Missä onnistumme hyvin?", "Vad gör vi bra?"),
     .when = {{"nps", CONDITION_AT_LEAST, "9"}}},
    FELT("How does it feel to deal with us?", "Miltä asiointi kanssamme tuntuu?", "Hur känns det att ha med oss att göra?"),
    {.name = "gap", .type = QUESTION_EXPECTATION,
     .text = T("Think of what you expected of us, what you got, and the best you have met anywhere.",
               "Ajatelkaa, mitä odotitte meiltä, mitä saitte ja mikä on parasta, mitä olette missään kohdannut.",
               "Tänk på vad ni väntade er av oss, vad ni fick och det bästa ni har mött någonstans."),
     .low = T("Poor", "Heikkoa", "Svagt"), .high = T("Excellent", "Erinomaista", "Utmärkt")},
    {0}};

// After a service call

static const struct template_option settled[] = {
    {"at_once", T("Yes, at once", "Kyllä, heti", "Ja, genast")},
    {"later", T("Yes, but I had to contact you again", "Kyllä, mutta jouduin ottamaan yhteyttä uudelleen", "Ja, men jag måste kontakta er igen")},
    {"no", T("No, it is still open", "Ei, se on yhä auki", "Nej, det är fortfarande olöst")},
    {0}};
static const struct template_question after_call[] = {
    {.name = "settled", .type = QUESTION_SINGLE, .options = settled,
     .text = T("You contacted us on {{date|a recent day}}. Was your matter settled?",
               "Otitte meihin yhteyttä {{date|hiljattain}}. Ratkesiko asianne?",
               "Ni kontaktade oss {{date|nyligen}}. Blev ert ärende löst?")},
    {.name = "ces", .type = QUESTION_CES, AGREE_ENDS,
     .text = T("“You made it easy for me to get my matter settled.” How far do you agree?",
               "”Asiani hoitaminen oli helppoa.” Mitä mieltä olette?",
               "”Ni gjorde det lätt för mig att få mitt ärende löst.” Hur väl stämmer det?")},
    FELT("How did you feel during the call?", "Miltä teistä tuntui puhelun aikana?", "Hur kände ni er under samtalet?"),
    {.name = "better", .type = QUESTION_TEXT,
     .text = T("What should we have done differently?", "Mitä meidän olisi pitänyt tehdä toisin?", "Vad borde vi ha gjort annorlunda?"),
     .when = {{"settled", CONDITION_IS_NOT, "at_once"}}},
    {.name = "greeting", .type = QUESTION_TEXT,
     .text = T("Is there something you would like to say to the person who helped you?",
               "Mitä haluaisitte sanoa sille, joka teitä auttoi?",
               "Vill ni säga något till den som hjälpte er?"),
     .when = {{"settled", CONDITION_IS, "at_once"}}},
    {0}};

// After a delivery

static const struct template_option in_time[] = {
    {"yes", T("Yes, when it was promised", "Kyllä, luvattuna aikana", "Ja, på utlovad tid")},
    {"late", T("No, it was late", "Ei, se myöhästyi", "Nej, den var sen")},
    {"early", T("No, it came earlier than promised", "Ei, se tuli luvattua aiemmin", "Nej, den kom tidigare än utlovat")},
    {"not_yet", T("It has not come", "Se ei ole tullut", "Den har inte kommit")},
    {0}};
static const struct template_option went_wrong[] = {
    {"time", T("The time", "Aika", "Tiden")},
    {"damaged", T("Something was damaged", "Jotakin oli rikki", "Något var skadat")},
    {"missing", T("Something was missing", "Jotakin puuttui", "Något fattades")},
    {"hard", T("It was hard to arrange", "Siitä oli vaikea sopia", "Den var svår att ordna")},
    {"told", T("I was not kept informed", "En saanut tietoa ajoissa", "Jag fick inte veta hur det gick")},
    {"other", T("Something else", "Jokin muu", "Något annat")},
    {0}};
static const struct template_question after_delivery[] = {
    {.name = "csat", .type = QUESTION_CSAT, SATISFIED_ENDS,
     .text = T("How satisfied are you with the delivery?", "Kuinka tyytyväinen olette toimitukseen?", "Hur nöjd är ni med leveransen?")},
    {.name = "in_time", .type = QUESTION_SINGLE, .options = in_time,
     .text = T("Did it come in time?", "Tuliko se ajallaan?", "Kom den i tid?")},
    {.name = "wrong", .type = QUESTION_SEVERAL, .options = went_wrong,
     .text = T("What went wrong?", "Mikä meni vikaan?", "Vad gick fel?"),
     .when = {{"csat", CONDITION_AT_MOST, "3"}}},
    FELT("How did you feel when it came?", "Miltä teistä tuntui, kun se tuli?", "Hur kände ni er när den kom?"),
    {.name = "words", .type = QUESTION_TEXT,
     .text = T("What would have made it better?", "Mikä olisi tehnyt siitä paremman?", "Vad hade gjort den bättre?")},
    {0}};

// After an invoice

static const struct template_option as_expected[] = {
    {"yes", T("Yes", "Kyllä", "Ja")},
    {"more", T("No, it was more", "Ei, se oli suurempi", "Nej, den var högre")},
    {"less", T("No, it was less", "Ei, se oli pienempi", "Nej, den var lägre")},
    {"cannot_say", T("I cannot say", "En osaa sanoa", "Jag vet inte")},
    {0}};
static const struct template_question after_invoice[] = {
    {.name = "ces", .type = QUESTION_CES, AGREE_ENDS,
     .text = T("“The invoice was easy to understand and to pay.” How far do you agree?",
               "”Lasku oli helppo ymmärtää ja maksaa.” Mitä mieltä olette?",
               "”Fakturan var lätt att förstå och betala.” Hur väl stämmer det?")},
    {.name = "as_expected", .type = QUESTION_SINGLE, .options = as_expected,
     .text = T("Was the sum what you had expected?", "Oliko summa sellainen kuin odotitte?", "Var summan den ni hade väntat er?")},
    {.name = "surprise", .type = QUESTION_TEXT,
     .text = T("What came as a surprise?", "Mikä yllätti?", "Vad överraskade er?"),
     .when = {{"as_expected", CONDITION_IS, "more"}}},
    {.name = "unclear", .type = QUESTION_TEXT,
     .text = T("What was unclear?", "Mikä oli epäselvää?", "Vad var oklart?"),
     .when = {{"ces", CONDITION_AT_MOST, "4"}}},
    {0}};

// After a complaint: what came out, how, and how one was treated are judged apart (C. Orsingher, S. Valentini,
// M. de Angelis: A meta-analysis of satisfaction with complaint handling in services, JAMS 38, 2010).

static const struct template_option agreement[] = {
    {"not_at_all", T("Not at all", "En lainkaan", "Inte alls")},
    {"little", T("A little", "Vähän", "Lite")},
    {"partly", T("Partly", "Osittain", "Delvis")},
    {"mostly", T("Mostly", "Enimmäkseen", "Till stor del")},
    {"wholly", T("Wholly", "Täysin", "Helt")},
    {0}};
static const struct template_option justice[] = {
    {"outcome", T("What came out of it is fair.", "Lopputulos on oikeudenmukainen.", "Utfallet är rättvist.")},
    {"way", T("It was handled without detours and in time.", "Se hoidettiin mutkattomasti ja ajoissa.", "Det sköttes utan omvägar och i tid.")},
    {"treated", T("I was met with respect.", "Minua kohdeltiin kunnioittavasti.", "Jag bemöttes med respekt.")},
    {"explained", T("I was told what happened and why.", "Minulle kerrottiin, mitä tapahtui ja miksi.", "Jag fick veta vad som hände och varför.")},
    {0}};
static const struct template_question after_complaint[] = {
    {.name = "csat", .type = QUESTION_CSAT, SATISFIED_ENDS,
     .text = T("How satisfied are you with how we handled your complaint?",
               "Kuinka tyytyväinen olette siihen, miten hoidimme reklamaationne?",
               "Hur nöjd är ni med hur vi skötte er reklamation?")},
    {.name = "fair", .type = QUESTION_MATRIX, .options = agreement, .rows = justice,
     .text = T("How far do you agree?", "Missä määrin olette samaa mieltä?", "I vilken mån instämmer ni?")},
    FELT("How do you feel about us now?", "Miltä teistä tuntuu nyt meitä ajatellessanne?", "Hur känns det när ni tänker på oss nu?"),
    {.name = "words", .type = QUESTION_TEXT,
     .text = T("What should we change so that it does not happen to others?",
               "Mitä meidän pitäisi muuttaa, ettei sama tapahdu muille?",
               "Vad borde vi ändra så att det inte händer andra?")},
    {0}};

// How a case was handled: one question, asked by the program itself (case/case_ask.h). Its metric is
// its own, so that it is never mixed with how satisfied customers are with what they buy.

static const struct template_question handled[] = {
    {.name = "handled", .type = QUESTION_CSAT, .metric = "case.handled", SATISFIED_ENDS,
     .text = T("How satisfied are you with how we handled your matter?",
               "Kuinka tyytyväinen olette siihen, miten hoidimme asianne?",
               "Hur nöjd är ni med hur vi skötte ert ärende?")},
    {.name = "words", .type = QUESTION_TEXT,
     .text = T("Is there something you would like to say about it?",
               "Haluatteko sanoa siitä jotakin?",
               "Vill ni säga något om det?")},
    {0}};
static const struct template_thanks by_handled[] = {
    {SORRY, {"handled", CONDITION_AT_MOST, "2"}}, {THANKS, {0}}, {.text = {{0}}}};

// Why you stayed silent: one question

static const struct template_option why_silent[] = {
    {"no_time", T("I did not have the time", "Minulla ei ollut aikaa", "Jag hade inte tid")},
    {"too_many", T("I am asked too often", "Minulta kysytään liian usein", "Jag får för många enkäter")},
    {"too_long", T("The survey was too long", "Kysely oli liian pitkä", "Enkäten var för lång")},
    {"no_use", T("Nothing comes of it", "Siitä ei seuraa mitään", "Det leder inte till något")},
    {"nothing", T("I had nothing to say", "Minulla ei ollut mitään sanottavaa", "Jag hade inget att säga")},
    {"not_seen", T("I did not see it", "En huomannut kyselyä", "Jag såg den inte")},
    {"private", T("I do not want to give my opinion here", "En halua antaa mielipidettäni näin", "Jag vill inte svara på det här sättet")},
    {0}};
static const struct template_question silent[] = {
    {.name = "why", .type = QUESTION_SINGLE, .options = why_silent,
     .text = T("We asked for your opinion, and you did not answer. Why was that?",
               "Kysyimme mielipidettänne, ettekä vastannut. Mistä se johtui?",
               "Vi bad om er åsikt, och ni svarade inte. Vad berodde det på?")},
    {0}};

// Leaving

static const struct template_option why_left[] = {
    {"price", T("The price", "Hinta", "Priset")},
    {"service", T("The service", "Palvelu", "Servicen")},
    {"product", T("The product did not do what I needed", "Tuote ei vastannut tarpeitani", "Produkten motsvarade inte mina behov")},
    {"mistakes", T("Mistakes that were not put right", "Virheet, joita ei korjattu", "Fel som inte rättades till")},
    {"better", T("Somebody else offered something better", "Joku muu tarjosi parempaa", "Någon annan erbjöd något bättre")},
    {"need", T("I do not need it any more", "En tarvitse sitä enää", "Jag behöver den inte längre")},
    {"other", T("Something else", "Jokin muu", "Något annat")},
    {0}};
static const struct template_option come_back[] = {
    {"yes", T("Yes", "Kyllä", "Ja")}, {"perhaps", T("Perhaps", "Ehkä", "Kanske")}, {"no", T("No", "En", "Nej")}, {0}};
static const struct template_question leaving[] = {
    {.name = "why", .type = QUESTION_SINGLE, .options = why_left,
     .text = T("You are leaving us. What was the main reason?",
               "Olette lähdössä asiakkuudestamme. Mikä oli tärkein syy?",
               "Ni lämnar oss. Vilken var den viktigaste orsaken?")},
    {.name = "moment", .type = QUESTION_TEXT,
     .text = T("Was there a moment when you decided? What happened?",
               "Oliko jokin hetki, jolloin päätitte lähteä? Mitä silloin tapahtui?",
               "Fanns det ett ögonblick då ni bestämde er? Vad hände?")},
    {.name = "kept", .type = QUESTION_TEXT,
     .text = T("What could we have done so that you would have stayed?",
               "Mitä olisimme voineet tehdä, jotta olisitte jäänyt?",
               "Vad kunde vi ha gjort för att ni skulle ha stannat?"),
     .when = {{"why", CONDITION_IS_NOT, "need"}}},
    {.name = "come_back", .type = QUESTION_SINGLE, .options = come_back,
     .text = T("Could you imagine coming back one day?", "Voisitteko kuvitella palaavanne joskus?", "Kan ni tänka er att komma tillbaka någon gång?")},
    {0}};

const struct template templates[] = {
    {{"relationship", N_("The relationship (NPS)"), N_("Whether customers would recommend us, why, and how it feels; for all customers, once or twice a year.")},
     T("How are we doing?", "Miten olemme onnistuneet?", "Hur klarar vi oss?"), INTRO, relationship, by_nps},
    {{"after_call", N_("After a service call"), N_("Whether the matter was settled, how easily, and how it felt; within hours of the call.")},
     T("About your call", "Puhelustanne", "Om ert samtal"), INTRO, after_call, by_ces},
    {{"after_delivery", N_("After a delivery"), N_("Satisfaction, whether it came in time, and what went wrong; the day after.")},
     T("About your delivery", "Toimituksestanne", "Om er leverans"), INTRO, after_delivery, by_csat},
    {{"after_invoice", N_("After an invoice"), N_("Whether the invoice was easy and the sum as expected.")},
     T("About your invoice", "Laskustanne", "Om er faktura"), INTRO, after_invoice, by_ces},
    {{"after_complaint", N_("After a complaint"), N_("Satisfaction with how it was handled, and whether it was fair; when it is closed.")},
     T("About your complaint", "Reklamaatiostanne", "Om er reklamation"), INTRO, after_complaint, by_csat},
    {{"handled", N_("How a case was handled"), N_("One question to the customer of a closed case; it is asked by itself.")},
     T("How was it handled?", "Miten se hoidettiin?", "Hur sköttes det?"),
     T("You told us of a matter, and it is closed now. Your answer goes to those who lead the work, and opens nothing again by itself.",
       "Kerroitte meille asiasta, ja se on nyt käsitelty loppuun. Vastauksenne menee työn johtajille eikä avaa asiaa itsestään uudelleen.",
       "Ni berättade om ett ärende, och det är nu avslutat. Ert svar går till dem som leder arbetet och öppnar inget igen av sig självt."),
     handled, by_handled},
    {{"silent", N_("Why you stayed silent"), N_("One question to those who were asked and did not answer.")},
     T("One question only", "Vain yksi kysymys", "Bara en fråga"),
     T("It takes ten seconds, and you will not be reminded of it.", "Vastaaminen vie kymmenen sekuntia, emmekä muistuta tästä uudelleen.",
       "Det tar tio sekunder, och vi påminner inte om det."), silent, plain},
    {{"leaving", N_("Leaving"), N_("Why a customer goes, what would have kept them, and whether they might come back.")},
     T("Before you go", "Ennen kuin lähdette", "Innan ni går"),
     T("Your answer does not change your leaving. It helps us to do better by those who stay.",
       "Vastauksenne ei vaikuta lähtöönne. Se auttaa meitä toimimaan paremmin niiden kanssa, jotka jäävät.",
       "Ert svar påverkar inte att ni lämnar oss. Det hjälper oss att göra det bättre för dem som stannar."), leaving, plain},
};
// clang-format on
const i64 templates_count = COUNT_OF(templates);
