#include "counts_parts.h"

#include <string.h>

#include "prepost/analysis/cohort_column.h"
#include "prepost/base/alloc.h"

size_t pp_count_parts(const struct pp_comparison *c)
{
    return c->column != NULL ? c->column->n_parts : 0;
}

static const size_t NO_CELL = (size_t)-1;

/*
 * The parts are all people of one level, whose cell that is; or all but those
 * whose other level is not known, who are the rest. Or the parts are these
 * people and others, of no known level, who are over. NO_CELL: nobody is.
 */
static void sum_margin(struct pp_linked *l, size_t all, size_t *parts, size_t n,
                       long sum, size_t *rest, size_t *over)
{
    long lack = l->cells[all].value - sum;

    *rest = *over = NO_CELL;
    if (lack < 0) {
        size_t whole = pp_linked_implied(l, sum);
        *over = pp_linked_implied(l, -lack);
        pp_linked_sum(l, whole, parts, n);
        pp_linked_sum(l, whole, (size_t[]){all, *over}, 2);
        return;
    }
    if (lack > 0)
        parts[n++] = *rest = pp_linked_implied(l, lack);
    pp_linked_sum(l, all, parts, n);
}

/* The rows of a nest's finer column within each of the coarser's. */
static void add_rows_within(struct pp_linked *l, const struct pp_nest *nest,
                            const struct pp_flow_row *finer, size_t n_finer,
                            const size_t (*parts)[PP_N_FLOW_COUNTS],
                            const struct pp_flow_row *coarser, size_t n_coarser,
                            const size_t (*wholes)[PP_N_FLOW_COUNTS])
{
    size_t *cells = pp_alloc_array(n_finer + 1, sizeof *cells), rest, over;

    pp_linked_say(l, "an arm = the regions within it");
    for (size_t c = 0; c < n_coarser; c++)
        for (size_t k = 0; k < PP_N_FLOW_COUNTS; k++) {
            size_t n = 0;
            long sum = 0;
            for (size_t i = 0; i < nest->n_levels; i++) {
                const struct pp_flow_row *row =
                    pp_region_named(finer, n_finer, nest->levels[i]);
                if (row == NULL || nest->within[i] == NULL ||
                    strcmp(nest->within[i], coarser[c].name) != 0)
                    continue;
                cells[n++] = parts[row - finer][k];
                sum += l->cells[cells[n - 1]].value;
            }
            if (n > 0)
                sum_margin(l, wholes[c][k], cells, n, sum, &rest, &over);
        }
    pp_free(cells);
}

void pp_add_regions_of_arms(const struct pp_work *w, struct pp_linked *l,
                            const size_t (*regions)[PP_N_FLOW_COUNTS],
                            const size_t (*arms)[PP_N_FLOW_COUNTS])
{
    const struct pp_flow *flow = &w->from->flow;
    const char *arm = w->from->plan->arms.column;

    for (size_t i = 0; arm != NULL && i < w->from->n_nests; i++) {
        const struct pp_nest *nest = &w->from->nests[i];
        if (strcmp(nest->finer, "region") == 0 &&
            strcmp(nest->coarser, arm) == 0)
            add_rows_within(l, nest, flow->regions, flow->n_regions, regions,
                            flow->arms, flow->n_arms, arms);
        if (strcmp(nest->finer, arm) == 0 &&
            strcmp(nest->coarser, "region") == 0)
            add_rows_within(l, nest, flow->arms, flow->n_arms, arms,
                            flow->regions, flow->n_regions, regions);
    }
}

/* Of PAIRS or ASKED. */
static long size_of_part(const struct pp_comparison *c, size_t part,
                         size_t level, size_t kind)
{
    const struct pp_part_size *size = &c->part_sizes[part][level];

    return kind == PAIRS ? size->n_both : size->n_before;
}

/*
 * People of whom one of two columns is not known are in no cohort: those of
 * whom the other is, of each of its n levels, and those of whom neither is,
 * whose cell that is; NO_CELL: nobody.
 */
