#include "newcomers.h"

#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/jobs.h"
#include "prepost/store/bulk.h"
#include "prepost/store/digest.h"

enum { AT_ONCE = 1 << 16 }; /* people */
static const uint32_t NOT_NEW = UINT32_MAX;

/* Those who are new, by pseudonym: rank 0 gets the first number. */
struct newcomers {
    const struct pp_batch *batch;
    int64_t first;    /* number */
    uint32_t *person; /* of each rank */
    uint32_t *rank;   /* of each of the batch's people; or NOT_NEW */
    size_t n;
};

static void number_newcomers(struct newcomers *who, struct pp_people *people)
{
    int64_t next = who->first;

    who->person = pp_alloc_array(people->n_new, sizeof *who->person);
    who->rank = pp_alloc_array(people->n, sizeof *who->rank);
    for (size_t i = 0; i < people->n; i++) {
        uint32_t person = people->order[i];
        bool is_new = people->number[person] == 0;

        who->rank[person] = is_new ? (uint32_t)who->n : NOT_NEW;
        if (!is_new)
            continue;
        who->person[who->n++] = person;
        people->number[person] = next++;
    }
}

/* --- a stretch of them ---------------------------------------------------- */

/*
 * What is put down of so many of them, in the order in which they go in.
 * Their slips lie in the batch in the order in which people came: each stretch
 * goes through all of them once, and has its own in order afterwards.
 */
struct stretch {
    const struct newcomers *who;
    size_t from, n; /* ranks */
    struct part {
        size_t start, length;
    } * came, *goes; /* of each one's slips */
    struct pp_buffer came_slips, goes_slips;
    unsigned char (*pseudonym)[PP_PSEUDONYM_SIZE];
    uint64_t digest; /* as pp_digest_add_people() adds them up later */
};

static void stretch_init(struct stretch *s, const struct newcomers *who)
{
    size_t n = who->n < AT_ONCE ? who->n : AT_ONCE;

    *s = (struct stretch){.who = who,
                          .came = pp_alloc_array(n, sizeof *s->came),
                          .goes = pp_alloc_array(n, sizeof *s->goes),
                          .pseudonym = pp_alloc_array(n, sizeof *s->pseudonym)};
}

static void stretch_clear(struct stretch *s)
{
    pp_buffer_clear(&s->came_slips);
    pp_buffer_clear(&s->goes_slips);
    pp_free(s->came);
    pp_free(s->goes);
    pp_free(s->pseudonym);
}

static void take_slips(size_t person, const unsigned char *slips, size_t n,
                       void *ctx)
{
    struct stretch *s = ctx;
    size_t place = s->who->rank[person] - s->from;

    if (s->who->rank[person] < s->from || place >= s->n)
        return;
    s->came[place] = (struct part){s->came_slips.length, n};
    if (n > 0)
        pp_buffer_append(&s->came_slips, (const char *)slips, n);
}

/* People lie in an order of their own: the processor fetches ahead. */
static void fetch(const struct stretch *s, size_t place)
{
    enum { AHEAD = 12 };

    if (place + AHEAD >= s->n)
        return;
    uint32_t person = s->who->person[s->from + place + AHEAD];
    const char *slips = s->came_slips.data + s->came[place + AHEAD].start;
    __builtin_prefetch(s->who->batch->pseudonyms[person]);
    __builtin_prefetch(slips);
    __builtin_prefetch(slips + 64);
}

static void put_in_order(struct stretch *s, size_t place)
{
    const struct part *came = &s->came[place];
    uint32_t person = s->who->person[s->from + place];

    fetch(s, place);
    s->goes[place] = (struct part){s->goes_slips.length, came->length};
    if (came->length > 0)
        pp_buffer_append(&s->goes_slips, s->came_slips.data + came->start,
                         came->length);
    memcpy(s->pseudonym[place], s->who->batch->pseudonyms[person],
           PP_PSEUDONYM_SIZE);
    s->digest += pp_digest_of_someone(
        s->who->first + (int64_t)(s->from + place), s->pseudonym[place],
        (const unsigned char *)pp_buffer_text(&s->goes_slips) +
            s->goes[place].start,
        came->length);
}

/* Those from rank s->from on; n is 0 if none are left. */
static void prepare(void *ctx)
{
    struct stretch *s = ctx;
    size_t left = s->who->n - s->from;

    s->n = left < AT_ONCE ? left : AT_ONCE;
    s->digest = 0;
    s->came_slips.length = s->goes_slips.length = 0;
    if (s->n == 0)
        return;
    pp_batch_each_slips(s->who->batch, take_slips, s);
    for (size_t place = 0; place < s->n; place++)
        put_in_order(s, place);
}

/* --- putting them in ------------------------------------------------------ */

struct put {
    struct pp_bulk bulk;
    const struct stretch *stretch;
    int result;
    struct pp_error err;
};

static void give_newcomer(sqlite3_context *out, size_t row, size_t column,
                          void *ctx)
{
    const struct stretch *s = ((const struct put *)ctx)->stretch;
    size_t place = row - s->from;

    if (column == 0)
        sqlite3_result_int64(out, s->who->first + (int64_t)row);
    else if (column == 1)
        sqlite3_result_blob(out, s->pseudonym[place], PP_PSEUDONYM_SIZE,
                            SQLITE_STATIC);
    else if (s->goes[place].length > 0)
        sqlite3_result_blob64(out, s->goes_slips.data + s->goes[place].start,
                              s->goes[place].length, SQLITE_STATIC);
}

static void put_stretch(void *ctx)
{
    struct put *put = ctx;
    size_t n_missing;

    put->result = pp_bulk_put(&put->bulk, put->stretch->from, put->stretch->n,
                              &n_missing, &put->err);
}

/* While one stretch goes in, a second thread prepares the next. */
static int put_all(struct put *put, struct newcomers *who, uint64_t *sum)
{
    struct stretch stretches[2], *now = &stretches[0], *next = &stretches[1];

    stretch_init(now, who);
    stretch_init(next, who);
    prepare(now);
    while (now->n > 0 && put->result == 0) {
        struct pp_job jobs[] = {{put_stretch, put}, {prepare, next}};
        struct stretch *used = now;

        put->stretch = now;
        next->from = now->from + now->n;
        *sum += now->digest;
        pp_jobs_run(jobs, 2, who->n >= PP_JOBS_WORTH ? 2 : 1);
        now = next;
        next = used;
    }
    stretch_clear(now);
    stretch_clear(next);
    return put->result;
}

int pp_newcomers_add(struct pp_store *store, const struct pp_batch *batch,
                     struct pp_people *people, int64_t next,
                     struct pp_error *err)
{
    struct newcomers who = {.batch = batch, .first = next};
    struct put put = {.result = 0};
    uint64_t sum = 0;

    number_newcomers(&who, people);
    int result =
        pp_bulk_init(&put.bulk, store,
                     "INSERT INTO participants (participant, pseudonym, slips)",
                     3, give_newcomer, &put, err);
    if (result == 0 && put_all(&put, &who, &sum) != 0) {
        *err = put.err;
        result = -1;
    }
    if (result == 0 && next == 1)
        result = pp_digest_begin_people(store, err);
    if (result == 0 && who.n > 0)
        result = pp_digest_change_people(store, sum, err);
    pp_bulk_clear(&put.bulk);
    pp_free(who.person);
    pp_free(who.rank);
    return result;
}
