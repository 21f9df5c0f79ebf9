#include "web/ask_sheet.h"

#include "base/lang.h"
#include "bounds.h"
#include "record/record.h"
#include "survey/answering.h"
#include "web/address.h"
#include "web/app.h"
#include "web/ask.h"
#include "web/qr.h"
#include "web/render.h"

struct sheet {
    const char *address, *code;
    const struct survey *survey;
};

static void put_words(ctx *c, const struct sheet *sheet, json_t *model)
{
    json_t *words = json_new_array(c);
    const char *before = c->lang;
    for (i64 i = 0; i < sheet->survey->lang_count; i++) {
        const char *lang = str_c(c->arena, sheet->survey->langs[i]);
        const char *own = render_lang_known(str_of(lang));
        if (!own) continue;
        c->lang = own;
        json_t *one = json_new_object(c);
        json_put_c(one, "code", lang);
        json_put_str(one, "title", survey_say(sheet->survey, sheet->survey->title, lang));
        json_put_c(one, "text",
                   tr(c, "Point your phone's camera here, and tell us in half a minute."));
        json_array_append(words, one);
    }
    c->lang = before;
    json_put(model, "words", words);
}

static bool add_sheet(ctx *c, const struct sheet *sheet, json_t *sheets, str unit)
{
    json_t *one = json_new_object(c);
    buf link = buf_new(c->arena, 4 * BOUND_NAME_BYTES + 2 * BOUND_ADDRESS_BYTES);
    buf_fmt(&link, "%s/ask/%s?way=qr", sheet->address, sheet->code);
    if (unit.size) {
        buf_c(&link, "&unit=");
        url_add(&link, unit);
    }
    json_put_str(one, "unit", unit);
    json_put_str(one, "link", buf_str(&link));
    put_words(c, sheet, one);
    json_array_append(sheets, one);
    return qr_put(c, one, "qr", buf_str(&link));
}

static bool add_sheets(ctx *c, const struct sheet *sheet, const struct ask_campaign *campaign,
                       json_t *sheets)
{
    struct rows rows;
    if (campaign->unit[0]) return add_sheet(c, sheet, sheets, str_of(campaign->unit));
    if (!store_rows(c, SQL_ask_units, NO_VALS, &rows)) return false;
    for (i64 i = 0; i < rows.count; i++)
        if (!add_sheet(c, sheet, sheets, rows.column[0].text[i])) return false;
    return rows.count > 0 || add_sheet(c, sheet, sheets, (str){0});
}

bool ask_sheet_get(ctx *c, struct request *request, struct response *response)
{
    struct ask_campaign campaign;
    const struct answering_survey *of = NULL;
    struct app *app = request->app;
    i64 id = 0;
    render_keep_lang(c, request, response);
    if (!str_i64(request_param(request, "id"), &id))
        return fail_with(c, ERR_NOT_FOUND, tr(c, "there is no such campaign"), NULL);
    if (!ask_campaign_by_id(c, request, id, &campaign)) return false;
    if (!campaign.version)
        return fail_with(c, ERR_REFUSED, tr(c, "the survey was not taken into use yet"),
                         tr(c, "Take it into use first."));
    if (!answering_survey(c, app->answering, campaign.survey, campaign.version, &of)) return false;
    struct sheet sheet = {.code = ask_code(c, request, id), .survey = &of->survey};
    json_t *model = json_new_object(c), *sheets = json_new_array(c);
    if (!ask_address(c, request, &sheet.address) || !add_sheets(c, &sheet, &campaign, sheets))
        return false;
    json_put_c(model, "title", fmt(c->arena, tr(c, "Sheets of %s"), campaign.name));
    json_put_c(model, "question",
               campaign.is_open
                   ? tr(c, "One for each site. Print this page, and hang each where it belongs.")
                   : tr(c, "The campaign does not run now: whoever scans the code is told so."));
    json_put(model, "sheets", sheets);
    return render_page(c, request, response, "ask_sheet", model);
}
