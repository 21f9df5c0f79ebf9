#include "record/schema.h"

enum { SCHEMA_BYTES = 4 * 1024 * 1024 };

// The tables that facts point at: where their names are, and how a new one is added by hand.
static const struct {
    const char *table, *names, *columns, *values;
} overs[] = {
    {"unit",       "unit",                                   "id, name, organisation",        "$1::INTEGER, $2::VARCHAR, 0"},
    {"channel",    "channel",                                "id, name",                      "$1::INTEGER, $2::VARCHAR"   },
    {"touchpoint", "touchpoint",                             "id, name, label, stage, owner",
     "$1::INTEGER, $2::VARCHAR, '', '', ''"                                                                                },
    {"metric",     "(SELECT DISTINCT id, name FROM metric)", NULL,                            NULL                         },
};

// What every record has before its fields.
static const struct {
    const char *name, *type, *none, *what;
} own[] = {
    {"id",         "BIGINT",  NULL,    NULL                                                    },
    {"version",    "INTEGER", "0",     "of the record, from 1; each one lies in rec_version"   },
    {"state",      "VARCHAR", NULL,    "empty where the kind has none"                         },
    {"archived",   "BOOLEAN", "false", NULL                                                    },
    {"made_ms",    "BIGINT",  "0",     NULL                                                    },
    {"made_by",    "BIGINT",  "0",     "person; 0: nobody in particular"                       },
    {"changed_ms", "BIGINT",  "0",     NULL                                                    },
    {"changed_by", "BIGINT",  "0",     NULL                                                    },
    {"sort",       "VARCHAR", NULL,    "the title as it is sorted: small letters"              },
    {"search",     "VARCHAR", NULL,    "words of all texts, small letters, parted by one blank"},
};

static const struct {
    const char *sql, *cast, *none;
} types[KIND_TYPE__COUNT] = {
    [KIND_TEXT] = {"VARCHAR",          "::VARCHAR",                  "''"  },
    [KIND_LONG_TEXT] = {"VARCHAR",          "::VARCHAR",                  "''"  },
    [KIND_NUMBER] = {"DOUBLE PRECISION", "::DOUBLE PRECISION",         "NULL"},
    [KIND_MONEY] = {"DECIMAL(18, 4)",   "::DECIMAL(18, 4)",           "NULL"},
    [KIND_DATE] = {"DATE",             "::DATE",                     "NULL"},
    [KIND_TIME] = {"BIGINT",           "::BIGINT",                   "NULL"},
    [KIND_YES_NO] = {"BOOLEAN",          "::BIGINT::INTEGER::BOOLEAN", "NULL"},
    [KIND_CHOICE] = {"VARCHAR",          "::VARCHAR",                  "''"  },
    [KIND_CHOICES] = {"VARCHAR",          "::VARCHAR",                  "''"  },
    [KIND_REF] = {"BIGINT",           "::BIGINT",                   "0"   },
    [KIND_CUSTOMER] = {"BIGINT",           "::BIGINT",                   "0"   },
    [KIND_PERSON] = {"BIGINT",           "::BIGINT",                   "0"   },
    [KIND_FILE] = {"BIGINT",           "::BIGINT",                   "0"   },
};

static bool can_be_null(const struct kind_field *field)
{
    return strcmp(types[field->type].none, "NULL") == 0;
}

static bool is_pg(enum store_engine engine)
{
    return engine == STORE_POSTGRES;
}

// A column's line with its comment, which stands in one column as far as it goes.
static void column(buf *out, const char *head, bool last, const char *what)
{
    i64 start = out->size;
    buf_fmt(out, "    %s%s", head, last ? "" : ",");
    if (what) {
        while (out->size - start < 44)
            buf_char(out, ' ');
        buf_fmt(out, " -- %s", what);
    }
    buf_char(out, '\n');
}

