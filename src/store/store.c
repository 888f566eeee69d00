#include "prepost/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "prepost/base/alloc.h"
#include "prepost/base/libraries.h"
#include "prepost/base/part_file.h"
#include "prepost/store/schema.h"
#include "prepost/store/seal.h"
#include "prepost/store/sql.h"

/*
 * The first 100 bytes of a SQLite file (its format's section 1.3), looked at
 * before SQLite opens it: opening a stranger's file could already change it.
 */
enum {
    HEADER_SIZE = 100,
    AT_PAGE_SIZE = 16,
    AT_CHANGES = 24,
    AT_N_PAGES = 28,
    AT_VERSION = 60,
    AT_APPLICATION = 68,
    AT_N_PAGES_VALID_FOR = 92
};
static const char magic[16] = "SQLite format 3";

static uint32_t big_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
           (uint32_t)bytes[2] << 8 | bytes[3];
}

static int check_owner(const char *path, uint32_t application, uint32_t version,
                       struct pp_error *err)
{
    if (application != PP_STORE_APPLICATION_ID)
        return pp_fail(err, PP_ESTORE,
                       "%s is a database of another program, not a store of "
                       "prepost",
                       path);
    if (version > PP_STORE_VERSION)
        return pp_fail(err, PP_ESTORE,
                       "%s was made by a newer prepost (store version %u; "
                       "this one knows versions up to %d); update prepost",
                       path, version, PP_STORE_VERSION);
    return 0;
}

static int check_header(const char *path, const unsigned char *header,
                        size_t n_header, off_t size, struct pp_error *err)
{
    size_t n = n_header < sizeof magic ? n_header : sizeof magic;

    if (memcmp(header, magic, n) != 0)
        return pp_fail(err, PP_ESTORE, "%s is not a store of prepost", path);
    if (n_header == HEADER_SIZE &&
        check_owner(path, big_endian(header + AT_APPLICATION),
                    big_endian(header + AT_VERSION), err) != 0)
        return -1;

    int64_t page_size = header[AT_PAGE_SIZE] << 8 | header[AT_PAGE_SIZE + 1];
    if (page_size == 1)
        page_size = 65536;
    int64_t whole = page_size * big_endian(header + AT_N_PAGES);
    bool is_valid =
        memcmp(header + AT_CHANGES, header + AT_N_PAGES_VALID_FOR, 4) == 0;
    if (n_header < HEADER_SIZE || (is_valid && size < whole))
        return pp_fail(
            err, PP_ESTORE,
            "%s is cut short (%lld bytes, where it should have "
            "%lld); restore it from a backup",
            path, (long long)size,
            (long long)(n_header < HEADER_SIZE ? HEADER_SIZE : whole));
    return 0;
}

