#include "cohort_column_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/analysis/column_list.h"
#include "prepost/base/alloc.h"
#include "prepost/base/buffer.h"
#include "prepost/base/date.h"

enum { MOST_LEVELS = 60000 };

/* --- when people first answered ------------------------------------------- */

/* The first day on which each answered at the first wave. */
static int32_t *first_days(const struct pp_dataset *dataset)
{
    int32_t *day = pp_alloc_array(dataset->n_participants + 1, sizeof *day);

    for (size_t i = 0; i < dataset->n_participants; i++)
        day[i] = PP_NO_DAY;
    for (size_t k = 0; k < dataset->n_responses; k++) {
        const struct pp_responses *r = &dataset->responses[k];
        for (size_t row = 0; r->day != NULL && row < r->n_rows; row++) {
            int32_t *own = &day[r->participant[row]];
            if (r->wave[row] == 0 && r->day[row] != PP_NO_DAY &&
                (*own == PP_NO_DAY || r->day[row] < *own))
                *own = r->day[row];
        }
    }
    return day;
}

enum intake { INTAKE_YEAR, INTAKE_QUARTER };

/* Years from 0 and quarters from 0 to 3; -1: not known. */
static long intake_number(int32_t day, enum intake unit)
{
    char text[PP_DATE_SIZE];

    if (day == PP_NO_DAY)
        return -1;
    pp_date_print(text, day); /* 2025-03-31 */
    long year = strtol(text, NULL, 10);
    long month = strtol(text + strcspn(text, "-") + 1, NULL, 10);
    return unit == INTAKE_YEAR ? year : year * 4 + (month - 1) / 3;
}

static int by_number(const void *a, const void *b)
{
    long x = *(const long *)a, y = *(const long *)b;

    return (x > y) - (x < y);
}

static struct pp_person_column intake(const struct pp_dataset *dataset,
                                      enum intake unit, struct pp_pool *pool)
{
    size_t n = dataset->n_participants, n_levels = 0;
    int32_t *day = first_days(dataset);
    long *number = pp_alloc_array(n + 1, sizeof *number);
    long *sorted = pp_alloc_array(n + 1, sizeof *sorted);
    uint16_t *level = pp_pool_array(pool, n + 1, sizeof *level);

    for (size_t i = 0; i < n; i++)
        sorted[i] = number[i] = intake_number(day[i], unit);
    qsort(sorted, n, sizeof *sorted, by_number);
    for (size_t i = 0; i < n; i++)
        if (sorted[i] >= 0 &&
            (n_levels == 0 || sorted[i] != sorted[n_levels - 1]))
            sorted[n_levels++] = sorted[i];
    const char **names = pp_pool_array(pool, n_levels + 1, sizeof *names);
    for (size_t k = 0; k < n_levels; k++)
        names[k] = unit == INTAKE_YEAR
                       ? pp_pool_printf(pool, "%ld", sorted[k])
                       : pp_pool_printf(pool, "%ld quarter %ld", sorted[k] / 4,
                                        sorted[k] % 4 + 1);
    for (size_t i = 0; i < n; i++) {
        const long *at =
            bsearch(&number[i], sorted, n_levels, sizeof *sorted, by_number);
        level[i] = at != NULL ? (uint16_t)(at - sorted) : PP_NO_LEVEL;
    }
    pp_free(day);
    pp_free(number);
    pp_free(sorted);
    return (struct pp_person_column){unit == INTAKE_YEAR ? "year" : "quarter",
                                     names, n_levels, level};
}

/* --- names ---------------------------------------------------------------- */

static int not_kept(const struct pp_dataset *dataset, const char *name,
                    struct pp_error *err)
{
    struct pp_buffer known = PP_BUFFER_INIT;

    for (size_t i = 0; i < dataset->n_columns; i++)
        pp_buffer_printf(&known, "%s, ", dataset->columns[i].name);
    pp_fail(err, PP_EUSAGE,
            "nothing called \"%s\" is kept of people; there is: %syear and "
            "quarter (of the first answer)",
            name, pp_buffer_text(&known));
    pp_buffer_clear(&known);
    return -1;
}