static void add_table(struct arena *arena, buf *out, const struct kind *kind,
                      enum store_engine engine)
{
    buf_fmt(out, "-- %s\nCREATE TABLE rec_%s (\n", kind->what, kind->name);
    for (i64 i = 0; i < COUNT_OF(own); i++) {
        bool text = strcmp(own[i].type, "VARCHAR") == 0;
        column(out,
               fmt(arena, "%s %s%s NOT NULL", own[i].name, own[i].type,
                   text && is_pg(engine) ? " COLLATE \"C\"" : ""),
               false, own[i].what);
    }
    for (const struct kind_field *field = kind->fields; field->name; field++) {
        bool text = strcmp(types[field->type].sql, "VARCHAR") == 0;
        const char *refers = field->type == KIND_REF        ? field->refers
                             : field->type == KIND_PERSON   ? "person"
                             : field->type == KIND_CUSTOMER ? "key"
                             : field->type == KIND_FILE     ? "attachment"
                                                            : NULL;
        column(out,
               fmt(arena, "%s %s%s%s", field->name, types[field->type].sql,
                   text && is_pg(engine) ? " COLLATE \"C\"" : "",
                   can_be_null(field) ? "" : " NOT NULL"),
               !field[1].name,
               refers ? fmt(arena, "%s; 0: none", refers)
                      : (field->choices ? "of its choices" : NULL));
    }
    buf_c(out, ");\n");
}

// PostgreSQL needs an index for whatever a list is sorted or narrowed by; DuckDB reads a column of
// a million in a few milliseconds, and an index would slow its changes down.
static void add_indexes(buf *out, const struct kind *kind)
{
    const char *name = kind->name;
    buf_fmt(out, "CREATE UNIQUE INDEX rec_%s_id ON rec_%s (id);\n", name, name);
    buf_fmt(out, "CREATE INDEX rec_%s_sort ON rec_%s (sort, id);\n", name, name);
    buf_fmt(out, "CREATE INDEX rec_%s_changed ON rec_%s (changed_ms, id);\n", name, name);
    buf_fmt(out, "CREATE INDEX rec_%s_title ON rec_%s (%s);\n", name, name, kind->fields->name);
    buf_fmt(out,
            "CREATE INDEX rec_%s_search ON rec_%s USING gin "
            "(array_to_tsvector(string_to_array(search, ' ')));\n",
            name, name);
    for (const struct kind_field *field = kind->fields + 1; field->name; field++)
        if (field->type != KIND_LONG_TEXT)
            buf_fmt(out, "CREATE INDEX rec_%s_by_%s ON rec_%s (%s, id);\n", name, field->name, name,
                    field->name);
}

static i64 over_of(const struct kind *kind)
{
    for (i64 i = 0; i < COUNT_OF(overs); i++)
        if (strcmp(overs[i].table, kind->over) == 0) return i;
    assert(!"a kind lies over a table that is not known");
    return 0;
}

static void add_own_columns(buf *out, const char *prefix)
{
    for (i64 i = 0; i < COUNT_OF(own); i++)
        buf_fmt(out, "%s%s%s", i ? ", " : "", prefix, own[i].name);
}

// What is read: the words of a search are made for those that searches look at only.
static void add_read_columns(buf *out)
{
    for (i64 i = 0; i < COUNT_OF(own); i++)
        buf_fmt(out, "%s%s%s", i ? ", " : "", strcmp(own[i].name, "search") == 0 ? "'' AS " : "",
                own[i].name);
}

static void add_field_columns(buf *out, const struct kind *kind)
{
    for (const struct kind_field *field = kind->fields; field->name; field++)
        buf_fmt(out, ", %s", field->name);
}

// A field as it is for a name that an import brought and nobody made a record of.
static void add_unmade(buf *out, const struct kind *kind, const struct kind_field *field,
                       const char *collate)
{
    if (field == kind->fields)
        buf_fmt(out, "b.name%s", collate);
    else if (field->over && field->type == KIND_REF)
        buf_fmt(
            out,
            "coalesce((SELECT min(o.id) FROM rec_%s o WHERE o.name = b.%s%s AND b.%s <> ''), 0)",
            field->refers, field->over, collate, field->over);
    else if (field->over)
        buf_fmt(out, "b.%s%s", field->over, collate);
    else if (can_be_null(field))
        buf_fmt(out, "CAST(NULL AS %s)", types[field->type].sql);
    else
        buf_fmt(out, "%s%s", types[field->type].none,
                strcmp(types[field->type].sql, "VARCHAR") == 0 ? "::VARCHAR" : "::BIGINT");
}

