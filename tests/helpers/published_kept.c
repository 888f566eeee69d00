#include "published_inside.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "finished.h"

/*
 * Who people were, by each column that is kept: of those who answered both
 * times in prose, and of those who did and those who left in a table. Levels
 * that are not named are in "another answer".
 */
enum { STAYED, WENT, N_FATES };

static const char OTHERS[] = "another answer";

/* Rows of a column: its levels, and people of whom it is not known. */
static size_t n_rows_of(const struct published *p, size_t k)
{
    return p->truth->people[k].n_levels + 1;
}

static size_t kept_cell(const struct published *p, size_t k, size_t row,
                        int fate)
{
    size_t first = p->kept;

    for (size_t i = 0; i < k; i++)
        first += n_rows_of(p, i) * N_FATES;
    return first + row * N_FATES + (size_t)fate;
}

size_t published_kept_level(const struct published *p, const char *column,
                            const char *level, bool is_stayed)
{
    for (size_t k = 0; k < p->truth->n_people_tables; k++)
        for (size_t l = 0; l + 1 < n_rows_of(p, k); l++)
            if (strcmp(p->truth->people[k].name, column) == 0 &&
                strcmp(p->truth->people[k].levels[l].name, level) == 0)
                return kept_cell(p, k, l, is_stayed ? STAYED : WENT);
    return p->attacker->n_cells;
}

size_t published_kept_cells(const struct published *p)
{
    size_t n = 0;

    for (size_t k = 0; k < p->truth->n_people_tables; k++)
        n += n_rows_of(p, k) * N_FATES;
    return n;
}

static const struct pp_leavers_table *leavers_of(const struct published *p,
                                                 size_t k)
{
    for (size_t i = 0; i < p->truth->n_leavers; i++)
        if (strcmp(p->truth->leavers[i].name, p->truth->people[k].name) == 0)
            return &p->truth->leavers[i];
    return NULL;
}

void published_set_kept(const struct published *p, double *truth)
{
    for (size_t k = 0; k < p->truth->n_people_tables; k++) {
        const struct pp_people_table *t = &p->truth->people[k];
        const struct pp_leavers_table *left = leavers_of(p, k);
        double blank = (double)p->truth->flow.all.n_before_only;
        for (size_t l = 0; l < t->n_levels; l++) {
            double went = 0;
            for (size_t r = 0; left != NULL && r < left->n_rows; r++)
                if (strcmp(left->rows[r].name, t->levels[l].name) == 0)
                    went = (double)left->rows[r].n_left;
            truth[kept_cell(p, k, l, STAYED)] = (double)t->levels[l].n;
            truth[kept_cell(p, k, l, WENT)] = went;
            blank -= went;
        }
        truth[kept_cell(p, k, t->n_levels, STAYED)] = (double)t->n_blank;
        truth[kept_cell(p, k, t->n_levels, WENT)] = blank;
    }
}

/* They make up those who stayed and those who left; whether a column is known
 * of everyone is known. */
void published_relate_kept(struct published *p)
{
    for (size_t k = 0; k < p->truth->n_people_tables; k++) {
        size_t n = n_rows_of(p, k);
        size_t *parts = pp_pool_array(p->pool, n, sizeof *parts);
        for (int fate = 0; fate < N_FATES; fate++) {
            size_t blank = kept_cell(p, k, n - 1, fate);
            for (size_t l = 0; l < n; l++)
                parts[l] = kept_cell(p, k, l, fate);
            attacker_sum(p->attacker,
                         flow_cell(p, 0, fate == STAYED ? BOTH : BEFORE_ONLY),
                         parts, n);
            if (p->attacker->truth[blank] == 0 &&
                p->attacker->truth[kept_cell(p, k, n - 1, STAYED)] == 0)
                attacker_know(p->attacker, blank, 0, 0);
        }
    }
}

bool published_knows_kept(const struct published *p, const char *column)
{
    for (size_t k = 0; k < p->truth->n_people_tables; k++) {
        size_t blank = n_rows_of(p, k) - 1;
        if (strcmp(p->truth->people[k].name, column) == 0)
            return p->attacker->cells[kept_cell(p, k, blank, STAYED)].hi == 0 &&
                   p->attacker->cells[kept_cell(p, k, blank, WENT)].hi == 0;
    }
    return false;
}

