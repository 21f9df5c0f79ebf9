// Sources: LimeSurvey manual, "Exporting results"; Qualtrics support, "Understanding Your Data Set"
// and "Data Export Options".
#include "import/answers.h"

#include "base/json.h"

enum { QUESTIONS = 1, ORIGINS = 2, QUALTRICS_ROWS = 3 };

struct known_column {
    const char *name;
    enum answers_role role;
};

// clang-format off
static const struct known_column limesurvey[] = {
    {"id", ANSWERS_ID}, {"Response ID", ANSWERS_ID}, {"startdate", ANSWERS_STARTED}, {"Date started", ANSWERS_STARTED},
    {"submitdate", ANSWERS_SUBMITTED}, {"Date submitted", ANSWERS_SUBMITTED}, {"datestamp", ANSWERS_ACTED},
    {"Date last action", ANSWERS_ACTED}, {"token", ANSWERS_CUSTOMER}, {"Access code", ANSWERS_CUSTOMER},
    {"startlanguage", ANSWERS_LANGUAGE}, {"Start language", ANSWERS_LANGUAGE}, {"lastpage", ANSWERS_NEVER},
    {"Last page", ANSWERS_NEVER}, {"seed", ANSWERS_NEVER}, {"Seed", ANSWERS_NEVER}, {"ipaddr", ANSWERS_NEVER},
    {"IP address", ANSWERS_NEVER}, {"refurl", ANSWERS_NEVER}, {"Referrer URL", ANSWERS_NEVER},
    {"firstname", ANSWERS_NEVER}, {"First name", ANSWERS_NEVER}, {"lastname", ANSWERS_NEVER}, {"Last name", ANSWERS_NEVER},
    {"email", ANSWERS_NEVER}, {"Email address", ANSWERS_NEVER}, {"interviewtime", ANSWERS_NEVER}, {"Total time", ANSWERS_NEVER},
};
static const struct known_column qualtrics[] = {
    {"ResponseId", ANSWERS_ID}, {"Response ID", ANSWERS_ID}, {"StartDate", ANSWERS_STARTED}, {"Start Date", ANSWERS_STARTED},
    {"EndDate", ANSWERS_SUBMITTED}, {"End Date", ANSWERS_SUBMITTED}, {"RecordedDate", ANSWERS_ACTED},
    {"Recorded Date", ANSWERS_ACTED}, {"ExternalReference", ANSWERS_CUSTOMER}, {"ExternalDataReference", ANSWERS_CUSTOMER},
    {"External Data Reference", ANSWERS_CUSTOMER}, {"RecipientEmail", ANSWERS_EMAIL}, {"Recipient Email", ANSWERS_EMAIL},
    {"UserLanguage", ANSWERS_LANGUAGE}, {"User Language", ANSWERS_LANGUAGE}, {"DistributionChannel", ANSWERS_CHANNEL},
    {"Distribution Channel", ANSWERS_CHANNEL}, {"Status", ANSWERS_NEVER}, {"Response Type", ANSWERS_NEVER},
    {"IPAddress", ANSWERS_NEVER}, {"IP Address", ANSWERS_NEVER}, {"Progress", ANSWERS_NEVER},
    {"Duration (in seconds)", ANSWERS_NEVER}, {"Finished", ANSWERS_NEVER}, {"RecipientLastName", ANSWERS_NEVER},
    {"Recipient Last Name", ANSWERS_NEVER}, {"RecipientFirstName", ANSWERS_NEVER}, {"Recipient First Name", ANSWERS_NEVER},
    {"LocationLatitude", ANSWERS_NEVER}, {"Location Latitude", ANSWERS_NEVER}, {"LocationLongitude", ANSWERS_NEVER},
    {"Location Longitude", ANSWERS_NEVER},
};
// clang-format on

// "G01Q01. How likely …" → "G01Q01": LimeSurvey can head a column by both.
static str code_of(struct answers answers, str column)
{
    i64 end = str_find(column, S(". "));
    bool has_both = answers.of == ANSWERS_LIMESURVEY && end > 0 &&
                    str_find(str_slice(column, 0, end), S(" ")) < 0;
    return has_both ? str_slice(column, 0, end) : column;
}

static bool has_role(struct answers answers, const struct reader *reader, enum answers_role role)
{
    for (i64 i = 0; i < reader_column_count(reader); i++)
        if (answers_role(answers, reader_column_name(reader, i)) == role) return true;
    return false;
}

static bool has_column(struct answers answers, const struct reader *reader, str one, str other)
{
    for (i64 i = 0; i < reader_column_count(reader); i++) {
        str code = code_of(answers, reader_column_name(reader, i));
        if (str_equal(code, one) || str_equal(code, other)) return true;
    }
    return false;
}

struct answers answers_recognise(const struct reader *reader, i64 *header_rows)
{
    const struct answers lime = {ANSWERS_LIMESURVEY}, qual = {ANSWERS_QUALTRICS};
    *header_rows = 1;
    if (reader_format(reader) != FORMAT_DELIMITED) return (struct answers){0};
    if (has_role(lime, reader, ANSWERS_ID) && has_role(lime, reader, ANSWERS_LANGUAGE) &&
        has_column(lime, reader, S("lastpage"), S("Last page")))
        return lime;
    if (!has_role(qual, reader, ANSWERS_ID) || !has_role(qual, reader, ANSWERS_STARTED) ||
        !has_column(qual, reader, S("Finished"), S("Progress")))
        return (struct answers){0};
    *header_rows = QUALTRICS_ROWS;
    return qual;
}

bool answers_has_rows(const struct reader *reader)
{
    return str_starts(reader_header_cell(reader, ORIGINS, 0), S("{\"ImportId\""));
}

enum answers_role answers_role(struct answers answers, str column)
{
    bool is_lime = answers.of == ANSWERS_LIMESURVEY;
    const struct known_column *known = is_lime ? limesurvey : qualtrics;
    i64 count = is_lime ? COUNT_OF(limesurvey) : COUNT_OF(qualtrics);
    str code = code_of(answers, column);
    for (i64 i = 0; i < count; i++)
        if (str_equal(code, str_of(known[i].name))) return known[i].role;
    if (!is_lime && str_ends(code, S("_NPS_GROUP"))) return ANSWERS_NPS_GROUP;
    bool is_clock = is_lime && (str_starts(code, S("groupTime")) || str_ends(code, S("Time")));
    return is_clock ? ANSWERS_NEVER : ANSWERS_QUESTION;
}

struct answers_question answers_question(struct answers answers, const struct reader *reader,
                                         i64 index)
{
    str name = reader_column_name(reader, index), code = code_of(answers, name);
    str text = reader_header_cell(reader, QUESTIONS, index);
    if (code.size < name.size) text = str_slice(name, code.size + S(". ").size, name.size);
    return (struct answers_question){code, str_trim(text)};
}

str answers_zone(ctx *c, struct answers answers, const struct reader *reader, i64 index)
{
    str origin = reader_header_cell(reader, ORIGINS, index);
    if (answers.of != ANSWERS_QUALTRICS || !str_starts(origin, S("{"))) return (str){0};
    json_t *json = json_parse(c, origin);
    if (!json) err_clear(c);
    const json_t *zone = json_object_get(json, "timeZone");
    return json_is_string(zone) ? json_text(zone) : (str){0};
}
