#include "prepost/analysis/plan_record.h"

#include <string.h>

static bool is_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Whether a name is among those of a list: "before after later". */
static bool is_among(const char *list, const char *name, size_t length)
{
    for (const char *at = list; at != NULL && *at != '\0';) {
        size_t n = strcspn(at, " ");
        if (n == length && strncmp(at, name, n) == 0)
            return true;
        at += n + (at[n] == ' ');
    }
    return false;
}

/* Before any later answers were in (wave NULL), or any of this wave, which the
 * plan had by then. */
static bool is_in_time(const struct pp_fixed_plan *lock, const char *wave,
                       struct pp_pool *pool)
{
    if (wave == NULL)
        return lock->answers_after == 0;
    if (!is_among(pp_plan_commitment(lock->commitments, "waves", pool), wave,
                  strlen(wave)))
        return false;
    if (lock->answers_after == 0)
        return true;
    return lock->answers_by_wave != NULL &&
           is_same(pp_plan_commitment(lock->answers_by_wave, wave, pool), "0");
}

/* The lock that is the plan of record, of all or of a wave; n if none was in
 * time. */
static size_t record_among(const struct pp_fixed_plan *locks, size_t n,
                           const char *wave, const char *now,
                           struct pp_pool *pool)
{
    size_t last = n;

    for (size_t i = 0; i < n; i++) {
        if (!is_in_time(&locks[i], wave, pool))
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

/* Times were added, and those that were there stand in the same order: what
 * was found at these is not touched. */
static bool is_wave_added(const struct pp_plan_difference *d)
{
    const char *now = d->now;

    if (strcmp(d->name, "waves") != 0 || now == NULL || d->was == NULL ||
        strncmp(now, d->was, strcspn(d->was, " ") + 1) != 0)
        return false;
    for (const char *was = d->was; *was != '\0';) {
        size_t n = strcspn(was, " "), k = strcspn(now, " ");
        if (k == 0)
            return false;
        if (k == n && strncmp(was, now, n) == 0)
            was += n + (was[n] == ' ');
        now += k + (now[k] == ' ');
    }
    return true;
}

static void mark(const struct pp_plan *plan, const struct pp_departure *d,
                 bool *is_first_look)
{
    if (is_place_alone(&d->what) || is_wave_added(&d->what))
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

/* What was changed since a lock, and which outcomes that makes first looks. */
static size_t departures_from(size_t at, const struct pp_plan *plan,
                              const struct pp_fixed_plan *locks, size_t n,
                              const char *now, struct pp_pool *pool,
                              const struct pp_departure **out,
                              const bool **is_first_look)
{
    const struct pp_plan_difference *list;
    size_t n_list =
        pp_plan_difference_list(locks[at].commitments, now, pool, &list);
    struct pp_departure *departures =
        pp_pool_array(pool, n_list + 1, sizeof *departures);
    bool *marks = pp_pool_array(pool, plan->n_outcomes + 1, sizeof *marks);

    for (size_t i = 0; i < n_list; i++) {
        departures[i] = (struct pp_departure){
            list[i], day_of(&list[i], locks, at + 1, n, pool),
            outcome_of(plan, list[i].name)};
        mark(plan, &departures[i], marks);
    }
    *out = departures;
    *is_first_look = marks;
    return n_list;
}

static struct pp_wave_record *waves_of(const struct pp_plan *plan,
                                       const struct pp_fixed_plan *locks,
                                       size_t n, const char *now,
                                       struct pp_pool *pool)
{
    struct pp_wave_record *waves =
        pp_pool_array(pool, plan->n_waves, sizeof *waves);
    const struct pp_departure *departures;

    for (size_t w = 1; w < plan->n_waves; w++) {
        size_t at = record_among(locks, n, plan->waves[w].id, now, pool);
        if (at == n)
            continue;
        waves[w].fixed_on = locks[at].day;
        departures_from(at, plan, locks, n, now, pool, &departures,
                        &waves[w].is_first_look);
    }
    return waves;
}

struct pp_plan_record pp_plan_record_of(const struct pp_plan *plan,
                                        const struct pp_fixed_plan *locks,
                                        size_t n, struct pp_pool *pool)
{
    struct pp_plan_record out = {.fixed_on = NULL};
    struct pp_buffer now = PP_BUFFER_INIT;
    const bool *is_first_look;

    pp_plan_commitments(plan, &now);
    size_t at = record_among(locks, n, NULL, now.data, pool);
    bool is_late = at == n && n > 0;
    if (is_late)
        at = 0; /* tells of the most changes */
    if (at < n) {
        *(is_late ? &out.late_on : &out.fixed_on) = locks[at].day;
        out.n_departures = departures_from(at, plan, locks, n, now.data, pool,
                                           &out.departures, &is_first_look);
        out.waves = waves_of(plan, locks, n, now.data, pool);
        out.n_waves = plan->n_waves;
    }
    pp_buffer_clear(&now);
    return out;
}

const char *pp_plan_record_fixed_on(const struct pp_plan_record *record,
                                    size_t wave)
{
    return wave < record->n_waves ? record->waves[wave].fixed_on : NULL;
}

bool pp_plan_record_is_first_look(const struct pp_plan_record *record,
                                  size_t wave, size_t i)
{
    return pp_plan_record_fixed_on(record, wave) == NULL ||
           record->waves[wave].is_first_look[i];
}

bool pp_plan_record_is_all_fixed(const struct pp_plan_record *record)
{
    for (size_t w = 1; w < record->n_waves; w++)
        if (record->waves[w].fixed_on == NULL)
            return false;
    return record->n_waves > 1;
}
