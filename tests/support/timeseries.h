// timeseries: published series and reference values for tests, from ../shared.
#pragma once

#include "base/json.h"
#include "support/near.h"
#include "support/shared.h"

#include <jansson.h>
#include <string.h>

// The second column of ../shared/data/timeseries/NAME.csv; how many values there are.
static inline i64 timeseries_values(const char *name, f64 values[], i64 size_max)
{
    char path[4096], line[256], file[128];
    snprintf(file, sizeof file, "data/timeseries/%s.csv", name);
    FILE *in = fopen(shared_path_or_skip(file, path), "r");
    assert_non_null(in);
    i64 n = 0;
    if (fgets(line, sizeof line, in))
        while (n < size_max && fgets(line, sizeof line, in))
            values[n++] = strtod(strchr(line, ',') + 1, NULL);
    fclose(in);
    return n;
}

// A part of ../shared/reference/timeseries.json, such as "nile"; the caller gives back *whole.
static inline json_t *timeseries_reference(const char *part, json_t **whole)
{
    char path[4096];
    *whole = json_load_file(shared_path_or_skip("reference/timeseries.json", path), 0, NULL);
    assert_non_null(*whole);
    json_t *found = json_object_get(*whole, part);
    assert_non_null(found);
    return found;
}

// Numbers of an array, or one number.
static inline i64 timeseries_numbers(json_t *from, f64 numbers[], i64 size_max)
{
    assert_non_null(from);
    if (json_is_number(from)) {
        numbers[0] = json_number_value(from);
        return 1;
    }
    i64 n = 0;
    for (size_t i = 0; i < json_array_size(from) && n < size_max; i++)
        numbers[n++] = json_number_value(json_array_get(from, i));
    return n;
}

static inline f64 timeseries_number(json_t *from, const char *name)
{
    json_t *found = json_object_get(from, name);
    assert_true(json_is_number(found));
    return json_number_value(found);
}
