#include "prepost/disclose/work.h"

#include <math.h>
#include <string.h>

#include "prepost/disclose/linked.h"

/* How dear a count is: cheaper ones are hidden first to guard others. */
enum cost {
    COST_UNCHANGED = 6,
    COST_MEASURE = 10, /* recovery, reliable recovery */
    COST_NOT_CASE = 10,
    COST_CHANGED = 30, /* reliably better, worse */
    COST_COULD = 40,
    COST_MARGIN = 60, /* of one questionnaire: printed in every report */
    COST_BOTH = 100   /* never hidden for these */
};

static size_t add(struct pp_linked *l, long *count, long value,
                  enum pp_linked_kind kind, enum cost cost)
{
    size_t cell = pp_linked_cell(l, count, kind, (int)cost);

    l->cells[cell].value = value;
    /* Hidden for what it says in other tables. */
    l->cells[cell].is_guarded =
        cost == COST_MARGIN && *count == PP_COUNT_HIDDEN;
    return cell;
}

static enum pp_linked_kind attribute(const struct pp_work *w)
{
    return w->rules.show_zero ? PP_LINKED_PUBLISHED : PP_LINKED_ATTRIBUTE;
}

/* total = part + people who are in the one and not in the other. */
static void add_part(struct pp_linked *l, size_t total, size_t part)
{
    size_t rest =
        pp_linked_implied(l, l->cells[total].value - l->cells[part].value);

    pp_linked_sum(l, total, (size_t[]){part, rest}, 2);
}

/* Likewise, and the part is printed out of the total: that nobody is left may
 * tell of each. */
static void add_share(const struct pp_work *w, struct pp_linked *l,
                      size_t total, size_t part)
{
    long rest = l->cells[total].value - l->cells[part].value;
    size_t others = pp_linked_implied(l, rest);

    l->cells[others].is_guarded = rest == 0 && !w->rules.show_zero;
    pp_linked_sum(l, total, (size_t[]){part, others}, 2);
}

/* Two questionnaires of the same people. */

enum { BETTER, SAME, WORSE, UNKNOWN };

/*
 * The cells of both together, of which only sums are printed. People whose
 * change on one of them is not known are taken as known to a reader, and left
 * out: it says nothing of how they were.
 */
static void add_cells(struct pp_linked *l,
                      const struct pp_talking_therapies *from,
                      size_t cell[UNKNOWN][UNKNOWN])
{
    for (size_t i = 0; i < UNKNOWN; i++)
        for (size_t j = 0; j < UNKNOWN; j++)
            cell[i][j] = pp_linked_implied(l, from->cell[i][j]);
}

/* Everyone's count is no less than those of its regions that are shown. */
static void link_regions(struct pp_linked *l, const struct pp_work *w, size_t i,
                         const size_t own[UNKNOWN])
{
    const struct pp_comparison *from = &w->from->outcomes[i].comparison;
    const struct pp_cohort *is = w->outcomes[i].comparison.cohorts;

    pp_linked_say(l, "better, worse = of the regions shown + of the others");
    for (size_t k = 0; k < UNKNOWN; k++) {
        long shown = 0;
        for (size_t c = 0; c < from->n_cohorts; c++) {
            const struct pp_individual *p = &is[c].individual;
            const long count[] = {p->n_better, p->n_between, p->n_worse};
            shown += count[k] != PP_COUNT_HIDDEN ? count[k] : 0;
        }
        long rest = l->cells[own[k]].value - shown;
        pp_linked_sum(l, own[k],
                      (size_t[]){pp_linked_elsewhere(l, shown, false),
                                 pp_linked_elsewhere(l, rest, true)},
                      2);
    }
}

/*
 * Better, in between and worse on one of them are sums over the other; by other
 * amounts people are better, in between and worse as well, which bounds these.
 */
static void link_margins(struct pp_linked *l, const struct pp_work *w,
                         size_t cell[UNKNOWN][UNKNOWN], bool is_phq9, size_t i)
{
    const struct pp_talking_therapies *measures = w->from->talking_therapies;
    const struct pp_individual *from = &w->from->outcomes[i].individual;
    struct pp_individual *to = &w->outcomes[i].individual;
    const long was[] = {from->n_better, from->n_between, from->n_worse};
    long *is[] = {&to->n_better, &to->n_between, &to->n_worse};
    size_t own[UNKNOWN];

    for (size_t k = 0; k < UNKNOWN; k++) {
        size_t parts[UNKNOWN + 1];
        long known = 0;
        for (size_t j = 0; j < UNKNOWN; j++) {
            parts[j] = is_phq9 ? cell[k][j] : cell[j][k];
            known += l->cells[parts[j]].value;
        }
        long unknown =
            is_phq9 ? measures->cell[k][UNKNOWN] : measures->cell[UNKNOWN][k];
        if (known + unknown != was[k]) /* by another amount */
            return;
        own[k] = add(l, is[k], was[k], attribute(w), COST_MARGIN);
        parts[UNKNOWN] = pp_linked_elsewhere(l, unknown, false);
        pp_linked_sum(l, own[k], parts, UNKNOWN + 1);
    }
    size_t both = pp_linked_elsewhere(l, (long)w->from->outcomes[i].n_pairs,
                                      w->outcomes[i].hidden);
    pp_linked_sum(l, both, own, UNKNOWN);
    pp_link_amounts(w, l, i, both, own);
    link_regions(l, w, i, own);
}