// What text_sort gives, near enough, for names that an import brought. Names without other letters
// than those of ASCII, most of them, are spared the rest.
static const char *sorted(struct arena *arena, const char *name, enum store_engine engine)
{
    static const char *const letters[] = {"å{", "Å{", "ä|", "Ä|", "ö}", "Ö}", "üy", "Üy"};
    const char *out = fmt(arena, "lower(%s)", name);
    for (i64 i = 0; i < COUNT_OF(letters); i++)
        out = fmt(arena, "replace(%s, '%.2s', '%s')", out, letters[i], letters[i] + 2);
    return fmt(arena, "CASE WHEN %s(%s) = length(%s) THEN lower(%s)\n            ELSE %s END",
               is_pg(engine) ? "octet_length" : "strlen", name, name, name, out);
}

// DuckDB makes far more of NOT EXISTS and of a subquery for each row than of joins; PostgreSQL
// reads a page by its indexes through the former.
static void add_unmade_names(buf *out, const struct kind *kind)
{
    for (const struct kind_field *field = kind->fields; field->name; field++)
        if (field->over && field->type == KIND_REF)
            buf_fmt(out,
                    "LEFT JOIN (SELECT name, min(id) AS id FROM rec_%s WHERE name <> '' GROUP BY "
                    "name) o_%s ON o_%s.name = b.%s\n",
                    field->refers, field->name, field->name, field->over);
    buf_fmt(out, "ANTI JOIN rec_%s r ON r.id = b.id;\n", kind->name);
}

// Records and, as version 0, the names that have none yet.
static void add_view(struct arena *arena, buf *out, const struct kind *kind,
                     enum store_engine engine, bool by_letters)
{
    const char *collate = is_pg(engine) ? " COLLATE \"C\"" : "";
    bool by_join = by_letters && !is_pg(engine);
    const char *flags = "[[:space:][:punct:]]+', ' ', 'g'";
    buf_fmt(out, "-- With the names that have no record yet, as version 0.\n");
    buf_fmt(out, "CREATE VIEW all_%s AS\nSELECT ", kind->name);
    add_own_columns(out, "");
    add_field_columns(out, kind);
    buf_fmt(out, "\nFROM rec_%s\nUNION ALL\nSELECT b.id::BIGINT", kind->name);
    for (i64 i = 1; i < COUNT_OF(own); i++) {
        if (strcmp(own[i].name, "state") == 0)
            buf_fmt(out, ", '%s'", kind->states ? kind->states->name : "");
        else if (strcmp(own[i].name, "sort") == 0)
            buf_fmt(out, by_letters ? ",\n       (%s)%s" : ", %s%s",
                    by_letters ? sorted(arena, "b.name", engine) : "lower(b.name)", collate);
        else if (strcmp(own[i].name, "search") == 0)
            buf_fmt(out, ",\n       trim(regexp_replace(lower(b.name), '%s))%s", flags, collate);
        else
            buf_fmt(out, ", %s", own[i].none);
    }
    for (const struct kind_field *field = kind->fields; field->name; field++) {
        buf_c(out, ",\n       ");
        if (by_join && field->over && field->type == KIND_REF)
            buf_fmt(out, "coalesce(o_%s.id, 0)", field->name);
        else
            add_unmade(out, kind, field, collate);
    }
    buf_fmt(out, "\nFROM %s b\n", overs[over_of(kind)].names);
    if (by_join) {
        add_unmade_names(out, kind);
        return;
    }
    buf_fmt(out, "WHERE NOT EXISTS (SELECT 1 FROM rec_%s r WHERE r.id = b.id);\n", kind->name);
}

