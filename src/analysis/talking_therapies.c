#include "prepost/analysis/talking_therapies.h"

#include <math.h>
#include <string.h>

#include "prepost/analysis/scores.h"
#include "prepost/base/alloc.h"
#include "prepost/stats/proportion.h"

/*
 * NHS Talking Therapies annual report 2024-25, metadata; Clark 2018, Annual
 * Review of Clinical Psychology 14:159-183, table 2. Some papers count as
 * improved who is reliably worse on the other questionnaire: NHS England does
 * not, nor do we.
 */
enum { PHQ9_RELIABLE = 6, GAD7_RELIABLE = 4 };

enum change { BETTER, SAME, WORSE, UNKNOWN };

/* A score of more than one answer may be prorated: 9.999... is 10. */
#define TIE 1e-9

static bool is_at_least(double x, double threshold)
{
    return x >= threshold - TIE; /* false for NaN */
}

static enum change change_of(double first, double last, double reliable)
{
    if (isnan(first) || isnan(last))
        return UNKNOWN;
    if (is_at_least(first - last, reliable))
        return BETTER;
    return is_at_least(last - first, reliable) ? WORSE : SAME;
}

static bool is_case(const struct pp_two_scores *s)
{
    return is_at_least(s->phq9, PP_PHQ9_CASE) ||
           is_at_least(s->gad7, PP_GAD7_CASE);
}

/* Both scores are known, and neither is a case. */
static bool is_no_case(const struct pp_two_scores *s)
{
    return !isnan(s->phq9) && !isnan(s->gad7) && !is_case(s);
}

static void count_person(const struct pp_two_scores *first,
                         const struct pp_two_scores *last,
                         struct pp_talking_therapies *t)
{
    enum change phq9 = change_of(first->phq9, last->phq9, PHQ9_RELIABLE);
    enum change gad7 = change_of(first->gad7, last->gad7, GAD7_RELIABLE);
    bool is_known = phq9 != UNKNOWN && gad7 != UNKNOWN;
    bool better = is_known && (phq9 == BETTER || gad7 == BETTER);
    bool worse = is_known && (phq9 == WORSE || gad7 == WORSE);
    bool has_recovered = is_case(first) && is_no_case(last);

    t->n++;
    t->n_not_case += is_no_case(first);
    t->n_recovered += has_recovered;
    t->n_reliably += has_recovered && better && !worse;
    t->n_improved += better && !worse;
    t->n_worse += worse && !better;
    t->n_unchanged += is_known && !better && !worse;
    t->cell[phq9][gad7]++;
    if (is_known)
        t->cases[is_at_least(first->phq9, PP_PHQ9_CASE)][is_at_least(
            first->gad7, PP_GAD7_CASE)][is_at_least(last->phq9, PP_PHQ9_CASE)]
                [is_at_least(last->gad7, PP_GAD7_CASE)]++;
}

void pp_talking_therapies_shares(struct pp_talking_therapies *t, double level)
{
    size_t n = (size_t)t->n, could;

    t->n_could = t->n - t->n_not_case;
    t->n_none = t->n - t->n_improved - t->n_worse - t->n_unchanged;
    could = (size_t)t->n_could;
    t->recovered = pp_proportion_wilson((size_t)t->n_recovered, could, level);
    t->reliably_recovered =
        pp_proportion_wilson((size_t)t->n_reliably, could, level);
    t->improved = pp_proportion_wilson((size_t)t->n_improved, n, level);
    t->worse = pp_proportion_wilson((size_t)t->n_worse, n, level);
    t->unchanged = pp_proportion_wilson((size_t)t->n_unchanged, n, level);
}

struct pp_talking_therapies
pp_talking_therapies_count(const struct pp_two_scores *first,
                           const struct pp_two_scores *last, size_t n,
                           double level)
{
    struct pp_talking_therapies t = {.n = 0};

    for (size_t i = 0; i < n; i++)
        count_person(&first[i], &last[i], &t);
    pp_talking_therapies_shares(&t, level);
    return t;
}

/* --- from answers --------------------------------------------------------- */

/* The total of a questionnaire, as an outcome that need not be planned. */
static bool find_total(const struct pp_plan *plan, const char *id,
                       struct pp_plan_outcome *out)
{
    for (size_t i = 0; i < plan->n_instruments; i++) {
        const struct pp_instrument *instrument =
            plan->instruments[i].instrument;
        if (strcmp(instrument->id, id) != 0)
            continue;
        out->instrument = i;
        return pp_instrument_scale(instrument, "total", &out->scale) != NULL;
    }
    return false;
}

/* Marks who filled in a form of the questionnaire at a wave. */
static void mark_forms(const struct pp_dataset *dataset,
                       const struct pp_instrument *instrument, size_t wave,
                       bool *has_form)
{
    for (size_t i = 0; i < dataset->n_responses; i++) {
        const struct pp_responses *r = &dataset->responses[i];
        if (r->instrument != instrument)
            continue;
        for (size_t row = 0; row < r->n_rows; row++)
            if (r->wave[row] == wave)
                has_form[r->participant[row]] = true;
    }
}

static bool *forms_at(const struct pp_plan *plan,
                      const struct pp_dataset *dataset,
                      const struct pp_plan_outcome total[2], size_t wave)
{
    bool *has_form = pp_alloc_zero(dataset->n_participants, sizeof *has_form);

    for (size_t k = 0; k < 2; k++)
        mark_forms(dataset, plan->instruments[total[k].instrument].instrument,
                   wave, has_form);
    return has_form;
}

const struct pp_talking_therapies *
pp_talking_therapies_of(const struct pp_plan *plan,
                        const struct pp_dataset *dataset, struct pp_pool *pool)
{
    struct pp_plan_outcome total[2] = {{.id = "phq9.total"},
                                       {.id = "gad7.total"}};
    size_t end = plan->n_waves - 1, n = 0;

    if (!find_total(plan, "phq9", &total[0]) ||
        !find_total(plan, "gad7", &total[1]))
        return NULL;
    struct pp_pool *scratch = pp_pool_new();
    struct pp_scores phq9 = pp_scores_of(plan, &total[0], dataset, scratch);
    struct pp_scores gad7 = pp_scores_of(plan, &total[1], dataset, scratch);
    bool *at_first = forms_at(plan, dataset, total, 0);
    bool *at_last = forms_at(plan, dataset, total, end);
    struct pp_two_scores *first =
        pp_pool_array(scratch, dataset->n_participants, sizeof *first);
    struct pp_two_scores *last =
        pp_pool_array(scratch, dataset->n_participants, sizeof *last);
    for (size_t i = 0; i < dataset->n_participants; i++) {
        if (!at_first[i] || !at_last[i])
            continue;
        first[n] = (struct pp_two_scores){phq9.at[0][i], gad7.at[0][i]};
        last[n++] = (struct pp_two_scores){phq9.at[end][i], gad7.at[end][i]};
    }
    pp_free(at_first);
    pp_free(at_last);
    struct pp_talking_therapies *t = NULL;
    if (n > 0) {
        t = pp_pool_alloc(pool, sizeof *t);
        *t = pp_talking_therapies_count(first, last, n, plan->level);
    }
    pp_pool_free(scratch);
    return t;
}
