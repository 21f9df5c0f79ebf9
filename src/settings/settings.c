#include "settings/settings.h"

#include <arpa/inet.h>
#include <math.h>

#include "audit/audit.h"
#include "base/hours.h"
#include "base/lang.h"
#include "base/zone.h"
#include "bounds.h"
#include "facts/company.h"
#include "people/email.h"

static const char *const languages[] = {"en", "fi", "sv", NULL};
static const char *const yes_no[] = {"no", "yes", NULL};
static const char *const tls_modes[] = {"starttls", "tls", "none", NULL};

// Version 14 mangles tables.
// clang-format off
const struct setting settings[] = {
    {.name = "company.name", .type = SETTING_TEXT, .max = 100, .otherwise = "", .label = N_("Name"),
     .what = N_("What everybody calls the company; it stands on every page.")},
    {.name = "company.address", .type = SETTING_ADDRESS, .max = 200, .otherwise = "",
     .label = N_("Address of these pages"),
     .what = N_("What links in mails begin with, such as https://cx.example.com.")},
    {.name = "company.language", .type = SETTING_CHOICE, .choices = languages, .otherwise = "en",
     .label = N_("Language"),
     .what = N_("The language of the house: of mails to people who have not chosen one, and of what is made for you.")},
    {.name = "company.zone", .type = SETTING_ZONE, .max = BOUND_ZONE_NAME_BYTES, .otherwise = "Europe/Helsinki",
     .label = N_("Time zone"),
     .what = N_("Where the company's days begin, such as Europe/Helsinki. Facts that are here keep the day they have.")},
    {.name = "company.currency", .type = SETTING_CURRENCY, .max = 3, .otherwise = "EUR", .label = N_("Currency"),
     .what = N_("What money is told in: three letters, such as EUR or SEK.")},
    {.name = "company.accent", .type = SETTING_COLOUR, .max = 7, .otherwise = "", .label = N_("Colour"),
     .what = N_("The colour of what can be pressed, such as #0a5c45. Empty: the usual green.")},
    {.name = "ask.sites", .type = SETTING_SITES, .max = 1000, .otherwise = "", .label = N_("Sites that ask"),
     .what = N_("Web sites on which surveys may stand, such as https://www.example.com, parted by blanks. Empty: on none.")},
    {.name = "mail.host", .type = SETTING_HOST, .max = 253, .otherwise = "", .label = N_("Mail server"),
     .what = N_("The server that takes your mail, such as smtp.example.com.")},
    {.name = "mail.port", .type = SETTING_NUMBER, .min = 1, .max = 65535, .otherwise = "587", .label = N_("Port"),
     .what = N_("587 with STARTTLS, 465 with TLS from the start.")},
    {.name = "mail.tls", .type = SETTING_CHOICE, .choices = tls_modes, .otherwise = "starttls",
     .label = N_("Encryption"),
     .what = N_("How the way to the mail server is kept secret. Without is for a server on this machine alone.")},
    {.name = "mail.user", .type = SETTING_TEXT, .max = 200, .otherwise = "", .label = N_("User name"),
     .what = N_("Under what name we sign in to the mail server. Empty: without.")},
    {.name = "mail.password", .type = SETTING_SECRET, .max = 500, .otherwise = "", .label = N_("Password"),
     .what = N_("What we sign in to the mail server with. It is never shown again.")},
    {.name = "mail.from", .type = SETTING_EMAIL, .max = 254, .otherwise = "", .label = N_("Sender's address"),
     .what = N_("Whom mails come from, such as cx@example.com.")},
    {.name = "mail.from_name", .type = SETTING_TEXT, .max = 100, .otherwise = "", .label = N_("Sender's name"),
     .what = N_("What stands before that address. Empty: the company's name.")},
    {.name = "ask.rest_days", .type = SETTING_NUMBER, .min = 0, .max = 3650, .otherwise = "30", .label = N_("Rest, days"),
     .what = N_("A customer who was asked anything is left alone for so long, whatever the survey.")},
    {.name = "ask.expected_rate", .type = SETTING_NUMBER, .min = 1, .max = 100, .otherwise = "20",
     .label = N_("Who answers, %"),
     .what = N_("The share that is expected to answer, until a campaign's own answers tell.")},
    {.name = "ask.reply_to", .type = SETTING_EMAIL, .max = 254, .otherwise = "", .label = N_("Replies go to"),
     .what = N_("Where customers' replies to invites arrive, such as care@example.com. Empty: the sender's address.")},
    {.name = "ask.per_minute", .type = SETTING_NUMBER, .min = 0, .max = 1000000, .otherwise = "0", .label = N_("Invites a minute"),
     .what = N_("How many the mail server is handed in a minute at most. 0: as many as it takes.")},
    {.name = "ask.connections", .type = SETTING_NUMBER, .min = 1, .max = 16, .otherwise = "4", .label = N_("Connections"),
     .what = N_("How many connections to the mail server are used at once.")},
    {.name = "ask.keep_days", .type = SETTING_NUMBER, .min = 1, .max = 3650, .otherwise = "180", .label = N_("Addresses kept, days"),
     .what = N_("How long the address of an invite is kept after its end. How many were asked stays known.")},
    {.name = "inbox.host", .type = SETTING_HOST, .max = 253, .otherwise = "", .label = N_("Mail server"),
     .what = N_("The IMAP server that keeps the mailbox, such as imap.example.com. Empty: no mailbox is read.")},
    {.name = "inbox.port", .type = SETTING_NUMBER, .min = 1, .max = 65535, .otherwise = "993", .label = N_("Port"),
     .what = N_("993 with TLS from the start, 143 with STARTTLS.")},
    {.name = "inbox.tls", .type = SETTING_CHOICE, .choices = tls_modes, .otherwise = "tls", .label = N_("Encryption"),
     .what = N_("How the way to the mail server is kept secret. Without is for a server on this machine alone.")},
    {.name = "inbox.user", .type = SETTING_TEXT, .max = 200, .otherwise = "", .label = N_("User name"),
     .what = N_("Under what name we sign in to the mailbox.")},
    {.name = "inbox.password", .type = SETTING_SECRET, .max = 500, .otherwise = "", .label = N_("Password"),
     .what = N_("What we sign in to the mailbox with. It is never shown again.")},
    {.name = "inbox.address", .type = SETTING_EMAIL, .max = 254, .otherwise = "", .label = N_("Its address"),
     .what = N_("The address whose mails arrive there, such as care@example.com: customers' replies about cases go to it.")},
    {.name = "inbox.folder", .type = SETTING_TEXT, .max = 200, .otherwise = "INBOX", .label = N_("Folder"),
     .what = N_("The folder whose mails become cases. They stay there, marked as read.")},
    {.name = "complain.function", .type = SETTING_TEXT, .max = 200, .otherwise = "", .label = N_("Who is accountable"),
     .what = N_("The function that answers for complaints, as customers are told it: Customer service.")},
    {.name = "complain.person", .type = SETTING_TEXT, .max = 200, .otherwise = "", .label = N_("Name"),
     .what = N_("Who leads it, by name, if they agree to stand on the page. Empty: no name is told.")},
    {.name = "complain.phone", .type = SETTING_TEXT, .max = 100, .otherwise = "", .label = N_("Telephone"),
     .what = N_("Where one may call instead. Empty: none is told.")},
    {.name = "complain.sites", .type = SETTING_SITES, .max = 1000, .otherwise = "", .label = N_("Sites with the form"),
     .what = N_("Web sites on which the form may stand, such as https://www.example.com, parted by blanks. Empty: on none.")},
    {.name = "backup.folder", .type = SETTING_FOLDER, .max = 1000, .otherwise = "", .label = N_("Folder"),
     .what = N_("Where a backup is put every night, such as /var/backups/tuntuma. Empty: none is made.")},
    {.name = "backup.hour", .type = SETTING_NUMBER, .min = 0, .max = 23, .otherwise = "3", .label = N_("Hour"),
     .what = N_("When it is made, by the company's clock: 3 is three in the night.")},
    {.name = "backup.keep", .type = SETTING_NUMBER, .min = 1, .max = 400, .otherwise = "14", .label = N_("Kept"),
     .what = N_("How many backups stay in the folder; older ones are removed.")},
    {.name = "connect.namespace", .type = SETTING_TEXT, .max = 100, .otherwise = "user", .label = N_("Whose customer numbers"),
     .what = N_("Whose numbers the user ids of programs are, such as crm: then what they tell is told of the same customers.")},
    {.name = "case.hours", .type = SETTING_HOURS, .max = 200, .otherwise = "mon-fri 8-16", .label = N_("Working hours"),
     .what = N_("When the clock of cases runs, such as mon-fri 8-16, sat 10-14. It stands on days off.")},
    {.name = "case.answer_hours_critical", .type = SETTING_NUMBER, .min = 1, .max = 1000, .otherwise = "2",
     .label = N_("First answer, danger"), .what = N_("Working hours until the first answer, where health, money or many customers are in danger.")},
    {.name = "case.answer_hours_high", .type = SETTING_NUMBER, .min = 1, .max = 1000, .otherwise = "8",
     .label = N_("First answer, serious"), .what = N_("Working hours until the first answer to a serious matter.")},
    {.name = "case.answer_hours_ordinary", .type = SETTING_NUMBER, .min = 1, .max = 1000, .otherwise = "16",
     .label = N_("First answer, ordinary"), .what = N_("Working hours until the first answer to an ordinary matter.")},
    {.name = "case.answer_hours_low", .type = SETTING_NUMBER, .min = 1, .max = 1000, .otherwise = "24",
     .label = N_("First answer, a small thing"), .what = N_("Working hours until the first answer to a small thing.")},
    {.name = "case.solve_hours_critical", .type = SETTING_NUMBER, .min = 1, .max = 10000, .otherwise = "16",
     .label = N_("Solved, danger"), .what = N_("Working hours until it is solved, where health, money or many customers are in danger.")},
    {.name = "case.solve_hours_high", .type = SETTING_NUMBER, .min = 1, .max = 10000, .otherwise = "40",
     .label = N_("Solved, serious"), .what = N_("Working hours until a serious matter is solved.")},
    {.name = "case.solve_hours_ordinary", .type = SETTING_NUMBER, .min = 1, .max = 10000, .otherwise = "80",
     .label = N_("Solved, ordinary"), .what = N_("Working hours until an ordinary matter is solved.")},
    {.name = "case.solve_hours_low", .type = SETTING_NUMBER, .min = 1, .max = 10000, .otherwise = "120",
     .label = N_("Solved, a small thing"), .what = N_("Working hours until a small thing is solved.")},
    {.name = "case.sure_pct", .type = SETTING_NUMBER, .min = 0, .max = 100, .otherwise = "60",
     .label = N_("Sure enough to route"), .what = N_("How sure the program must be, in per cent, to give a case to a function by its words; else it goes to the CX owner.")},
    {.name = "case.names", .type = SETTING_CHOICE, .choices = yes_no, .otherwise = "no", .label = N_("Names to customers"),
     .what = N_("Whether customers read the name of who works on their matter, beside the function.")},
    {.name = "case.asks", .type = SETTING_CHOICE, .choices = yes_no, .otherwise = "yes", .label = N_("Ask how it was handled"),
     .what = N_("Whether the customer of a closed case is asked one question: in the last letter, and on their page.")},
    {.name = "case.ask_survey", .type = SETTING_TEXT, .max = 300, .otherwise = "", .label = N_("The question"),
     .what = N_("A survey of yours that is asked instead, by its name or number. Empty: the one that comes with the program.")},
    {.name = "case.keep_days", .type = SETTING_NUMBER, .min = 30, .max = 36500, .otherwise = "1095",
     .label = N_("Letters kept, days"), .what = N_("How long words and names of a closed case are kept; then they are erased, and the case stays.")},
    {.name = "webhook.private", .type = SETTING_CHOICE, .choices = yes_no, .otherwise = "no",
     .label = N_("Addresses within the house"),
     .what = N_("Whether webhooks may go to this machine and to the networks of the house, without encryption too.")},
    {.name = "webhook.keep_days", .type = SETTING_NUMBER, .min = 1, .max = 3650, .otherwise = "30",
     .label = N_("List of messages, days"),
     .what = N_("How long it is told what was sent to other systems, with what it said.")},
    {.name = "keep.mail_days", .type = SETTING_NUMBER, .min = 1, .max = 3650, .otherwise = "90",
     .label = N_("List of mails, days"),
     .what = N_("How long it is told to whom a mail went. Its words are gone as soon as it is sent.")},
    {.name = "keep.runs_days", .type = SETTING_NUMBER, .min = 1, .max = 3650, .otherwise = "90",
     .label = N_("List of runs, days"),
     .what = N_("How long it is told what ran by itself, and when.")},
};
// clang-format on
const i64 settings_count = COUNT_OF(settings);

