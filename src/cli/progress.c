#include "progress.h"

#include <stdio.h>
#include <string.h>

#include "prepost/base/number.h"

enum { WIDTH = 30, FIRST_MS = 1000, EVERY_MS = 100 };

static long elapsed_ms(const struct pp_progress *p)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - p->start.tv_sec) * 1000 +
           (now.tv_nsec - p->start.tv_nsec) / 1000000;
}

void pp_progress_start(struct pp_progress *p, bool is_wanted)
{
    *p = (struct pp_progress){.is_wanted = is_wanted};
    clock_gettime(CLOCK_MONOTONIC, &p->start);
}

static void draw(struct pp_progress *p, double share, size_t rows,
                 const char *done)
{
    char bar[WIDTH + 1], count[PP_NUMBER_SIZE], rate[PP_NUMBER_SIZE];
    long now = elapsed_ms(p), ms = now - p->phase_ms;
    size_t filled = share < 1 ? (size_t)(share * WIDTH) : WIDTH;

    if (!p->is_wanted || now < FIRST_MS || now - p->shown_ms < EVERY_MS)
        return;
    memset(bar, '#', filled);
    memset(bar + filled, '.', WIDTH - filled);
    bar[WIDTH] = '\0';
    fprintf(stderr, "\r[%s] %s rows %s, %s a second ", bar,
            pp_number_count(count, rows), done,
            pp_number_count(rate, rows * 1000 / (size_t)(ms > 0 ? ms : 1)));
    p->shown_ms = now;
}

void pp_progress_read(size_t bytes, size_t total, size_t rows, void *ctx)
{
    /* What comes through a pipe has no end that is known: an empty bar. */
    draw(ctx, total > 0 ? (double)bytes / (double)total : 0, rows, "read");
}

void pp_progress_next(struct pp_progress *p, size_t n_rows)
{
    p->phase_ms = elapsed_ms(p);
    p->n_rows = n_rows;
}

void pp_progress_store(size_t done, size_t total, void *ctx)
{
    struct pp_progress *p = ctx;
    double share = total > 0 ? (double)done / (double)total : 0;

    draw(p, share, (size_t)(share * (double)p->n_rows), "stored");
}

void pp_progress_end(const struct pp_progress *p)
{
    if (p->shown_ms > 0)
        fputs("\r\033[K", stderr);
}
