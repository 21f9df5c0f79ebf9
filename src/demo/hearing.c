#include "demo/hearing.h"

// Version 14 mangles joined texts.
// clang-format off

static const char people[] =
    "name,function,task\n"
    "Aino Laaksonen,Customer service,Head of customer service\n"
    "Mikael Strand,Logistics,Head of logistics\n"
    "Sari Koponen,Finance,Head of finance\n"
    "Olli Hietala,Product development,Head of product development\n"
    "Linda Ekholm,Marketing,Head of marketing\n"
    "Petri Savolainen,Sales,Head of sales\n";

static const char causes[] =
    "name,function,what\n"
    "Delay was not told,Logistics,\"The delivery was late and the customer had to ask.\"\n"
    "Came outside the agreed window,Logistics,\"The window was promised and missed, told or not.\"\n"
    "Damaged on the way,Logistics,\n"
    "Invoice differs from the order,Finance,\"Another price, product or address than was agreed.\"\n"
    "Paid twice or not booked,Finance,\n"
    "Had to tell it again,Customer service,\"Somebody asked anew for what we knew already.\"\n"
    "Nobody answered in time,Customer service,\"Telephone, e-mail or chat, longer than we promise.\"\n"
    "Asked for a receipt,Customer service,\"Though the purchase is in our systems.\"\n"
    "Promised more than we have,Marketing,\"What the campaign showed was not in stock.\"\n"
    "Work left unfinished,Logistics,\"An installation that somebody else had to complete.\"\n"
    "No without a reason,Product development,\"A warranty decision that did not say why.\"\n"
    "Nothing went wrong,,\"Thanks, wishes and questions.\"\n";

static const char closed_days[] =
    "name,day\n"
    "Independence Day 2025,2025-12-06\n"
    "Christmas Eve 2025,2025-12-24\n"
    "Christmas Day 2025,2025-12-25\n"
    "New Year's Day 2026,2026-01-01\n"
    "Epiphany 2026,2026-01-06\n"
    "Good Friday 2026,2026-04-03\n"
    "Easter Monday 2026,2026-04-06\n"
    "May Day 2026,2026-05-01\n"
    "Ascension Day 2026,2026-05-14\n"
    "Midsummer Eve 2026,2026-06-19\n"
    "Independence Day 2026,2026-12-06\n"
    "Christmas Eve 2026,2026-12-24\n"
    "Christmas Day 2026,2026-12-25\n"
    "New Year's Day 2027,2027-01-01\n"
    "Epiphany 2027,2027-01-06\n"
    "Good Friday 2027,2027-03-26\n"
    "Easter Monday 2027,2027-03-29\n"
    "Ascension Day 2027,2027-05-06\n"
    "Midsummer Eve 2027,2027-06-25\n";

static const char replies[] =
    "name,occasion,text_en,text_fi,text_sv\n"
    "Delivery is late,progress,"
    "\"Your delivery is late, and you should have heard it from us first. We are sorry. {{owner}} finds out where it is and tells you the new day by {{by}}.\","
    "\"Toimituksenne on myöhässä, ja teidän olisi pitänyt kuulla se ensin meiltä. Pahoittelemme. {{owner}} selvittää, missä se on, ja kertoo teille uuden päivän viimeistään {{by}}.\","
    "\"Er leverans är försenad, och ni borde ha fått höra det av oss först. Vi beklagar. {{owner}} tar reda på var den är och meddelar er den nya dagen senast {{by}}.\"\n"
    "Invoice put right,answer,"
    "\"You were right: the invoice differed from what was agreed. A new one is on its way to you, and you need not do anything about the old one.\","
    "\"Olitte oikeassa: lasku poikkesi sovitusta. Uusi lasku on matkalla teille, eikä vanhalle tarvitse tehdä mitään.\","
    "\"Ni hade rätt: fakturan avvek från det som avtalats. En ny är på väg till er, och ni behöver inte göra något åt den gamla.\"\n"
    "Thank you for telling,answer,"
    "\"Thank you for telling us. We have passed your words on to those who were there.\","
    "\"Kiitos, että kerroitte. Välitimme sananne niille, jotka olivat paikalla.\","
    "\"Tack för att ni berättade. Vi har fört era ord vidare till dem som var på plats.\"\n";

