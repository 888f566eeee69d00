#include "fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "prepost/model/catalogue.h"

/* What is read once and kept; reachable, and so no leak. */
struct pp_pool *fuzz_kept(void)
{
    static struct pp_pool *volatile kept;

    if (kept == NULL)
        kept = pp_pool_new();
    return kept;
}

void fuzz_check(int holds, const char *what, const char *file, int line)
{
    if (holds)
        return;
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}

const char *fuzz_file(const uint8_t *bytes, size_t n)
{
    static char path[64];
    static int fd = -1;

    if (fd < 0)
        fd = memfd_create("fuzz", MFD_CLOEXEC);
    FUZZ_CHECK(fd >= 0);
    FUZZ_CHECK(ftruncate(fd, 0) == 0);
    FUZZ_CHECK(pwrite(fd, bytes, n, 0) == (ssize_t)n);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return path;
}

const struct pp_instrument *
fuzz_find_instrument(const char *id, struct pp_notes *notes, void *ctx)
{
    static struct pp_catalogue *catalogue;

    (void)ctx;
    if (catalogue == NULL)
        catalogue = pp_catalogue_new(fuzz_kept(), NULL);
    return pp_catalogue_find(id, notes, catalogue);
}

const struct pp_plan *fuzz_plan(void)
{
    static const struct pp_plan *plan;
    static const char text[] =
        "title: T\ncharity: C\n"
        "waves: {before: {name: on joining, aliases: [enrollment_arm_1]}, "
        "after: {name: later, aliases: [final_visit_arm_1]}}\n"
        "instruments: [ucla3, phq9]\n"
        "outcomes: {ucla3.total: primary}\n"
        "columns: {identifier: Your code}\n";

    if (plan == NULL) {
        struct pp_pool *pool = fuzz_kept();
        struct pp_notes notes;

        pp_notes_init(&notes, pool, 0);
        FUZZ_CHECK(pp_plan_read(pool, "evaluation.yaml", text, strlen(text),
                                fuzz_find_instrument, NULL, &plan,
                                &notes) == 0);
    }
    return plan;
}
