#include "published_inside.h"

#include <math.h>
#include <string.h>

#include "finished.h"
#include "prepost/analysis/talking_therapies.h"

/*
 * The measures of NHS Talking Therapies: PHQ-9 and GAD-7 of the same people.
 * What is printed of each questionnaire by itself are the margins of how people
 * were on both, and of who was a case on both, which are never printed.
 */
enum {
    ALL,
    NOT_CASE,
    COULD,
    HAS_RECOVERED,
    RELIABLY, /* recovered, and better */
    IMPROVED,
    DETERIORATED,
    UNCHANGED,
    NO_RECOVERY,
    NOT_RELIABLY,
    NOT_BETTER, /* recovered */
    MIXED,      /* better on one, worse on the other */
    KNOWN,      /* both changes are */
    ONLY_ONE,   /* change on PHQ-9 alone, GAD-7 alone */
    ON_BOTH = ONLY_ONE + 2,
    CASES = ON_BOTH + 9,
    REST = CASES + 16, /* of whom one score or more is not known */
    N_RESTS = 14,
    N_MEASURES = REST + N_RESTS
};

/* Bits of a kind of case. */
enum { PHQ9_FIRST = 8, GAD7_FIRST = 4, PHQ9_LAST = 2, GAD7_LAST = 1 };

static const struct {
    const char *id;
    double amount, cutoff;
    size_t first, last; /* bits */
} QUESTIONNAIRES[2] = {{"phq9", 6, PP_PHQ9_CASE, PHQ9_FIRST, PHQ9_LAST},
                       {"gad7", 4, PP_GAD7_CASE, GAD7_FIRST, GAD7_LAST}};

static size_t measure(const struct published *p, int kind)
{
    return p->measures + (size_t)kind;
}

/* The outcome of a questionnaire's total at the last wave; n_outcomes: none. */
static size_t last_total(const struct published *p, size_t q)
{
    const struct pp_results *r = p->truth;
    size_t i = r->n_outcomes - r->n_per_wave;

    while (i < r->n_outcomes &&
           (strcmp(r->outcomes[i].instrument->id, QUESTIONNAIRES[q].id) != 0 ||
            strcmp(r->outcomes[i].scale->id, "total") != 0))
        i++;
    return i;
}

size_t published_measures_cells(const struct published *p)
{
    return p->truth->talking_therapies != NULL ? N_MEASURES : 0;
}

/* --- how they hang together ----------------------------------------------- */

static bool is_kind(size_t c, size_t any, size_t none)
{
    return (any == 0 || (c & any) != 0) && (c & none) == 0;
}

/* Those of some kinds of case, and others who are no more than `others`. */
static void sum_of_kinds(struct published *p, size_t total, size_t any,
                         size_t none, size_t rest, size_t others)
{
    size_t parts[17], n = 0;

    for (size_t c = 0; c < 16; c++)
        if (is_kind(c, any, none))
            parts[n++] = measure(p, CASES) + c;
    parts[n++] = rest;
    attacker_sum(p->attacker, total, parts, n);
    attacker_within(p->attacker, rest, others);
}

static void relate_questionnaire(struct published *p, size_t q, size_t rest)
{
    size_t i = last_total(p, q), only = measure(p, ONLY_ONE) + q;

    if (i == p->truth->n_outcomes)
        return;
    const struct pp_outcome *o = &p->truth->outcomes[i];
    attacker_sum(p->attacker, outcome_cell(p, i, 0, PAIRS),
                 (size_t[]){measure(p, KNOWN), only}, 2);
    for (size_t k = 0; k < 3 && has_amount(p, i) &&
                       o->individual.amount == QUESTIONNAIRES[q].amount;
         k++) {
        size_t parts[4];
        for (size_t j = 0; j < 3; j++)
            parts[j] = measure(p, ON_BOTH) + (q == 0 ? 3 * k + j : 3 * j + k);
        parts[3] = rest + k;
        attacker_sum(p->attacker, outcome_cell(p, i, 0, BETTER + (int)k), parts,
                     4);
        attacker_within(p->attacker, rest + k, only);
    }
    if (o->recovery.cutoff == NULL || !o->recovery.cutoff->case_at_or_above ||
        o->recovery.cutoff->value != QUESTIONNAIRES[q].cutoff)
        return;
    size_t first = QUESTIONNAIRES[q].first, last = QUESTIONNAIRES[q].last;
    sum_of_kinds(p, outcome_cell(p, i, 0, BEYOND), first, 0, rest + 3, only);
    sum_of_kinds(p, outcome_cell(p, i, 0, CROSSED), first, last, rest + 4,
                 only);
    sum_of_kinds(p, outcome_cell(p, i, 0, ENTERED), last, first, rest + 5,
                 only);
}