static const char rules[] =
    "name,opens_by,metric,bound,words,touchpoint,function,severity\n"
    "A detractor after a delivery,detractor,nps,,,delivery,Logistics,ordinary\n"
    "A detractor,detractor,nps,,,,,ordinary\n"
    "Danger,word,,,\"vaara*,hengen*,tulipalo*,sähköisk*,danger*,fire,injur*,farlig*,brand*,skad*\",,,critical\n"
    "Wants to leave,word,,,\"kilpailij*,lopetan asiak*,vaihdan,cancel*,competitor*,säger upp,konkurrent*\",,,high\n";

static const char decisions[] =
    "name,answer,what,why,function,owner,due,touchpoint,metric,expected,told_en,told_fi,told_sv,is_public\n"
    "A delay is told before the customer asks,change,"
    "\"The driver's schedule tells the customer by text message as soon as the window cannot be kept.\","
    "\"A late delivery is forgiven; one that nobody told of is not.\","
    "Logistics,Mikael Strand,2026-09-30,delivery,nps,5,"
    "\"You said that you waited at home for a delivery that did not come. From now on you get a text message as soon as we know that we shall be late.\","
    "\"Sanoitte odottaneenne kotona toimitusta, jota ei tullut. Nyt saatte tekstiviestin heti, kun tiedämme myöhästyvämme.\","
    "\"Ni sade att ni väntade hemma på en leverans som inte kom. Nu får ni ett textmeddelande så snart vi vet att vi blir sena.\",yes\n"
    "No receipt is asked for,change,"
    "\"A return is taken without a receipt when the purchase is found by telephone number or card.\","
    "\"We know the purchase; asking for paper says that we do not believe the customer.\","
    "Customer service,Aino Laaksonen,2026-09-15,returns,csat,0.2,"
    "\"You said that we asked for a receipt for what we had sold you. We no longer do: a telephone number or the card is enough.\","
    "\"Sanoitte meidän pyytäneen kuittia siitä, minkä itse myimme. Emme pyydä enää: puhelinnumero tai kortti riittää.\","
    "\"Ni sade att vi bad om kvitto på det vi själva sålt er. Det gör vi inte längre: ett telefonnummer eller kortet räcker.\",yes\n"
    "Evening deliveries stay on two days,no_change,"
    "\"Evening deliveries are on Tuesdays and Thursdays, as before.\","
    "\"Every evening would cost 14 euros more a delivery, which all customers would pay, and three of a hundred asked for it.\","
    "Logistics,Mikael Strand,,delivery,,,"
    "\"You asked for deliveries on every evening. We do not change this: it would cost 14 euros more for each delivery, and few would use it. Tuesdays and Thursdays stay.\","
    "\"Toivoitte toimituksia joka iltaan. Emme muuta tätä: jokainen toimitus maksaisi 14 euroa enemmän, ja harva käyttäisi sitä. Tiistait ja torstait säilyvät.\","
    "\"Ni önskade leveranser varje kväll. Vi ändrar inte detta: varje leverans skulle kosta 14 euro mer, och få skulle använda det. Tisdagar och torsdagar finns kvar.\",yes\n"
    "Invoices name the order,change,"
    "\"The invoice takes its lines from the order as delivered, not as first entered.\","
    "\"Half of the corrections came from orders that were changed by telephone.\","
    "Finance,Sari Koponen,2026-10-31,invoice,csat,0.2,"
    "\"You said that the invoice was not what we had agreed. It is now made from what was delivered to you.\","
    "\"Sanoitte, ettei lasku ollut se, mitä sovittiin. Nyt se tehdään siitä, mitä teille toimitettiin.\","
    "\"Ni sade att fakturan inte var det vi avtalat. Nu görs den av det som levererades till er.\",yes\n"
    "Keep it as it is,no_change,\"What was thanked for goes on.\",\"It was thanks.\",,,,,,,,,,no\n";

const struct demo_sheet demo_hearing_sheets[] = {
    {"person",     "people.csv",      people},
    {"cause",      "causes.csv",      causes},
    {"closed_day", "closed_days.csv", closed_days},
    {"reply",      "replies.csv",     replies},
    {"case_rule",  "case_rules.csv",  rules},
    {"decision",   "decisions.csv",   decisions},
};
const i64 demo_hearing_sheet_count = COUNT_OF(demo_hearing_sheets);

