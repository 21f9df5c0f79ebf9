#include "demo/maps.h"

#include "base/json.h"

// What is particular to each file. Touchpoints and the competitor's units are added from the
// company's own tables, so that each file can be imported alone. All systems name the customer by
// the number the CRM gave.
#define CRM(column)           "{\"column\":\"" column "\",\"namespace\":\"crm\"}"
#define COLUMN(name)          "{\"column\":\"" name "\"}"
#define VALUE(metric, column) "{\"metric\":\"" metric "\",\"value\":" COLUMN(column) "}"

static const char *const file_maps[FILE_TRUTH] = {
    [FILE_CUSTOMERS] = "{\"source\":\"crm\",\"delimiter\":\";\",\"customer\":" CRM(
        "Customer") ","
                    "\"segment\":" COLUMN("Segment") ",\"attributes\":{\"home town\":" COLUMN(
                        "Town") ","
                                "\"customer since\":" COLUMN(
                                    "Customer since") ",\"language\":" COLUMN("Language") ","
                                                                                          "\"age "
                                                                                          "band\""
                                                                                          ":" COLUMN(
                                                                                              "Age "
                                                                                              "ban"
                                                                                              "d") "}}",
    [FILE_SALES] =
        "{\"source\":\"till\",\"delimiter\":\";\",\"decimal\":\",\","
        "\"row_id\":" COLUMN("Receipt") ",\"customer\":" CRM(
            "Customer") ","
                        "\"happened\":{\"column\":\"Time\",\"format\":\"%d.%m.%Y "
                        "%H:%M\",\"zone\":\"Europe/Helsinki\"},"
                        "\"touchpoint\":" COLUMN("Step") ",\"channel\":" COLUMN(
                            "Channel") ",\"unit\":" COLUMN("Site") ","
                                                                   "\"facts\":[" VALUE(
                                                                       "purchase", "Sum EUR") "]}",
    [FILE_INVOICES] =
        "{\"source\":\"ledger\",\"delimiter\":\";\",\"decimal\":\",\","
        "\"row_id\":" COLUMN("Invoice") ",\"customer\":" CRM(
            "Customer") ","
                        "\"happened\":{\"column\":\"Date\",\"format\":\"%d.%m.%Y\",\"zone\":"
                        "\"Europe/Helsinki\"},"
                        "\"touchpoint\":\"invoice\",\"unit\":" COLUMN(
                            "Site") ","
                                    "\"metrics\":{\"invoice\":{\"kind\":\"sum\",\"unit\":\"EUR\","
                                    "\"asked\":false,\"label\":\"Invoiced\"},"
                                    "\"invoice_corrected\":{\"kind\":\"rate\",\"better\":\"lower\","
                                    "\"asked\":false,"
                                    "\"label\":\"Invoices that had to be corrected\"}},"
                                    "\"facts\":[" VALUE("invoice", "Amount EUR") "," VALUE(
                                        "invoice_corrected", "Corrected") "]}",
    [FILE_DELIVERIES] =
        "{\"source\":\"carrier\",\"delimiter\":\"|\","
        "\"row_id\":" COLUMN("Delivery") ",\"customer\":" CRM(
            "Customer") ","
                        "\"happened\":{\"column\":\"Done\",\"format\":\"%Y-%m-%d "
                        "%H:%M\",\"zone\":\"Europe/Helsinki\"},"
                        "\"touchpoint\":" COLUMN("Work") ",\"unit\":" COLUMN(
                            "Depot") ","
                                     "\"metrics\":{\"days_late\":{\"kind\":\"mean\",\"unit\":\"d\","
                                     "\"better\":\"lower\",\"asked\":false,"
                                     "\"label\":\"Days late\"}},"
                                     "\"facts\":[" VALUE("days_late", "Days late") "," VALUE(
                                         "cost", "Cost") "]}",
    [FILE_CONTACTS] = "{\"source\":\"contact-centre\",\"row_id\":" COLUMN(
        "contact_id") ","
                      "\"customer\":" CRM(
                          "customer") ","
                                      "\"happened\":{\"column\":\"started_at\",\"format\":\"%Y-%m-%"
                                      "dT%H:%M:%SZ\",\"zone\":\"UTC\"},"
                                      "\"touchpoint\":" COLUMN("reason") ",\"channel\":" COLUMN(
                                          "ch"
                                          "an"
                                          "ne"
                                          "l") ",\"unit\":" COLUMN("site") ","
                                                                           "\"facts\":[{\"metric\":"
                                                                           "\"contact\",\"value\":"
                                                                           "1}"
                                                                           "," VALUE(
                                                                               "wait_s",
                                                                               "wai"
                                                                               "t_"
                                                                               "s") "," VALUE("reso"
                                                                                              "lve"
                                                                                              "d",
                                                                                              "reso"
                                                                                              "lve"
                                                                                              "d") "," VALUE("cost",
                                                                                                             "cost_eur") "]}",
    [FILE_INVITES] = "{\"source\":\"survey-invites\",\"row_id\":" COLUMN(
        "invite") ","
                  "\"customer\":" CRM(
                      "customer") ","
                                  "\"happened\":{\"column\":\"sent\",\"format\":\"%Y-%m-%d "
                                  "%H:%M\",\"zone\":\"Europe/Helsinki\"},"
                                  "\"touchpoint\":" COLUMN("touchpoint") ",\"channel\":" COLUMN(
                                      "channel") ",\"unit\":" COLUMN("site") ","
                                                                             "\"metrics\":{"
                                                                             "\"answered\":{"
                                                                             "\"kind\":\"rate\","
                                                                             "\"better\":"
                                                                             "\"higher\",\"asked\":"
                                                                             "false,"
                                                                             "\"label\":\"Answered,"
                                                                             " of those asked\"}},"
                                                                             "\"facts\":[" VALUE(
                                                                                 "answered",
                                                                                 "answered") "]}",
    [FILE_ANSWERS] =
        "{\"source\":\"survey\",\"row_id\":" COLUMN("id") ",\"customer\":" CRM(
            "respondent") ","
                          "\"happened\":{\"column\":\"answered\",\"format\":\"%Y-%m-%dT%H:%M:%S%"
                          "z\"},"
                          "\"touchpoint\":" COLUMN("touchpoint") ",\"channel\":" COLUMN("channel") ",\"unit\":" COLUMN(
                              "site") ","
                                      "\"facts\":[{\"metric\":\"nps\",\"value\":" COLUMN(
                                          "nps") ",\"scale\":[0,10]},"
                                                 "{\"metric\":\"csat\",\"value\":" COLUMN(
                                                     "csat") ",\"scale\":[1,5]},"
                                                             "{\"metric\":\"ces\","
                                                             "\"value\":" COLUMN(
                                                                 "ces") ",\"scale\""
                                                                        ":[1,7]}"
                                                                        "," VALUE(
                                                                            "felt.valued",
                                                                            "f"
                                                                            "e"
                                                                            "l"
                                                                            "t"
                                                                            "_"
                                                                            "v"
                                                                            "a"
                                                                            "l"
                                                                            "u"
                                                                            "e"
                                                                            "d") "," VALUE("felt."
                                                                                           "inspir"
                                                                                           "ed",
                                                                                           "felt_"
                                                                                           "inspir"
                                                                                           "ed") "," VALUE("felt."
                                                                                                           "at_"
                                                                                                           "ease",
                                                                                                           "felt_"
                                                                                                           "at_"
                                                                                                           "ease") "," VALUE("felt.cared_for",
                                                                                                                             "felt_cared_for") "],"
                                                                                                                                               "\"remark\":" COLUMN(
                                                                                                                                                   "comment") "}",
    [FILE_COMPLAINTS] =
        "{\"source\":\"complaints\",\"delimiter\":\"\\t\",\"encoding\":\"windows-1252\","
        "\"decimal\":\",\",\"row_id\":" COLUMN("Number") ",\"customer\":" CRM(
            "Customer") ","
                        "\"happened\":{\"column\":\"Received\",\"format\":\"%d.%m.%Y "
                        "%H:%M\",\"zone\":\"Europe/Helsinki\"},"
                        "\"touchpoint\":" COLUMN("Concerns") ",\"channel\":" COLUMN(
                            "Channel") ",\"unit\":" COLUMN("Site") ","
                                                                   "\"facts\":[{\"metric\":"
                                                                   "\"complaint\",\"value\":1}"
                                                                   "," VALUE(
                                                                       "cost",
                                                                       "Compensation") "],"
                                                                                       "\"remark\""
                                                                                       ":" COLUMN(
                                                                                           "Text") "}",
    [FILE_VISITS] = "{\"source\":\"mystery-shopping\",\"subject\":\"shopper\",\"row_id\":" COLUMN(
        "visit") ","
                 "\"customer\":" COLUMN(
                     "shopper") ","
                                "\"happened\":{\"column\":\"visited\",\"format\":\"%Y-%m-%d "
                                "%H:%M\",\"zone\":\"Europe/Helsinki\"},"
                                "\"touchpoint\":" COLUMN("touchpoint") ",\"channel\":" COLUMN(
                                    "chan"
                                    "nel") ",\"unit\":" COLUMN("unit") ","
                                                                       "\"metrics\":{"
                                                                       "\"visit.greeted\":{"
                                                                       "\"kind\":\"rate\","
                                                                       "\"better\":"
                                                                       "\"higher\",\"asked\":false,"
                                                                       "\"label\":\"Greeted\"},"
                                                                       "\"visit.helped\":{\"kind\":"
                                                                       "\"rate\",\"better\":"
                                                                       "\"higher\",\"asked\":false,"
                                                                       "\"label\":\"Helped\"},"
                                                                       "\"visit.knew_prices\":{"
                                                                       "\"kind\":\"rate\","
                                                                       "\"better\":\"higher\","
                                                                       "\"asked\":false,\"label\":"
                                                                       "\"Knew the prices\"},"
                                                                       "\"visit.tidy\":{\"kind\":"
                                                                       "\"rate\",\"better\":"
                                                                       "\"higher\",\"asked\":false,"
                                                                       "\"label\":\"Tidy\"},"
                                                                       "\"visit.offered_more\":{"
                                                                       "\"kind\":\"rate\","
                                                                       "\"better\":\"higher\","
                                                                       "\"asked\":false,\"label\":"
                                                                       "\"Offered more\"},"
                                                                       "\"visit.wait_min\":{"
                                                                       "\"kind\":\"mean\",\"unit\":"
                                                                       "\"min\",\"better\":"
                                                                       "\"lower\",\"asked\":false,"
                                                                       "\"label\":\"Wait until "
                                                                       "served\"}},"
                                                                       "\"facts\":[{\"metric\":"
                                                                       "\"visit\",\"value\":1}"
                                                                       "," VALUE("visit.greeted", "greeted") "," VALUE("visit.helped", "helped") "," VALUE(
                                                                           "visit.knew_prices",
                                                                           "knew_prices") "," VALUE("v"
                                                                                                    "i"
                                                                                                    "s"
                                                                                                    "i"
                                                                                                    "t"
                                                                                                    "."
                                                                                                    "t"
                                                                                                    "i"
                                                                                                    "d"
                                                                                                    "y",
                                                                                                    "t"
                                                                                                    "i"
                                                                                                    "d"
                                                                                                    "y") "," VALUE("visit."
                                                                                                                   "offered_"
                                                                                                                   "more",
                                                                                                                   "offered_"
                                                                                                                   "more") "," VALUE("visit.wait_min",
                                                                                                                                     "wait_min") "],\"remark\":" COLUMN("impression") "}",
    [FILE_PULSE] = "{\"source\":\"hr-pulse\",\"subject\":\"employee\",\"row_id\":" COLUMN(
        "answer") ","
                  "\"customer\":" COLUMN(
                      "employee") ","
                                  "\"happened\":{\"column\":\"date\",\"format\":\"%Y-%m-%d\","
                                  "\"zone\":\"Europe/Helsinki\"},"
                                  "\"unit\":" COLUMN(
                                      "site") ",\"attributes\":{"
                                              "\"function\":" COLUMN(
                                                  "function") "},"
                                                              "\"metrics\":{"
                                                              "\"pulse\":{\"kind\":"
                                                              "\"mean\",\"scale\":["
                                                              "1,5],\"better\":"
                                                              "\"higher\",\"asked\":"
                                                              "true,"
                                                              "\"label\":\"Employee "
                                                              "pulse\"}},"
                                                              "\"facts\":[" VALUE(
                                                                  "pulse",
                                                                  "pulse") "],"
                                                                           "\"remark"
                                                                           "\""
                                                                           ":" COLUMN("words") "}",
};

