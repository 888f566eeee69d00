#include <string.h>

#include "cohort_column_parts.h"
#include "prepost/analysis/nested.h"
#include "prepost/base/alloc.h"

/*
 * What cohorts lie within: support groups within regions, quarters within
 * years; and with another column beside, "group,gender" within "region,gender".
 * Whoever has compared by the one and by the other can take the ones from the
 * others.
 *
 * Columns are bits of a set. A set lies within another where a column is left
 * out of it, or in its place stands one that it lies within.
 */
enum { MOST_COLUMNS = 60, MOST_SETS = 60 };

typedef uint64_t set; /* of columns */

struct columns {
    struct pp_person_column column[MOST_COLUMNS];
    set within[MOST_COLUMNS]; /* which each lies within */
    size_t n;
};

static set only(size_t column)
{
    return (set)1 << column;
}

static bool has(set s, size_t column)
{
    return (s & only(column)) != 0;
}

static size_t n_of(set s)
{
    size_t n = 0;

    for (size_t c = 0; c < MOST_COLUMNS; c++)
        n += has(s, c);
    return n;
}

static bool is_named(const struct columns *of, const char *name)
{
    for (size_t c = 0; c < of->n; c++)
        if (strcmp(of->column[c].name, name) == 0)
            return true;
    return false;
}

/* What is published by region in any case comes first. */
static int list_columns(const struct pp_dataset *dataset, struct pp_pool *pool,
                        struct columns *of, struct pp_error *err)
{
    static const char *const dates[] = {"year", "quarter"};
    const struct pp_person_column *region =
        pp_dataset_column(dataset, "region");

    of->n = 0;
    if (dataset->n_columns + 2 > MOST_COLUMNS)
        return pp_fail(err, PP_EUSAGE,
                       "so many columns are kept of people (%zu) that which of "
                       "them lie within others cannot be guarded",
                       dataset->n_columns);
    if (region != NULL)
        of->column[of->n++] = *region;
    for (size_t i = 0; i < dataset->n_columns; i++)
        if (&dataset->columns[i] != region)
            of->column[of->n++] = dataset->columns[i];
    for (size_t i = 0; i < 2; i++)
        if (!is_named(of, dates[i]) &&
            pp_cohort_column_one(dataset, dates[i], pool, &of->column[of->n++],
                                 err) != 0)
            return -1;
    return 0;
}

static bool is_region(const struct columns *of, size_t c)
{
    return strcmp(of->column[c].name, "region") == 0;
}

static bool lies_within(const struct columns *of, size_t finer, size_t coarser,
                        size_t n_people, size_t *level)
{
    return pp_column_within(&of->column[finer], &of->column[coarser], n_people,
                            is_region(of, coarser) ? PP_WITHIN_NEARLY
                                                   : PP_WITHIN_WHOLLY,
                            level) != PP_WITHIN_NOT;
}

/* Of a column of one level that not everybody is of: those of whom the other is
 * known are. */
static bool sets_apart(const struct pp_person_column *finer,
                       const struct pp_person_column *coarser, size_t n_people)
{
    bool is_for_all = true;

    for (size_t i = 0; i < n_people; i++) {
        bool is = coarser->level[i] != PP_NO_LEVEL;
        is_for_all &= is;
        if (!is && finer->level[i] != PP_NO_LEVEL)
            return false;
    }
    return !is_for_all;
}

/* Of two columns that are the same, the first is the one that the other lies
 * within: each guarded by the other would be guarded by neither. */
static void find_within(struct columns *of, size_t n_people)
{
    size_t most = 0;

    for (size_t c = 0; c < of->n; c++)
        most = of->column[c].n_levels > most ? of->column[c].n_levels : most;
    size_t *level = pp_alloc_array(most + 1, sizeof *level);
    for (size_t c = 0; c < of->n; c++) {
        of->within[c] = 0;
        for (size_t d = 0; d < of->n; d++)
            if (c != d &&
                (of->column[d].n_levels > 1 ||
                 sets_apart(&of->column[c], &of->column[d], n_people)) &&
                lies_within(of, c, d, n_people, level) &&
                (d < c || !lies_within(of, d, c, n_people, level)))
                of->within[c] |= only(d);
    }
    pp_free(level);
}

