#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "imported.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/file.h"
#include "prepost/model/catalogue.h"

static void start(struct imported *im, const char *name, const char *text,
                  const char *folder)
{
    struct pp_buffer said = PP_BUFFER_INIT;
    const unsigned char secret[32] = "a key for tests, known to anyone";

    im->pool = pp_pool_new();
    pp_notes_init(&im->notes, im->pool, 0);
    pp_key_of(secret, &im->key);
    int status =
        pp_plan_read(im->pool, name, text, strlen(text), pp_catalogue_find,
                     pp_catalogue_new(im->pool, folder), &im->plan, &im->notes);
    pp_notes_print(&im->notes, &said);
    if (status != 0)
        fail_msg("%s", said.data);
    pp_buffer_clear(&said);
    pp_notes_init(&im->notes, im->pool, 0);
}

void imported_init(struct imported *im, const char *plan_text)
{
    memset(im, 0, sizeof *im);
    start(im, "evaluation.yaml", plan_text, "surveys");
}

void imported_init_file(struct imported *im, const char *plan_path)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    char folder[400];

    memset(im, 0, sizeof *im);
    if (pp_file_read(plan_path, 1 << 20, &text, &im->err) != 0)
        fail_msg("%s", im->err.text);
    snprintf(folder, sizeof folder, "%.*s",
             (int)(pp_file_name(plan_path) - plan_path), plan_path);
    start(im, plan_path, text.data, folder);
    pp_buffer_clear(&text);
}

void imported_clear(struct imported *im)
{
    pp_buffer_clear(&im->rejects);
    pp_buffer_clear(&im->said);
    pp_pool_free(im->pool);
}

void imported_file(struct imported *im, const char *path)
{
    const struct pp_ingest ingest = {.plan = im->plan,
                                     .key = &im->key,
                                     .pool = im->pool,
                                     .notes = &im->notes,
                                     .options = im->options,
                                     .rejects = &im->rejects,
                                     .report = &im->report};

    pp_notes_init(&im->notes, im->pool, 0);
    im->rejects.length = im->said.length = 0;
    pp_buffer_puts(&im->rejects, "");
    pp_buffer_puts(&im->said, "");
    im->err = (struct pp_error){0};
    im->status = pp_ingest_file(&ingest, path, &im->batch, &im->err);
    pp_notes_print(&im->notes, &im->said);
    if (im->status == 0) /* nothing is lost, whatever the file */
        assert_int_equal(im->batch.n_file_rows, im->batch.n_rows_taken +
                                                    im->batch.n_rows_repeated +
                                                    im->batch.n_rows_rejected);
}

void imported_bytes(struct imported *im, const char *ending, const char *bytes,
                    size_t n)
{
    char path[64];

    snprintf(path, sizeof path, "/tmp/prepost-XXXXXX%s", ending);
    int fd = mkstemps(path, (int)strlen(ending));
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(pp_file_write(path, bytes, n, PP_FILE_PRIVATE, &im->err),
                     0);
    imported_file(im, path);
    unlink(path);
    /* The name changes from run to run: messages are compared without. */
    for (char *p; im->said.length > 0 && (p = strstr(im->said.data, path));)
        memmove(p, p + strlen(path), strlen(p + strlen(path)) + 1);
    for (char *p; (p = strstr(im->rejects.data, path + 5)); /* "/tmp/" */
         im->rejects.length -= strlen(path + 5))
        memmove(p, p + strlen(path + 5), strlen(p + strlen(path + 5)) + 1);
    for (char *p; (p = strstr(im->err.text, path));)
        memmove(p, p + strlen(path), strlen(p + strlen(path)) + 1);
}

void imported_text(struct imported *im, const char *text)
{
    imported_bytes(im, ".csv", text, strlen(text));
}

const char *imported_shared(struct imported *im, const char *name)
{
    const char *folder = getenv("PP_SHARED_DATA");
    const char *path = pp_pool_printf(
        im->pool, "%s/%s", folder != NULL ? folder : "../shared/data", name);

    if (access(path, R_OK) == 0)
        return path;
    print_message("# skipped: %s is not there\n", path);
    return NULL;
}

size_t imported_rows(const struct imported *im, size_t set)
{
    const struct pp_batch_responses *of = &im->batch.responses[set];
    size_t n = 0;

    for (size_t i = 0; i < of->n_rows; i++)
        n += !pp_batch_is_absent(of, i);
    return n;
}

size_t imported_row(const struct imported *im, size_t set, size_t k)
{
    const struct pp_batch_responses *of = &im->batch.responses[set];
    size_t i = 0;

    while (pp_batch_is_absent(of, i) || k-- > 0)
        i++;
    return i;
}

int imported_answer(const struct imported *im, const char *item, size_t line,
                    int wave)
{
    for (size_t r = 0; r < im->batch.n_responses; r++) {
        const struct pp_batch_responses *of = &im->batch.responses[r];
        const struct pp_instrument *instrument =
            im->plan->instruments[of->instrument].instrument;
        size_t index;
        if (pp_instrument_item(instrument, item, &index) == NULL)
            continue;
        for (size_t i = 0; i < of->n_rows; i++)
            if (of->line[i] == line && of->wave[i] == wave &&
                of->answers[i * instrument->n_items + index] !=
                    PP_ANSWER_MISSING)
                return of->answers[i * instrument->n_items + index];
    }
    return -999;
}