static const char together[] =
    "-- Every version of every record, whole; nothing here is ever changed.\n"
    "CREATE TABLE rec_version (\n"
    "    kind VARCHAR NOT NULL,                   -- of the record\n"
    "    record BIGINT NOT NULL,\n"
    "    version INTEGER NOT NULL,                -- from 1\n"
    "    did VARCHAR NOT NULL,                    -- add, change, archive, restore, or a "
    "transition\n"
    "    at_ms BIGINT NOT NULL,\n"
    "    who BIGINT NOT NULL,                     -- person; 0: nobody in particular\n"
    "    why VARCHAR NOT NULL,\n"
    "    day DATE,                                -- the date that a transition demanded\n"
    "    evidence VARCHAR NOT NULL,\n"
    "    state VARCHAR NOT NULL,                  -- after it\n"
    "    archived BOOLEAN NOT NULL,\n"
    "    fields VARCHAR NOT NULL                  -- JSON: all fields, as they were after it\n"
    ");\n\n"
    "-- That one record has to do with another; a link is read from both of its ends.\n"
    "CREATE TABLE rec_link (\n"
    "    id BIGINT NOT NULL,\n"
    "    from_kind VARCHAR NOT NULL,\n"
    "    from_record BIGINT NOT NULL,\n"
    "    to_kind VARCHAR NOT NULL,\n"
    "    to_record BIGINT NOT NULL,\n"
    "    why VARCHAR NOT NULL,                    -- what the two have to do with each other\n"
    "    made_ms BIGINT NOT NULL,\n"
    "    made_by BIGINT NOT NULL,\n"
    "    removed_ms BIGINT NOT NULL,              -- 0: it stands\n"
    "    removed_by BIGINT NOT NULL\n"
    ");\n\n"
    "-- What people say of a record, or of a figure.\n"
    "CREATE TABLE rec_comment (\n"
    "    id BIGINT NOT NULL,\n"
    "    kind VARCHAR NOT NULL,                   -- empty: of a figure\n"
    "    record BIGINT NOT NULL,                  -- 0: of a figure\n"
    "    figure VARCHAR NOT NULL,                 -- the figure's question, as its address has it\n"
    "    answers BIGINT NOT NULL,                 -- comment; 0: none\n"
    "    challenges BOOLEAN NOT NULL,             -- says that it is not right\n"
    "    text VARCHAR NOT NULL,                   -- Markdown; empty: taken back\n"
    "    made_ms BIGINT NOT NULL,\n"
    "    made_by BIGINT NOT NULL,\n"
    "    removed_ms BIGINT NOT NULL               -- 0: it stands\n"
    ");\n\n"
    "-- Who is named in a comment, as @[name].\n"
    "CREATE TABLE rec_mention (\n"
    "    comment BIGINT NOT NULL,\n"
    "    person BIGINT NOT NULL\n"
    ");\n";

static const char together_indexes[] =
    "\nCREATE UNIQUE INDEX rec_version_record ON rec_version (kind, record, version);\n"
    "CREATE UNIQUE INDEX rec_link_id ON rec_link (id);\n"
    "CREATE INDEX rec_link_from ON rec_link (from_kind, from_record);\n"
    "CREATE INDEX rec_link_to ON rec_link (to_kind, to_record);\n"
    "CREATE UNIQUE INDEX rec_comment_id ON rec_comment (id);\n"
    "CREATE INDEX rec_comment_record ON rec_comment (kind, record);\n"
    "CREATE INDEX rec_comment_figure ON rec_comment (figure);\n"
    "CREATE INDEX rec_mention_comment ON rec_mention (comment);\n"
    "CREATE INDEX rec_mention_person ON rec_mention (person);\n";

static void add_kinds(struct arena *arena, buf *out, const struct kind *const kinds[], i64 count,
                      enum store_engine engine)
{
    buf_c(out, "-- Records: made from the tables of kinds by src/record/schema.c, and read before it "
               "was committed.\n"
               "-- A text that is not said is empty, a reference 0; numbers, dates, moments and "
               "yes/no are NULL.\n\n");
    for (i64 i = 0; i < count; i++) {
        add_table(arena, out, kinds[i], engine);
        if (is_pg(engine)) add_indexes(out, kinds[i]);
        buf_char(out, '\n');
    }
}