/* A column of the plan goes before a date's year of the same name. */
int pp_cohort_column_one(const struct pp_dataset *dataset, const char *name,
                         struct pp_pool *pool, struct pp_person_column *out,
                         struct pp_error *err)
{
    const struct pp_person_column *kept = pp_dataset_column(dataset, name);

    if (kept != NULL)
        *out = *kept;
    else if (strcmp(name, "year") == 0)
        *out = intake(dataset, INTAKE_YEAR, pool);
    else if (strcmp(name, "quarter") == 0)
        *out = intake(dataset, INTAKE_QUARTER, pool);
    else
        return not_kept(dataset, name, err);
    return 0;
}

/* The names of the list; how many, or -1. */
static int split(const char *by, struct pp_pool *pool,
                 const char *names[MOST_PARTS], struct pp_error *err)
{
    const char *name;
    size_t length;
    int n = 0;

    while ((name = pp_column_list_next(&by, &length)) != NULL) {
        if (n == MOST_PARTS)
            return pp_fail(err, PP_EUSAGE, "--by takes at most %d columns",
                           MOST_PARTS);
        names[n] = pp_pool_strndup(pool, name, length);
        for (int k = 0; k < n; k++)
            if (strcmp(names[k], names[n]) == 0)
                return pp_fail(err, PP_EUSAGE, "--by names \"%s\" twice",
                               names[n]);
        n++;
    }
    return n;
}

/* --- several columns at once ---------------------------------------------- */

struct combination {
    uint16_t level[MOST_PARTS];
    size_t who;
};

static int by_levels(const void *a, const void *b)
{
    const struct combination *x = a, *y = b;

    for (size_t k = 0; k < MOST_PARTS; k++)
        if (x->level[k] != y->level[k])
            return x->level[k] < y->level[k] ? -1 : 1;
    return 0;
}

/* What stands between the names of a list is one comma, however it was written:
 * what was published of it before is found by it, and so are summaries that go
 * together. */
static const char *list_of(const struct pp_person_column *parts, size_t n_parts,
                           const size_t *order, struct pp_pool *pool)
{
    const char *by = parts[order[0]].name;

    for (size_t k = 1; k < n_parts; k++)
        by = pp_pool_printf(pool, "%s,%s", by, parts[order[k]].name);
    return by;
}

static const char *name_of(const struct pp_person_column *parts, size_t n_parts,
                           const size_t *order, const struct combination *c,
                           struct pp_pool *pool)
{
    const char *name = parts[order[0]].levels[c->level[order[0]]];

    for (size_t k = 1; k < n_parts; k++)
        name = pp_pool_printf(pool, "%s, %s", name,
                              parts[order[k]].levels[c->level[order[k]]]);
    return name;
}

/* Into the order of the parts' names; no name stands twice. */
static void order_parts(const struct pp_person_column *parts, size_t n_parts,
                        size_t *order)
{
    for (size_t k = 0; k < n_parts; k++) {
        size_t at = 0;
        for (size_t other = 0; other < n_parts; other++)
            at += strcmp(parts[other].name, parts[k].name) < 0 ? 1 : 0;
        order[at] = k;
    }
}

/* Combinations that somebody is in, sorted by the first part first. */
static size_t combine(const struct pp_dataset *dataset,
                      const struct pp_person_column *parts, size_t n_parts,
                      struct combination *c)
{
    size_t n = 0;

    for (size_t i = 0; i < dataset->n_participants; i++) {
        bool is_blank = false;
        c[n] = (struct combination){.who = i};
        for (size_t k = 0; k < n_parts; k++) {
            c[n].level[k] = parts[k].level[i];
            is_blank |= parts[k].level[i] == PP_NO_LEVEL;
        }
        n += is_blank ? 0 : 1;
    }
    qsort(c, n, sizeof *c, by_levels);
    return n;
}

