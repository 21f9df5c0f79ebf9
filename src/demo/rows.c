#include "demo/rows.h"

const char *const rows_file_names[FILE_COUNT] = {
    [FILE_CUSTOMERS] = "customers.csv",   [FILE_SALES] = "sales.csv",
    [FILE_INVOICES] = "invoices.csv",     [FILE_DELIVERIES] = "deliveries.csv",
    [FILE_CONTACTS] = "contacts.csv",     [FILE_INVITES] = "invites.csv",
    [FILE_ANSWERS] = "answers.jsonl",     [FILE_COMPLAINTS] = "complaints.tsv",
    [FILE_VISITS] = "visits.csv",         [FILE_PULSE] = "pulse.csv",
    [FILE_TRUTH] = "customers_truth.csv",
};

static const char *const headers[FILE_COUNT] = {
    // clang-format off
    [FILE_CUSTOMERS] = "Customer;Town;Customer since;First year;Segment;Language;Age band\n",
    [FILE_SALES] = "Receipt;Time;Customer;Site;Channel;Step;Product group;Seller;Sum EUR\n",
    [FILE_INVOICES] = "Invoice;Date;Customer;Site;Amount EUR;Corrected\n",
    [FILE_DELIVERIES] = "Delivery|Done|Customer|Depot|Crew|Work|Days late|Cost\n",
    [FILE_CONTACTS] =
        "contact_id,started_at,customer,channel,site,reason,agent,wait_s,resolved,cost_eur\n",
    [FILE_INVITES] = "invite,sent,customer,touchpoint,channel,site,answered\n",
    [FILE_ANSWERS] = "",
    [FILE_COMPLAINTS] = "Number\tReceived\tCustomer\tSite\tChannel\tConcerns\tCompensation\tText\n",
    [FILE_VISITS] = "visit,visited,shopper,unit,touchpoint,channel,greeted,helped,prices,tidy,offered,wait,words\n",
    [FILE_PULSE] = "answer,date,employee,site,function,pulse,words\n",
    [FILE_TRUTH] =
        "customer,town,attitude,behaviour,rhythm_days,joined,fading_from,left_day,reason\n",
    // clang-format on
};

bool rows_open(ctx *c, struct rows *rows, int folder_fd)
{
    for (i32 i = 0; i < FILE_COUNT; i++) {
        if (!out_open(c, &rows->out[i], folder_fd, rows_file_names[i])) return false;
        out_c(&rows->out[i], headers[i]);
    }
    return true;
}

bool rows_close(ctx *c, struct rows *rows)
{
    for (i32 i = 0; i < FILE_COUNT; i++) {
        if (!out_close(c, &rows->out[i])) return false;
    }
    return true;
}

static const char *touchpoint_name(u8 touchpoint)
{
    return touchpoint < TOUCHPOINT_COUNT ? company_touchpoints[touchpoint].name : "";
}

// Cells with the file's delimiter after each.
static void cell(struct out *out, const char *text, char delimiter)
{
    out_c(out, text);
    out_char(out, delimiter);
}

static void cell_number(struct out *out, i64 number, char delimiter)
{
    out_number(out, number);
    out_char(out, delimiter);
}

static void cell_customer(struct out *out, u32 customer, char delimiter)
{
    out_customer(out, customer);
    out_char(out, delimiter);
}

static void cell_id(struct out *out, const char *prefix, char delimiter)
{
    out_c(out, prefix);
    out_padded(out, out->rows + 1, 7);
    out_char(out, delimiter);
}

// 3.12.2025 9:05, company time
static void cell_dotted(struct out *out, struct moment when, char delimiter)
{
    out_c(out, when.day->dotted);
    out_char(out, ' ');
    out_clock(out, when.minute, false);
    out_char(out, delimiter);
}

void rows_customer(struct rows *rows, const struct story *story, const struct customer *customer,
                   u32 number)
{
    struct out *out = &rows->out[FILE_CUSTOMERS];
    cell_customer(out, number, ';');
    cell(out, company_units[customer->town].name, ';');
    struct civil since = civil_from_day(customer_since(story, customer, number));
    cell_number(out, since.day, '.');
    cell_number(out, since.month, '.');
    cell_number(out, since.year, ';');
    cell_number(out, since.year, ';');
    cell(out, customer_segments[customer->segment], ';');
    cell(out, customer_languages[customer->language], ';');
    out_c(out, customer->segment == BUSINESS ? "" : customer_ages[customer->age]);
    out_end(out, 0);
}

