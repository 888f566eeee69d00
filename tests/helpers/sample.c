#include "sample.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/alloc.h"

static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static const struct pp_item mood_items[] = {
    {.id = "mood_1", .min = 0, .max = 3},
    {.id = "mood_2", .min = 0, .max = 3},
    {.id = "mood_3", .min = 0, .max = 3, .reverse = true},
};
static const struct pp_item hope_items[] = {
    {.id = "hope_1", .min = 1, .max = 4},
    {.id = "hope_2", .min = 1, .max = 4},
};
static const size_t indices[] = {0, 1, 2};
static const struct pp_scale mood_scales[] = {
    {.id = "total",
     .name = "Mood total",
     .method = PP_SCORE_SUM,
     .factor = 1,
     .items = indices,
     .n_items = 3,
     .min = 0,
     .max = 9},
    {.id = "percent",
     .name = "Mood percent",
     .method = PP_SCORE_PERCENT,
     .factor = 1,
     .items = indices,
     .n_items = 3,
     .min = 0,
     .max = 100},
};
static const struct pp_scale hope_scales[] = {
    {.id = "total",
     .name = "Hope total",
     .method = PP_SCORE_MEAN,
     .factor = 1,
     .items = indices,
     .n_items = 2,
     .min = 1,
     .max = 4},
};
static const struct pp_instrument mood = {.id = "mood",
                                          .name = "Mood questions",
                                          .short_name = "Mood",
                                          .items = mood_items,
                                          .n_items = 3,
                                          .scales = mood_scales,
                                          .n_scales = 2,
                                          .file = "mood.yaml"};
static const struct pp_instrument hope = {.id = "hope",
                                          .name = "Hope questions",
                                          .short_name = "Hope",
                                          .items = hope_items,
                                          .n_items = 2,
                                          .scales = hope_scales,
                                          .n_scales = 1,
                                          .file = "hope.yaml"};
static const struct pp_plan_instrument instruments[] = {{&mood, 0}, {&hope, 0}};
static const struct pp_wave waves[] = {
    {.id = "before", .name = "when they joined"},
    {.id = "after", .name = "3 months later"}};
static const struct pp_plan_column columns[] = {
    {.name = "age band"}, {.name = "sessions", .is_number = true}};

const struct pp_plan *sample_plan(struct pp_pool *pool,
                                  enum pp_same_twice policy)
{
    struct pp_plan *plan = pp_pool_alloc(pool, sizeof *plan);

    plan->file = "evaluation.yaml";
    plan->title = "Sample";
    plan->hash = "00";
    plan->waves = waves;
    plan->n_waves = 2;
    plan->instruments = instruments;
    plan->n_instruments = 2;
    plan->columns = columns;
    plan->n_columns = 2;
    plan->same_twice = policy;
    plan->level = 0.95;
    return plan;
}

void sample_pseudonym(unsigned char out[PP_PSEUDONYM_SIZE], size_t i)
{
    uint64_t halves[2] = {mix(2 * i), mix(2 * i + 1)};

    memcpy(out, halves, PP_PSEUDONYM_SIZE);
}

static const char *const regions[] = {"Eastshire", "Westshire"};
static const char *const groups[] = {"E1", "E2", "W1", "W2"};
static const char *const ages[] = {"18 to 34", "35 to 54", "55 or over"};

static void add_people(struct sample_batch *out, struct pp_pool *pool,
                       size_t first, size_t n)
{
    struct pp_person_column *texts = pp_pool_array(pool, 3, sizeof *texts);
    struct pp_person_number *numbers = pp_pool_array(pool, 1, sizeof *numbers);

    out->pseudonyms = pp_pool_array(pool, n, PP_PSEUDONYM_SIZE);
    out->region = pp_pool_array(pool, n, sizeof *out->region);
    out->group = pp_pool_array(pool, n, sizeof *out->group);
    out->age = pp_pool_array(pool, n, sizeof *out->age);
    out->sessions = pp_pool_array(pool, n, sizeof *out->sessions);
    for (size_t i = 0; i < n; i++) {
        uint64_t random = mix(first + i + 77);

        sample_pseudonym(out->pseudonyms[i], first + i);
        out->region[i] = (uint16_t)(random & 1);
        out->group[i] = (uint16_t)((random & 1) * 2 + (random >> 1 & 1));
        out->age[i] = (uint16_t)((random >> 2) % 4 == 3 ? PP_NO_LEVEL
                                                        : (random >> 2) % 4);
        out->sessions[i] = random >> 8 & 7 ? (double)(random >> 11 & 15) : NAN;
    }
    texts[0] = (struct pp_person_column){"region", regions, 2, out->region};
    texts[1] = (struct pp_person_column){"group", groups, 4, out->group};
    texts[2] = (struct pp_person_column){"age band", ages, 3, out->age};
    numbers[0] = (struct pp_person_number){"sessions", out->sessions};
    out->batch.n_people = n;
    out->batch.pseudonyms =
        (const unsigned char(*)[PP_PSEUDONYM_SIZE])out->pseudonyms;
    out->batch.columns = texts;
    out->batch.n_columns = 3;
    out->batch.numbers = numbers;
    out->batch.n_numbers = 1;
}