static int check_file(const char *path, struct pp_error *err)
{
    unsigned char header[HEADER_SIZE] = {0};
    struct stat st;
    /* A pipe that nobody writes to would else be waited for. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return pp_fail(err, PP_EIO, "cannot open %s: %s", path,
                       strerror(errno));
    int result = 0;
    if (fstat(fd, &st) != 0)
        result = pp_fail(err, PP_EIO, "cannot look at %s: %s", path,
                         strerror(errno));
    else if (!S_ISREG(st.st_mode))
        result = pp_fail(err, PP_EIO, "%s is %s, not a file", path,
                         S_ISDIR(st.st_mode)    ? "a folder"
                         : S_ISFIFO(st.st_mode) ? "a pipe"
                                                : "a device");
    else if (st.st_size > 0 && !pp_sql_has_journal(path)) {
        ssize_t n = pread(fd, header, sizeof header, 0);

        result = n < 0 ? pp_fail(err, PP_EIO, "cannot read %s: %s", path,
                                 strerror(errno))
                       : check_header(path, header, (size_t)n, st.st_size, err);
    }
    close(fd);
    return result;
}

static int nothing_yet(const char *path, struct pp_error *err)
{
    return pp_fail(err, PP_EDATA, "%s is empty: nothing was imported yet",
                   path);
}

/*
 * A file of no bytes is what an older prepost left that was killed while it
 * filled a store for the first time: its journal stands beside it (and SQLite
 * would remove it when it reads). Else something was in it, and to begin anew
 * in it would hide that it is gone.
 */
static int check_not_emptied(const char *path, enum pp_store_mode mode,
                             bool *is_new, struct pp_error *err)
{
    struct stat st;

    if (stat(path, &st) != 0 || st.st_size > 0)
        return 0;
    *is_new = pp_sql_has_journal(path);
    if (*is_new)
        return mode == PP_STORE_CREATE ? 0 : nothing_yet(path, err);
    return pp_fail(err, PP_ESTORE,
                   "%s is empty, which a store never is: the disk was full, "
                   "perhaps, or a copy failed. Put your backup in its place; "
                   "or delete it, to start anew",
                   path);
}

/* SQLite's first page, with our mark on it and nothing else. */
static int write_first_page(int fd)
{
    char sql[60];
    sqlite3 *db = NULL;
    unsigned char *page = NULL;
    sqlite3_int64 n = 0;

    snprintf(sql, sizeof sql, "PRAGMA application_id=%d",
             PP_STORE_APPLICATION_ID);
    if (sqlite3_open(":memory:", &db) == SQLITE_OK &&
        sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
        page = sqlite3_serialize(db, "main", &n, 0);
    sqlite3_close(db);
    /* Where there is no page, or fewer bytes are taken than were asked. */
    errno = page == NULL ? ENOMEM : ENOSPC;
    int result =
        page != NULL && write(fd, page, (size_t)n) == n && fsync(fd) == 0 ? 0
                                                                          : -1;
    sqlite3_free(page);
    return result;
}

/*
 * Made readable for its owner alone, which SQLite would not do, and whole
 * before it has its name: a process that is killed leaves no file of no bytes,
 * which could not be told from one that lost what was in it.
 * *is_new: it was not there.
 */
static int create_private(const char *path, bool *is_new, struct pp_error *err)
{
    struct pp_buffer part = PP_BUFFER_INIT;
    struct stat st;

    *is_new = false;
    if (lstat(path, &st) == 0)
        return 0;
    int fd = pp_part_file_open(path, &part), why = errno;
    if (fd >= 0) {
        *is_new = write_first_page(fd) == 0 &&
                  pp_part_file_settle(part.data, path) == 0;
        why = errno;
        close(fd);
        if (!*is_new)
            unlink(part.data);
    }
    pp_buffer_clear(&part);
    if (*is_new || why == EEXIST)
        return 0;
    if (why == ENOMEM)
        return pp_fail(err, PP_ENOMEM, "%s: out of memory", path);
    return pp_fail(err, PP_EIO, "cannot make %s: %s", path, strerror(why));
}

/* Asked anew at each opening; SQLite ignores all but the first. A connection
 * is used by one thread only. */
static void configure_library(void)
{
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/*
 * Rollback journal, not WAL: at rest the store is one file, which people copy.
 * What is deleted is overwritten. Triggers, which a store of ours never has,
 * stay asleep if somebody put one in.
 */
static int configure(struct pp_store *store, enum pp_store_mode mode,
                     struct pp_error *err)
{
    static const int off[] = {SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_DQS_DML,
                              SQLITE_DBCONFIG_ENABLE_TRIGGER,
                              SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION};

    for (size_t i = 0; i < sizeof off / sizeof off[0]; i++)
        sqlite3_db_config(store->db, off[i], 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_busy_timeout(store->db, PP_STORE_WAIT_MS);
    /* An import puts people in before their answers, and window.c has checked
       each answer by then and can say where a wrong one stands. Doing both
       again for each of millions of rows would be a fifth of its time. */
    if (pp_sql_run(store,
                   mode == PP_STORE_CREATE
                       ? "PRAGMA ignore_check_constraints=ON"
                       : "PRAGMA foreign_keys=ON",
                   err) != 0)
        return -1;
    return pp_sql_run(store,
                      "PRAGMA trusted_schema=OFF;"
                      "PRAGMA cell_size_check=ON;"
                      "PRAGMA secure_delete=ON;"
                      "PRAGMA temp_store=MEMORY;"
                      "PRAGMA synchronous=EXTRA",
                      err);
}

/* Reads through SQLite, which first undoes what a crash left half done. */
static int check_store(struct pp_store *store, struct pp_error *err)
{
    int64_t application, version, n_objects;

    if (pp_sql_number(store, "SELECT count(*) FROM sqlite_schema", 0,
                      &n_objects, err) != 0 ||
        pp_sql_number(store, "PRAGMA application_id", 0, &application, err) !=
            0 ||
        pp_sql_number(store, "PRAGMA user_version", 0, &version, err) != 0)
        return -1;
    store->is_ready = n_objects > 0;
    if (!store->is_ready && application == 0)
        return 0;
    if (check_owner(store->path, (uint32_t)application, (uint32_t)version,
                    err) != 0)
        return -1;
    if (store->is_ready)
        return pp_schema_check_version(store, version, err);
    if (version == 0)
        return 0;
    return pp_fail(err, PP_ESTORE,
                   "%s has no tables any more: another program took them out; "
                   "put your backup in its place",
                   store->path);
}

/* Of the file itself, where the name is a link. */
static bool has_no_bytes(struct pp_store *store)
{
    struct stat st;

    return stat(store->path, &st) == 0 && st.st_size == 0;
}

int pp_store_open(const char *path, enum pp_store_mode mode,
                  struct pp_store **out, struct pp_error *err)
{
    bool is_new = false;

    *out = NULL;
    configure_library();
    if (mode == PP_STORE_CREATE && create_private(path, &is_new, err) != 0)
        return -1;
    if (check_file(path, err) != 0 ||
        (!is_new && check_not_emptied(path, mode, &is_new, err) != 0))
        return -1;

    struct pp_store *store = pp_alloc_zero(1, sizeof *store);
    store->path = pp_strdup(path);
    store->is_new = is_new;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path, &store->db, flags, NULL) != SQLITE_OK) {
        pp_sql_fail(store, err);
        goto fail;
    }
    if (configure(store, mode, err) != 0 || check_store(store, err) != 0 ||
        pp_sql_run(store, "PRAGMA journal_mode=DELETE", err) != 0)
        goto fail;
    /* Nothing is left of a first import that was killed: nor shall the file.
       Who only reads leaves one in which another is about to begin. */
    store->is_new |=
        !store->is_ready && (mode == PP_STORE_CREATE || has_no_bytes(store));
    if (mode != PP_STORE_CREATE && !store->is_ready) {
        nothing_yet(path, err);
        goto fail;
    }
    if (mode == PP_STORE_READ &&
        pp_sql_run(store, "PRAGMA query_only=ON", err) != 0)
        goto fail;
    *out = store;
    return 0;
fail:
    pp_store_close(store);
    return -1;
}

/*
 * Somebody may have moved the file, or another process may have removed its
 * own empty new one, while we waited for the lock: writing to it would then
 * be writing into nothing.
 */
static int check_still_there(struct pp_store *store, struct pp_error *err)
{
    int has_moved = 0;

    sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
    if (has_moved)
        return pp_fail(err, PP_ESTORE,
                       "%s was moved or removed while it was open; try again",
                       store->path);
    return 0;
}

/*
 * Without a look at the file beforehand: closing it would set free what the
 * first connection has locked, for locks belong to the process.
 */
struct pp_store *pp_store_open_beside(struct pp_store *store)
{
    struct pp_error err;
    struct pp_store *beside = pp_alloc_zero(1, sizeof *beside);

    beside->path = pp_strdup(store->path);
    if (!store->in_transaction &&
        sqlite3_open_v2(store->path, &beside->db,
                        SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
                        NULL) == SQLITE_OK &&
        configure(beside, PP_STORE_READ, &err) == 0 &&
        check_store(beside, &err) == 0 && check_still_there(store, &err) == 0 &&
        pp_sql_run(beside, "PRAGMA cache_size=-256", &err) == 0)
        return beside; /* it reads tables from end to end */
    pp_store_close(beside);
    return NULL;
}

/*
 * A new file into which nothing was ever put is taken away again, unless
 * somebody else is about to use it: hence the lock.
 */
static void remove_if_empty(struct pp_store *store)
{
    struct pp_error ignored = {0};

    if (!store->is_new || store->db == NULL) /* no memory for a handle */
        return;
    sqlite3_busy_timeout(store->db, 0);
    if (sqlite3_exec(store->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) !=
        SQLITE_OK)
        return;
    if (check_still_there(store, &ignored) == 0 &&
        check_store(store, &ignored) == 0 && !store->is_ready)
        unlink(sqlite3_db_filename(store->db, "main")); /* no link to it */
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

void pp_store_close(struct pp_store *store)
{
    if (store == NULL)
        return;
    pp_store_rollback(store);
    remove_if_empty(store);
    sqlite3_close_v2(store->db);
    pp_free(store->joins);
    pp_free(store->path);
    pp_free(store);
}

int pp_store_begin(struct pp_store *store, struct pp_error *err)
{
    if (pp_sql_run(store, "BEGIN IMMEDIATE", err) != 0)
        return -1;
    store->in_transaction = true;
    /* What was read at opening may have changed while we waited. */
    if (check_still_there(store, err) != 0 || check_store(store, err) != 0 ||
        pp_seals_look(store, err) != 0 || pp_schema_migrate(store, err) != 0) {
        pp_store_rollback(store);
        return -1;
    }
    return 0;
}

int pp_store_commit(struct pp_store *store, struct pp_error *err)
{
    if (pp_seals_put(store, err) != 0 || pp_sql_run(store, "COMMIT", err) != 0)
        return -1;
    store->in_transaction = false;
    store->is_new = false;
    store->is_ready = true;
    return 0;
}

void pp_store_rollback(struct pp_store *store)
{
    if (!store->in_transaction)
        return;
    /* SQLite may have rolled back already; then this does nothing. */
    pp_sql_take_back(store, "ROLLBACK");
    store->in_transaction = false;
}

void pp_store_libraries(struct pp_libraries *all)
{
    pp_libraries_add(all, "SQLite", sqlite3_libversion());
}

int pp_store_check_key(struct pp_store *store, const char *key_check,
                       struct pp_error *err)
{
    sqlite3_stmt *look;

    if (pp_sql_prepare(store,
                       "SELECT 1 FROM facts WHERE name = 'key' AND value <> ?",
                       &look, err) != 0)
        return -1;
    sqlite3_bind_text(look, 1, key_check, -1, SQLITE_STATIC);
    int found = pp_sql_step(store, look, err);
    sqlite3_finalize(look);
    if (found == 1)
        return pp_fail(err, PP_EDATA,
                       "the key is not the one that the people in %s were "
                       "given their pseudonyms with; put the old key file "
                       "back, or nobody could be matched",
                       store->path);
    return found;
}
