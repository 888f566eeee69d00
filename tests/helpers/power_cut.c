#include "power_cut.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/alloc.h"
#include "prepost/base/buffer.h"
#include "prepost/base/file.h"

enum { STORE, JOURNAL, N_FILES };

enum kind { WRITE, TRUNCATE, SYNC, CREATE, REMOVE };

struct step {
    enum kind kind;
    int file;
    int64_t at; /* WRITE: offset; TRUNCATE: size; REMOVE: folder synced */
    char *bytes;
    size_t n;
};

struct power_cut {
    sqlite3_vfs vfs; /* first: SQLite hands it back */
    sqlite3_vfs *real;
    char *path;
    struct pp_buffer before[N_FILES];
    bool was_there[N_FILES];
    struct step *steps;
    size_t n, capacity;
};

struct watched {
    sqlite3_file base;
    struct power_cut *cut;
    int file; /* -1: another one */
    /* the real file follows */
};

static sqlite3_file *real_of(sqlite3_file *file)
{
    return (sqlite3_file *)((struct watched *)file + 1);
}

static int which(const struct power_cut *cut, const char *path)
{
    size_t n = strlen(cut->path);

    if (path == NULL || strncmp(path, cut->path, n) != 0)
        return -1;
    if (path[n] == '\0')
        return STORE;
    return strcmp(path + n, "-journal") == 0 ? JOURNAL : -1;
}

static void keep(struct power_cut *cut, int file, enum kind kind, int64_t at,
                 const void *bytes, size_t n)
{
    if (file < 0)
        return;
    if (cut->n == cut->capacity) {
        cut->capacity = 2 * cut->capacity + 256;
        cut->steps =
            pp_realloc_array(cut->steps, cut->capacity, sizeof *cut->steps);
    }
    cut->steps[cut->n++] = (struct step){
        kind, file, at, n > 0 ? pp_strndup(bytes, n) : NULL, n};
}

/* --- the file's methods --------------------------------------------------- */

#define PASS(name, parameters, arguments)                                      \
    static int name parameters                                                 \
    {                                                                          \
        sqlite3_file *real = real_of(f);                                       \
        return real->pMethods->name arguments;                                 \
    }
PASS(xClose, (sqlite3_file * f), (real))
PASS(xRead, (sqlite3_file * f, void *to, int n, sqlite3_int64 at),
     (real, to, n, at))
PASS(xFileSize, (sqlite3_file * f, sqlite3_int64 *size), (real, size))
PASS(xLock, (sqlite3_file * f, int level), (real, level))
PASS(xUnlock, (sqlite3_file * f, int level), (real, level))
PASS(xCheckReservedLock, (sqlite3_file * f, int *out), (real, out))
PASS(xFileControl, (sqlite3_file * f, int op, void *arg), (real, op, arg))
PASS(xSectorSize, (sqlite3_file * f), (real))
#undef PASS

/* None of the promises that a safe disk would make. */
static int xDeviceCharacteristics(sqlite3_file *f)
{
    (void)f;
    return 0;
}

static int xWrite(sqlite3_file *f, const void *bytes, int n, sqlite3_int64 at)
{
    struct watched *w = (struct watched *)f;

    keep(w->cut, w->file, WRITE, at, bytes, (size_t)n);
    return real_of(f)->pMethods->xWrite(real_of(f), bytes, n, at);
}

static int xTruncate(sqlite3_file *f, sqlite3_int64 size)
{
    struct watched *w = (struct watched *)f;

    keep(w->cut, w->file, TRUNCATE, size, NULL, 0);
    return real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int xSync(sqlite3_file *f, int flags)
{
    struct watched *w = (struct watched *)f;
    int code = real_of(f)->pMethods->xSync(real_of(f), flags);

    keep(w->cut, w->file, SYNC, 0, NULL, 0);
    return code;
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = xClose,
    .xRead = xRead,
    .xWrite = xWrite,
    .xTruncate = xTruncate,
    .xSync = xSync,
    .xFileSize = xFileSize,
    .xLock = xLock,
    .xUnlock = xUnlock,
    .xCheckReservedLock = xCheckReservedLock,
    .xFileControl = xFileControl,
    .xSectorSize = xSectorSize,
    .xDeviceCharacteristics = xDeviceCharacteristics};

static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *f,
                     int flags, int *out_flags)
{
    struct power_cut *cut = (struct power_cut *)vfs;
    struct watched *w = (struct watched *)f;
    int code = cut->real->xOpen(cut->real, path, real_of(f), flags, out_flags);

    w->cut = cut;
    w->file = which(cut, path);
    w->base.pMethods = code == SQLITE_OK ? &methods : NULL;
    if (code == SQLITE_OK && w->file == JOURNAL)
        keep(cut, JOURNAL, CREATE, 0, NULL, 0);
    return code;
}