/* Reliably better, worse and unchanged, and how the cells make them. */
struct changed {
    size_t better, worse, same;
};

static struct changed link_changes(struct pp_linked *l,
                                   enum pp_linked_kind kind,
                                   const struct pp_talking_therapies *from,
                                   struct pp_talking_therapies *to,
                                   size_t cell[UNKNOWN][UNKNOWN], long *known)
{
    struct changed c = {
        .better = add(l, &to->n_improved, from->n_improved, kind, COST_CHANGED),
        .worse = add(l, &to->n_worse, from->n_worse, kind, COST_CHANGED),
        .same =
            add(l, &to->n_unchanged, from->n_unchanged, kind, COST_UNCHANGED)};
    long mixed = from->cell[BETTER][WORSE] + from->cell[WORSE][BETTER];
    size_t rest = pp_linked_implied(l, mixed);

    long sum = from->n_improved + from->n_worse + from->n_unchanged + mixed;
    size_t all = add(l, known, sum, PP_LINKED_ELSEWHERE, COST_BOTH);
    pp_linked_sum(l, all, (size_t[]){c.better, c.worse, c.same, rest}, 4);
    pp_linked_sum(l, c.better,
                  (size_t[]){cell[BETTER][BETTER], cell[BETTER][SAME],
                             cell[SAME][BETTER]},
                  3);
    pp_linked_sum(
        l, c.worse,
        (size_t[]){cell[WORSE][WORSE], cell[WORSE][SAME], cell[SAME][WORSE]},
        3);
    pp_linked_sum(l, c.same, &cell[SAME][SAME], 1);
    pp_linked_sum(l, rest, (size_t[]){cell[BETTER][WORSE], cell[WORSE][BETTER]},
                  2);
    return c;
}

/* --- cases, first and last ------------------------------------------------ */

enum { N_CASES = 16 };

/* Bits of a cell of pp_talking_therapies.cases, as they lie there. */
enum { PHQ9_FIRST = 8, GAD7_FIRST = 4, PHQ9_LAST = 2, GAD7_LAST = 1 };

static bool was_case(size_t c)
{
    return (c & (PHQ9_FIRST | GAD7_FIRST)) != 0;
}

static bool was_none(size_t c)
{
    return !was_case(c);
}

static bool has_recovered(size_t c)
{
    return was_case(c) && (c & (PHQ9_LAST | GAD7_LAST)) == 0;
}

static bool phq9_beyond(size_t c)
{
    return (c & PHQ9_FIRST) != 0;
}

static bool phq9_crossed(size_t c)
{
    return phq9_beyond(c) && (c & PHQ9_LAST) == 0;
}

static bool phq9_entered(size_t c)
{
    return !phq9_beyond(c) && (c & PHQ9_LAST) != 0;
}

static bool gad7_beyond(size_t c)
{
    return (c & GAD7_FIRST) != 0;
}

static bool gad7_crossed(size_t c)
{
    return gad7_beyond(c) && (c & GAD7_LAST) == 0;
}

static bool gad7_entered(size_t c)
{
    return !gad7_beyond(c) && (c & GAD7_LAST) != 0;
}

/* The people of a count are those of some cells, and others of whom a score is
 * not known, who are taken as known to a reader. */
static void add_kinds(struct pp_linked *l, size_t total,
                      const size_t cell[N_CASES], bool (*is_one)(size_t))
{
    size_t parts[N_CASES + 1], n = 0;
    long rest = l->cells[total].value;

    for (size_t c = 0; c < N_CASES; c++) {
        if (!is_one(c))
            continue;
        rest -= l->cells[cell[c]].value;
        parts[n++] = cell[c];
    }
    if (rest > 0)
        parts[n++] = pp_linked_elsewhere(l, rest, false);
    if (rest >= 0)
        pp_linked_sum(l, total, parts, n);
}

/* Who is beyond PHQ-9's cut-off, and GAD-7's, beside who is on either. */
static void link_cutoffs(struct pp_linked *l, const struct pp_work *w,
                         const size_t cell[N_CASES], bool is_phq9, size_t i)
{
    const struct pp_recovery *from = &w->from->outcomes[i].recovery;
    struct pp_recovery *to = &w->outcomes[i].recovery;
    double value = is_phq9 ? PP_PHQ9_CASE : PP_GAD7_CASE;

    if (from->cutoff == NULL || !from->cutoff->case_at_or_above ||
        from->cutoff->value < value || from->cutoff->value > value)
        return;
    pp_linked_say(l, "beyond a cut-off, of all kinds of case");
    add_kinds(l,
              add(l, &to->n_beyond, from->n_beyond, attribute(w), COST_MARGIN),
              cell, is_phq9 ? phq9_beyond : gad7_beyond);
    add_kinds(
        l, add(l, &to->n_crossed, from->n_crossed, attribute(w), COST_MARGIN),
        cell, is_phq9 ? phq9_crossed : gad7_crossed);
    add_kinds(
        l, add(l, &to->n_entered, from->n_entered, attribute(w), COST_MARGIN),
        cell, is_phq9 ? phq9_entered : gad7_entered);
}

