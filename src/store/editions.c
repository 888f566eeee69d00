#include "prepost/store/editions.h"

#include "prepost/store/sql.h"

/* Of each time: how many people there were, how many were erased since, and
 * how many have come in (a file that was read anew may have taken some away).
 */
#define EDITIONS                                                               \
    "WITH now AS (SELECT count(*) AS people FROM participants), edition AS ("  \
    "SELECT CAST(substr(what, 9) AS INTEGER) AS people, (SELECT count(*) "     \
    "FROM log AS later WHERE later.what = 'forgot' AND later.entry > "         \
    "log.entry) AS erased FROM log WHERE what LIKE 'results %') "

int pp_editions_find(struct pp_store *store, struct pp_editions *out,
                     struct pp_error *err)
{
    int64_t n_kept = 0, n_erased = 0, n_came = 0;

    *out = (struct pp_editions){false, 0, 0};
    if (pp_sql_number(store,
                      EDITIONS
                      "SELECT count(*) FROM edition, now WHERE erased = "
                      "0 AND edition.people = now.people",
                      0, &n_kept, err) != 0 ||
        pp_sql_number(store,
                      EDITIONS
                      "SELECT coalesce(min(erased + max(0, "
                      "now.people - edition.people + erased)), 0) FROM "
                      "edition, now WHERE erased > 0",
                      0, &n_erased, err) != 0 ||
        pp_sql_number(store,
                      EDITIONS
                      "SELECT coalesce(min(abs(now.people - "
                      "edition.people)), 0) FROM edition, now WHERE erased "
                      "= 0 AND now.people <> edition.people",
                      0, &n_came, err) != 0)
        return -1;
    *out = (struct pp_editions){n_kept > 0, (size_t)n_erased, (size_t)n_came};
    return 0;
}

int pp_editions_keep(struct pp_store *store, struct pp_error *err)
{
    return pp_sql_run(store,
                      "INSERT INTO log (what) SELECT 'results ' || count(*) "
                      "FROM participants",
                      err);
}