void published_relate_measures(struct published *p)
{
    struct attacker *a = p->attacker;
    size_t on = measure(p, ON_BOTH), all = measure(p, ALL),
           rest = measure(p, REST), known = measure(p, KNOWN);
    size_t every[16];

    if (p->truth->talking_therapies == NULL)
        return;
    attacker_sum(a, all, (size_t[]){measure(p, NOT_CASE), measure(p, COULD)},
                 2);
    attacker_sum(a, measure(p, COULD),
                 (size_t[]){measure(p, HAS_RECOVERED), measure(p, NO_RECOVERY)},
                 2);
    attacker_sum(a, measure(p, COULD),
                 (size_t[]){measure(p, RELIABLY), measure(p, NOT_RELIABLY)}, 2);
    attacker_sum(a, measure(p, HAS_RECOVERED),
                 (size_t[]){measure(p, RELIABLY), measure(p, NOT_BETTER)}, 2);
    attacker_within(a, measure(p, RELIABLY), measure(p, IMPROVED));
    attacker_sum(a, known,
                 (size_t[]){measure(p, IMPROVED), measure(p, DETERIORATED),
                            measure(p, UNCHANGED), measure(p, MIXED)},
                 4);
    attacker_sum(a, measure(p, IMPROVED), (size_t[]){on, on + 1, on + 3}, 3);
    attacker_sum(a, measure(p, DETERIORATED),
                 (size_t[]){on + 8, on + 7, on + 5}, 3);
    attacker_sum(a, measure(p, UNCHANGED), (size_t[]){on + 4}, 1);
    attacker_sum(a, measure(p, MIXED), (size_t[]){on + 2, on + 6}, 2);
    for (size_t c = 0; c < 16; c++)
        every[c] = measure(p, CASES) + c;
    attacker_sum(a, known, every, 16);
    /* Someone with a pair on either has both forms. */
    attacker_fact(a,
                  (struct attacker_term[]){{all, 1},
                                           {known, -1},
                                           {measure(p, ONLY_ONE), -1},
                                           {measure(p, ONLY_ONE) + 1, -1}},
                  4, 0, INFINITY);
    sum_of_kinds(p, measure(p, NOT_CASE), 0, PHQ9_FIRST | GAD7_FIRST, rest,
                 all);
    sum_of_kinds(p, measure(p, HAS_RECOVERED), PHQ9_FIRST | GAD7_FIRST,
                 PHQ9_LAST | GAD7_LAST, rest + 1, all);
    for (size_t k = 0; k < 2; k++) /* no more than those not known */
        attacker_fact(
            a, (struct attacker_term[]){{all, 1}, {known, -1}, {rest + k, -1}},
            3, 0, INFINITY);
    for (size_t q = 0; q < 2; q++)
        relate_questionnaire(p, q, rest + 2 + 6 * q);
}

/* --- the truth ------------------------------------------------------------ */

static double n_of_kinds(const double *cases, size_t any, size_t none)
{
    double n = 0;

    for (size_t c = 0; c < 16; c++)
        n += is_kind(c, any, none) ? cases[c] : 0;
    return n;
}

void published_set_measures(const struct published *p, double *truth)
{
    const struct pp_talking_therapies *t = p->truth->talking_therapies;
    double *is = truth + p->measures;

    if (t == NULL)
        return;
    is[ALL] = (double)t->n;
    is[NOT_CASE] = (double)t->n_not_case;
    is[COULD] = (double)t->n_could;
    is[HAS_RECOVERED] = (double)t->n_recovered;
    is[RELIABLY] = (double)t->n_reliably;
    is[IMPROVED] = (double)t->n_improved;
    is[DETERIORATED] = (double)t->n_worse;
    is[UNCHANGED] = (double)t->n_unchanged;
    is[NO_RECOVERY] = is[COULD] - is[HAS_RECOVERED];
    is[NOT_RELIABLY] = is[COULD] - is[RELIABLY];
    is[NOT_BETTER] = is[HAS_RECOVERED] - is[RELIABLY];
    is[MIXED] = (double)(t->cell[0][2] + t->cell[2][0]);
    is[KNOWN] = is[ONLY_ONE] = is[ONLY_ONE + 1] = 0;
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 3; j++) {
            is[ON_BOTH + 3 * i + j] = (double)t->cell[i][j];
            is[KNOWN] += (double)t->cell[i][j];
        }
        is[ONLY_ONE] += is[REST + 2 + i] = (double)t->cell[i][3];
        is[ONLY_ONE + 1] += is[REST + 8 + i] = (double)t->cell[3][i];
    }
    for (size_t c = 0; c < 16; c++)
        is[CASES + c] = (double)(&t->cases[0][0][0][0])[c];
    is[REST] =
        is[NOT_CASE] - n_of_kinds(is + CASES, 0, PHQ9_FIRST | GAD7_FIRST);
    is[REST + 1] =
        is[HAS_RECOVERED] -
        n_of_kinds(is + CASES, PHQ9_FIRST | GAD7_FIRST, PHQ9_LAST | GAD7_LAST);
    for (size_t q = 0; q < 2; q++) {
        size_t i = last_total(p, q), first = QUESTIONNAIRES[q].first,
               last = QUESTIONNAIRES[q].last;
        double *rest = is + REST + 2 + 6 * q + 3;
        if (i == p->truth->n_outcomes)
            continue;
        const struct pp_recovery *r = &p->truth->outcomes[i].recovery;
        rest[0] = (double)r->n_beyond - n_of_kinds(is + CASES, first, 0);
        rest[1] = (double)r->n_crossed - n_of_kinds(is + CASES, first, last);
        rest[2] = (double)r->n_entered - n_of_kinds(is + CASES, last, first);
    }
}