static struct pp_talking_therapies *measures_of(const struct pp_work *w)
{
    return (struct pp_talking_therapies *)w->to->talking_therapies; /* own */
}

/* The outcome of a questionnaire's total at the last wave; none: n. */
static size_t last_total(const struct pp_results *r, const char *id)
{
    for (size_t i = 0; i < r->n_outcomes; i++)
        if (r->outcomes[i].wave == r->plan->n_waves - 1 &&
            strcmp(r->outcomes[i].plan->id, id) == 0)
            return i;
    return r->n_outcomes;
}

bool pp_protect_measures(struct pp_work *w)
{
    static const char *const totals[] = {"phq9.total", "gad7.total"};
    const struct pp_talking_therapies *from = w->from->talking_therapies;
    struct pp_talking_therapies *to = measures_of(w);

    if (from == NULL)
        return false;
    enum pp_linked_kind kind = attribute(w);
    const long *kinds = &from->cases[0][0][0][0];
    size_t cell[UNKNOWN][UNKNOWN], cases[N_CASES];
    long known = to->n; /* of whom both changes are; hidden with all */
    struct pp_linked l;

    pp_linked_init(&l, w->rules.threshold);
    pp_linked_say(&l, "those of each kind add up to all");
    /* Pairs of either questionnaire tell how many there are. */
    size_t all = add(&l, &to->n, from->n, PP_LINKED_ELSEWHERE, COST_BOTH);
    size_t not_case =
        add(&l, &to->n_not_case, from->n_not_case, kind, COST_NOT_CASE);
    size_t could = add(&l, &to->n_could, from->n_could, kind, COST_COULD);
    size_t recovered =
        add(&l, &to->n_recovered, from->n_recovered, kind, COST_MEASURE);
    size_t reliably =
        add(&l, &to->n_reliably, from->n_reliably, kind, COST_MEASURE);
    add_cells(&l, from, cell);
    struct changed changed = link_changes(&l, kind, from, to, cell, &known);
    pp_linked_sum(&l, all, (size_t[]){not_case, could}, 2);
    add_share(w, &l, could, recovered);
    add_share(w, &l, could, reliably);
    add_part(&l, recovered, reliably);
    add_part(&l, changed.better, reliably);
    for (size_t c = 0; c < N_CASES; c++)
        cases[c] = pp_linked_implied(&l, kinds[c]);
    pp_linked_say(&l, "could recover, of all kinds of case");
    add_kinds(&l, not_case, cases, was_none);
    add_kinds(&l, could, cases, was_case);
    add_kinds(&l, recovered, cases, has_recovered);
    for (size_t k = 0; k < 2; k++) {
        size_t i = last_total(w->from, totals[k]);
        if (i == w->from->n_outcomes)
            continue;
        pp_linked_say(&l, "better on one, of all kinds on the other");
        link_margins(&l, w, cell, k == 0, i);
        link_cutoffs(&l, w, cases, k == 0, i);
    }
    bool is_new = pp_protect_linked(w, &l, "PHQ-9 and GAD-7 together");
    pp_linked_clear(&l);
    return is_new;
}

static void clean_share(const struct pp_work *w, long *count, long of,
                        struct pp_estimate *share)
{
    if (*count == PP_COUNT_HIDDEN || of == PP_COUNT_HIDDEN || w->rules.base > 1)
        *share = pp_no_estimate();
    pp_round_count(w, count);
}

void pp_clean_measures(const struct pp_work *w)
{
    struct pp_talking_therapies *t = measures_of(w);

    if (t == NULL)
        return;
    if (t->n < w->rules.min_average || t->n < w->rules.threshold)
        t->n = t->n_not_case = t->n_could = t->n_recovered = t->n_reliably =
            t->n_improved = t->n_worse = t->n_unchanged = PP_COUNT_HIDDEN;
    memset(t->cell, 0, sizeof t->cell); /* never printed */
    memset(t->cases, 0, sizeof t->cases);
    t->n_none = PP_COUNT_HIDDEN;
    clean_share(w, &t->n_recovered, t->n_could, &t->recovered);
    clean_share(w, &t->n_reliably, t->n_could, &t->reliably_recovered);
    clean_share(w, &t->n_improved, t->n, &t->improved);
    clean_share(w, &t->n_worse, t->n, &t->worse);
    clean_share(w, &t->n_unchanged, t->n, &t->unchanged);
    pp_round_count(w, &t->n);
    pp_round_count(w, &t->n_not_case);
    pp_round_count(w, &t->n_could);
}