static int cross(const struct pp_dataset *dataset,
                 const struct pp_person_column *parts, size_t n_parts,
                 struct pp_pool *pool, struct pp_cohort_column *out,
                 struct pp_error *err)
{
    size_t most = dataset->n_participants;
    struct combination *c = pp_alloc_array(most + 1, sizeof *c);
    size_t n = combine(dataset, parts, n_parts, c), n_levels = 0;
    uint16_t *level = pp_pool_array(pool, most + 1, sizeof *level);
    const char **names = pp_pool_array(pool, n + 1, sizeof *names);
    const char **sorted = pp_pool_array(pool, n + 1, sizeof *sorted);
    size_t as_given[MOST_PARTS], by_name[MOST_PARTS];
    size_t **part = pp_pool_array(pool, n_parts, sizeof *part);
    size_t *n_part_levels = pp_pool_array(pool, n_parts, sizeof(size_t));
    const uint16_t **part_of = pp_pool_array(pool, n_parts, sizeof *part_of);

    out->region_part = n_parts;
    order_parts(parts, n_parts, by_name);
    for (size_t k = 0; k < n_parts; k++) {
        as_given[k] = k;
        if (strcmp(parts[k].name, "region") == 0)
            out->region_part = k;
        part[k] = pp_pool_array(pool, n + 1, sizeof **part);
        n_part_levels[k] = parts[k].n_levels;
        part_of[k] = parts[k].level;
    }
    for (size_t i = 0; i < most; i++)
        level[i] = PP_NO_LEVEL;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || by_levels(&c[i - 1], &c[i]) != 0) {
            names[n_levels] = name_of(parts, n_parts, as_given, &c[i], pool);
            sorted[n_levels] = name_of(parts, n_parts, by_name, &c[i], pool);
            for (size_t k = 0; k < n_parts; k++)
                part[k][n_levels] = c[i].level[k];
            n_levels++;
        }
        level[c[i].who] = (uint16_t)(n_levels - 1);
    }
    pp_free(c);
    const char *by = list_of(parts, n_parts, as_given, pool);
    if (n_levels > MOST_LEVELS)
        return pp_fail(err, PP_EUSAGE, "--by %s has more than %d combinations",
                       by, MOST_LEVELS);
    out->column = (struct pp_person_column){by, names, n_levels, level};
    out->any_order = (struct pp_person_column){
        list_of(parts, n_parts, by_name, pool), sorted, n_levels, level};
    struct pp_person_column *own = pp_pool_array(pool, n_parts, sizeof *own);
    memcpy(own, parts, n_parts * sizeof *own);
    bool *is_whole = pp_pool_array(pool, n_parts, sizeof *is_whole);
    for (size_t k = 0; k < n_parts; k++)
        is_whole[k] = true;
    out->n_parts = out->n_own = n_parts;
    out->is_whole = is_whole;
    out->parts = own;
    out->part = (const size_t *const *)part;
    out->n_part_levels = n_part_levels;
    out->part_of = part_of;
    return 0;
}

int pp_cohort_column_plain(const struct pp_dataset *dataset, const char *by,
                           struct pp_pool *pool, struct pp_cohort_column *out,
                           struct pp_error *err)
{
    const char *names[MOST_PARTS];
    struct pp_person_column parts[MOST_PARTS];
    int n = split(by, pool, names, err);

    *out = (struct pp_cohort_column){.n_parts = 0};
    if (n < 0)
        return -1;
    for (int k = 0; k < n; k++)
        if (pp_cohort_column_one(dataset, names[k], pool, &parts[k], err) != 0)
            return -1;
    if (n > 1)
        return cross(dataset, parts, (size_t)n, pool, out, err);
    out->column = out->any_order = parts[0];
    return 0;
}

int pp_cohort_column_find(const struct pp_dataset *dataset, const char *by,
                          struct pp_pool *pool, struct pp_cohort_column *out,
                          struct pp_error *err)
{
    if (pp_cohort_column_plain(dataset, by, pool, out, err) != 0)
        return -1;
    return pp_cohort_column_nest(dataset, pool, out, err);
}