/* "woman", and "Eastshire, woman". */
bool published_is_of_level(const char *cohort, const char *level)
{
    size_t n = strlen(cohort), m = strlen(level);

    return n >= m && strcmp(cohort + n - m, level) == 0 &&
           (n == m || (n > m + 1 && strncmp(cohort + n - m - 2, ", ", 2) == 0));
}

/* Cohorts by a kept column: whoever has an outcome's scores answered. */
void published_relate_kept_view(struct published *p,
                                const struct published_view *v, size_t i)
{
    const struct pp_comparison *c = &v->truth->outcomes[i].comparison;
    bool is_last = v->truth->outcomes[i].wave + 1 == v->truth->plan->n_waves;
    struct attacker_term *terms =
        pp_pool_array(p->pool, c->n_cohorts + 2, sizeof *terms);

    for (size_t k = 0; k < p->truth->n_people_tables; k++)
        for (size_t l = 0; l + 1 < n_rows_of(p, k); l++)
            for (int kind = PAIRS; kind <= ASKED; kind++) {
                size_t n = 0;
                for (size_t r = 0; r < c->n_cohorts; r++)
                    if (published_is_of_level(
                            c->cohorts[r].name,
                            p->truth->people[k].levels[l].name))
                        terms[n++] = (struct attacker_term){
                            view_cell(v, i, r) + (size_t)kind, -1};
                if (n == 0 || (kind == PAIRS && !is_last))
                    continue;
                terms[n++] =
                    (struct attacker_term){kept_cell(p, k, l, STAYED), 1};
                if (kind == ASKED)
                    terms[n++] =
                        (struct attacker_term){kept_cell(p, k, l, WENT), 1};
                attacker_fact(p->attacker, terms, n, 0, INFINITY);
            }
}

/* --- what is printed ------------------------------------------------------ */

/* One list of a column's levels, while it is read. */
struct list {
    struct published *p;
    size_t column;
    int fate;
    bool *is_named; /* per row; the last: "no answer" */
};

static struct list list_of(struct published *p, size_t column, int fate)
{
    size_t n = n_rows_of(p, column);
    bool *is_named = pp_pool_array(p->pool, n, sizeof *is_named);

    memset(is_named, 0, n * sizeof *is_named);
    return (struct list){p, column, fate, is_named};
}

/* One of those who left and who did not, of whom the column is known. */
static struct list list_of_known(struct published *p, size_t column, int fate)
{
    struct list list = list_of(p, column, fate);

    list.is_named[n_rows_of(p, column) - 1] = true;
    return list;
}

/* The row that a list names; n_rows: none, or what is left. */
static size_t row_named(const struct published *p, size_t k, const char *name)
{
    const struct pp_people_table *t = &p->truth->people[k];

    for (size_t l = 0; l < t->n_levels; l++)
        if (strcmp(t->levels[l].name, name) == 0)
            return l;
    return strcmp(name, "no answer") == 0 ? t->n_levels : t->n_levels + 1;
}

/* "another answer", "c or another answer": whatever has no line of its own. */
static bool is_others(const char *name)
{
    size_t n = strlen(name), m = strlen(OTHERS);

    return n >= m && strcmp(name + n - m, OTHERS) == 0;
}

/* Cells that a line of a list is of; before, every name in it was marked. */
static size_t cells_of_line(const struct list *list, const char *name,
                            struct attacker_term *terms, double weight)
{
    const struct published *p = list->p;
    size_t n_rows = n_rows_of(p, list->column), n = 0;
    size_t row = row_named(p, list->column, name);

    for (size_t l = 0; l < n_rows; l++)
        if (l == row ||
            (row == n_rows && is_others(name) && !list->is_named[l]))
            terms[n++] = (struct attacker_term){
                kept_cell(p, list->column, l, list->fate), weight};
    return n;
}