static size_t sum_rests(struct pp_linked *l, size_t blank, const size_t *rest,
                        size_t n)
{
    size_t *parts = pp_alloc_array(n + 1, sizeof *parts), n_parts = 0;
    size_t cell = NO_CELL;
    long neither = l->cells[blank].value;

    for (size_t i = 0; i < n; i++)
        if (rest[i] != NO_CELL) {
            neither -= l->cells[rest[i]].value;
            parts[n_parts++] = rest[i];
        }
    if (neither > 0)
        parts[n_parts++] = cell = pp_linked_implied(l, neither);
    pp_linked_sum(l, blank, parts, n_parts);
    pp_free(parts);
    return cell;
}

/* No fewer of them were asked than answered again; not certain of those over
 * where others of the level have no other, and so are short. */
static void relate_rests(struct pp_linked *l, const size_t *pairs,
                         const size_t *asked, size_t n)
{
    pp_linked_say(l, "asked = answered again + left");
    for (size_t i = 0; i < n; i++) {
        if (pairs[i] == NO_CELL || asked[i] == NO_CELL)
            continue;
        long left = l->cells[asked[i]].value - l->cells[pairs[i]].value;
        if (left >= 0)
            pp_linked_sum(l, asked[i],
                          (size_t[]){pairs[i], pp_linked_implied(l, left)}, 2);
    }
}

/* How many of a level of a part there are, as comparing by that part tells it;
 * where what that hides is not known, all of it is told. */
static size_t margin_cell(const struct pp_work *w, struct pp_linked *l,
                          size_t o, size_t part, size_t level, size_t kind,
                          long sum)
{
    const struct pp_comparison *c = &w->from->outcomes[o].comparison;
    const struct pp_results *is = pp_work_coarser(w, c, part);
    long size = size_of_part(c, part, level, kind);

    if (is == NULL || level >= is->outcomes[o].comparison.n_cohorts)
        return pp_linked_known(l, size < sum ? sum : size);
    const struct pp_flow_row *f =
        &is->outcomes[o].comparison.cohorts[level].flow;
    return pp_count_beside(l, size, kind == PAIRS ? f->n_both : f->n_before);
}

/* Better, in between and worse of people who are over, or lack. */
static void relate_changes(struct pp_linked *l, const size_t cells[N_COUNTS])
{
    size_t parts[3], n = 0;
    long sum = 0;

    for (size_t k = BETTER; k <= WORSE; k++)
        if (cells[k] != NO_CELL) {
            parts[n++] = cells[k];
            sum += l->cells[cells[k]].value;
        }
    pp_linked_say(l, "answered again = better + in between + worse");
    if (cells[PAIRS] != NO_CELL && sum == l->cells[cells[PAIRS]].value)
        pp_linked_sum(l, cells[PAIRS], parts, n);
}

void pp_add_regions_within(const struct pp_work *w, struct pp_linked *l,
                           size_t o, const size_t *rows, size_t m,
                           const size_t *regions)
{
    const struct pp_comparison *c = &w->from->outcomes[o].comparison;
    size_t n_regions = w->beside->outcomes[o].comparison.n_cohorts;
    size_t *parts = pp_alloc_array(n_regions + 1, sizeof *parts);

    for (size_t i = 0; i < c->n_cohorts; i++) {
        size_t rest[N_COUNTS], over[N_COUNTS];
        for (size_t k = PAIRS; k < N_COUNTS; k++)
            rest[k] = over[k] = NO_CELL;
        pp_linked_say(l, "a cohort = the regions within it");
        for (size_t k = PAIRS; k < m; k++) {
            size_t n = 0;
            long sum = 0;
            for (size_t r = 0; k != LEFT && r < n_regions; r++)
                if (c->column->of_region[r] == i) {
                    parts[n++] = regions[r * N_COUNTS + k];
                    sum += l->cells[parts[n - 1]].value;
                }
            if (n > 0)
                sum_margin(l, rows[i * m + k], parts, n, sum, &rest[k],
                           &over[k]);
        }
        relate_rests(l, &rest[PAIRS], &rest[ASKED], 1);
        relate_rests(l, &over[PAIRS], &over[ASKED], 1);
        relate_changes(l, rest);
        relate_changes(l, over);
    }
    pp_free(parts);
}

