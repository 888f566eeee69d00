#include "prepost/base/data_dir.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How far above the program its source tree may be: build/x/tests/y/z. */
enum { LEVELS_UP = 6 };

static int is_folder(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static const char *if_there(const char *path)
{
    return is_folder(path) ? path : NULL;
}

const char *pp_data_dir(struct pp_pool *pool, const char *name)
{
    const char *named = getenv("PREPOST_DATA");
    char place[PATH_MAX];
    const char *found = NULL;

    if (named != NULL && named[0] != '\0')
        return if_there(pp_pool_printf(pool, "%s/%s", named, name));
    ssize_t n = readlink("/proc/self/exe", place, sizeof place - 1);
    if (n <= 0)
        return NULL;
    place[n] = '\0';
    for (int level = 0; level < LEVELS_UP && found == NULL; level++) {
        char *slash = strrchr(place, '/');
        if (slash == NULL)
            return NULL;
        *slash = '\0';
        found =
            if_there(pp_pool_printf(pool, "%s/share/prepost/%s", place, name));
        if (found == NULL)
            found = if_there(pp_pool_printf(pool, "%s/%s", place, name));
    }
    return found;
}