const struct setting *setting_find(str name)
{
    for (i64 i = 0; i < settings_count; i++)
        if (str_equal(name, str_of(settings[i].name))) return &settings[i];
    return NULL;
}

static const struct setting *setting_known(const char *name)
{
    const struct setting *setting = setting_find(str_of(name));
    assert(setting);
    return setting;
}

bool setting_text(ctx *c, const char *name, str *out)
{
    const struct setting *setting = setting_known(name);
    if (!company_setting(c, name, (str){0}, out)) return false;
    if (!out->size) *out = str_of(setting->otherwise);
    return true;
}

bool setting_i64(ctx *c, const char *name, i64 *out)
{
    const struct setting *setting = setting_known(name);
    str text = {0};
    assert(setting->type == SETTING_NUMBER);
    if (!setting_text(c, name, &text)) return false;
    bool is_number = str_i64(text, out) && *out >= setting->min && *out <= setting->max;
    return is_number || str_i64(str_of(setting->otherwise), out);
}

bool setting_is_set(ctx *c, const char *name, bool *out)
{
    str text = {0};
    (void)setting_known(name);
    if (!company_setting(c, name, (str){0}, &text)) return false;
    *out = text.size > 0;
    return true;
}

// What may be typed, type by type. Each check leaves what is kept in *out, or says what is wrong.