void pp_add_margins(const struct pp_work *w, struct pp_linked *l, size_t o,
                    const size_t *rows, size_t m, const size_t *regions,
                    const size_t *blank)
{
    const struct pp_comparison *c = &w->from->outcomes[o].comparison;
    size_t n_parts = pp_count_parts(c), n_levels = 0, n_own_levels = 0;
    size_t n_own = n_parts > 0 ? c->column->n_own : 0;
    size_t n_regions =
        w->beside != NULL ? w->beside->outcomes[o].comparison.n_cohorts : 0;

    for (size_t part = 0; part < n_parts; part++) {
        n_levels += c->column->n_part_levels[part];
        n_own_levels += part < n_own ? c->column->n_part_levels[part] : 0;
    }
    size_t *parts = pp_alloc_array(c->n_cohorts + 1, sizeof *parts);
    /* Of each level, and of neither column. */
    size_t *rest[] = {pp_alloc_array(n_levels + 1, sizeof(size_t)),
                      pp_alloc_array(n_levels + 1, sizeof(size_t))};
    size_t *over[] = {pp_alloc_array(n_levels + 1, sizeof(size_t)),
                      pp_alloc_array(n_levels + 1, sizeof(size_t))};
    for (size_t k = PAIRS; k <= ASKED; k++) {
        size_t slot = 0;
        rest[k][n_levels] = NO_CELL;
        pp_linked_say(l, "cohorts by one column = cohorts by several");
        for (size_t part = 0; part < n_parts; part++) {
            for (size_t level = 0; level < c->column->n_part_levels[part];
                 level++, slot++) {
                bool is_region =
                    part == c->column->region_part && level < n_regions;
                long sum = 0;
                size_t n = 0;
                for (size_t i = 0; i < c->n_cohorts; i++) {
                    if (c->column->part[part][i] != level)
                        continue;
                    parts[n++] = rows[i * m + k];
                    sum += l->cells[rows[i * m + k]].value;
                }
                rest[k][slot] = over[k][slot] = NO_CELL;
                if (n > 0)
                    sum_margin(l,
                               is_region
                                   ? regions[level * N_COUNTS + k]
                                   : margin_cell(w, l, o, part, level, k, sum),
                               parts, n, sum, &rest[k][slot], &over[k][slot]);
            }
        }
        pp_linked_say(l, "people in no cohort = of one column, and of none");
        if (blank != NULL && n_own == 2 && l->cells[blank[k]].value > 0)
            rest[k][n_levels] = sum_rests(l, blank[k], rest[k], n_own_levels);
    }
    relate_rests(l, rest[PAIRS], rest[ASKED], n_levels + 1);
    relate_rests(l, over[PAIRS], over[ASKED], n_levels);
    for (size_t k = PAIRS; k <= ASKED; k++) {
        pp_free(rest[k]);
        pp_free(over[k]);
    }
    pp_free(parts);
}

void pp_add_people_of_cohorts(const struct pp_work *w, struct pp_linked *l,
                              size_t i, size_t all_asked, const size_t *asked,
                              const size_t *blank, const size_t *flow)
{
    const struct pp_comparison *c = &w->from->outcomes[i].comparison;
    const struct pp_flow_row *all = &w->from->flow.all;
    size_t n = c->n_cohorts, n_parts = 0;
    size_t *people = pp_alloc_array(n + 1, sizeof *people);
    long none = all->n_people;
    long not_asked = all->n_people - l->cells[all_asked].value;

    for (size_t k = 0; k < n && not_asked == 0; k++)
        l->cells[asked[k]].is_someone = c->cohorts[k].flow.n_people > 0;
    if (not_asked == 0 || not_asked >= (long)n || pp_has_arms(w)) {
        pp_free(people);
        return;
    }
    size_t everyone = pp_add_people(w, l, all, flow);
    for (size_t k = 0; k < n; k++) {
        long value = c->cohorts[k].flow.n_people;
        people[n_parts++] = pp_linked_someone(l, value);
        none -= value;
        pp_linked_say(l, "people of a cohort = asked this + not asked");
        pp_linked_sum(
            l, people[k],
            (size_t[]){asked[k],
                       pp_linked_elsewhere(
                           l, value - c->cohorts[k].flow.n_before, true)},
            2);
    }
    if (none > 0 || blank != NULL)
        people[n_parts++] = pp_linked_elsewhere(l, none, true);
    pp_linked_say(l, "everyone = the people of the cohorts + of none");
    pp_linked_sum(l, everyone, people, n_parts);
    pp_linked_sum(
        l, everyone,
        (size_t[]){all_asked, pp_linked_elsewhere(l, not_asked, true)}, 2);
    pp_free(people);
}
