#include "prepost/analysis/plan_record.h"

#include <string.h>

static bool is_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The lock that is the plan of record; n if none was in time. */
static size_t record_among(const struct pp_fixed_plan *locks, size_t n,
                           const char *now)
{
    size_t last = n;

    for (size_t i = 0; i < n; i++) {
        if (locks[i].answers_after > 0)
            continue;
        last = i;
        if (strcmp(locks[i].commitments, now) == 0)
            return i;
    }
    return last;
}

/* The day of the first later lock that has it as it is now. */
static const char *day_of(const struct pp_plan_difference *d,
                          const struct pp_fixed_plan *locks, size_t from,
                          size_t n, struct pp_pool *pool)
{
    for (size_t i = from; i < n; i++)
        if (is_same(pp_plan_commitment(locks[i].commitments, d->name, pool),
                    d->now))
            return locks[i].day;
    return NULL;
}

/* "outcome hhi.total", "scoring of hhi.total": which outcome; -1: none. */
static long outcome_of(const struct pp_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->n_outcomes; i++) {
        size_t n = strlen(plan->outcomes[i].id), m = strlen(name);
        if (m > n && name[m - n - 1] == ' ' &&
            strcmp(name + m - n, plan->outcomes[i].id) == 0)
            return (long)i;
    }
    return -1;
}

/* What is said of one outcome or questionnaire alone is not of the others. */
static bool is_of_all(const struct pp_plan_difference *d)
{
    static const char *const own[] = {"outcome ", "change that matters, ",
                                      "scoring of ", "questionnaire "};

    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (strncmp(d->name, own[i], strlen(own[i])) == 0)
            return false;
    return true;
}

/* An outcome's place in the plan is no commitment of its own. */
static bool is_place_alone(const struct pp_plan_difference *d)
{
    const char *now = d->now != NULL ? strchr(d->now, ',') : NULL;
    const char *was = d->was != NULL ? strchr(d->was, ',') : NULL;

    return strncmp(d->name, "outcome ", 8) == 0 && now != NULL && was != NULL &&
           strcmp(now, was) == 0;
}

static void mark(const struct pp_plan *plan, const struct pp_departure *d,
                 bool *is_first_look)
{
    if (is_place_alone(&d->what))
        return;
    if (d->outcome >= 0)
        is_first_look[d->outcome] = true;
    for (size_t i = 0; i < plan->n_outcomes; i++) {
        const char *id =
            plan->instruments[plan->outcomes[i].instrument].instrument->id;
        bool is_its_questionnaire =
            strncmp(d->what.name, "questionnaire ", 14) == 0 &&
            strcmp(d->what.name + 14, id) == 0;
        if (is_of_all(&d->what) || is_its_questionnaire)
            is_first_look[i] = true;
    }
}

struct pp_plan_record pp_plan_record_of(const struct pp_plan *plan,
                                        const struct pp_fixed_plan *locks,
                                        size_t n, struct pp_pool *pool)
{
    struct pp_plan_record out = {.fixed_on = NULL};
    struct pp_buffer now = PP_BUFFER_INIT;
    const struct pp_plan_difference *list;

    pp_plan_commitments(plan, &now);
    size_t at = record_among(locks, n, now.data);
    bool is_late = at == n && n > 0;
    if (is_late)
        at = 0; /* tells of the most changes */
    if (at == n) {
        pp_buffer_clear(&now);
        return out;
    }
    size_t n_list =
        pp_plan_difference_list(locks[at].commitments, now.data, pool, &list);
    struct pp_departure *departures =
        pp_pool_array(pool, n_list + 1, sizeof *departures);
    bool *is_first_look =
        pp_pool_array(pool, plan->n_outcomes + 1, sizeof *is_first_look);
    for (size_t i = 0; i < plan->n_outcomes; i++)
        is_first_look[i] = false;
    for (size_t i = 0; i < n_list; i++) {
        departures[i] = (struct pp_departure){
            list[i], day_of(&list[i], locks, at + 1, n, pool),
            outcome_of(plan, list[i].name)};
        mark(plan, &departures[i], is_first_look);
    }
    *(is_late ? &out.late_on : &out.fixed_on) = locks[at].day;
    out.departures = departures;
    out.n_departures = n_list;
    out.is_first_look = is_late ? NULL : is_first_look;
    pp_buffer_clear(&now);
    return out;
}

bool pp_plan_record_is_first_look(const struct pp_plan_record *record, size_t i)
{
    return record->is_first_look == NULL || record->is_first_look[i];
}
