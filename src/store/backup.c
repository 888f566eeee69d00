#include "prepost/store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/alloc.h"
#include "prepost/store/sql.h"

static int copy_into(struct pp_store *store, struct pp_store *copy,
                     struct pp_error *err)
{
    if (sqlite3_open_v2(copy->path, &copy->db,
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

/* Written beside the name it will have, so that half a copy is never seen. */
static int write_copy(struct pp_store *store, const char *part,
                      const char *path, struct pp_error *err)
{
    struct pp_store copy = {.path = pp_strdup(part)};
    int result = copy_into(store, &copy, err);

    sqlite3_close_v2(copy.db);
    if (result == 0 && link(part, path) != 0)
        result =
            pp_fail(err, PP_EIO, "cannot make %s: %s", path, strerror(errno));
    unlink(part);
    pp_free(copy.path);
    return result;
}

int pp_store_backup(struct pp_store *store, const char *path,
                    struct pp_error *err)
{
    struct pp_buffer part = PP_BUFFER_INIT;

    if (access(path, F_OK) == 0)
        return pp_fail(err, PP_EIO,
                       "%s is there already; a backup never overwrites", path);
    pp_buffer_printf(&part, "%s.part%ld", path, (long)getpid());
    int fd = open(part.data, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int result = fd < 0 ? pp_fail(err, PP_EIO, "cannot make %s: %s", path,
                                  strerror(errno))
                        : 0;
    if (fd >= 0) {
        close(fd);
        result = write_copy(store, part.data, path, err);
    }
    pp_buffer_clear(&part);
    return result;
}