static int remove_file(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    struct power_cut *cut = (struct power_cut *)vfs;
    int code = cut->real->xDelete(cut->real, path, sync_folder);

    keep(cut, which(cut, path), REMOVE, sync_folder, NULL, 0);
    return code;
}

struct power_cut *power_cut_watch(const char *path)
{
    struct power_cut *cut = pp_alloc_zero(1, sizeof *cut);
    struct pp_error err;

    sqlite3_initialize();
    cut->path = realpath(path, NULL);
    assert(cut->path != NULL);
    cut->real = sqlite3_vfs_find(NULL);
    cut->vfs = *cut->real;
    cut->vfs.zName = "power cut";
    cut->vfs.pNext = NULL;
    cut->vfs.szOsFile = (int)sizeof(struct watched) + cut->real->szOsFile;
    cut->vfs.xOpen = open_file;
    cut->vfs.xDelete = remove_file;
    cut->was_there[STORE] = pp_file_read(path, 1 << 30, &cut->before[STORE],
                                         &err) == 0;
    sqlite3_vfs_register(&cut->vfs, 1);
    return cut;
}

void power_cut_stop(struct power_cut *cut)
{
    sqlite3_vfs_unregister(&cut->vfs);
    sqlite3_vfs_register(cut->real, 1);
}

void power_cut_free(struct power_cut *cut)
{
    for (size_t i = 0; i < cut->n; i++)
        pp_free(cut->steps[i].bytes);
    pp_buffer_clear(&cut->before[STORE]);
    free(cut->path);
    pp_free(cut->steps);
    pp_free(cut);
}

size_t power_cut_steps(const struct power_cut *cut)
{
    return cut->n;
}

/* --- what is left --------------------------------------------------------- */

static bool chance(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (*state >> 40 & 1) != 0;
}

/* The first step from which on nothing of the file is sure. */
static size_t last_sync(const struct power_cut *cut, size_t n, int file)
{
    for (size_t i = n; i-- > 0;)
        if (cut->steps[i].file == file && cut->steps[i].kind == SYNC)
            return i;
    return 0;
}

static void apply(const struct step *step, struct pp_buffer *file,
                  bool *is_there)
{
    size_t end = (size_t)step->at + step->n;

    switch (step->kind) {
    case WRITE:
        if (file->length < end)
            pp_buffer_repeat(file, '\0', end - file->length);
        memcpy(file->data + step->at, step->bytes, step->n);
        break;
    case TRUNCATE:
        if (file->length < (size_t)step->at)
            pp_buffer_repeat(file, '\0', (size_t)step->at - file->length);
        file->length = (size_t)step->at;
        break;
    case CREATE:
        *is_there = true;
        file->length = 0;
        break;
    case REMOVE:
        *is_there = false;
        break;
    case SYNC:
        break;
    }
}

void power_cut_lay_out(const struct power_cut *cut, size_t n, uint64_t seed,
                       const char *path)
{
    static const char *const endings[] = {"", "-journal"};

    for (int file = 0; file < N_FILES; file++) {
        struct pp_buffer bytes = PP_BUFFER_INIT, name = PP_BUFFER_INIT;
        bool is_there = cut->was_there[file];
        size_t sure = last_sync(cut, n, file);
        struct pp_error err;

        pp_buffer_append(&bytes, cut->before[file].data,
                         cut->before[file].length);
        for (size_t i = 0; i < n; i++) {
            const struct step *step = &cut->steps[i];

            if (step->file != file)
                continue;
            /* A removal is sure if its folder was synced with it. */
            bool is_sure = i < sure || step->kind == CREATE ||
                           (step->kind == REMOVE && step->at != 0);
            if (is_sure || chance(&seed))
                apply(step, &bytes, &is_there);
        }
        pp_buffer_printf(&name, "%s%s", path, endings[file]);
        unlink(name.data);
        if (is_there)
            pp_file_write(name.data, bytes.length > 0 ? bytes.data : "",
                          bytes.length, PP_FILE_PRIVATE, &err);
        pp_buffer_clear(&bytes);
        pp_buffer_clear(&name);
    }
}