#define DELAY   "Delay was not told"
#define WINDOW  "Came outside the agreed window"
#define INVOICE "Invoice differs from the order"
#define AGAIN   "Had to tell it again"
#define SILENT  "Nobody answered in time"
#define TELL    "A delay is told before the customer asks"
#define EVENING "Evening deliveries stay on two days"
#define RECEIPT "No receipt is asked for"
#define BILL    "Invoices name the order"
#define NONE    "Nothing went wrong"
#define KEEP    "Keep it as it is"
#define SORRY_FI "Pahoittelemme. Selvitimme asian, ja tieto viivästyksestä jäi meillä matkalle. Hyvitimme teille kuljetusmaksun."
#define SORRY_EN "We are sorry. We looked into it: the news of the delay got lost with us. We have refunded the delivery fee."
#define SORRY_SV "Vi beklagar. Vi har utrett saken: beskedet om förseningen fastnade hos oss. Vi har betalat tillbaka leveransavgiften."

const struct demo_case demo_cases[] = {
    {88, "fi", "web", "complaint", "ordinary", "customer", "delivery", "Turku", "Delivery a day late, nobody told",
     "Odotin sohvaa koko tiistain kotona. Kukaan ei soittanut. Keskiviikkona se tuli, ja kuljettaja ei tiennyt asiasta mitään.",
     DEMO_CASE_CLOSED, SORRY_FI, DELAY, TELL},
    {86, "fi", "phone", "complaint", "high", "customer", "invoice", "Tampere", "Invoice twice as large as agreed",
     "Laskussa on kaksi ruokapöytää, vaikka toinen peruttiin puhelimessa jo ennen toimitusta.",
     DEMO_CASE_CLOSED, "Olitte oikeassa. Uusi lasku on lähetetty, ja vanha on mitätöity.", INVOICE, BILL},
    {84, "sv", "email", "complaint", "ordinary", "customer", "delivery", "Espoo", "Came four hours after the window",
     "Vi hade kommit överens om klockan 10 till 12. Bilen kom kvart över fyra och ingen hade ringt.",
     DEMO_CASE_CLOSED, SORRY_SV, WINDOW, TELL},
    {81, "fi", "counter", "complaint", "ordinary", "customer", "returns", "Helsinki", "Asked for a receipt of a purchase by card",
     "Palautin lampun, ja minulta vaadittiin kuitti, vaikka maksoin teidän omalla asiakaskortilla.",
     DEMO_CASE_CLOSED, "Otimme lampun vastaan ja palautimme rahat. Kuittia ei enää pyydetä.", "Asked for a receipt", RECEIPT},
    {79, "fi", "survey", "complaint", "ordinary", "customer", "delivery", "Oulu", "Detractor: delivery a week late",
     "Hylly tuli viikon myöhässä ja sain itse soitella perään kolme kertaa.",
     DEMO_CASE_CLOSED, SORRY_FI, DELAY, TELL},
    {77, "en", "web", "wish", "low", "customer", "delivery", "Helsinki", "Deliveries on every evening",
     "We both work. Please deliver in the evenings, not only on Tuesdays and Thursdays.",
     DEMO_CASE_CLOSED, "Thank you for asking. We looked at what it would cost, and it stays at two evenings; the reason is on our page.", NONE, EVENING},
    {74, "fi", "phone", "complaint", "ordinary", "customer", "customer service", "Tampere", "Told the same thing to three people",
     "Kerroin saman asian kolmelle eri ihmiselle. Kukaan ei nähnyt, mitä olin jo sanonut.",
     DEMO_CASE_CLOSED, "Olemme pahoillamme. Asianne on nyt yhdellä ihmisellä, ja hän soittaa teille tänään.", AGAIN, TELL},
    {71, "fi", "web", "complaint", "ordinary", "customer", "delivery", "Turku", "Half of the order missing",
     "Sängystä tuli vain pääty. Loput luvattiin \"lähipäivinä\". Siitä on nyt yksitoista päivää.",
     DEMO_CASE_CLOSED, SORRY_FI, DELAY, TELL},
    {68, "sv", "web", "complaint", "high", "customer", "installation", "Espoo", "Kitchen left without a tap",
     "Montören gick hem klockan två. Vi hade inget vatten i köket på fyra dagar.",
     DEMO_CASE_CLOSED, "Vi beklagar verkligen. En rörmokare var hos er i går, och vi står för kostnaden.", "Work left unfinished", TELL},
    {66, "fi", "email", "complaint", "ordinary", "customer", "invoice", "Helsinki", "Delivery fee though it was promised free",
     "Kampanjassa luvattiin ilmainen kuljetus. Laskussa on 59 euroa.",
     DEMO_CASE_CLOSED, "Olitte oikeassa. Uusi lasku ilman kuljetusmaksua on matkalla.", INVOICE, BILL},
    {63, "fi", "survey", "complaint", "ordinary", "customer", "delivery", "Turku", "Detractor: nobody knew where the delivery was",
     "Tilaus oli kateissa viikon. Asiakaspalvelukaan ei tiennyt, missä se on.",
     DEMO_CASE_CLOSED, SORRY_FI, DELAY, TELL},
    {61, "en", "counter", "complaint", "ordinary", "customer", "returns", "Lahti", "Receipt asked for a gift",
     "It was a gift. I was sent home to look for a receipt that I never had.",
     DEMO_CASE_CLOSED, "We are sorry. Come any day; nobody will ask you for it.", "Asked for a receipt", RECEIPT},
    {58, "fi", "staff", "complaint", "ordinary", "us", "delivery", "Turku", "Seven deliveries a day late, noticed by ourselves",
     "Kuorma jäi eilen purkamatta. Soitimme kaikille seitsemälle ennen kuin he ehtivät kysyä.",
     DEMO_CASE_CLOSED, NULL, DELAY, TELL},
    {55, "fi", "web", "complaint", "ordinary", "customer", "warranty", "Oulu", "Warranty refused without a reason",
     "Tuolin jalka irtosi kolmessa kuukaudessa. Vastaus oli yksi sana: hylätty.",
     DEMO_CASE_CLOSED, "Päätös olisi pitänyt perustella. Katsoimme asian uudelleen: saatte uuden tuolin.", "No without a reason", TELL},
    {52, "fi", "phone", "complaint", "ordinary", "customer", "customer service", "Turku", "Forty minutes on the telephone",
     "Jonotin 40 minuuttia ja puhelu katkesi. Toisella kerralla jonotin 25.",
     DEMO_CASE_CLOSED, "Pahoittelemme. Voitte jättää soittopyynnön, niin soitamme teille saman päivän aikana.", SILENT, TELL},
    {49, "fi", "web", "thanks", "low", "customer", "advice", "Kuopio", "Thanks for the plan of a small bathroom",
     "Myyjänne piirsi meille kylpyhuoneen, joka mahtuu kolmeen neliöön. Kiitos hänelle!",
     DEMO_CASE_CLOSED, "Kiitos, että kerroitte. Sananne on luettu ääneen Kuopiossa.", NONE, KEEP},
    {46, "sv", "survey", "complaint", "ordinary", "customer", "delivery", "Helsinki", "Detractor: waited a whole day",
     "Jag tog ledigt från jobbet för ingenting. Inte ett ord från er.",
     DEMO_CASE_CLOSED, SORRY_SV, DELAY, TELL},
    {43, "fi", "web", "complaint", "ordinary", "customer", "payment", "Tampere", "Charged twice",
     "Maksu meni läpi kahdesti. Pankki sanoo, että vika on teillä.",
     DEMO_CASE_CLOSED, "Toinen maksu on palautettu, se näkyy tilillänne kahden pankkipäivän kuluessa.", "Paid twice or not booked", BILL},
    {40, "fi", "email", "complaint", "ordinary", "customer", "invoice", "Turku", "Invoice to the old address",
     "Lasku meni vanhaan osoitteeseen ja sain maksumuistutuksen laskusta, jota en ole nähnyt.",
     DEMO_CASE_CLOSED, "Poistimme muistutusmaksun ja korjasimme osoitteen.", INVOICE, BILL},
    {37, "en", "web", "complaint", "ordinary", "customer", "delivery", "Oulu", "Two weeks without a word",
     "The wardrobe was promised for the 3rd. Today is the 17th. I would be fine with waiting if somebody said so.",
     DEMO_CASE_CLOSED, SORRY_EN, DELAY, TELL},
    {33, "fi", "counter", "complaint", "ordinary", "customer", "campaign", "Jyväskylä", "Campaign's lamp sold out on the first morning",
     "Ajoin 60 kilometriä lampun takia, jota teillä ei ollut yhtään kappaletta.",
     DEMO_CASE_CLOSED, "Saatte vastaavan lampun kampanjan hintaan. Kerroimme asian kampanjan suunnittelijoille.", "Promised more than we have", TELL},
    {29, "fi", "survey", "complaint", "ordinary", "customer", "delivery", "Turku", "Detractor: late for the second time",
     "Toinen kerta peräkkäin, kun toimitus myöhästyy eikä siitä ilmoiteta.",
     DEMO_CASE_CLOSED, SORRY_FI, DELAY, TELL},
    {24, "sv", "phone", "complaint", "ordinary", "customer", "invoice", "Espoo", "Another price than in the quote",
     "I offerten stod 1 240 euro, på fakturan 1 390.",
     DEMO_CASE_CLOSED, "Ni hade rätt. En ny faktura på 1 240 euro är på väg.", INVOICE, BILL},
    {20, "fi", "web", "complaint", "ordinary", "customer", "delivery", "Turku", "Sofa two days late, nobody told",
     "Sohva tuli kaksi päivää myöhässä. Luvattua tekstiviestiä ei tullut.",
     DEMO_CASE_ANSWERED, SORRY_FI, NULL, NULL},
    {15, "fi", "email", "complaint", "ordinary", "customer", "customer service", "Helsinki", "No answer to two e-mails",
     "Olen lähettänyt kaksi sähköpostia kolmessa viikossa. Ette ole vastannut kumpaankaan.",
     DEMO_CASE_INVESTIGATED, NULL, NULL, NULL},
    {12, "en", "web", "complaint", "high", "customer", "installation", "Tampere", "Oven connected by somebody without a licence",
     "The installer said himself that he is not an electrician. There is a burnt smell when the oven is on.",
     DEMO_CASE_INVESTIGATED, "Please do not use the oven. An electrician comes to you today; we pay.", NULL, NULL},
    {8, "fi", "phone", "complaint", "ordinary", "customer", "delivery", "Oulu", "Delivered to the neighbour",
     "Paketti jätettiin naapurille, jota emme tunne. Kukaan ei kysynyt.",
     DEMO_CASE_ASSESSED, NULL, NULL, NULL},
    {5, "sv", "web", "question", "low", "customer", "warranty", "Espoo", "Is the sofa's cover under warranty?",
     "Sömmen i soffans överdrag har gått upp efter ett år. Gäller garantin?",
     DEMO_CASE_ASSESSED, NULL, NULL, NULL},
    {2, "fi", "web", "complaint", "ordinary", "customer", "delivery", "Turku", "The evening's window passed, nobody came",
     "Ikkuna oli 17–19. Kello on nyt 21, eikä kukaan vastaa puhelimeen.",
     DEMO_CASE_NEW, NULL, NULL, NULL},
    {1, "fi", "survey", "complaint", "ordinary", "customer", "returns", "Lahti", "Detractor: refund not seen in two weeks",
     "Palautin pöydän kaksi viikkoa sitten. Rahoja ei ole näkynyt.",
     DEMO_CASE_NEW, NULL, NULL, NULL},
    {0, "en", "web", "wish", "low", "customer", "web shop", "Helsinki", "Wants to see the stock of a showroom",
     "Please show in the web shop whether my showroom has it today.",
     DEMO_CASE_NEW, NULL, NULL, NULL},
};
const i64 demo_case_count = COUNT_OF(demo_cases);
// clang-format on

const char *demo_case_owner(const struct demo_case *told)
{
    static const struct {
        const char *touchpoint, *owner;
    } owners[] = {
        {"delivery", "Mikael Strand"}, {"installation", "Mikael Strand"},
        {"invoice", "Sari Koponen"},   {"payment", "Sari Koponen"},
        {"campaign", "Linda Ekholm"},  {"advice", "Petri Savolainen"},
        {"warranty", "Olli Hietala"},  {"web shop", "Olli Hietala"},
    };
    for (i64 i = 0; i < COUNT_OF(owners); i++)
        if (strcmp(owners[i].touchpoint, told->touchpoint) == 0) return owners[i].owner;
    return "Aino Laaksonen";
}