static void put_touchpoints(ctx *c, json_t *map)
{
    json_t *touchpoints = json_new_object(c);
    for (i32 i = 0; i < TOUCHPOINT_COUNT; i++) {
        json_t *is = json_new_object(c);
        json_put_c(is, "stage", company_touchpoints[i].stage);
        json_put_c(is, "function", company_functions[company_touchpoints[i].owner]);
        json_put(touchpoints, company_touchpoints[i].name, is);
    }
    json_put(map, "touchpoints", touchpoints);
}

static void put_rivals(ctx *c, json_t *map)
{
    json_t *units = json_new_object(c);
    for (i32 i = 0; i < UNIT_COUNT; i++) {
        if (!company_units[i].rival) continue;
        json_t *is = json_new_object(c);
        json_put_c(is, "organisation", "Halpamaa");
        json_put(units, company_units[i].rival, is);
    }
    json_t *organisation = json_new_object(c), *organisations = json_new_object(c);
    json_put_bool(organisation, "ours", false);
    json_put(organisations, "Halpamaa", organisation);
    json_put(map, "organisations", organisations);
    json_put(map, "units", units);
}

bool maps_write(ctx *c, const struct rows *rows, int folder_fd)
{
    json_t *manifest = json_new_array(c);
    for (i32 i = 0; i < FILE_TRUTH; i++) {
        json_t *map = json_parse(c, str_of(file_maps[i]));
        if (!map) return false;
        if (json_object_get(map, "touchpoint")) put_touchpoints(c, map);
        if (i == FILE_VISITS) put_rivals(c, map);
        const char *name = fmt(c->arena, "%s.map.json", rows_file_names[i]);
        if (!out_json_file(c, folder_fd, name, map)) return false;

        json_t *line = json_new_object(c);
        json_put_c(line, "file", rows_file_names[i]);
        json_put_c(line, "map", name);
        json_put_i64(line, "rows", rows->out[i].rows);
        json_put_i64(line, "facts", rows->out[i].facts);
        (void)json_array_append(manifest, line);
    }
    return out_json_file(c, folder_fd, "manifest.json", manifest);
}
