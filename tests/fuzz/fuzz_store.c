#include "fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../helpers/sample.h"
#include "prepost/store/forget.h"
#include "prepost/store/load.h"
#include "prepost/store/near_miss.h"
#include "prepost/store/verify.h"

/* SQLite wants a file with a folder: the name of a memory file has none. */
static const char *path_of(const uint8_t *bytes, size_t n)
{
    static char path[64];
    char journal[80];

    if (path[0] == '\0')
        snprintf(path, sizeof path, "/tmp/prepost-fuzz-%ld", (long)getpid());
    snprintf(journal, sizeof journal, "%s-journal", path);
    unlink(journal);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FUZZ_CHECK(fd >= 0 && write(fd, bytes, n) == (ssize_t)n);
    close(fd);
    return path;
}

static void read_all(struct pp_store *store, struct pp_pool *pool)
{
    const struct pp_plan *plan = sample_plan(pool, PP_TWICE_REFUSE);
    const struct pp_dataset *dataset;
    struct pp_near_misses misses;
    struct pp_error err = {0};
    struct pp_notes notes;

    pp_notes_init(&notes, pool, 0);
    if (pp_store_load(store, plan, PP_BY_PSEUDONYM, pool, &dataset, &err) == 0) {
        for (size_t i = 0; i < dataset->n_responses; i++)
            for (size_t k = 0; k < dataset->responses[i].n_rows; k++)
                FUZZ_CHECK(dataset->responses[i].participant[k] <
                               dataset->n_participants &&
                           dataset->responses[i].wave[k] < plan->n_waves);
    }
    pp_store_near_misses(store, plan, 20, pool, &misses, &err);
    pp_store_verify(store, &notes, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const unsigned char nobody[PP_PSEUDONYM_SIZE];
    const char *path = path_of(bytes, n);
    struct pp_pool *pool = pp_pool_new();
    struct pp_forgotten forgotten;
    struct pp_store *store;
    struct pp_error err = {0};

    if (pp_store_open(path, PP_STORE_READ, &store, &err) == 0)
        read_all(store, pool);
    else
        FUZZ_CHECK(store == NULL && err.text[0] != '\0');
    pp_store_close(store);
    if (pp_store_open(path, PP_STORE_WRITE, &store, &err) == 0)
        pp_store_forget(store, nobody, SAMPLE_KEY, &forgotten, &err);
    pp_store_close(store);
    unlink(path);
    pp_pool_free(pool);
    return 0;
}
