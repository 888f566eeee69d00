#include "prepost/analysis/paired.h"

#include <stdlib.h>

#include "prepost/base/alloc.h"
#include "prepost/base/jobs.h"
#include "prepost/base/tally.h"
#include "prepost/stats/grouping.h"
#include "prepost/stats/lattice.h"
#include "prepost/stats/power.h"
#include "prepost/stats/probability_of_improvement.h"
#include "prepost/stats/rank_biserial.h"

/*
 * The complete pairs, in an order that the order of the rows cannot change.
 * People with the same scores (in the same group) share a row: everything
 * below costs what different answers cost, however many people gave them.
 */
struct pairs {
    struct pp_lattice *lattice;
    size_t n, n_rows;            /* people; rows */
    double *pre, *post, *change; /* [n_rows] ascending by pre, then post */
    size_t *count;               /* [n_rows] people */
    size_t *group;               /* of the same; NULL: none were given */
};

static void pairs_clear(struct pairs *p)
{
    pp_lattice_free(p->lattice);
    pp_free(p->pre);
    pp_free(p->post);
    pp_free(p->change);
    pp_free(p->count);
    pp_free(p->group);
}

/*
 * A difference of two steps in scale points. Dividing by a whole 10^k gives
 * the double nearest to the decimal number; multiplying by 10^-k would not.
 */
static double in_points(const struct pp_lattice *lattice, int64_t steps)
{
    return (double)steps / lattice->scale;
}

/* Scores before and after, and the group, of people who share them. */
enum { PRE, POST, GROUP, N_PARTS };

struct grouped_row {
    size_t group, row;
};

