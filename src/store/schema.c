#include "prepost/store/schema.h"

#include <assert.h>

#include "prepost/store/sql.h"

/*
 * Step i makes version i + 1 out of version i. A step that was released is
 * never changed again; a new need is a new step.
 *
 * Answers carry their origin themselves (import, line), so that a row tells
 * where it came from without a join. What files say of people beside their
 * answers is kept for each import: taking an import out again then takes out
 * what it said and nothing else.
 *
 * Texts are compared as bytes. Ranges are BETWEEN, never IN: IN builds a
 * temporary table at every insert.
 */
static const char *const steps[PP_STORE_VERSION] = {
    "CREATE TABLE facts ("
    " name TEXT PRIMARY KEY,"
    " value TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE waves ("
    " wave INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " name TEXT NOT NULL,"
    " position INTEGER NOT NULL" /* in the plan, from 0 */
    ") STRICT;"

    "CREATE TABLE instruments ("
    " instrument TEXT PRIMARY KEY,"
    " name TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE items ("
    " instrument TEXT NOT NULL REFERENCES instruments,"
    " item TEXT NOT NULL,"
    " min INTEGER NOT NULL,"
    " max INTEGER NOT NULL,"
    " PRIMARY KEY (instrument, item)"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE imports ("
    " import INTEGER PRIMARY KEY,"
    " file TEXT NOT NULL,"
    " hash TEXT NOT NULL," /* BLAKE2b-256 of the file's bytes; "k": keyed */
    " platform TEXT NOT NULL,"
    " rows INTEGER NOT NULL,"
    " taken INTEGER NOT NULL,"
    " rejected INTEGER NOT NULL,"
    " cells_rejected INTEGER NOT NULL,"
    " day TEXT,"               /* only where it was asked for */
    " held INTEGER NOT NULL,"  /* responses that came from it, now */
    " digest INTEGER NOT NULL" /* of those responses: verify.h */
    ") STRICT;"

    "CREATE TABLE participants ("
    " participant INTEGER PRIMARY KEY,"
    " pseudonym BLOB NOT NULL UNIQUE CHECK (length(pseudonym) BETWEEN 16 AND "
    "16),"
    " slips BLOB"
    ") STRICT;"

    "CREATE TABLE background ("
    " participant INTEGER NOT NULL REFERENCES participants,"
    " import INTEGER NOT NULL REFERENCES imports,"
    " \"region\" TEXT,"
    " \"group\" TEXT,"
    " PRIMARY KEY (participant, import)"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE plan_locks ("
    " lock INTEGER PRIMARY KEY,"
    " hash TEXT NOT NULL,"
    " commitments TEXT NOT NULL," /* what the hash is made of */
    " plan TEXT NOT NULL,"        /* as YAML, see store/lock.h */
    " day TEXT NOT NULL,"
    " answers_after INTEGER NOT NULL" /* responses after the first wave that
                                         were in the store already */
    ") STRICT;"

    "CREATE TABLE log ("
    " entry INTEGER PRIMARY KEY,"
    " what TEXT NOT NULL"
    ") STRICT;",

    /* 2: what an audit of the pairing tells of people (model/batch.h). */
    "CREATE TABLE remarks ("
    " participant INTEGER NOT NULL REFERENCES participants,"
    " import INTEGER NOT NULL REFERENCES imports,"
    " line INTEGER NOT NULL,"
    " wave INTEGER NOT NULL,"
    " what TEXT NOT NULL," /* 'twice', 'regions' */
    " PRIMARY KEY (participant, import, line, wave, what)"
    ") STRICT, WITHOUT ROWID;",

    /* 3: how the codes of an import's people were made (store/identity.h). */
    "CREATE TABLE identities ("
    " import INTEGER PRIMARY KEY REFERENCES imports,"
    " made_of TEXT NOT NULL,"
    " is_counted INTEGER NOT NULL"
    ") STRICT;",

    /* 4: from here on it is sealed (store/seal.h); the seals are facts. */
    "DELETE FROM facts WHERE name LIKE 'seal of %';",

    /* 5: a check sum of what an import says of people, and of the lines that
     * answers came from; NULL before. That of people themselves is a fact. */
    "ALTER TABLE imports ADD COLUMN people_digest INTEGER;",

    /* 6: how many of answers_after each wave had, "after: 0" a line; NULL
     * before. */
    "ALTER TABLE plan_locks ADD COLUMN answers_by_wave TEXT;",
};

/*
 * What version i + 1 brought, looked for in a store that says it is older.
 * Taken for one, it would have no seals to look at.
 */
static const char *const brought[PP_STORE_VERSION] = {
    "SELECT count(*) FROM sqlite_schema WHERE name = 'facts'",
    "SELECT count(*) FROM sqlite_schema WHERE name = 'remarks'",
    "SELECT count(*) FROM sqlite_schema WHERE name = 'identities'",
    "SELECT count(*) FROM facts WHERE name LIKE 'seal of %'",
    "SELECT count(*) FROM pragma_table_info('imports') "
    "WHERE name = 'people_digest'",
    "SELECT count(*) FROM pragma_table_info('plan_locks') "
    "WHERE name = 'answers_by_wave'",
};

int pp_schema_check_version(struct pp_store *store, int64_t version,
                            struct pp_error *err)
{
    for (int64_t i = version; i < PP_STORE_VERSION; i++) {
        int64_t n;

        if (pp_sql_number(store, brought[i], 0, &n, err) != 0)
            return -1;
        if (n > 0)
            return pp_fail(err, PP_ESTORE,
                           "%s says that it is of store version %lld, and has "
                           "what version %lld brought: another program "
                           "changed it; put your backup in its place",
                           store->path, (long long)version, (long long)i + 1);
    }
    return 0;
}

int pp_schema_migrate(struct pp_store *store, struct pp_error *err)
{
    int64_t version;

    if (pp_sql_number(store, "PRAGMA user_version", 0, &version, err) != 0)
        return -1;
    assert(version >= 0 && version <= PP_STORE_VERSION);
    if (version == PP_STORE_VERSION)
        return 0;
    for (int64_t i = version; i < PP_STORE_VERSION; i++)
        if (pp_sql_run(store, steps[i], err) != 0)
            return -1;

    struct pp_buffer sql = PP_BUFFER_INIT;
    pp_buffer_printf(&sql, "PRAGMA application_id=%d; PRAGMA user_version=%d",
                     PP_STORE_APPLICATION_ID, PP_STORE_VERSION);
    int result = pp_sql_run(store, sql.data, err);
    pp_buffer_clear(&sql);
    return result;
}
