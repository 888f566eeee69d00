#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "prepost/base/data_dir.h"
#include "prepost/base/file.h"
#include "prepost/base/pool.h"
#include "prepost/cli/command.h"
#include "prepost/model/plan.h"

struct settings {
    struct pp_common common;
    bool schema;
};

static const struct pp_option options[] = {
    PP_OPTION_FLAG("schema", struct settings, schema,
                   "also write evaluation.schema.json, for editors that "
                   "complete and check by it"),
    PP_OPTION_END};

static const char mode_line[] =
    "# yaml-language-server: $schema=evaluation.schema.json\n";

static int read_starter(struct pp_pool *pool, struct pp_buffer *out,
                        struct pp_error *err)
{
    const char *dir = pp_data_dir(pool, "reports");

    if (dir == NULL)
        return pp_fail(err, PP_EIO,
                       "the files that come with prepost are not where they "
                       "should be; PREPOST_DATA may name their folder");
    return pp_file_read(pp_pool_printf(pool, "%s/evaluation.yaml", dir),
                        1 << 20, out, err);
}

static int write_plan(struct pp_pool *pool, const struct settings *s,
                      const char *dir, const char *path, struct pp_error *err)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    if (s->schema)
        pp_buffer_puts(&text, mode_line);
    int status = read_starter(pool, &text, err);
    if (status == 0)
        status =
            pp_file_create(path, text.data, text.length, PP_FILE_SHARED, err);
    if (status == 0 && s->schema) {
        pp_buffer_clear(&text);
        pp_plan_json_schema(&text);
        status = pp_file_write(
            pp_pool_printf(pool, "%s/evaluation.schema.json", dir), text.data,
            text.length, PP_FILE_SHARED, err);
    }
    pp_buffer_clear(&text);
    return status;
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;
    struct pp_pool *pool = pp_pool_new();
    const char *dir = n_arguments > 0 ? arguments[0] : s->common.dir;
    const char *path = strcmp(dir, ".") == 0
                           ? "evaluation.yaml"
                           : pp_pool_printf(pool, "%s/evaluation.yaml", dir);
    int status = 0;

    if (mkdir(dir, 0777) != 0 && errno != EEXIST)
        status = pp_file_fail(err, "make", dir, errno);
    if (status == 0)
        status = write_plan(pool, s, dir, path, err);
    if (status == 0)
        fprintf(out,
                "%s is there: say in it who was asked what, then run prepost "
                "plan show\n",
                path);
    pp_pool_free(pool);
    return status;
}

const struct pp_command pp_command_is_init = {
    .name = "init",
    .synopsis = "[DIR] [--schema]",
    .summary = "start an evaluation: a commented evaluation.yaml",
    .description =
        "Writes a plan to fill in, with what each line means, into DIR (made\n"
        "if it is not there) or here. A plan that is there already stays as it "
        "is.",
    .options = options,
    .settings_size = sizeof(struct settings),
    .max_arguments = 1,
    .run = run};