void rows_sale(struct rows *rows, struct moment when, struct sale sale)
{
    struct out *out = &rows->out[FILE_SALES];
    cell_id(out, "R", ';');
    cell_dotted(out, when, ';');
    cell_customer(out, sale.customer, ';');
    cell(out, company_units[sale.place.unit].name, ';');
    cell(out, company_channels[sale.place.channel], ';');
    cell(out, touchpoint_name(sale.place.touchpoint), ';');
    cell(out, company_product_groups[sale.group], ';');
    cell_number(out, sale.staff, ';');
    out_cents(out, sale.cents, ',');
    out_end(out, 1);
}

void rows_invoice(struct rows *rows, struct moment when, struct invoice invoice)
{
    struct out *out = &rows->out[FILE_INVOICES];
    cell_id(out, "", ';');
    cell(out, when.day->dotted, ';');
    cell_customer(out, invoice.customer, ';');
    cell(out, company_units[invoice.unit].name, ';');
    out_cents(out, invoice.cents, ',');
    out_c(out, invoice.corrected ? ";yes" : ";no");
    out_end(out, 2);
}

void rows_delivery(struct rows *rows, struct moment when, struct delivery delivery)
{
    struct out *out = &rows->out[FILE_DELIVERIES];
    cell_id(out, "D-", '|');
    cell(out, when.day->iso, ' ');
    out_clock(out, when.minute, true);
    out_char(out, '|');
    cell_customer(out, delivery.customer, '|');
    cell(out, company_units[delivery.unit].name, '|');
    cell_number(out, delivery.crew, '|');
    cell(out, company_touchpoints[delivery.installation ? INSTALLATION : DELIVERY].name, '|');
    cell_number(out, delivery.days_late, '|');
    out_cents(out, delivery.cost_cents, '.');
    out_end(out, 2);
}

void rows_contact(struct rows *rows, struct moment when, struct contact contact)
{
    struct out *out = &rows->out[FILE_CONTACTS];
    // Everything happens after six in the morning: in UTC it is the same day.
    i32 utc_minute = when.minute - when.day->offset_min;
    cell_id(out, "c", ',');
    cell(out, when.day->iso, 'T');
    out_clock(out, utc_minute, true);
    out_c(out, ":00Z,");
    cell_customer(out, contact.customer, ',');
    cell(out, company_channels[contact.place.channel], ',');
    cell(out, company_units[contact.place.unit].name, ',');
    cell(out, touchpoint_name(contact.place.touchpoint), ',');
    cell_number(out, contact.agent, ',');
    if (contact.wait_s >= 0) out_number(out, contact.wait_s);
    out_c(out, contact.resolved ? ",yes," : ",no,");
    out_cents(out, contact.cost_cents, '.');
    out_end(out, contact.wait_s >= 0 ? 4 : 3);
}

void rows_invite(struct rows *rows, struct moment when, struct invite invite)
{
    struct out *out = &rows->out[FILE_INVITES];
    cell_id(out, "i", ',');
    cell(out, when.day->iso, ' ');
    out_clock(out, when.minute, true);
    out_char(out, ',');
    cell_customer(out, invite.customer, ',');
    cell(out, touchpoint_name(invite.place.touchpoint), ',');
    cell(out, company_channels[invite.place.channel], ',');
    cell(out, company_units[invite.place.unit].name, ',');
    out_char(out, invite.answered ? '1' : '0');
    out_end(out, 1);
}

static void json_cell(struct out *out, const char *name, const char *value)
{
    out_c(out, ",\"");
    out_c(out, name);
    out_c(out, "\":");
    out_json(out, str_of(value));
}

// True when there was an answer to write.
static bool json_score(struct out *out, const char *name, i32 score)
{
    if (score < 0) return false;
    out_c(out, ",\"");
    out_c(out, name);
    out_c(out, "\":");
    out_number(out, score);
    return true;
}

