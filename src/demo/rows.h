// rows: the files of the company's systems, one row at a time, each system in its own dialect.
// Owns the files' names, columns and counts of facts; maps.c tells the import the same. Decides
// nothing.
#pragma once

#include "demo/customer.h"
#include "demo/write.h"

enum file {
    FILE_CUSTOMERS,  // customer list of the CRM
    FILE_SALES,      // the till and the ERP: semicolons, decimal commas, local times
    FILE_INVOICES,   // the ledger
    FILE_DELIVERIES, // the carrier's system: bars between cells
    FILE_CONTACTS,   // the contact centre: UTC
    FILE_INVITES,    // the survey tool: who was asked, and whether they answered
    FILE_ANSWERS,    // the survey tool: JSON lines
    FILE_COMPLAINTS, // an old register: tabs, Windows-1252
    FILE_VISITS,     // the mystery shopping agency
    FILE_PULSE,      // HR
    FILE_TRUTH,      // not for import: what really went on
    FILE_COUNT
};

extern const char *const rows_file_names[FILE_COUNT];

struct rows {
    struct out out[FILE_COUNT];
};

struct moment {
    const struct story_day *day;
    i32 minute;
};
struct place {
    u8 touchpoint, channel, unit; // touchpoint TOUCHPOINT_COUNT = none in particular
};
struct sale {
    u32 customer;
    struct place place;
    i32 group, staff;
    i64 cents;
};
struct invoice {
    u32 customer;
    enum unit unit;
    i64 cents;
    bool corrected;
};
struct delivery {
    u32 customer;
    enum unit unit;
    bool installation;
    i32 crew, days_late;
    i64 cost_cents;
};
struct contact {
    u32 customer;
    struct place place;
    i32 agent, wait_s; // wait −1 = not measured
    bool resolved;
    i64 cost_cents;
};
struct invite {
    u32 customer;
    struct place place;
    bool answered;
};
enum { FELT_COUNT = 4 };
struct answer {
    u32 customer;
    struct place place;
    i32 nps, csat, ces;   // −1 = not asked
    i32 felt[FELT_COUNT]; // valued, inspired, at ease, cared for; −1 = not asked
    str remark;
};
struct complaint {
    u32 customer;
    struct place place;
    i64 compensation_cents; // 0 = none
    str remark;
};
enum { VISIT_ITEMS = 5 };
struct visit {
    i32 shopper;
    bool at_rival;
    struct place place;
    bool items[VISIT_ITEMS]; // greeted, helped, knew prices, tidy, offered more
    i32 wait_min;
    str remark;
};
struct pulse {
    i32 employee;
    enum unit unit;
    enum function function;
    i32 score; // 1 to 5
    str remark;
};

// Creates all files in the folder and writes their headers. ERR_SYSTEM.
MUST_USE bool rows_open(ctx *c, struct rows *rows, int folder_fd);
MUST_USE bool rows_close(ctx *c, struct rows *rows);

void rows_customer(struct rows *rows, const struct story *story, const struct customer *customer,
                   u32 number);
void rows_sale(struct rows *rows, struct moment when, struct sale sale);
void rows_invoice(struct rows *rows, struct moment when, struct invoice invoice);
void rows_delivery(struct rows *rows, struct moment when, struct delivery delivery);
void rows_contact(struct rows *rows, struct moment when, struct contact contact);
void rows_invite(struct rows *rows, struct moment when, struct invite invite);
void rows_answer(struct rows *rows, struct moment when, struct answer answer);
void rows_complaint(struct rows *rows, struct moment when, struct complaint complaint);
void rows_visit(struct rows *rows, struct moment when, struct visit visit);
void rows_pulse(struct rows *rows, struct moment when, struct pulse pulse);
// What really became of the customer.
void rows_truth(struct rows *rows, const struct story *story, const struct customer *customer,
                u32 number);