static bool fail_setting(ctx *c, const char *msg, const char *hint)
{
    return fail_with(c, ERR_BAD_INPUT, msg, hint);
}

static bool is_one_line(str text)
{
    for (i64 i = 0; i < text.size; i++)
        if ((u8)text.s[i] < 32 || text.s[i] == 127) return false;
    return str_is_utf8(text, NULL);
}

static bool check_number(ctx *c, const struct setting *setting, str typed)
{
    i64 number = 0;
    if (str_i64(typed, &number) && number >= setting->min && number <= setting->max) return true;
    return fail_setting(c, fmt(c->arena, tr(c, "\"%.*s\" does not fit here"), STR(typed)),
                        fmt(c->arena, tr(c, "It must be a whole number from %lld to %lld."),
                            (long long)setting->min, (long long)setting->max));
}

static bool check_choice(ctx *c, const struct setting *setting, str typed)
{
    buf all = buf_new(c->arena, 1000);
    for (const char *const *choice = setting->choices; *choice; choice++) {
        if (str_equal(typed, str_of(*choice))) return true;
        buf_fmt(&all, "%s%s", all.size ? ", " : "", *choice);
    }
    return fail_setting(c, fmt(c->arena, tr(c, "\"%.*s\" is none of the choices"), STR(typed)),
                        fmt(c->arena, tr(c, "There are: %.*s."), STR(buf_str(&all))));
}

