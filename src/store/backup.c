#include "prepost/store/backup.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/file.h"
#include "prepost/base/part_file.h"
#include "prepost/store/sql.h"

/* `copy` has the name that messages tell; the bytes go to `part`. */
static int copy_into(struct pp_store *store, struct pp_store *copy,
                     const char *part, struct pp_error *err)
{
    if (sqlite3_open_v2(part, &copy->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        return pp_sql_fail(copy, err);
    sqlite3_backup *backup =
        sqlite3_backup_init(copy->db, "main", store->db, "main");
    if (backup == NULL)
        return pp_sql_fail(copy, err);
    int code = sqlite3_backup_step(backup, -1);
    /* finish() leaves in the copy what went wrong on either side. */
    int finished = sqlite3_backup_finish(backup);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return pp_fail(err, PP_ESTORE,
                       "%s is in use by another program, perhaps another "
                       "prepost; close it there and try again",
                       store->path);
    if (code != SQLITE_DONE || finished != SQLITE_OK)
        return pp_sql_fail(copy, err);
    return 0;
}

static const char journal_ending[] = "-journal";

/* SQLite would only say that it cannot be written. */
static bool has_room_for_journal(const char *part)
{
    return strlen(pp_file_name(part)) + strlen(journal_ending) <= NAME_MAX;
}

static void remove_part(const char *part)
{
    struct pp_buffer journal = PP_BUFFER_INIT;

    pp_buffer_printf(&journal, "%s%s", part, journal_ending);
    unlink(part);
    unlink(journal.data);
    pp_buffer_clear(&journal);
}

int pp_store_backup(struct pp_store *store, const char *path,
                    struct pp_error *err)
{
    struct pp_buffer part = PP_BUFFER_INIT;
    struct pp_store copy = {.path = (char *)path};

    if (access(path, F_OK) == 0)
        return pp_fail(err, PP_EIO,
                       "%s is there already; a backup never overwrites", path);
    /* Written beside the name that it will have: half a copy is never seen. */
    int fd = pp_part_file_open(path, &part);
    int result = fd < 0 ? pp_file_fail(err, "make", path, errno) : 0;
    if (fd >= 0) {
        close(fd);
        result = has_room_for_journal(part.data)
                     ? copy_into(store, &copy, part.data, err)
                     : pp_file_fail(err, "make", path, ENAMETOOLONG);
        sqlite3_close_v2(copy.db);
        if (result == 0 && pp_part_file_settle(part.data, path) != 0)
            result = pp_file_fail(err, "make", path, errno);
        remove_part(part.data);
    }
    pp_buffer_clear(&part);
    return result;
}
