// peer_duckdb: DuckDB alone, as one would use it without us: runs statements on a database file,
// and, for the last, prints how long each of several runs took in milliseconds, then its rows.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <duckdb.h>

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

// Runs a statement; prints its rows when asked to. Returns the milliseconds it took.
static double run(duckdb_connection connection, const char *sql, int is_told)
{
    duckdb_result result;
    double began_ms = now_ms();
    duckdb_state state = duckdb_query(connection, sql, &result);
    double took_ms = now_ms() - began_ms;
    if (state != DuckDBSuccess) {
        fprintf(stderr, "peer_duckdb: %s\n", duckdb_result_error(&result));
        exit(1);
    }
    idx_t rows = is_told ? duckdb_row_count(&result) : 0;
    for (idx_t row = 0; row < rows; row++) {
        for (idx_t column = 0; column < duckdb_column_count(&result); column++) {
            char *text = duckdb_value_varchar(&result, column, row);
            printf("%s%s", column ? "\t" : "row\t", text ? text : "");
            duckdb_free(text);
        }
        putchar('\n');
    }
    duckdb_destroy_result(&result);
    return took_ms;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("peer_duckdb DATABASE TIMES STATEMENT…: runs the statements, the last one TIMES "
              "times; prints its milliseconds and rows\n",
              stderr);
        return 2;
    }
    duckdb_database database;
    duckdb_connection connection;
    char *why = NULL;
    if (duckdb_open_ext(argv[1], &database, NULL, &why) != DuckDBSuccess) {
        fprintf(stderr, "peer_duckdb: %s\n", why);
        return 1;
    }
    if (duckdb_connect(database, &connection) != DuckDBSuccess) return 1;
    long times = strtol(argv[2], NULL, 10);
    for (int i = 3; i < argc - 1; i++)
        (void)run(connection, argv[i], 0);
    for (long i = 0; i < times; i++)
        printf("ms\t%.3f\n", run(connection, argv[argc - 1], i == times - 1));
    duckdb_disconnect(&connection);
    duckdb_close(&database);
    return 0;
}
