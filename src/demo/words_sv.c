// What is said in Swedish.
#include "demo/words.h"

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

const struct phrases words_sv = {
    .good[ABOUT_CAMPAIGN] = LIST("Erbjudandet kom precis lagom, jag letade just efter $p.",
                                 "Priset i annonsen stämde i kassan.", "Trevlig kundkväll."),
    .bad[ABOUT_CAMPAIGN] = LIST("Erbjudandet var slut redan på morgonen.",
                                "Samma reklam kommer flera gånger i veckan.",
                                "Nya kunder får rabatt, gamla får betala."),
    .good[ABOUT_WEB] = LIST("Det gick snabbt att beställa på nätet.", "Bra bilder och mått på $g.",
                            "Tydlig webbplats, hittade $g direkt."),
    .bad[ABOUT_WEB] = LIST("Varukorgen tömdes mitt i allt.",
                           "Enligt webben fanns $n i lager, men så var det inte.",
                           "Sidorna är långsamma och finns bara delvis på svenska."),
    .good[ABOUT_SHOP] =
        LIST("Vänlig betjäning $s, och på svenska!", "Försäljaren tog sig tid att hitta rätt.",
             "Ingen kö i kassan, allt gick smidigt."),
    .bad[ABOUT_SHOP] =
        LIST("Hittade ingen som kunde hjälpa $s.", "Väntade $m minuter vid disken.",
             "Priset på hyllan var ett annat än i kassan.", "Ingen kunde betjäna på svenska."),
    .good[ABOUT_ADVICE] =
        LIST("Bra råd och en tydlig offert.", "Planeraren lyssnade på vad vi behöver."),
    .bad[ABOUT_ADVICE] =
        LIST("Offerten lovades inom $d dagar men kom aldrig.", "Två rådgivare, två olika svar."),
    .good[ABOUT_PAYMENT] = LIST("Fakturan var tydlig.", "Felet rättades samma dag."),
    .bad[ABOUT_PAYMENT] =
        LIST("Fick fakturan två gånger.", "Har väntat på återbetalningen i $d veckor.",
             "Betalningspåminnelse fast räkningen är betald."),
    .good[ABOUT_DELIVERY] =
        LIST("Leveransen kom i tid och $n bars in.", "Chauffören ringde på förhand, fint."),
    .bad[ABOUT_DELIVERY] =
        LIST("Leveransen var $d dagar försenad och ingen meddelade.",
             "Väntade hemma hela dagen förgäves.", "$n hade fått en buckla i transporten."),
    .good[ABOUT_INSTALLATION] =
        LIST("Montörerna kom i tid och städade efter sig.", "Monteringen gick bra, $n fungerar."),
    .bad[ABOUT_INSTALLATION] = LIST("Ingen kom $w och ingen ringde.",
                                    "Monteringen blev sned, rättelsen har dröjt $d veckor."),
    .good[ABOUT_SERVICE] = LIST("Ärendet sköttes på en gång.", "Snabbt och vänligt svar i chatten.",
                                "De ringde upp som de lovade."),
    .bad[ABOUT_SERVICE] = LIST("Köade $m minuter i telefon.", "Tre personer, tre olika svar.",
                               "Fick förklara samma sak om och om igen."),
    .good[ABOUT_RETURN] =
        LIST("Returen gick utan krångel.", "Fick genast en ny i stället för den trasiga."),
    .bad[ABOUT_RETURN] = LIST("Garantireparationen har tagit $d veckor.",
                              "Returavgift som ingen nämnt.", "Påstod att felet var mitt eget."),
    .good[ABOUT_VISIT] =
        LIST("Hälsade genast och frågade om behovet.", "Prydlig avdelning och ärliga råd."),
    .bad[ABOUT_VISIT] = LIST("Ingen hälsade, väntade $m minuter.", "Priser saknades."),
    .good[ABOUT_WORK] = LIST("Bra arbetslag, det märker kunderna.", "Chefen lyssnar."),
    .bad[ABOUT_WORK] =
        LIST("Ett nytt projekt innan det förra är klart.", "För få på kvällsskiftet."),
    .matter[THE_OUTAGE] = LIST("Kortet fungerade inte och webbutiken låg nere.",
                               "Betalningen drogs två gånger men ingen beställning kom.",
                               "Sidan kraschade när jag skulle betala."),
    .matter[THE_RIVAL] =
        LIST("Halpamaa har öppnat bredvid och är billigare.", "Nästa gång går jag till Halpamaa."),
    .matter[THE_UNEVENNESS] = LIST("Förra gången var betjäningen $s utmärkt, nu tvärtom.",
                                   "Det beror helt på vem som är på jobb."),
    .matter[THE_WAIT] =
        LIST("Väntetiden var $m minuter.", "Det tog $m minuter innan någon svarade."),
    .opening_good = LIST("Tack!", "Allt bra.", "Positiv överraskning.", "Hej,"),
    .opening_bad = LIST("Besviken.", "Tyvärr.", "Jag har varit kund i åratal.", "Hej,"),
    .more_good = LIST("Så här ska det vara.", "Jag kommer tillbaka.", "Prisvärt.",
                      "Personalen gör stället."),
    .more_bad = LIST("Förr var det bättre.", "Väntade mig mer.", "Ingen bad om ursäkt.",
                     "Samma sak i höstas."),
    .aside = LIST("Det gällde $n.", "Jag köpte $n $w.", "Det är nu $d veckor sedan.", "Var där $w.",
                  "Vi behövde $p till nya hemmet.", "Har beställt $d gånger tidigare.",
                  "Sammanlagt kanske $m minuter."),
    .but = LIST("Priserna har stigit.", "Lite väntan blev det.", "Utbudet har krympt.",
                "Inget särskilt."),
    .closing_good = LIST("Fortsätt så.", "Tack till hela laget.", "Hälsningar till alla."),
    .closing_bad = LIST("Ring mig.", "Rekommenderar inte.", "Sista gången.", "Väntar på svar."),
    .product = {{"soffan", "en soffa", "soffan"},
                {"matbordet", "ett matbord", "matbordet"},
                {"bokhyllan", "en bokhylla", "bokhyllan"},
                {"sängen", "en säng", "sängen"},
                {"madrassen", "en madrass", "madrassen"},
                {"golvlampan", "en golvlampa", "golvlampan"},
                {"spisfläkten", "en spisfläkt", "spisfläkten"},
                {"mattan", "en matta", "mattan"},
                {"trädgårdsgruppen", "en trädgårdsgrupp", "trädgårdsgruppen"},
                {"diskmaskinen", "en diskmaskin", "diskmaskinen"},
                {"byrån", "en byrå", "byrån"},
                {"fåtöljen", "en fåtölj", "fåtöljen"},
                {"bänkskivan", "en bänkskiva", "bänkskivan"},
                {"klädskåpet", "ett klädskåp", "klädskåpet"}},
    .site = {"i Helsingfors", "i Esbo", "i Tammerfors",          "i Åbo",                 "i Uleåborg",                                              "i Jyväskylä",
                "i Kuopio", "i Lahtis"},
    .weekday = {"i måndags",                                                           "i tisdags",                         "i onsdags","i torsdags","i fredags","i lördags",
                "i söndags"                              },
};
