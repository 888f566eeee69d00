#include "prepost/store/views.h"

#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

/* The sum over the scale's items, NULL if one is missing. */
static void print_sum(struct pp_buffer *sql, const char *table,
                      const struct pp_instrument *instrument,
                      const struct pp_scale *scale)
{
    pp_buffer_putc(sql, '(');
    for (size_t i = 0; i < scale->n_items; i++) {
        const struct pp_item *item = &instrument->items[scale->items[i]];

        pp_buffer_puts(sql, i > 0 ? " + " : "");
        if (item->reverse)
            pp_buffer_printf(sql, "(%d - ", item->min + item->max);
        pp_buffer_printf(sql, "%s.", table);
        pp_sql_name(sql, item->id);
        if (item->reverse)
            pp_buffer_putc(sql, ')');
    }
    pp_buffer_putc(sql, ')');
}

/* The score of complete answers; NULL where arithmetic is not enough. */
static void print_score(struct pp_buffer *sql, const char *table,
                        const struct pp_instrument *instrument,
                        const struct pp_scale *scale)
{
    int least = 0, greatest = 0;

    for (size_t i = 0; i < scale->n_items; i++) {
        least += instrument->items[scale->items[i]].min;
        greatest += instrument->items[scale->items[i]].max;
    }
    if (scale->n_items == 0 || scale->method == PP_SCORE_LOOKUP ||
        scale->method == PP_SCORE_COUNT ||
        (scale->method == PP_SCORE_PERCENT && least == greatest)) {
        pp_buffer_puts(sql, "NULL");
        return;
    }
    pp_buffer_puts(sql, "(");
    print_sum(sql, table, instrument, scale);
    if (scale->method == PP_SCORE_PERCENT)
        pp_buffer_printf(sql, " - %d", least);
    pp_buffer_printf(sql, ") * %.17g", scale->factor);
    if (scale->method == PP_SCORE_MEAN)
        pp_buffer_printf(sql, " / %zu.0", scale->n_items);
    else if (scale->method == PP_SCORE_PERCENT)
        pp_buffer_printf(sql, " * 100.0 / %d", greatest - least);
}

static void print_answered(struct pp_buffer *sql, const char *table,
                           const struct pp_instrument *instrument,
                           const struct pp_scale *scale)
{
    for (size_t i = 0; i < scale->n_items; i++) {
        pp_buffer_printf(sql, "%s(%s.", i > 0 ? " + " : "", table);
        pp_sql_name(sql, instrument->items[scale->items[i]].id);
        pp_buffer_puts(sql, " IS NOT NULL)");
    }
    if (scale->n_items == 0)
        pp_buffer_puts(sql, "0");
}

static void print_scores(struct pp_buffer *sql,
                         const struct pp_instrument *instrument,
                         const struct pp_scale *scale)
{
    struct pp_buffer given = PP_BUFFER_INIT;

    pp_tables_given_name(&given, scale);
    pp_buffer_puts(sql, "SELECT r.participant, w.id AS wave, ");
    pp_sql_text(sql, instrument->id);
    pp_buffer_puts(sql, " AS instrument, ");
    pp_sql_text(sql, scale->id);
    pp_buffer_printf(sql, " AS scale, %zu AS items, ", scale->n_items);
    print_answered(sql, "r", instrument, scale);
    pp_buffer_puts(sql, " AS answered, ");
    print_score(sql, "r", instrument, scale);
    pp_buffer_puts(sql, " AS score, r.");
    pp_sql_name(sql, given.data);
    pp_buffer_puts(sql, " AS given_total FROM ");
    pp_sql_name(sql, instrument->id);
    pp_buffer_puts(sql, " AS r JOIN waves AS w ON w.wave = r.wave");
    pp_buffer_clear(&given);
}

static void print_pairs(struct pp_buffer *sql,
                        const struct pp_instrument *instrument,
                        const struct pp_scale *scale)
{
    pp_buffer_puts(sql, "SELECT a.participant, ");
    pp_sql_text(sql, instrument->id);
    pp_buffer_puts(sql, " AS instrument, ");
    pp_sql_text(sql, scale->id);
    pp_buffer_puts(sql,
                   " AS scale, wa.id AS first_wave, wb.id AS later_wave, ");
    print_score(sql, "a", instrument, scale);
    pp_buffer_puts(sql, " AS first_score, ");
    print_score(sql, "b", instrument, scale);
    pp_buffer_puts(sql, " AS later_score FROM ");
    pp_sql_name(sql, instrument->id);
    pp_buffer_puts(sql, " AS a JOIN waves AS wa ON wa.wave = a.wave AND "
                        "wa.position = 0 JOIN ");
    pp_sql_name(sql, instrument->id);
    pp_buffer_puts(sql, " AS b ON b.participant = a.participant JOIN waves AS "
                        "wb ON wb.wave = b.wave AND wb.position > 0");
}