/* --- sets ------------------------------------------------------------------
 */

struct sets {
    set all[MOST_SETS + 1];
    size_t n;
};

/* A column beside one that lies within it says nothing more. */
static bool is_plain(const struct columns *of, set s)
{
    for (size_t c = 0; c < of->n; c++)
        if (has(s, c) && (of->within[c] & s) != 0)
            return false;
    return true;
}

static void add(struct sets *sets, set s)
{
    for (size_t i = 0; i < sets->n; i++)
        if (sets->all[i] == s)
            return;
    if (sets->n <= MOST_SETS)
        sets->all[sets->n++] = s;
}

/* The first is `s` itself. */
static void find_sets(const struct columns *of, set s, struct sets *sets)
{
    sets->n = 0;
    add(sets, s);
    for (size_t i = 0; i < sets->n && sets->n <= MOST_SETS; i++)
        for (size_t c = 0; c < of->n; c++) {
            set without = sets->all[i] & ~only(c);
            if (!has(sets->all[i], c))
                continue;
            if (without != 0)
                add(sets, without);
            for (size_t d = 0; d < of->n; d++)
                if (has(of->within[c], d))
                    add(sets, without | only(d));
        }
}

/* Regions first, so that they are there where all else is left out. */
static void put_region_first(const struct columns *of, struct sets *sets)
{
    for (size_t i = 1; i < sets->n; i++)
        if (sets->all[i] == only(0) && is_region(of, 0)) {
            sets->all[i] = sets->all[1];
            sets->all[1] = only(0);
        }
}

/* --- parts ---------------------------------------------------------------- */

static const char *list_of(const struct columns *of, set s,
                           struct pp_pool *pool)
{
    const char *by = NULL;

    for (size_t c = 0; c < of->n; c++)
        if (has(s, c))
            by = by == NULL
                     ? of->column[c].name
                     : pp_pool_printf(pool, "%s,%s", by, of->column[c].name);
    return by;
}

/* A name for those of whom it is not known: what nobody is of. */
static struct pp_person_column with_none(const struct pp_person_column *column,
                                         struct pp_pool *pool)
{
    struct pp_person_column to = *column;
    const char **levels =
        pp_pool_array(pool, column->n_levels + 1, sizeof *levels);

    for (size_t k = 0; k < column->n_levels; k++)
        levels[k] = column->levels[k];
    levels[column->n_levels] = "";
    to.levels = levels;
    return to;
}

static bool is_whole(const struct pp_person_column *finer,
                     const struct pp_person_column *coarser, const size_t *of,
                     size_t n_people)
{
    for (size_t i = 0; i < n_people; i++)
        if (finer->level[i] != PP_NO_LEVEL &&
            coarser->level[i] != of[finer->level[i]])
            return false;
    return true;
}

struct parts {
    struct pp_person_column *parts;
    const size_t **part;
    size_t *n_levels;
    const uint16_t **part_of;
    bool *is_whole;
};

/* With room for so many more. */
static struct parts own_parts(const struct pp_cohort_column *from, size_t more,
                              struct pp_pool *pool)
{
    size_t n = from->n_own, most = n + more + 1;
    struct parts p = {.parts = pp_pool_array(pool, most, sizeof *p.parts),
                      .part = pp_pool_array(pool, most, sizeof *p.part),
                      .n_levels = pp_pool_array(pool, most, sizeof *p.n_levels),
                      .part_of = pp_pool_array(pool, most, sizeof *p.part_of),
                      .is_whole =
                          pp_pool_array(pool, most, sizeof *p.is_whole)};