static void add_answers(struct sample_batch *out, struct pp_pool *pool,
                        struct pp_batch_responses *responses, size_t which,
                        size_t first, size_t n, uint8_t wave, uint64_t seed)
{
    size_t n_items = which == 0 ? 3 : 2;

    out->n_items[which] = n_items;
    out->person[which] = pp_pool_array(pool, n, sizeof(uint32_t));
    out->wave[which] = pp_pool_array(pool, n, sizeof(uint8_t));
    out->line[which] = pp_pool_array(pool, n, sizeof(uint32_t));
    out->day[which] = pp_pool_array(pool, n, sizeof(int32_t));
    out->answers[which] = pp_pool_array(pool, n * n_items, sizeof(int16_t));
    if (which == 1)
        out->totals[which] = pp_pool_array(pool, n, sizeof(double));
    for (size_t i = 0; i < n; i++) {
        uint64_t random = mix(mix(mix(first + i) + wave) + seed + which);

        out->person[which][i] = (uint32_t)i;
        out->wave[which][i] = wave;
        out->line[which][i] = (uint32_t)i + 2;
        out->day[which][i] = PP_NO_DATE;
        for (size_t k = 0; k < n_items; k++)
            out->answers[which][i * n_items + k] =
                (int16_t)((random >> (8 * k + 4) & 15) == 0 && k > 0
                              ? PP_ANSWER_MISSING
                              : (int)(random >> (8 * k) & 3) + (which == 1));
        if (which == 1)
            out->totals[which][i] = random >> 60 ? NAN : 2.5;
    }
    *responses = (struct pp_batch_responses){.instrument = which,
                                             .n_rows = n,
                                             .person = out->person[which],
                                             .wave = out->wave[which],
                                             .line = out->line[which],
                                             .day = out->day[which],
                                             .answers = out->answers[which],
                                             .totals = out->totals[which]};
}

struct sample_batch *sample_batch(struct pp_pool *pool, const char *file,
                                  size_t first, size_t n, uint8_t wave,
                                  uint64_t seed)
{
    struct sample_batch *out = pp_pool_alloc(pool, sizeof *out);
    struct pp_batch_responses *responses =
        pp_pool_array(pool, 2, sizeof *responses);

    out->batch.file = file;
    snprintf(out->batch.hash, sizeof out->batch.hash, "%016llx%zu-%zu-%d",
             (unsigned long long)mix(seed), first, n, wave);
    out->batch.platform = "csv";
    out->batch.n_file_rows = out->batch.n_rows_taken = n;
    add_people(out, pool, first, n);
    for (size_t which = 0; which < 2; which++)
        add_answers(out, pool, &responses[which], which, first, n, wave, seed);
    out->batch.responses = responses;
    out->batch.n_responses = 2;
    return out;
}

#define SWAP(type, array, a, b)                                                \
    do {                                                                       \
        type swapped = (array)[a];                                             \
        (array)[a] = (array)[b];                                               \
        (array)[b] = swapped;                                                  \
    } while (0)

static void swap_rows(struct sample_batch *batch, size_t which, size_t a,
                      size_t b)
{
    SWAP(uint32_t, batch->person[which], a, b);
    SWAP(uint8_t, batch->wave[which], a, b);
    SWAP(int32_t, batch->day[which], a, b);
    for (size_t k = 0; k < batch->n_items[which]; k++)
        SWAP(int16_t, batch->answers[which], a * batch->n_items[which] + k,
             b * batch->n_items[which] + k);
    if (batch->totals[which] != NULL)
        SWAP(double, batch->totals[which], a, b);
}

static void swap_people(struct sample_batch *batch, size_t a, size_t b)
{
    unsigned char kept[PP_PSEUDONYM_SIZE];

    memcpy(kept, batch->pseudonyms[a], sizeof kept);
    memcpy(batch->pseudonyms[a], batch->pseudonyms[b], sizeof kept);
    memcpy(batch->pseudonyms[b], kept, sizeof kept);
    SWAP(uint16_t, batch->region, a, b);
    SWAP(uint16_t, batch->group, a, b);
    SWAP(uint16_t, batch->age, a, b);
    SWAP(double, batch->sessions, a, b);
    for (size_t which = 0; which < 2; which++)
        for (size_t i = 0; i < batch->batch.responses[which].n_rows; i++) {
            uint32_t *person = &batch->person[which][i];

            *person = (uint32_t)(*person == a ? b : *person == b ? a : *person);
        }
}

void sample_shuffle(struct sample_batch *batch, uint64_t seed)
{
    for (size_t which = 0; which < 2; which++)
        for (size_t i = batch->batch.responses[which].n_rows; i > 1; i--)
            swap_rows(batch, which, i - 1, mix(seed + i + which) % i);
    for (size_t i = batch->batch.n_people; i > 1; i--)
        swap_people(batch, i - 1, mix(seed + i + 99) % i);
}

char *sample_folder(void)
{
    const char *base = getenv("TMPDIR");
    char path[4096];

    snprintf(path, sizeof path, "%s/prepost-test-XXXXXX",
             base != NULL ? base : "/tmp");
    if (mkdtemp(path) == NULL) {
        perror(path);
        exit(1);
    }
    return pp_strdup(path);
}

void sample_remove_folder(char *folder)
{
    DIR *dir = opendir(folder);
    char path[8192];

    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        unlink(path);
    }
    if (dir != NULL)
        closedir(dir);
    rmdir(folder);
    pp_free(folder);
}
