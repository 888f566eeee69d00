#include "prepost/analysis/beforehand.h"

#include "prepost/analysis/flow.h"
#include "prepost/analysis/leavers.h"
#include "prepost/analysis/reliability_of.h"
#include "prepost/analysis/talking_therapies.h"
#include "prepost/base/alloc.h"
#include "prepost/base/jobs.h"

/* One part of it, in a pool of its own: two threads do not share one. */
struct part {
    const struct pp_plan *plan;
    const struct pp_dataset *dataset;
    struct pp_pool *pool;
    struct pp_beforehand *out;
    size_t outcome, wave; /* of a scale's reliability */
    struct pp_scale_reliability *reliability;
};

static void find_reliability(void *ctx)
{
    const struct part *p = ctx;

    *p->reliability = pp_reliability_of(p->plan, &p->plan->outcomes[p->outcome],
                                        p->dataset, p->wave, p->pool);
}

static void find_flow(void *ctx)
{
    const struct part *p = ctx;

    p->out->flow = pp_flow_of(p->plan, p->dataset, p->pool);
}

static void find_people(void *ctx)
{
    const struct part *p = ctx;

    pp_people_of(p->plan, p->dataset, p->pool, &p->out->people,
                 &p->out->n_people_tables);
}

static void find_leavers(void *ctx)
{
    const struct part *p = ctx;

    pp_leavers_of(p->plan, p->dataset, p->pool, &p->out->leavers,
                  &p->out->n_leavers);
}

static void find_talking_therapies(void *ctx)
{
    const struct part *p = ctx;

    p->out->talking_therapies =
        pp_talking_therapies_of(p->plan, p->dataset, p->pool);
}

static void free_pool(void *pool)
{
    pp_pool_free(pool);
}

struct pp_beforehand pp_beforehand_of(const struct pp_plan *plan,
                                      const struct pp_dataset *dataset,
                                      struct pp_pool *pool)
{
    static void (*const others[])(void *) = {find_talking_therapies, find_flow,
                                             find_people, find_leavers};
    enum { N_OTHERS = sizeof others / sizeof others[0] };
    size_t n_scales = plan->n_outcomes * (plan->n_waves - 1);
    struct pp_scale_reliability *reliability =
        pp_pool_array(pool, n_scales, sizeof *reliability);
    struct pp_beforehand out = {.reliability = reliability};
    struct part *parts = pp_alloc_array(n_scales + N_OTHERS, sizeof *parts);
    struct pp_job *jobs = pp_alloc_array(n_scales + N_OTHERS, sizeof *jobs);

    for (size_t i = 0; i < n_scales + N_OTHERS; i++) {
        parts[i] =
            (struct part){.plan = plan,
                          .dataset = dataset,
                          .pool = pp_pool_own(pool, pp_pool_new(), free_pool),
                          .out = &out,
                          .outcome = i % plan->n_outcomes,
                          .wave = i / plan->n_outcomes + 1,
                          .reliability = &reliability[i]};
        jobs[i] = (struct pp_job){
            i < n_scales ? find_reliability : others[i - n_scales], &parts[i]};
    }
    pp_jobs_run(jobs, n_scales + N_OTHERS,
                dataset->n_participants >= PP_JOBS_WORTH ? pp_jobs_threads()
                                                         : 1);
    pp_free(jobs);
    pp_free(parts);
    return out;
}
