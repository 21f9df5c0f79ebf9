#include "demo/truth.h"

#include "base/json.h"
#include "demo/encounter.h"

static void put_day(ctx *c, json_t *object, const char *key, const struct story *story, i32 t)
{
    json_put_str(object, key, day_write(c->arena, story->first_day + t));
}

static json_t *plan_of(ctx *c, const struct demo_plan *plan, const struct life *life)
{
    json_t *json = json_new_object(c);
    json_put_c(json, "seed", fmt(c->arena, "%llu", (unsigned long long)plan->seed));
    json_put_i64(json, "scale", plan->scale);
    json_put_i64(json, "customers", life->count);
    put_day(c, json, "first_day", life->story, 0);
    put_day(c, json, "last_day", life->story, STORY_DAYS - 1);
    return json;
}

static json_t *by_type(ctx *c, const f64 numbers[TYPE_COUNT])
{
    json_t *json = json_new_object(c);
    for (i32 i = 0; i < TYPE_COUNT; i++)
        json_put_f64(json, customer_types[i], numbers[i]);
    return json;
}

static json_t *competitor_of(ctx *c, const struct story *story)
{
    json_t *json = json_new_object(c), *opens = json_new_object(c);
    json_put_c(json, "organisation", "Halpamaa");
    for (i32 i = 0; i < UNIT_COUNT; i++) {
        if (company_units[i].rival) {
            put_day(c, opens, company_units[i].name, story, company_units[i].rival_opens);
        }
    }
    json_put(json, "opens", opens);
    json_put(json, "leaving_per_day", by_type(c, customer_to_competitor));
    return json;
}

static json_t *incident_of(ctx *c, const struct story *story)
{
    json_t *json = json_new_object(c);
    put_day(c, json, "first_day", story, story->incident_from);
    put_day(c, json, "last_day", story, story->incident_from + INCIDENT_DAYS - 1);
    json_put_c(json, "what", "payment fails in the web shop and at the tills");
    json_put_f64(json, "payments_failing_web", PAYMENT_FAILS_WEB_PCT / 100.0);
    json_put_f64(json, "payments_failing_shop", PAYMENT_FAILS_SHOP_PCT / 100.0);
    json_put_i64(json, "wait_factor", WAIT_INCIDENT_FACTOR);
    return json;
}

static json_t *change_of(ctx *c, const struct story *story)
{
    json_t *json = json_new_object(c);
    put_day(c, json, "first_day", story, CHANGE_DAY);
    json_put_c(json, "what", "calls are shared between sites and agents may decide small refunds");
    json_put_i64(json, "median_wait_s_before", WAIT_BEFORE_S);
    json_put_i64(json, "median_wait_s_after", WAIT_AFTER_S);
    json_put_f64(json, "resolved_before", RESOLVED_BEFORE_PCT / 100.0);
    json_put_f64(json, "resolved_after", RESOLVED_AFTER_PCT / 100.0);
    return json;
}

static json_t *units_of(ctx *c)
{
    json_t *json = json_new_object(c);
    for (i32 i = 0; i < UNIT_COUNT; i++) {
        const struct unit_is *unit = &company_units[i];
        json_t *is = json_new_object(c);
        json_put_f64(is, "quality", unit->quality);
        json_put_f64(is, "spread_between_staff", unit->staff_spread);
        json_put_f64(is, "spread_between_weeks", unit->week_spread);
        json_put_f64(is, "days_late", unit->late);
        json_put_bool(is, "uneven", i == UNEVEN_UNIT);
        json_put(json, unit->name, is);
    }
    return json;
}

// Counts by type and reason; those who had begun to leave but still came on the last day are
// fading.
static json_t *leavers_of(ctx *c, const struct life *life)
{
    i64 left[TYPE_COUNT][REASON_COUNT] = {0}, fading[TYPE_COUNT] = {0}, all[TYPE_COUNT] = {0};
    for (i64 i = 1; i <= life->count; i++) {
        const struct customer *customer = &life->customers[i];
        all[customer->type]++;
        if (customer->left < STORY_DAYS) {
            left[customer->type][customer->reason]++;
        } else if (customer->fades < STORY_DAYS) {
            fading[customer->type]++;
        }
    }
    json_t *json = json_new_object(c);
    for (i32 type = 0; type < TYPE_COUNT; type++) {
        json_t *is = json_new_object(c);
        json_put_i64(is, "customers", all[type]);
        json_put_i64(is, "fading", fading[type]);
        for (i32 reason = COMPETITOR; reason < REASON_COUNT; reason++) {
            json_put_i64(is, fmt(c->arena, "left_%s", customer_reasons[reason]),
                         left[type][reason]);
        }
        json_put(json, customer_types[type], is);
    }
    return json;
}

bool truth_write(struct life *life, const struct demo_plan *plan, int folder_fd)
{
    ctx *c = life->c;
    json_t *json = json_new_object(c);
    json_put(json, "plan", plan_of(c, plan, life));
    json_put(json, "competitor", competitor_of(c, life->story));
    json_put(json, "incident", incident_of(c, life->story));
    json_put(json, "change", change_of(c, life->story));
    json_put_c(json, "uneven_unit", company_units[UNEVEN_UNIT].name);
    json_put(json, "units", units_of(c));
    json_put(json, "usually_answers", by_type(c, customer_usually_answers));
    json_put(json, "leavers", leavers_of(c, life));
    json_put_c(json, "customers", rows_file_names[FILE_TRUTH]);

    return out_json_file(c, folder_fd, "truth.json", json);
}
