#include "import_remove.h"

#include "prepost/base/file.h"
#include "prepost/base/json.h"
#include "prepost/cli/reports_earlier.h"
#include "prepost/ingest/import.h"
#include "prepost/store/remove.h"
#include "prepost/store/sql.h"
#include "rejects_file.h"

static const char *plural(long n)
{
    return n == 1 ? "" : "s";
}

static void print_one(const struct pp_removed *one, bool is_dry_run, FILE *out)
{
    fprintf(out,
            "%s: %ld row%s %staken out: %ld filled-in questionnaire%s, and "
            "%ld %s in no other file\n",
            one->file, one->n_rows, plural(one->n_rows),
            is_dry_run ? "would be " : "", one->n_responses,
            plural(one->n_responses), one->n_people,
            one->n_people == 1 ? "person who was" : "people who were");
}

/* What the store cannot mend by itself. */
static void print_advice(const struct pp_evaluation *evaluation,
                         const struct pp_removed *removed, size_t n, FILE *out)
{
    const struct pp_plan *plan = evaluation->plan;

    for (size_t i = 0; i < n; i++)
        if (pp_ingest_plan_file(plan, removed[i].file) != NULL)
            fprintf(out,
                    "  the plan names %s: take it out of files there, or the "
                    "next prepost run brings it back\n",
                    removed[i].file);
    fputs(plan->same_twice == PP_TWICE_REFUSE
              ? "  answers of other files that were left out because these "
                "were in come in when\n  those files are imported again with "
                "--replace\n"
              : "  answers of other files that had given way to these are not "
                "kept: import those\n  files again with --replace to have them "
                "back\n",
          out);
    struct pp_text_list reports = pp_reports_standing(
        evaluation->pool, pp_evaluation_path(evaluation, "reports"));
    for (size_t i = 0; i < reports.n; i++)
        fprintf(out, "%s%s", i == 0 ? "  made before this: " : ", ",
                reports.items[i]);
    if (reports.n > 0)
        fputs("; make them anew with prepost report\n", out);
}

static void write_json(const struct pp_removed *removed, size_t n,
                       bool is_dry_run, FILE *out)
{
    json_t *all = json_object(), *list = json_array();
    struct pp_buffer text = PP_BUFFER_INIT;

    pp_json_add(all, "dry_run", json_boolean(is_dry_run));
    for (size_t i = 0; i < n; i++) {
        json_t *one = json_object();
        pp_json_add(one, "file", pp_json_text(removed[i].file));
        pp_json_add(one, "n_rows", pp_json_count(removed[i].n_rows));
        pp_json_add(one, "n_responses", pp_json_count(removed[i].n_responses));
        pp_json_add(one, "n_people_removed",
                    pp_json_count(removed[i].n_people));
        pp_json_add(list, NULL, one);
    }
    pp_json_add(all, "removed", list);
    pp_json_print(all, &text);
    fputs(pp_buffer_text(&text), out);
    pp_buffer_clear(&text);
    json_decref(all);
}

/* One transaction; a dry run's is given up at the end. */
static int take_out(struct pp_evaluation *evaluation,
                    const struct pp_import_removal *removal,
                    struct pp_removed *removed, struct pp_error *err)
{
    bool is_inner;
    int status = 0;

    if (pp_sql_begin(evaluation->store, &is_inner, err) != 0)
        return -1;
    for (size_t i = 0; i < removal->files.n && status == 0; i++)
        status = pp_store_remove(evaluation->store,
                                 pp_file_name(removal->files.items[i]),
                                 evaluation->pool, &removed[i], err);
    if (status == 0 && removal->is_dry_run) {
        pp_sql_undo(evaluation->store, is_inner);
        return 0;
    }
    return pp_sql_end(evaluation->store, is_inner, status, err);
}

/* Its rejected rows go with it. */
static int drop_rejects(const struct pp_evaluation *evaluation,
                        const struct pp_removed *removed, size_t n,
                        struct pp_error *err)
{
    const struct pp_buffer none = PP_BUFFER_INIT;
    struct pp_rejects_kept kept;

    for (size_t i = 0; i < n; i++)
        if (pp_rejects_file_keep(evaluation->dir, removed[i].file, n == 1,
                                 &none, evaluation->pool, &kept, err) != 0)
            return -1;
    return 0;
}

int pp_import_remove(struct pp_evaluation *evaluation,
                     const struct pp_import_removal *removal, FILE *out,
                     struct pp_error *err)
{
    size_t n = removal->files.n;
    struct pp_removed *removed =
        pp_pool_array(evaluation->pool, n, sizeof *removed);

    if (n == 0)
        return pp_fail(err, PP_EUSAGE,
                       "import --remove: expected the name of a file that was "
                       "imported; prepost status names them");
    if (pp_evaluation_open_store(evaluation, PP_STORE_WRITE, err) != 0 ||
        take_out(evaluation, removal, removed, err) != 0)
        return -1;
    if (!removal->is_dry_run && drop_rejects(evaluation, removed, n, err) != 0)
        return -1;
    if (removal->is_json) {
        write_json(removed, n, removal->is_dry_run, out);
    } else if (!removal->is_quiet) {
        for (size_t i = 0; i < n; i++)
            print_one(&removed[i], removal->is_dry_run, out);
        print_advice(evaluation, removed, n, out);
    }
    return PP_EXIT_DONE;
}