static void know_count(const struct list *list, const char *name, double count)
{
    struct published *p = list->p;
    struct attacker_term *terms =
        pp_pool_array(p->pool, n_rows_of(p, list->column), sizeof *terms);
    size_t n = cells_of_line(list, name, terms, 1);
    double reach = (double)(p->rules->base / 2);

    if (n == 1)
        published_shown(p, terms[0].cell, count);
    else if (n > 1)
        attacker_fact(p->attacker, terms, n, count - reach, count + reach);
}

/* Of every 100 who answered both times; parts that make 100 are rounded up or
 * down. */
static void know_percent(const struct list *list, const char *name, double x)
{
    struct published *p = list->p;
    struct attacker_term *terms =
        pp_pool_array(p->pool, n_rows_of(p, list->column) + 1, sizeof *terms);
    size_t n = cells_of_line(list, name, terms, 1);
    double slack = 2 * (double)(p->rules->base / 2);

    terms[n] = (struct attacker_term){flow_cell(p, 0, BOTH), -(x - 1) / 100};
    attacker_fact(p->attacker, terms, n + 1, -slack, INFINITY);
    terms[n].weight = -(x + 1) / 100;
    attacker_fact(p->attacker, terms, n + 1, -INFINITY, slack);
}

static const char *replaced(struct published *p, const char *in,
                            const char *what, const char *with)
{
    for (const char *at = in; (at = strstr(at, what)) != NULL;) {
        size_t n = (size_t)(at - in) + strlen(with);
        in = pp_pool_printf(p->pool, "%.*s%s%s", (int)(at - in), in, with,
                            at + strlen(what));
        at = in + n;
    }
    return in;
}

/* To the end of the first sentence. */
static size_t length_of_list(const char *line)
{
    static const char *const ends[] = {"\".", "answer.", "none."};
    size_t n = 0;

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *at = strstr(line, ends[i]);
        size_t end = at == NULL ? 0 : (size_t)(at - line) + strlen(ends[i]);
        if (end > 0 && (n == 0 || end < n))
            n = end;
    }
    return n;
}

/* "These are of every 100 people who answered twice. Gender: 60 "woman" and 40
 * "man" or another answer. Age band: ... and 5 gave another answer. Area: 80
 * gave an answer and 20 gave none." */
static void read_list(struct published *p, size_t k, const char *line)
{
    struct list list = list_of(p, k, STAYED);
    const char *from = pp_pool_strndup(p->pool, line, length_of_list(line));
    from = replaced(p, from, "\" or another answer", " or another answer\"");
    from = replaced(p, from, "gave another answer", "\"another answer\"");
    from = replaced(p, from, "gave an answer", "\"another answer\"");
    from = replaced(p, from, "gave no answer", "\"no answer\"");
    from = replaced(p, from, "gave none", "\"no answer\"");
    const char *end = from + strlen(from);

    for (int pass = 0; pass < 2; pass++)
        for (const char *at = from, *open; at < end; at = open) {
            const char *close;
            double x;
            open = strchr(at, '"');
            close = open != NULL ? strchr(open + 1, '"') : NULL;
            if (close == NULL || close > end)
                break;
            const char *name =
                pp_pool_strndup(p->pool, open + 1, (size_t)(close - open - 1));
            size_t row = row_named(p, k, name);
            if (pass == 0 && row < n_rows_of(p, k))
                list.is_named[row] = true;
            const char *words =
                pp_pool_strndup(p->pool, at, (size_t)(open - at));
            if (pass == 1 && finished_holds(words, " # ", &x, 1)) {
                know_percent(&list, name, x);
                p->n_read[PUBLISHED_KEPT]++;
            }
            open = close + 1;
        }
}

void published_read_kept(struct published *p, const char *line)
{
    if (strstr(line, "These are of every 100 people who") == NULL)
        return;
    for (size_t k = 0; k < p->truth->n_people_tables; k++) {
        const char *name = p->truth->people[k].name;
        const char *from = strstr(
            line, pp_pool_printf(p->pool, " %c%s: ",
                                 toupper((unsigned char)name[0]), name + 1));
        if (from != NULL)
            read_list(p, k, from + strlen(name) + 2);
    }
}