str schema_more(struct arena *arena, const struct kind *const kinds[], i64 count,
                enum store_engine engine)
{
    buf out = buf_new(arena, SCHEMA_BYTES);
    add_kinds(arena, &out, kinds, count, engine);
    for (i64 i = 0; i < count; i++) assert(!kinds[i]->over);
    return buf_str(&out);
}

str schema_migration(struct arena *arena, const struct kind *const kinds[], i64 count,
                     enum store_engine engine)
{
    buf out = buf_new(arena, SCHEMA_BYTES);
    add_kinds(arena, &out, kinds, count, engine);
    for (i64 i = 0; i < count; i++) {
        if (!kinds[i]->over) continue;
        add_view(arena, &out, kinds[i], engine, false);
        buf_char(&out, '\n');
    }
    buf_c(&out, together);
    if (is_pg(engine)) buf_c(&out, together_indexes);
    return buf_str(&out);
}

str schema_order(struct arena *arena, const struct kind *const kinds[], i64 count,
                 enum store_engine engine)
{
    buf out = buf_new(arena, SCHEMA_BYTES);
    buf_c(&out,
          "-- Titles in the order of the alphabet, å ä ö after z: made by src/record/schema.c "
          "(text_sort in value.c).\n\n");
    for (i64 i = 0; i < count; i++) {
        const char *name = kinds[i]->name, *title = kinds[i]->fields->name;
        buf_fmt(&out, "UPDATE rec_%s SET sort = %s;\n", name, sorted(arena, title, engine));
        if (!kinds[i]->over) continue;
        buf_fmt(&out, "DROP VIEW all_%s;\n", name);
        add_view(arena, &out, kinds[i], engine, true);
    }
    return buf_str(&out);
}

// Statements

// Where a kind is read from.
static const char *source(struct arena *arena, const struct kind *kind)
{
    return fmt(arena, "%s_%s", kind->over ? "all" : "rec", kind->name);
}

static void add_reads(struct arena *arena, buf *out, const struct kind *kind)
{
    const char *name = kind->name, *from = source(arena, kind), *title = kind->fields->name;
    buf_fmt(out, "-- rec_%s_row(id) → rows: one record, as it stands\nSELECT ", name);
    add_read_columns(out);
    add_field_columns(out, kind);
    buf_fmt(out, "\nFROM %s WHERE id = $1::BIGINT;\n", from);
    buf_fmt(out, "-- rec_%s_rows() → fragment: records, as they stand\nSELECT ", name);
    add_read_columns(out);
    add_field_columns(out, kind);
    buf_fmt(out, "\nFROM %s;\n", from);
    buf_fmt(out, "-- rec_%s_titles(ids) → i64 str: titles of records\n", name);
    buf_fmt(out,
            "SELECT id, %s AS title FROM %s WHERE id IN (SELECT unnest($1::BIGINT[])) "
            "ORDER BY id;\n",
            title, from);
    buf_fmt(out, "-- rec_%s_named(title) → i64: the first two records of that title\n", name);
    buf_fmt(out, "SELECT id FROM %s WHERE %s = $1::VARCHAR ORDER BY id LIMIT 2;\n", from, title);
    buf_fmt(out, "-- rec_%s_next() → i64: the id of the next record\n", name);
    buf_fmt(out, "SELECT (coalesce(max(id), 0) + 1)::BIGINT AS id FROM %s;\n", from);
}