// ISO 4217, list one, without metals, funds and units of account.
static const char currencies[] =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD "
    "KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO "
    "NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE "
    "SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV "
    "WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

static bool check_currency(ctx *c, str typed, str *out)
{
    bool fits = typed.size == 3;
    char *large = NEW_ARRAY(c->arena, char, 4);
    for (i64 i = 0; fits && i < 3; i++) {
        bool is_small = typed.s[i] >= 'a' && typed.s[i] <= 'z';
        large[i] = is_small ? (char)(typed.s[i] - 'a' + 'A') : typed.s[i];
        fits = large[i] >= 'A' && large[i] <= 'Z';
    }
    *out = (str){large, 3};
    fits = fits && strstr(currencies, large);
    return fits || fail_setting(c, fmt(c->arena, tr(c, "\"%.*s\" is no currency"), STR(typed)),
                                tr(c, "Give its three letters, such as EUR."));
}

// Relative luminance and contrast as in WCAG 2.2.
static f64 light_of(u32 channel)
{
    f64 share = (f64)channel / 255;
    return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static bool check_colour(ctx *c, str typed)
{
    u32 red = 0, green = 0, blue = 0;
    bool is_colour = typed.size == 7 && typed.s[0] == '#';
    for (i64 i = 1; is_colour && i < 7; i++)
        is_colour = strchr("0123456789abcdefABCDEF", typed.s[i]) != NULL;
    if (!is_colour || sscanf(typed.s, "#%2x%2x%2x", &red, &green, &blue) != 3)
        return fail_setting(c, fmt(c->arena, tr(c, "\"%.*s\" is no colour"), STR(typed)),
                            tr(c, "Write it as # and six digits, such as #0a5c45."));
    f64 light = 0.2126 * light_of(red) + 0.7152 * light_of(green) + 0.0722 * light_of(blue);
    f64 contrast = 1.05 / (light + 0.05);
    return contrast >= 4.5 ||
           fail_setting(c, tr(c, "this colour is too pale to be read on white"),
                        tr(c, "Take a darker one: its contrast with white must be 4.5 at least."));
}

static bool is_host(str text)
{
    struct in6_addr address;
    char number[INET6_ADDRSTRLEN];
    if (text.size > 0 && text.size < (i64)sizeof number) {
        memcpy(number, text.s, (size_t)text.size);
        number[text.size] = '\0';
        if (inet_pton(AF_INET6, number, &address) == 1) return true;
    }
    bool fits = text.size > 0 && text.s[0] != '.' && text.s[0] != '-';
    for (i64 i = 0; fits && i < text.size; i++) {
        char letter = text.s[i];
        bool is_dot = letter == '.';
        fits = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '-' || is_dot;
        fits = fits && !(is_dot && text.s[i - 1] == '.');
    }
    return fits;
}

static bool check_host(ctx *c, str typed)
{
    return is_host(typed) ||
           fail_setting(c, fmt(c->arena, tr(c, "\"%.*s\" is no name of a host"), STR(typed)),
                        tr(c, "Give it alone, such as smtp.example.com."));
}

static bool is_this_machine(str host)
{
    return str_equal(host, S("localhost")) || str_equal(host, S("127.0.0.1")) ||
           str_equal(host, S("[::1]"));
}

// "https://cx.example.com:8443", an end of "/" goes.
static bool check_address(ctx *c, str typed, str *out)
{
    const char *hint = tr(c, "Write it as https://cx.example.com, without a path.");
    bool is_plain = str_starts(typed, S("http://")), is_tls = str_starts(typed, S("https://"));
    if (str_ends(typed, S("/"))) typed = str_slice(typed, 0, typed.size - 1);
    str rest = str_slice(typed, is_tls ? 8 : MIN(typed.size, 7), typed.size), host = rest;
    i64 colon = -1, port = 443;
    for (i64 i = 0; i < rest.size; i++)
        if (rest.s[i] == ':' && !memchr(rest.s + i, ']', (size_t)(rest.size - i))) colon = i;
    if (colon >= 0) host = str_slice(rest, 0, colon);
    bool has_port = colon < 0 || str_i64(str_slice(rest, colon + 1, rest.size), &port);
    bool is_number = host.size > 2 && host.s[0] == '[' && host.s[host.size - 1] == ']';
    bool fits = (is_plain || is_tls) && has_port && port > 0 && port < 65536 &&
                is_host(is_number ? str_slice(host, 1, host.size - 1) : host);
    if (!fits)
        return fail_setting(c, fmt(c->arena, tr(c, "\"%.*s\" is no address of pages"), STR(typed)),
                            hint);
    *out = typed;
    return is_tls || is_this_machine(host) ||
           fail_setting(c, tr(c, "links to these pages must begin with https://"), hint);
}

static bool check_sites(ctx *c, str typed, str *out)
{
    buf all = buf_new(c->arena, 2 * typed.size + 100);
    str rest = typed, one = {0}, site = {0};
    while (str_cut(&rest, ' ', &one)) {
        one = str_trim(one);
        if (!one.size) continue;
        if (!check_address(c, one, &site)) return false;
        buf_fmt(&all, "%s%.*s", all.size ? " " : "", STR(site));
    }
    *out = buf_str(&all);
    return true;
}

static bool check_hours(ctx *c, str typed)
{
    struct hours hours = {0};
    return hours_parse(typed, &hours) ||
           fail_setting(c, fmt(c->arena, tr(c, "\"%.*s\" are no working hours"), STR(typed)),
                        tr(c, "Write them as mon-fri 8-16, sat 10-14."));
}

static bool check_folder(ctx *c, str typed)
{
    bool has_up = str_find(typed, S("/../")) >= 0 || str_ends(typed, S("/.."));
    return (typed.s[0] == '/' && !has_up) ||
           fail_setting(c, fmt(c->arena, tr(c, "\"%.*s\" is no whole path"), STR(typed)),
                        tr(c, "Begin it with / and leave .. out."));
}

bool setting_check(ctx *c, const struct setting *setting, str typed, str *out)
{
    str text = setting->type == SETTING_SECRET ? typed : str_trim(typed);
    *out = text;
    if (!text.size) return true;
    if (setting->max && setting->type != SETTING_NUMBER && text.size > setting->max)
        return fail_setting(
            c, tr(c, "this is too long"),
            fmt(c->arena, tr(c, "It may have %lld letters at most."), (long long)setting->max));
    if (!is_one_line(text))
        return fail_setting(c, tr(c, "this has characters that cannot be read"),
                            tr(c, "It must be one line of text."));
    switch (setting->type) {
    case SETTING_NUMBER:
        return check_number(c, setting, text);
    case SETTING_CHOICE:
        return check_choice(c, setting, text);
    case SETTING_ZONE:
        return zone_find(c, text) != NULL;
    case SETTING_CURRENCY:
        return check_currency(c, text, out);
    case SETTING_COLOUR:
        return check_colour(c, text);
    case SETTING_EMAIL:
        return email_normalise(c, text, out);
    case SETTING_HOST:
        return check_host(c, text);
    case SETTING_ADDRESS:
        return check_address(c, text, out);
    case SETTING_SITES:
        return check_sites(c, text, out);
    case SETTING_HOURS:
        return check_hours(c, text);
    case SETTING_FOLDER:
        return check_folder(c, text);
    case SETTING_TEXT:
    case SETTING_SECRET:
        return true;
    }
    return true;
}

static bool note(ctx *c, str who, const struct setting *setting, str before, str after)
{
    json_t *detail = json_new_object(c);
    if (setting->type == SETTING_SECRET) {
        json_put_bool(detail, "is_set", after.size > 0);
    } else {
        json_put_str(detail, "before", before);
        json_put_str(detail, "after", after);
    }
    const char *about = fmt(c->arena, "setting %s", setting->name);
    return audit_add(
        c, (struct audit_entry){
               .who = who, .what = S("settings.set"), .about = str_of(about), .detail = detail});
}

bool setting_set(ctx *c, str who, const struct setting *setting, str typed)
{
    assert(store_in_transaction(c));
    assert(who.size);
    str before = {0}, after = {0};
    if (!setting_check(c, setting, typed, &after) ||
        !company_setting(c, setting->name, (str){0}, &before))
        return false;
    if (str_equal(before, after)) return true;
    bool is_secret = setting->type == SETTING_SECRET;
    if (is_secret && !store_run(c, SQL_settings_forget, VALS(V_STR(str_of(setting->name)))))
        return false;
    return company_set(c, setting->name, after) && note(c, who, setting, before, after);
}

const char *setting_choice_label(const char *choice)
{
    static const struct {
        const char *choice, *label;
    } labels[] = {
        {"en",       "English"                     },
        {"fi",       "suomi"                       },
        {"sv",       "svenska"                     },
        {"starttls", N_("STARTTLS")                },
        {"tls",      N_("TLS from the start")      },
        {"none",     N_("Without, on this machine")},
        {"yes",      N_("yes")                     },
        {"no",       N_("no")                      },
    };
    for (i64 i = 0; i < COUNT_OF(labels); i++)
        if (!strcmp(choice, labels[i].choice)) return labels[i].label;
    return choice;
}