/* "Gender: woman | 98: 60% | 12: 40%", in the order of the columns */
void published_read_kept_table(struct published *p,
                               const struct finished_table *t)
{
    for (size_t k = 0; k < p->truth->n_people_tables; k++) {
        const char *name = p->truth->people[k].name;
        size_t skip = strlen(name);
        struct list lists[] = {list_of_known(p, k, STAYED),
                               list_of_known(p, k, WENT)};
        for (int pass = 0; pass < 2; pass++)
            for (size_t r = 0; r < t->n_rows; r++) {
                const struct finished_row *row = &t->rows[r];
                const char *cell = row->cells[0];
                double n;
                if (strncasecmp(cell, name, skip) != 0 ||
                    strncmp(cell + skip, ": ", 2) != 0 || row->n_cells < 3)
                    continue;
                size_t is = row_named(p, k, cell + skip + 2);
                for (int fate = 0; fate < N_FATES; fate++) {
                    if (pass == 0 && is < n_rows_of(p, k))
                        lists[fate].is_named[is] = true;
                    if (pass == 0 ||
                        !finished_holds(row->cells[1 + fate], "#: ", &n, 1))
                        continue;
                    know_count(&lists[fate], cell + skip + 2, n);
                    p->n_read[PUBLISHED_KEPT_TABLE]++;
                }
            }
    }
}

/* Of whom a column is known: all its levels. */
static void know_all(const struct list *list, const json_t *count)
{
    struct published *p = list->p;
    size_t n = n_rows_of(p, list->column) - 1;
    struct attacker_term *terms = pp_pool_array(p->pool, n, sizeof *terms);
    double reach = (double)(p->rules->base / 2);

    for (size_t l = 0; l < n; l++)
        terms[l] = (struct attacker_term){
            kept_cell(p, list->column, l, list->fate), 1};
    if (json_is_integer(count))
        attacker_fact(p->attacker, terms, n,
                      (double)json_integer_value(count) - reach,
                      (double)json_integer_value(count) + reach);
}

void published_read_kept_json(struct published *p, const json_t *leavers)
{
    static const char *const keys[N_FATES] = {"n_stayed", "n_left"};
    size_t i, r;
    json_t *o, *row;

    json_array_foreach(leavers, i, o)
    {
        const char *column = json_string_value(json_object_get(o, "column"));
        for (size_t k = 0; k < p->truth->n_people_tables; k++) {
            if (strcmp(p->truth->people[k].name, column) != 0)
                continue;
            struct list lists[] = {list_of_known(p, k, STAYED),
                                   list_of_known(p, k, WENT)};
            const json_t *levels = json_object_get(o, "levels");
            json_array_foreach(levels, r, row)
            {
                size_t is = row_named(
                    p, k, json_string_value(json_object_get(row, "level")));
                for (int f = 0; f < N_FATES && is < n_rows_of(p, k); f++)
                    lists[f].is_named[is] = true;
            }
            for (int f = 0; f < N_FATES; f++) {
                know_all(&lists[f], json_object_get(o, keys[f]));
                json_array_foreach(levels, r, row)
                {
                    const json_t *n = json_object_get(row, keys[f]);
                    if (json_is_integer(n))
                        know_count(
                            &lists[f],
                            json_string_value(json_object_get(row, "level")),
                            (double)json_integer_value(n));
                }
            }
        }
    }
}

/* --- what can be had from it ---------------------------------------------- */

void published_judge_kept(const struct published *p,
                          struct published_verdict *v)
{
    static const char *const fates[N_FATES] = {"answered again", "left"};

    for (size_t k = 0; k < p->truth->n_people_tables; k++)
        for (size_t l = 0; l < n_rows_of(p, k); l++)
            for (int f = 0; f < N_FATES; f++) {
                const struct pp_people_table *t = &p->truth->people[k];
                size_t cell = kept_cell(p, k, l, f);
                published_judge(
                    p, cell, (long)p->attacker->truth[cell], false, v,
                    pp_pool_printf(p->pool, "%s, %s: %s", t->name,
                                   l < t->n_levels ? t->levels[l].name
                                                   : "not known",
                                   fates[f]));
            }
}
