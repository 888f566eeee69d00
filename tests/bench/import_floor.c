#define _POSIX_C_SOURCE 200809L
#include <csv.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

/*
 * What an import cannot do without, and nothing else, of the libraries alone:
 *
 *     import_floor write FILE ROWS     the file that is imported
 *     import_floor run FILE STORE NEW  the floor of importing it
 *
 * The floor is the time to parse FILE with libcsv and to put as many rows as
 * the STORE that prepost made of it holds into a NEW file with the same
 * tables, by SQLite: constant values, sorted keys, 50 rows to a statement,
 * one transaction, the same settings. Nothing is looked up, checked, hashed
 * or sorted; the CHECKs of the tables are switched off.
 *
 * Prints seconds of processor time (user and system) of both parts.
 */

static double seconds(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
           1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "import_floor: %s: %s\n", what, why);
    exit(1);
}

/* --- the file ------------------------------------------------------------- */

static uint64_t next_random(uint64_t *state)
{
    uint64_t x = (*state += UINT64_C(0x9e3779b97f4a7c15));

    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* 33 columns: who, when, where, and 12 + 9 + 7 answers; two rows a person. */
static void write_file(const char *path, long n_rows)
{
    static const char *const regions[] = {"Eastshire", "Westshire", "Northtown",
                                          "Southtown"};
    FILE *out = fopen(path, "w");
    uint64_t state = 1;

    if (out == NULL)
        fail(path, "cannot be written");
    fputs("id,wave,date,region,group", out);
    for (int i = 1; i <= 12; i++)
        fprintf(out, ",hhi_%d", i);
    for (int i = 1; i <= 9; i++)
        fprintf(out, ",phq9_%d", i);
    for (int i = 1; i <= 7; i++)
        fprintf(out, ",gad7_%d", i);
    fputs("\n", out);
    for (long row = 0; row < n_rows; row++) {
        long person = row / 2;
        uint64_t r = next_random(&state);
        /* Multiplied by an odd number: a shuffled count, no code twice. */
        unsigned code = (unsigned)person * 2654435761u;
        fprintf(out, "%08x,%s,%d-%02d-%02d,%s,G%02d", code,
                row % 2 == 0 ? "before" : "after", row % 2 == 0 ? 2025 : 2026,
                (int)(r % 12) + 1, (int)(r >> 8 & 15) + 1, regions[person % 4],
                (int)(person % 37));
        r = next_random(&state);
        for (int i = 0; i < 12; i++, r >>= 2)
            fprintf(out, ",%d", (int)(r & 3) + 1);
        for (int i = 0; i < 16; i++, r >>= 2)
            fprintf(out, ",%d", (int)(r & 3));
        fputs("\n", out);
    }
    if (fclose(out) != 0)
        fail(path, "cannot be written");
}

/* --- parsing -------------------------------------------------------------- */

struct counts {
    size_t n_fields, n_rows;
};

static void on_field(void *text, size_t n, void *ctx)
{
    (void)text;
    (void)n;
    ((struct counts *)ctx)->n_fields++;
}

static void on_row(int end, void *ctx)
{
    (void)end;
    ((struct counts *)ctx)->n_rows++;
}

static struct counts parse(const char *path)
{
    static char chunk[1 << 18];
    struct counts counts = {0, 0};
    struct csv_parser parser;
    FILE *in = fopen(path, "r");
    size_t got;

    if (in == NULL)
        fail(path, "cannot be read");
    csv_init(&parser, CSV_STRICT);
    while ((got = fread(chunk, 1, sizeof chunk, in)) > 0)
        if (csv_parse(&parser, chunk, got, on_field, on_row, &counts) != got)
            fail(path, csv_strerror(csv_error(&parser)));
    csv_fini(&parser, on_field, on_row, &counts);
    csv_free(&parser);
    fclose(in);
    return counts;
}

/* --- storing -------------------------------------------------------------- */

static void run(sqlite3 *db, const char *sql)
{
    char *why = NULL;

    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail(sql, why != NULL ? why : "failed");
}

static sqlite3 *open_store(const char *path, int flags)
{
    sqlite3 *db;

    if (sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK)
        fail(path, "cannot be opened");
    return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;

    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail(sql, sqlite3_errmsg(db));
    return statement;
}

/* One row, kept by value: every row of the table is made like it. */
struct sample {
    sqlite3_value *values[200];
    int n;
};

static long count_rows(sqlite3 *db, const char *table)
{
    char sql[300];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM \"%s\"", table);
    sqlite3_stmt *count = prepare(db, sql);
    sqlite3_step(count);
    long n = (long)sqlite3_column_int64(count, 0);
    sqlite3_finalize(count);
    return n;
}