typedef void print_scale(struct pp_buffer *sql,
                         const struct pp_instrument *instrument,
                         const struct pp_scale *scale);

static void print_all(struct pp_buffer *sql, const struct pp_plan *plan,
                      print_scale *print)
{
    bool is_first = true;

    for (size_t i = 0; i < plan->n_instruments; i++) {
        const struct pp_instrument *instrument =
            plan->instruments[i].instrument;

        for (size_t k = 0; k < instrument->n_scales; k++) {
            pp_buffer_puts(sql, is_first ? "" : " UNION ALL ");
            print(sql, instrument, &instrument->scales[k]);
            is_first = false;
        }
    }
}

/* The first import that says something of a person has the word. */
static void print_people(struct pp_buffer *sql, const struct pp_plan *plan)
{
    pp_buffer_puts(sql, "CREATE VIEW people AS SELECT p.participant");
    for (size_t i = 0; i < plan->n_columns + 2; i++) {
        const char *name = i == 0   ? "region"
                           : i == 1 ? "group"
                                    : plan->columns[i - 2].name;

        pp_buffer_puts(sql, ", (SELECT b.");
        pp_sql_name(sql, name);
        pp_buffer_puts(sql, " FROM background AS b WHERE b.participant = "
                            "p.participant AND b.");
        pp_sql_name(sql, name);
        pp_buffer_puts(sql, " IS NOT NULL ORDER BY b.import LIMIT 1) AS ");
        pp_sql_name(sql, name);
    }
    pp_buffer_puts(sql, " FROM participants AS p");
}

/* 1: the store has the view, of this text; 0: not, or of another; -1. */
static int is_there(struct pp_store *store, const char *name, const char *text,
                    struct pp_error *err)
{
    sqlite3_stmt *look;

    if (pp_sql_prepare(store,
                       "SELECT 1 FROM sqlite_schema WHERE name = ? AND sql = ?",
                       &look, err) != 0)
        return -1;
    sqlite3_bind_text(look, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_text(look, 2, text, -1, SQLITE_STATIC);
    int found = pp_sql_step(store, look, err);
    sqlite3_finalize(look);
    return found;
}

/* Takes the text of a CREATE VIEW; does nothing if it is there already. */
static int fit_view(struct pp_store *store, const char *name,
                    struct pp_buffer *sql, struct pp_error *err)
{
    int same = is_there(store, name, sql->data, err);
    int result = same < 0 ? -1 : 0;

    if (same == 0) {
        struct pp_buffer drop = PP_BUFFER_INIT;

        pp_buffer_printf(&drop, "DROP VIEW IF EXISTS %s", name);
        result = pp_sql_run(store, drop.data, err);
        if (result == 0)
            result = pp_sql_run(store, sql->data, err);
        pp_buffer_clear(&drop);
    }
    pp_buffer_clear(sql);
    return result;
}

int pp_views_fit(struct pp_store *store, const struct pp_plan *plan,
                 struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    size_t n_scales = 0;

    print_people(&sql, plan);
    if (fit_view(store, "people", &sql, err) != 0)
        return -1;
    for (size_t i = 0; i < plan->n_instruments; i++)
        n_scales += plan->instruments[i].instrument->n_scales;
    if (n_scales == 0)
        return 0;
    pp_buffer_puts(&sql, "CREATE VIEW scores AS ");
    print_all(&sql, plan, print_scores);
    if (fit_view(store, "scores", &sql, err) != 0)
        return -1;
    pp_buffer_puts(&sql, "CREATE VIEW pairs AS SELECT *, later_score - "
                         "first_score AS change FROM (");
    print_all(&sql, plan, print_pairs);
    pp_buffer_puts(&sql, ") WHERE change IS NOT NULL");
    return fit_view(store, "pairs", &sql, err);
}