static void add_writes(buf *out, const struct kind *kind)
{
    const char *name = kind->name;
    i64 own_count = COUNT_OF(own), count = own_count + kind_fields(kind);
    buf_fmt(out, "-- rec_%s_add(", name);
    add_own_columns(out, "");
    add_field_columns(out, kind);
    buf_fmt(out, ") → none: a new record\nINSERT INTO rec_%s (", name);
    add_own_columns(out, "");
    add_field_columns(out, kind);
    buf_c(out, ")\nVALUES (");
    for (i64 i = 0; i < count; i++) {
        const struct kind_field *field = i < own_count ? NULL : &kind->fields[i - own_count];
        const char *cast = field ? types[field->type].cast : "";
        if (!field)
            cast = strcmp(own[i].type, "BOOLEAN") == 0   ? "::BIGINT::INTEGER::BOOLEAN"
                   : strcmp(own[i].type, "VARCHAR") == 0 ? "::VARCHAR"
                   : strcmp(own[i].type, "INTEGER") == 0 ? "::INTEGER"
                                                         : "::BIGINT";
        buf_fmt(out, "%s$%lld%s", i ? ", " : "", (long long)i + 1, cast);
    }
    buf_c(out, ");\n");
    buf_fmt(out,
            "-- rec_%s_change(id, version, state, archived, changed_ms, changed_by, sort, search",
            name);
    add_field_columns(out, kind);
    buf_fmt(
        out,
        ") → none: what follows on the version before\nUPDATE rec_%s\n"
        "SET version = $2::INTEGER, state = $3::VARCHAR, archived = $4::BIGINT::INTEGER::BOOLEAN, "
        "changed_ms = $5::BIGINT,\n    changed_by = $6::BIGINT, sort = $7::VARCHAR, "
        "search = $8::VARCHAR",
        name);
    for (i64 i = 0; kind->fields[i].name; i++)
        buf_fmt(out, ",\n    %s = $%lld%s", kind->fields[i].name, (long long)i + 9,
                types[kind->fields[i].type].cast);
    buf_c(out, "\nWHERE id = $1::BIGINT AND version = $2::INTEGER - 1;\n");
}

// Keeps the table below the same, whatever changed: it is small.
static void add_sync(buf *out, const struct kind *kind)
{
    bool any = false;
    for (const struct kind_field *field = kind->fields; field->name; field++)
        any = any || field->over;
    if (!any) return;
    buf_fmt(out, "-- rec_%s_over() → none: what figures read of the records\nUPDATE %s AS b\nSET ",
            kind->name, kind->over);
    const char *comma = "";
    for (i64 i = 0; kind->fields[i].name; i++) {
        const struct kind_field *field = &kind->fields[i];
        if (!field->over) continue;
        if (field->type == KIND_REF)
            buf_fmt(out, "%s%s = coalesce(o%lld.name, b.%s)", comma, field->over, (long long)i,
                    field->over);
        else
            buf_fmt(out, "%s%s = r.%s", comma, field->over, field->name);
        comma = ", ";
    }
    buf_fmt(out, "\nFROM rec_%s r", kind->name);
    for (i64 i = 0; kind->fields[i].name; i++)
        if (kind->fields[i].over && kind->fields[i].type == KIND_REF)
            buf_fmt(out, " LEFT JOIN rec_%s o%lld ON o%lld.id = r.%s", kind->fields[i].refers,
                    (long long)i, (long long)i, kind->fields[i].name);
    buf_c(out, "\nWHERE r.id = b.id;\n");
}

str schema_statements(struct arena *arena, const struct kind *const kinds[], i64 count)
{
    buf out = buf_new(arena, SCHEMA_BYTES);
    buf_c(&out, "-- Records of each kind: made from the tables of kinds by src/record/schema.c.\n");
    for (i64 i = 0; i < count; i++) {
        const struct kind *kind = kinds[i];
        buf_fmt(&out, "\n");
        add_reads(arena, &out, kind);
        add_writes(&out, kind);
        if (!kind->over) continue;
        i64 over = over_of(kind);
        if (!kind->made_elsewhere)
            buf_fmt(&out,
                    "-- rec_%s_name(id, name) → none: the row that facts point at\n"
                    "INSERT INTO %s (%s) VALUES (%s);\n",
                    kind->name, overs[over].table, overs[over].columns, overs[over].values);
        add_sync(&out, kind);
    }
    return buf_str(&out);
}