    for (size_t k = 0; k < n; k++) {
        p.parts[k] = from->parts[k];
        p.part[k] = from->part[k];
        p.n_levels[k] = from->n_part_levels[k];
        p.part_of[k] = from->part_of[k];
        p.is_whole[k] = from->is_whole[k];
    }
    return p;
}

static void put_part(const struct pp_dataset *dataset,
                     const struct pp_person_column *own,
                     const struct pp_person_column *coarser, size_t at,
                     struct parts *p, struct pp_pool *pool)
{
    size_t *of = pp_pool_array(pool, own->n_levels + 1, sizeof *of);

    pp_column_within(own, coarser, dataset->n_participants, PP_WITHIN_NEARLY,
                     of);
    p->parts[at] = with_none(coarser, pool);
    p->part[at] = of;
    p->n_levels[at] = coarser->n_levels + 1;
    p->part_of[at] = coarser->level;
    p->is_whole[at] = is_whole(own, coarser, of, dataset->n_participants);
}

static set own_set(const struct columns *of,
                   const struct pp_cohort_column *column)
{
    set s = 0;

    for (size_t c = 0; c < of->n; c++) {
        const char *name = of->column[c].name;
        for (size_t p = 0; p < column->n_own; p++)
            if (strcmp(column->parts[p].name, name) == 0)
                s |= only(c);
        if (column->n_own == 0 && strcmp(column->column.name, name) == 0)
            s |= only(c);
    }
    return s;
}

/* What lies within regions is guarded by them as it is. */
static const size_t *of_regions(const struct columns *of,
                                const struct pp_person_column *own,
                                size_t n_people, struct pp_pool *pool)
{
    const struct pp_person_column *region = &of->column[0];

    if (of->n == 0 || !is_region(of, 0))
        return NULL;
    size_t most = region->n_levels + own->n_levels;
    size_t *level = pp_pool_array(pool, most + 1, sizeof *level);
    if (pp_column_is_within(own, region, n_people, PP_WITHIN_NEARLY, level) ||
        !pp_column_is_within(region, own, n_people, PP_WITHIN_NEARLY, level))
        return NULL;
    return level;
}

int pp_cohort_column_nest(const struct pp_dataset *dataset,
                          struct pp_pool *pool, struct pp_cohort_column *out,
                          struct pp_error *err)
{
    struct columns of;
    struct sets sets;

    if (strcmp(out->column.name, "region") == 0 || out->column.n_levels == 0)
        return 0; /* what reports have is guarded by itself */
    if (list_columns(dataset, pool, &of, err) != 0)
        return -1;
    find_within(&of, dataset->n_participants);
    set own = own_set(&of, out);
    find_sets(&of, own, &sets);
    if (sets.n > MOST_SETS)
        return pp_fail(err, PP_EUSAGE,
                       "--by %s names so many columns that what each of them "
                       "would tell beside the others cannot be guarded: name "
                       "fewer",
                       out->column.name);
    put_region_first(&of, &sets);
    out->of_region =
        of_regions(&of, &out->column, dataset->n_participants, pool);
    struct parts p = own_parts(out, sets.n, pool);
    size_t n = out->n_own, region = SIZE_MAX;
    if (out->n_own > 0 && out->region_part < out->n_own)
        region = out->region_part;
    for (size_t i = 1; i < sets.n; i++) {
        struct pp_cohort_column coarser;
        set s = sets.all[i];
        if (!is_plain(&of, s) || (n_of(s) == 1 && (s & own) != 0))
            continue; /* an own part */
        if (pp_cohort_column_plain(dataset, list_of(&of, s, pool), pool,
                                   &coarser, err) != 0)
            return -1;
        if (s == only(0) && is_region(&of, 0))
            region = n;
        put_part(dataset, &out->column, &coarser.column, n++, &p, pool);
    }
    out->region_part = region < n ? region : n;
    out->n_parts = n;
    out->parts = p.parts;
    out->part = (const size_t *const *)p.part;
    out->n_part_levels = p.n_levels;
    out->part_of = p.part_of;
    out->is_whole = p.is_whole;
    return 0;
}