static struct sample take_sample(sqlite3 *db, const char *table)
{
    struct sample sample = {.n = 0};
    char sql[300];

    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" LIMIT 1", table);
    sqlite3_stmt *one = prepare(db, sql);
    if (sqlite3_step(one) == SQLITE_ROW)
        for (; sample.n < sqlite3_column_count(one) && sample.n < 200;
             sample.n++)
            sample.values[sample.n] =
                sqlite3_value_dup(sqlite3_column_value(one, sample.n));
    sqlite3_finalize(one);
    return sample;
}

/* The first column is the participant; the answers' second one the wave. */
static void bind_row(sqlite3_stmt *put, int at, const struct sample *sample,
                     const char *table, long i)
{
    bool is_people = strcmp(table, "participants") == 0;
    bool is_once = is_people || strcmp(table, "background") == 0;
    unsigned char key[16] = {0};

    for (int k = 0; k < sample->n; k++)
        sqlite3_bind_value(put, at + k + 1, sample->values[k]);
    sqlite3_bind_int64(put, at + 1, is_once ? i + 1 : i / 2 + 1);
    if (is_people) {
        for (int k = 0; k < 4; k++)
            key[k] = (unsigned char)(i >> (24 - 8 * k));
        sqlite3_bind_blob(put, at + 2, key, sizeof key, SQLITE_TRANSIENT);
    } else if (!is_once) {
        sqlite3_bind_int64(put, at + 2, i % 2);
    }
}

static sqlite3_stmt *prepare_insert(sqlite3 *db, const char *table,
                                    int n_columns, int n_rows)
{
    size_t room = 200 + (size_t)(n_columns + 4) * 2 * (size_t)n_rows;
    char *sql = malloc(room), *at = sql;

    at += snprintf(at, room, "INSERT INTO \"%s\" VALUES ", table);
    for (int r = 0; r < n_rows; r++) {
        at += sprintf(at, r > 0 ? ",(" : "(");
        for (int k = 0; k < n_columns; k++)
            at += sprintf(at, k > 0 ? ",?" : "?");
        at += sprintf(at, ")");
    }
    sqlite3_stmt *put = prepare(db, sql);
    free(sql);
    return put;
}

static void fill(sqlite3 *from, sqlite3 *to, const char *table)
{
    enum { AT_ONCE = 50 };
    struct sample sample = take_sample(from, table);
    long n = count_rows(from, table);
    sqlite3_stmt *put = NULL;
    int prepared = 0;

    for (long i = 0; i < n;) {
        int rows = n - i < AT_ONCE ? (int)(n - i) : AT_ONCE;
        if (rows != prepared) {
            sqlite3_finalize(put);
            put = prepare_insert(to, table, sample.n, rows);
            prepared = rows;
        }
        for (int r = 0; r < rows; r++, i++)
            bind_row(put, r * sample.n, &sample, table, i);
        if (sqlite3_step(put) != SQLITE_DONE)
            fail(table, sqlite3_errmsg(to));
        sqlite3_reset(put);
    }
    sqlite3_finalize(put);
    for (int k = 0; k < sample.n; k++)
        sqlite3_value_free(sample.values[k]);
}

/* The tables of answers and people; the rest has a handful of rows. */
static void store(const char *made, const char *path)
{
    sqlite3 *from = open_store(made, SQLITE_OPEN_READONLY);
    sqlite3 *to = open_store(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    sqlite3_stmt *tables = prepare(
        from, "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND "
              "name NOT LIKE 'sqlite_%' ORDER BY name IN ('participants', "
              "'background') DESC, name = 'participants' DESC");

    run(to, "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;"
            "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
            "PRAGMA ignore_check_constraints=ON; BEGIN");
    while (sqlite3_step(tables) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(tables, 0);
        run(to, (const char *)sqlite3_column_text(tables, 1));
        if (count_rows(from, name) >= 1000)
            fill(from, to, name);
    }
    run(to, "COMMIT");
    sqlite3_finalize(tables);
    sqlite3_close(from);
    sqlite3_close(to);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "write") == 0) {
        write_file(argv[2], strtol(argv[3], NULL, 10));
        return 0;
    }
    if (argc != 5 || strcmp(argv[1], "run") != 0)
        fail("usage", "write FILE ROWS | run FILE STORE NEW");
    double start = seconds();
    struct counts counts = parse(argv[2]);
    double parsed = seconds();
    remove(argv[4]);
    store(argv[3], argv[4]);
    double stored = seconds();
    printf("%.3f seconds parsing %zu rows of %zu fields, %.3f storing\n",
           parsed - start, counts.n_rows, counts.n_fields / counts.n_rows,
           stored - parsed);
    return 0;
}