static int by_group(const void *a, const void *b)
{
    const struct grouped_row *x = a, *y = b;

    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Rows of one pair by group. Those of people in no group are all alike. */
static void sort_by_group(const struct pp_tally *rows, size_t *order, size_t n)
{
    struct grouped_row *sorted = pp_alloc_array(n, sizeof *sorted);

    for (size_t i = 0; i < n; i++)
        sorted[i] = (struct grouped_row){
            (size_t)rows->keys[N_PARTS * order[i] + GROUP], order[i]};
    qsort(sorted, n, sizeof *sorted, by_group);
    for (size_t i = 0; i < n; i++)
        order[i] = sorted[i].row;
    pp_free(sorted);
}

/* A person in no group is known by where they stand in the order, for sums go
 * over groups by their numbers. */
static size_t numbered(size_t group, size_t at)
{
    return group < PP_IN_NO_GROUP ? group : PP_IN_NO_GROUP + at;
}

/*
 * Lays the rows out by distinct pair, and group. Scores that are equal on the
 * lattice may differ in their last bit, 0.3 and 0.1 + 0.2: each pair takes the
 * smallest, which no order of rows can change.
 */
static void sort_rows(struct pairs *p, const struct pp_tally *rows)
{
    const struct pp_lattice *lattice = p->lattice;

    for (size_t k = 0, at = 0; k < lattice->n_pairs; k++) {
        const struct pp_pair_count *pair = &lattice->pairs[k];
        double low_pre = INFINITY, low_post = INFINITY;
        size_t end = at;
        for (size_t people = 0; people < pair->count; end++) {
            size_t row = lattice->order[end];
            const uint64_t *key = rows->keys + N_PARTS * row;
            people += rows->count[row];
            low_pre = fmin(low_pre, pp_tally_value(key[PRE]));
            low_post = fmin(low_post, pp_tally_value(key[POST]));
        }
        if (p->group != NULL)
            sort_by_group(rows, lattice->order + at, end - at);
        double change = lattice->kind == PP_LATTICE_CONTINUOUS
                            ? low_post - low_pre
                            : in_points(lattice, pair->post - pair->pre);
        for (; at < end; at++) {
            size_t row = lattice->order[at];
            if (p->group != NULL)
                p->group[at] =
                    numbered((size_t)rows->keys[N_PARTS * row + GROUP], at);
            p->count[at] = rows->count[row];
            p->pre[at] = low_pre;
            p->post[at] = low_post;
            p->change[at] = change;
        }
    }
}

/* Complete pairs, those alike in one row. */
static void gather(struct pp_tally *rows, const double pre[],
                   const double post[], size_t n, const size_t group[],
                   struct pp_paired *out)
{
    pp_tally_init(rows, N_PARTS);
    rows->expected = n;
    for (size_t i = 0; i < n; i++) {
        out->n_pre += isnan(pre[i]) ? 0 : 1;
        out->n_post += isnan(post[i]) ? 0 : 1;
        if (isnan(pre[i]) || isnan(post[i]))
            continue;
        pp_tally_add(rows,
                     (uint64_t[]){[PRE] = pp_tally_number(pre[i]),
                                  [POST] = pp_tally_number(post[i]),
                                  [GROUP] = group != NULL ? group[i] : 0});
    }
}

static struct pp_lattice *lattice_of(const struct pp_tally *rows)
{
    double *pre = pp_alloc_array(rows->n, sizeof *pre);
    double *post = pp_alloc_array(rows->n, sizeof *post);

    for (size_t i = 0; i < rows->n; i++) {
        pre[i] = pp_tally_value(rows->keys[N_PARTS * i + PRE]);
        post[i] = pp_tally_value(rows->keys[N_PARTS * i + POST]);
    }
    struct pp_lattice *lattice =
        pp_lattice_new_counted(pre, post, rows->count, rows->n);
    pp_free(pre);
    pp_free(post);
    return lattice;
}

static void pairs_init(struct pairs *p, const double pre[], const double post[],
                       size_t n, const size_t group[], struct pp_paired *out)
{
    struct pp_tally rows;

    gather(&rows, pre, post, n, group, out);
    *p = (struct pairs){.lattice = lattice_of(&rows), .n_rows = rows.n};
    p->n = p->lattice->n;
    p->pre = pp_alloc_array(rows.n, sizeof *p->pre);
    p->post = pp_alloc_array(rows.n, sizeof *p->post);
    p->change = pp_alloc_array(rows.n, sizeof *p->change);
    p->count = pp_alloc_array(rows.n, sizeof *p->count);
    if (group != NULL)
        p->group = pp_alloc_array(rows.n, sizeof *p->group);
    sort_rows(p, &rows);
    pp_lattice_sort(p->lattice);
    pp_tally_clear(&rows);
}

static void count_directions(struct pp_paired *out,
                             const struct pp_lattice *lattice)
{
    struct pp_sign_counts signs = pp_lattice_signs(lattice);
    bool up = out->direction == PP_HIGHER_IS_BETTER;

    out->n_same = signs.n_zero;
    out->n_better = up ? signs.n_positive : signs.n_negative;
    out->n_worse = up ? signs.n_negative : signs.n_positive;
    pp_sign_test(signs.n_positive, signs.n_negative, &out->sign_test);
    if (out->n_paired == 0)
        out->sign_test.status = PP_STATUS_TOO_FEW;
}

/* ---- What counts for one person ----------------------------------------- */

static struct pp_rc_input rc_input(const struct pp_paired *out,
                                   const struct pairs *p,
                                   const struct pp_paired_options *options)
{
    struct pp_rc_input in = PP_RC_INPUT;
    in.pre = p->pre;
    in.post = p->post;
    in.n = p->n_rows;
    in.count = p->count;
    in.direction = options->direction;
    in.method = PP_RC_JT;
    in.sd =
        isnan(options->reliability_sd) ? out->pre.sd : options->reliability_sd;
    in.reliability = options->reliability;
    in.reliability_ci = options->reliability_ci;
    in.level = options->level;
    in.published = options->threshold;
    in.published_reading = options->threshold_reading;
    return in;
}

static struct pp_reliable_change change_by(const struct pp_rc_input *in)
{
    struct pp_reliable_change res;

    pp_reliable_change(in, NULL, &res);
    /* declared, but one person has no spread to go by */
    if (isnan(in->sd) && res.status == PP_STATUS_NOT_DECLARED)
        res.status = PP_STATUS_TOO_FEW;
    return res;
}

/* A published amount says nothing of the methods, each of which has its own;
 * the slopes of HLM would need a third wave. */
static void find_change_by(struct pp_paired *out, const struct pp_rc_input *of)
{
    for (enum pp_rc_method m = PP_RC_JT; m <= PP_RC_HLM; m++) {
        struct pp_rc_input in = *of;
        if (m == PP_RC_JT && !out->reliable_change.is_published)
            continue; /* said already */
        in.method = m;
        in.published = NAN;
        struct pp_reliable_change *by =
            &out->reliable_change_by[out->n_reliable_change_by++];
        *by = change_by(&in);
        if (m == PP_RC_HLM) {
            by->sd = by->reliability = NAN; /* it uses neither */
            by->status = PP_STATUS_TOO_FEW;
        }
    }
}

static void find_reliable_change(struct pp_paired *out,
                                 const struct pp_rc_input *in, bool in_full)
{
    out->has_reliable_change = !isnan(in->published) || !isnan(in->reliability);
    if (!out->has_reliable_change)
        return;
    out->reliable_change = change_by(in);
    if (in_full && !isnan(in->reliability))
        find_change_by(out, in);
}

const char *pp_cutoff_kind_name(enum pp_cutoff_kind kind)
{
    static const char *const names[] = {[PP_CUTOFF_A] = "a",
                                        [PP_CUTOFF_B] = "b",
                                        [PP_CUTOFF_C] = "c",
                                        [PP_CUTOFF_PUBLISHED] = "published"};
    return kind == PP_CUTOFF_NONE ? NULL : names[kind];
}

static struct pp_cutoffs cutoffs_of(const struct pp_paired *out,
                                    const struct pp_paired_options *options)
{
    struct pp_cutoffs res = {.kind = options->cutoff_kind,
                             .norms = options->norms,
                             .is_clinical_theirs =
                                 options->is_clinical_theirs ||
                                 isnan(options->norms.mean_clinical)};

    if (isnan(res.norms.mean_clinical)) {
        res.norms.mean_clinical = out->pre.mean;
        res.norms.sd_clinical = out->pre.sd;
    }
    bool has_spread = res.norms.sd_clinical > 0.0;
    res.a = has_spread ? pp_cutoff_a(&res.norms, options->direction) : NAN;
    res.b = pp_cutoff_b(&res.norms, options->direction);
    res.c = has_spread ? pp_cutoff_c(&res.norms) : NAN;
    const double of_kind[] = {[PP_CUTOFF_NONE] = NAN,
                              [PP_CUTOFF_A] = res.a,
                              [PP_CUTOFF_B] = res.b,
                              [PP_CUTOFF_C] = res.c,
                              [PP_CUTOFF_PUBLISHED] = options->cutoff};
    res.used = of_kind[res.kind];
    if (isnan(res.used))
        res.status = isnan(res.norms.sd_clinical) ? PP_STATUS_TOO_FEW
                                                  : PP_STATUS_NO_VARIANCE;
    return res;
}

static void find_clinical_change(struct pp_paired *out,
                                 const struct pp_rc_input *in,
                                 const struct pp_paired_options *options)
{
    if (options->cutoff_kind == PP_CUTOFF_NONE)
        return;
    bool is_known =
        out->has_reliable_change && out->reliable_change.status == PP_STATUS_OK;
    int *state = is_known ? pp_alloc_array(in->n, sizeof *state) : NULL;

    out->cutoffs = cutoffs_of(out, options);
    if (is_known)
        pp_reliable_change_states(in, state);
    if (out->cutoffs.status == PP_STATUS_OK)
        out->clinical_change = pp_clinical_change(in, state, out->cutoffs.used);
    pp_free(state);
}

/* Standard error and df of the deciding test carry the groups with them. */
static struct pp_detectable_change
find_detectable(const struct pp_paired_t *test,
                const struct pp_paired_options *options)
{
    struct pp_detectable_change out = {options->power, NAN, NAN, test->status};

    if (test->status == PP_STATUS_OK) {
        out.raw = test->se * pp_power_detectable_ncp(test->df, options->level,
                                                     options->power);
        out.d_z = out.raw / test->sd;
    }
    return out;
}

static struct pp_verdict find_verdict(const struct pp_paired *out)
{
    return pp_verdict_make(
        &(struct pp_verdict_input){.n = out->n_paired,
                                   .n_unchanged = out->n_same,
                                   .mean = out->t_test.mean,
                                   .se = out->t_test.se,
                                   .df = out->t_test.df,
                                   .p = out->t_test.p,
                                   .skewness = out->change.skewness,
                                   .p_holm = NAN,
                                   .n_outcomes = 1,
                                   .sesoi = out->sesoi,
                                   .level = out->level,
                                   .direction = out->direction,
                                   .fragile = false,
                                   .clustered = out->clustered});
}

/* What follows from mean, standard error and df of the deciding test. */
static void follow_t_test(struct pp_paired *out,
                          const struct pp_paired_options *options)
{
    const struct pp_paired_t *test = &out->t_test;
    double level = options->level, sesoi = options->sesoi;

    out->effect_sizes = pp_standardised_change_make(
        test, out->pre.sd, out->post.sd, out->correlation, level);
    /* The number of independent pairs with this standard error; n without
     * groups. */
    double n =
        test->clustered ? pow(test->sd / test->se, 2) : (double)out->n_paired;
    out->bayes_factor =
        pp_bayes_factor_jzs(test->t, test->df, n, PP_BAYES_MEDIUM);
    if (test->status != PP_STATUS_OK) /* why there is no t */
        out->bayes_factor.status = test->status;
    out->equivalence = pp_equivalence_test(test->mean, test->se, test->df,
                                           -sesoi, sesoi, level);
    if (isnan(sesoi))
        out->equivalence.status = PP_STATUS_NOT_DECLARED;
    out->minimum_detectable_change = find_detectable(test, options);
    out->verdict = find_verdict(out);
}

/* What a meta-analysis weighs a study by. */
static void find_study_change(struct pp_paired *out,
                              const struct pp_paired_options *options)
{
    /* Only the difference counts, and it is known to more digits than the
     * means of large scores have. */
    const struct pp_change_summary s = {.n = out->n_paired,
                                        .mean_pre = 0.0,
                                        .mean_post = out->t_test.mean,
                                        .sd_pre = out->pre.sd,
                                        .sd_post = out->post.sd,
                                        .correlation = out->correlation,
                                        .sd_change = out->t_test.sd};

    out->smcc = out->smcr = out->smcrh = (struct pp_study_change){NAN, NAN};
    out->has_study_change = options->in_full && !out->clustered;
    if (!out->has_study_change || out->t_test.status != PP_STATUS_OK)
        return;
    out->smcc = pp_smcc(&s);
    out->smcr = pp_smcr(&s);
    out->smcrh = pp_smcrh(&s);
}

/* ---- What the pairs themselves say --------------------------------------
 * Each of these reads the pairs and writes its own part of the result.
 */
struct task {
    const struct pairs *pairs;
    const struct pp_paired_options *options;
    struct pp_paired *out;
};

static void rank(void *ctx)
{
    const struct task *t = ctx;
    pp_signed_rank_test(t->pairs->lattice, t->options->zero_policy,
                        t->options->level, &t->out->wilcoxon);
}

static void flip(void *ctx)
{
    const struct task *t = ctx;
    size_t resamples = t->options->resamples;
    pp_permutation_test(t->pairs->lattice, t->options->seed,
                        resamples > 0 ? resamples : 10000,
                        &t->out->permutation);
}

/* So many draws take some ten milliseconds, a thread a tenth of one. */
static const double MANY_DRAWS = 4e6;

static void resample(void *ctx)
{
    const struct task *t = ctx;
    const struct pp_paired_options *options = t->options;
    double draws = (double)options->resamples * (double)t->pairs->n_rows;
    struct pp_bootstrap_options bootstrap = {
        .group = t->out->clustered ? t->pairs->group : NULL,
        .level = options->level,
        .resamples = options->resamples,
        .seed = options->seed,
        .levels = PP_BCA_EXPANDED,
        .n_threads = draws >= MANY_DRAWS ? pp_jobs_threads() : 1};

    t->out->has_bootstrap = options->resamples > 0;
    if (t->out->has_bootstrap)
        pp_bootstrap_paired(t->pairs->lattice, &bootstrap, &t->out->bootstrap);
}

static void describe_pre(void *ctx)
{
    const struct task *t = ctx;
    const struct pairs *p = t->pairs;
    t->out->pre = pp_describe_counted(p->pre, p->count, p->n_rows);
}

static void describe_post(void *ctx)
{
    const struct task *t = ctx;
    const struct pairs *p = t->pairs;
    t->out->post = pp_describe_counted(p->post, p->count, p->n_rows);
}

static void describe_change(void *ctx)
{
    const struct task *t = ctx;
    const struct pairs *p = t->pairs;
    t->out->change = pp_describe_counted(p->change, p->count, p->n_rows);
}

static void correlate(void *ctx)
{
    const struct task *t = ctx;
    const struct pairs *p = t->pairs;
    t->out->correlation =
        pp_correlation_counted(p->pre, p->post, p->count, p->n_rows);
}

static void compare_ranks(void *ctx)
{
    const struct task *t = ctx;
    t->out->rank_biserial =
        pp_rank_biserial(t->pairs->lattice, t->options->level);
}

/* Not asked of many people, for whom alone there is room for a value each. */
static void test_normality(void *ctx)
{
    const struct task *t = ctx;
    const struct pairs *p = t->pairs;
    double *change = pp_alloc_array(PP_SHAPIRO_WILK_MOST, sizeof *change);
    size_t n = 0;

    for (size_t i = 0; i < p->n_rows && p->n <= PP_SHAPIRO_WILK_MOST; i++)
        for (size_t k = 0; k < p->count[i]; k++)
            change[n++] = p->change[i];
    pp_shapiro_wilk_test(change, p->n, &t->out->normality);
    pp_free(change);
}

/* From so many rows on, threads save more than they cost. */
enum { MANY_ROWS = 20000 };

/* The longest first. */
static void (*const TASKS[])(void *ctx) = {
    flip,         rank,      resample,      describe_change, describe_post,
    describe_pre, correlate, compare_ranks, test_normality};
enum { N_TASKS = sizeof TASKS / sizeof *TASKS };

/* Whether a group is allowed for has been found: the bootstrap follows it. */
static void ask_pairs(struct pp_paired *out, const struct pairs *pairs,
                      const struct pp_paired_options *options)
{
    struct task task = {pairs, options, out};
    struct pp_job jobs[N_TASKS];

    for (size_t i = 0; i < N_TASKS; i++)
        jobs[i] = (struct pp_job){TASKS[i], &task};
    pp_jobs_run(jobs, N_TASKS,
                pairs->n_rows >= MANY_ROWS ? pp_jobs_threads() : 1);
}

void pp_paired_analyse(const double pre[], const double post[], size_t n,
                       const size_t group[],
                       const struct pp_paired_options *options,
                       struct pp_paired *result)
{
    struct pp_paired out = {.n_rows = n,
                            .level = options->level,
                            .direction = options->direction,
                            .sesoi = options->sesoi};
    struct pairs p;

    pairs_init(&p, pre, post, n, group, &out);
    out.n_paired = p.n;
    out.t_test = pp_paired_t_counted(p.change, p.group, p.count, p.n_rows,
                                     options->level);
    out.n_groups = out.t_test.n_groups;
    out.clustered = out.t_test.clustered;
    count_directions(&out, p.lattice);
    ask_pairs(&out, &p, options);
    follow_t_test(&out, options);
    out.probability_of_improvement = pp_probability_of_improvement(
        out.n_better, out.n_same, out.n_worse, options->level);
    struct pp_rc_input in = rc_input(&out, &p, options);
    find_reliable_change(&out, &in, options->in_full);
    find_clinical_change(&out, &in, options);
    find_study_change(&out, options);
    pairs_clear(&p);
    *result = out;
}