void rows_answer(struct rows *rows, struct moment when, struct answer answer)
{
    static const char *const felt_names[FELT_COUNT] = {"felt_valued", "felt_inspired",
                                                       "felt_at_ease", "felt_cared_for"};
    struct out *out = &rows->out[FILE_ANSWERS];
    i32 facts = 0;
    out_c(out, "{\"id\":\"");
    cell_id(out, "a", '"');
    out_c(out, ",\"answered\":\"");
    cell(out, when.day->iso, 'T');
    out_clock(out, when.minute, true);
    out_c(out, ":00+0");
    out_number(out, when.day->offset_min / 60);
    out_c(out, ":00\",\"respondent\":\"");
    cell_customer(out, answer.customer, '"');
    if (answer.place.touchpoint < TOUCHPOINT_COUNT) {
        json_cell(out, "touchpoint", touchpoint_name(answer.place.touchpoint));
    }
    json_cell(out, "channel", company_channels[answer.place.channel]);
    json_cell(out, "site", company_units[answer.place.unit].name);
    facts += json_score(out, "nps", answer.nps);
    facts += json_score(out, "csat", answer.csat);
    facts += json_score(out, "ces", answer.ces);
    for (i32 i = 0; i < FELT_COUNT; i++)
        facts += json_score(out, felt_names[i], answer.felt[i]);
    if (answer.remark.size) {
        out_c(out, ",\"comment\":");
        out_json(out, answer.remark);
    }
    out_char(out, '}');
    out_end(out, facts);
}

void rows_complaint(struct rows *rows, struct moment when, struct complaint complaint)
{
    struct out *out = &rows->out[FILE_COMPLAINTS];
    cell_id(out, "", '\t');
    cell_dotted(out, when, '\t');
    cell_customer(out, complaint.customer, '\t');
    out_windows(out, str_of(company_units[complaint.place.unit].name));
    out_char(out, '\t');
    cell(out, company_channels[complaint.place.channel], '\t');
    cell(out, touchpoint_name(complaint.place.touchpoint), '\t');
    if (complaint.compensation_cents) out_cents(out, complaint.compensation_cents, ',');
    out_char(out, '\t');
    i64 start =
        out->size; // quoted as UTF-8 first, then narrowed in place: Windows-1252 is never longer
    out_quoted(out, complaint.remark, '\t');
    str wide = {out->text + start, out->size - start};
    out->size = start;
    out_windows(out, wide);
    out_end(out, complaint.compensation_cents ? 2 : 1);
}

void rows_visit(struct rows *rows, struct moment when, struct visit visit)
{
    struct out *out = &rows->out[FILE_VISITS];
    const struct unit_is *unit = &company_units[visit.place.unit];
    cell_id(out, "V", ',');
    cell(out, when.day->iso, ' ');
    out_clock(out, when.minute, true);
    out_c(out, ",S");
    out_padded(out, visit.shopper, 2);
    out_char(out, ',');
    cell(out, visit.at_rival ? unit->rival : unit->name, ',');
    cell(out, touchpoint_name(visit.place.touchpoint), ',');
    cell(out, company_channels[visit.place.channel], ',');
    for (i32 i = 0; i < VISIT_ITEMS; i++)
        cell(out, visit.items[i] ? "1" : "0", ',');
    cell_number(out, visit.wait_min, ',');
    out_quoted(out, visit.remark, ',');
    out_end(out, 2 + VISIT_ITEMS);
}

void rows_pulse(struct rows *rows, struct moment when, struct pulse pulse)
{
    struct out *out = &rows->out[FILE_PULSE];
    cell_id(out, "P", ',');
    cell(out, when.day->iso, ',');
    out_char(out, 'E');
    out_padded(out, pulse.employee, 4);
    out_char(out, ',');
    cell(out, company_units[pulse.unit].name, ',');
    cell(out, company_functions[pulse.function], ',');
    cell_number(out, pulse.score, ',');
    out_quoted(out, pulse.remark, ',');
    out_end(out, 1);
}

static void date_cell(struct out *out, const struct story *story, i32 t, char delimiter)
{
    if (t >= 0 && t < STORY_DAYS) {
        struct civil date = civil_from_day(story->first_day + t);
        out_padded(out, date.year, 4);
        out_char(out, '-');
        out_padded(out, date.month, 2);
        out_char(out, '-');
        out_padded(out, date.day, 2);
    }
    out_char(out, delimiter);
}

void rows_truth(struct rows *rows, const struct story *story, const struct customer *customer,
                u32 number)
{
    struct out *out = &rows->out[FILE_TRUTH];
    i32 attitude_hundredths = (i32)((f64)customer->attitude * 100);
    cell_customer(out, number, ',');
    cell(out, company_units[customer->town].name, ',');
    if (attitude_hundredths < 0) out_char(out, '-');
    out_cents(out, abs(attitude_hundredths), '.');
    out_char(out, ',');
    cell(out, customer_types[customer->type], ',');
    cell_number(out, (i64)customer->rhythm_days, ',');
    date_cell(out, story, customer->joined, ',');
    date_cell(out, story, customer->fades, ',');
    date_cell(out, story, customer->left, ',');
    out_c(out, customer_reasons[customer->reason]);
    out_end(out, 0);
}
