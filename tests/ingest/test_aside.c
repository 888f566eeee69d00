#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/imported.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"

/*
 * However few rows memory holds, a file gives the same batch: rows put aside
 * and read back are those that would have been in memory.
 */
#define PLAN                                                                   \
    "title: T\ncharity: C\nwaves: {pre: on joining, post: later}\n"            \
    "instruments: [ucla3, phq9]\noutcomes: {ucla3.total: primary}\n"           \
    "columns: {identifier: Code, wave: wave, date: Day, date_format: %s}\n"    \
    "rules: {same_twice: %s}\n"

/* People with one row or several, blank answers, doubles, bad cells. */
static void write_rows(struct pp_buffer *out, unsigned seed)
{
    unsigned r = seed * 2654435761u + 1;

    pp_buffer_puts(out, "Code,wave,Day,ucla3_1,ucla3_2,ucla3_3,ucla3.total");
    for (int i = 1; i <= 9; i++)
        pp_buffer_printf(out, ",phq9_%d", i);
    pp_buffer_putc(out, '\n');
    for (int row = 0; row < 60; row++) {
        r = r * 1664525u + 1013904223u;
        pp_buffer_printf(out, "p%u,%s,%02u/%02u/2025", r >> 27,
                         (r >> 26 & 1) != 0 ? "pre" : "post", (r >> 20 & 7) + 1,
                         (r >> 16 & 7) + 1);
        bool has_ucla = (r >> 15 & 3) != 0, has_phq = (r >> 13 & 3) != 0;
        for (int i = 0; i < 3; i++)
            if (has_ucla)
                pp_buffer_printf(out, ",%u", (r >> (2 * i)) % 4);
            else
                pp_buffer_puts(out, ",");
        pp_buffer_puts(out, has_ucla && (r & 1) != 0 ? ",4" : ",");
        for (int i = 0; i < 9; i++)
            if (has_phq)
                pp_buffer_printf(out, ",%u", (r >> (i + 3)) % 4);
            else
                pp_buffer_puts(out, ",");
        pp_buffer_putc(out, '\n');
    }
}

/* Everything of a batch, row by row, in words. */
static void print_batch(struct imported *im, struct pp_buffer *out)
{
    pp_buffer_printf(out, "%zu taken, %zu rejected, %zu people\n",
                     im->batch.n_rows_taken, im->batch.n_rows_rejected,
                     im->batch.n_people);
    for (size_t k = 0; k < im->batch.n_responses; k++) {
        const struct pp_batch_responses *of = &im->batch.responses[k];
        const struct pp_instrument *instrument =
            im->plan->instruments[of->instrument].instrument;
        struct pp_batch_rows rows = {0};
        for (size_t at = 0; at < of->n_rows; at += rows.n) {
            pp_batch_rows(of, instrument->n_items, instrument->n_scales, at,
                          &rows);
            for (size_t i = 0; i < rows.n; i++) {
                if (pp_batch_is_absent(of, at + i))
                    continue;
                pp_buffer_printf(
                    out, "%s %u wave %d line %u day %d:", instrument->id,
                    im->batch.pseudonyms[of->person[at + i]][0],
                    of->wave[at + i], rows.line[i],
                    rows.day != NULL ? rows.day[i] : PP_NO_DATE);
                for (size_t j = 0; j < instrument->n_items; j++)
                    pp_buffer_printf(out, " %d",
                                     rows.answers[i * instrument->n_items + j]);
                for (size_t j = 0;
                     rows.totals != NULL && j < instrument->n_scales; j++)
                    pp_buffer_printf(out, " total %g",
                                     rows.totals[i * instrument->n_scales + j]);
                pp_buffer_putc(out, '\n');
            }
        }
        pp_free(rows.room);
    }
}

static void print_slips(size_t person, const unsigned char *slips, size_t n,
                        void *ctx)
{
    pp_buffer_printf(ctx, "slips %zu:", person);
    for (size_t i = 0; i < n; i++)
        pp_buffer_printf(ctx, " %02x", slips[i]);
    pp_buffer_putc(ctx, '\n');
}

static void read_in_blocks(const char *plan, const char *text, size_t block,
                           struct pp_buffer *out)
{
    struct imported im;

    imported_init(&im, plan);
    im.options.rows_in_memory = block;
    imported_text(&im, text);
    assert_int_equal(im.status, 0);
    if (block == 0)
        assert_null(im.batch.responses[0].aside);
    print_batch(&im, out);
    pp_batch_each_slips(&im.batch, print_slips, out);
    pp_buffer_append(out, im.rejects.data, im.rejects.length);
    pp_buffer_puts(out, pp_buffer_text(&im.said));
    imported_clear(&im);
}

static void test_blocks_are_no_matter(void **state)
{
    static const char *const policies[] = {"refuse", "first", "last",
                                           "most-complete"};
    static const char *const formats[] = {"d/m/y", "m/d/y"};
    static const size_t blocks[] = {1, 2, 3, 7, 8, 9, 59, 60, 61};

    (void)state;
    for (unsigned seed = 0; seed < 8; seed++) {
        struct pp_buffer text = PP_BUFFER_INIT, whole = PP_BUFFER_INIT;
        char plan[800];
        write_rows(&text, seed);
        snprintf(plan, sizeof plan, PLAN, formats[seed & 1],
                 policies[seed / 2]);
        read_in_blocks(plan, text.data, 0, &whole);
        assert_non_null(strstr(whole.data, "phq9"));
        for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++) {
            struct pp_buffer parts = PP_BUFFER_INIT;
            read_in_blocks(plan, text.data, blocks[b], &parts);
            if (strcmp(parts.data, whole.data) != 0)
                fail_msg("seed %u, blocks of %zu:\n%s\nexpected\n%s", seed,
                         blocks[b], parts.data, whole.data);
            pp_buffer_clear(&parts);
        }
        pp_buffer_clear(&text);
        pp_buffer_clear(&whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks_are_no_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