/* --- what is printed ------------------------------------------------------ */

/* In the order of the table, and of the JSON. */
static const struct {
    const char *name, *key;
    int part, whole;
} ROWS[] = {
    {"Recovered", "recovery", HAS_RECOVERED, COULD},
    {"Recovered, and reliably better", "reliable_recovery", RELIABLY, COULD},
    {"Reliably better", "reliable_improvement", IMPROVED, ALL},
    {"Reliably worse", "reliable_deterioration", DETERIORATED, ALL},
    {"No reliable change", "no_reliable_change", UNCHANGED, ALL}};
enum { N_ROWS = sizeof ROWS / sizeof ROWS[0] };

void published_read_measures(struct published *p,
                             const struct finished_row *row)
{
    double n[2];

    for (size_t k = 0; p->truth->talking_therapies != NULL && k < N_ROWS; k++) {
        size_t part = measure(p, ROWS[k].part),
               whole = measure(p, ROWS[k].whole);
        if (strcmp(row->cells[0], ROWS[k].name) != 0 || row->n_cells < 3)
            continue;
        published_shown_text(p, whole, row->cells[1]);
        p->n_read[PUBLISHED_MEASURES]++;
        if (!finished_holds(row->cells[2], "#: #%", n, 2))
            continue;
        published_shown(p, part, n[0]);
        published_percent(p, part, whole, n[1], 0.5);
        if (finished_holds(row->cells[2], "(#% to #%)", n, 2))
            published_range(p, part, whole, n[0] / 100, n[1] / 100, 0.005);
    }
}

void published_read_measures_json(struct published *p, const json_t *o)
{
    if (!json_is_object(o))
        return;
    published_shown_json(p, measure(p, ALL), json_object_get(o, "n"));
    published_shown_json(p, measure(p, NOT_CASE),
                         json_object_get(o, "n_not_at_caseness"));
    for (size_t k = 0; k < N_ROWS; k++) {
        const json_t *share = json_object_get(o, ROWS[k].key);
        size_t part = measure(p, ROWS[k].part),
               whole = measure(p, ROWS[k].whole);
        published_shown_json(p, part, json_object_get(share, "n"));
        published_shown_json(p, whole, json_object_get(share, "of"));
        published_range_json(p, part, whole, json_object_get(share, "ci"));
    }
    p->n_read[PUBLISHED_JSON_MEASURES]++;
}

/* --- what can be had from it ---------------------------------------------- */

void published_judge_measures(const struct published *p,
                              struct published_verdict *v)
{
    static const struct {
        const char *name;
        int kind;
        bool is_attribute;
    } kinds[] = {{"both forms", ALL, false},
                 {"no case", NOT_CASE, true},
                 {"could recover", COULD, true},
                 {"recovered", HAS_RECOVERED, true},
                 {"reliably recovered", RELIABLY, true},
                 {"reliably better", IMPROVED, true},
                 {"reliably worse", DETERIORATED, true},
                 {"no reliable change", UNCHANGED, true},
                 {"not recovered", NO_RECOVERY, true},
                 {"not reliably recovered", NOT_RELIABLY, true},
                 {"recovered, not better", NOT_BETTER, false}};
    const double *truth = p->attacker->truth;

    if (p->truth->talking_therapies == NULL || truth[measure(p, ALL)] == 0)
        return;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        published_judge(
            p, measure(p, kinds[k].kind),
            (long)truth[measure(p, kinds[k].kind)], kinds[k].is_attribute, v,
            pp_pool_printf(p->pool, "PHQ-9 and GAD-7: %s", kinds[k].name));
    for (int k = ON_BOTH; k < REST; k++)
        published_judge(p, measure(p, k), (long)truth[measure(p, k)], false, v,
                        pp_pool_printf(p->pool, "PHQ-9 and GAD-7: %s %d",
                                       k < CASES ? "change on both" : "case",
                                       k < CASES ? k - ON_BOTH : k - CASES));
}
