#include "rejects_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/csv.h"
#include "prepost/base/file.h"
#include "prepost/base/hash.h"

static const char file_heading[] = "prepost: file";
static const char check_start[] = " (check ";
enum {
    N_HEADING = sizeof file_heading - 1,
    N_START = sizeof check_start - 1,
    N_DIGITS = 16,
    N_SEAL = N_START + N_DIGITS + 1 /* ")" */
};

/* --- the check sum -------------------------------------------------------- */

/* Where it is, or belongs: after the last heading; NULL: there is none. */
static char *seal_place(const struct pp_buffer *rejects)
{
    char *at = rejects->length > 0 ? strstr(rejects->data, file_heading) : NULL;

    return at != NULL ? at + N_HEADING : NULL;
}

/* Takes the seal out, into `digits`. */
static bool unseal(struct pp_buffer *rejects, char digits[N_DIGITS + 1])
{
    char *at = seal_place(rejects);

    if (at == NULL || strncmp(at, check_start, N_START) != 0 ||
        strspn(at + N_START, "0123456789abcdef") != N_DIGITS ||
        at[N_SEAL - 1] != ')')
        return false;
    memcpy(digits, at + N_START, N_DIGITS);
    digits[N_DIGITS] = '\0';
    memmove(at, at + N_SEAL,
            rejects->length - (size_t)(at + N_SEAL - rejects->data));
    rejects->length -= N_SEAL;
    return true;
}

void pp_rejects_file_seal(struct pp_buffer *rejects)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    char hash[PP_HASH_SIZE], digits[N_DIGITS + 1];

    unseal(rejects, digits);
    const char *at = seal_place(rejects);
    if (at == NULL)
        return;
    size_t before = (size_t)(at - rejects->data);
    pp_hash_bytes(rejects->data, rejects->length, hash);
    pp_buffer_append(&out, rejects->data, before);
    pp_buffer_printf(&out, "%s%.*s)", check_start, N_DIGITS, hash);
    pp_buffer_append(&out, at, rejects->length - before);
    pp_buffer_clear(rejects);
    *rejects = out;
}

void pp_rejects_file_unseal(struct pp_buffer *rejects)
{
    char digits[N_DIGITS + 1];

    unseal(rejects, digits);
}

bool pp_rejects_file_is_whole(const char *path)
{
    enum { LARGEST = 1 << 30 };
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_error ignored = {0};
    char digits[N_DIGITS + 1], hash[PP_HASH_SIZE];

    bool is_whole = pp_file_read(path, LARGEST, &text, &ignored) == 0 &&
                    unseal(&text, digits);
    if (is_whole) {
        pp_hash_bytes(text.data, text.length, hash);
        is_whole = strncmp(hash, digits, N_DIGITS) == 0;
    }
    pp_buffer_clear(&text);
    return is_whole;
}

/* --- whose they are ------------------------------------------------------- */

static const char *text_at(const struct pp_record *row, size_t i)
{
    return i < row->n_fields && row->fields[i].text != NULL
               ? row->fields[i].text
               : "";
}

/*
 * Whether the rejects there are of the file of this name. What cannot be read,
 * or does not say, is somebody else's.
 */
static bool is_of(const char *path, const char *name)
{
    const struct pp_csv_options options = {.delimiter = ','};
    const struct pp_record *row;
    struct pp_error ignored = {0};
    struct pp_csv *csv;
    size_t column = 0;
    bool is_it = false;

    if (pp_csv_open(path, &options, &csv, &ignored) != 0)
        return false;
    if (pp_csv_next(csv, &row, &ignored) > 0) {
        while (column < row->n_fields &&
               strncmp(text_at(row, column), file_heading, N_HEADING) != 0)
            column++;
        is_it = column < row->n_fields &&
                pp_csv_next(csv, &row, &ignored) > 0 &&
                strcmp(text_at(row, column), name) == 0;
    }
    pp_csv_close(csv);
    return is_it;
}

/* --- where they go -------------------------------------------------------- */

enum { SHARED, OWN, N_PLACES = 10, MOST_OF_NAME = 200 };

/* rejects.csv, rejects-NAME.csv, rejects-NAME-2.csv and so on. What is in them
 * is CSV, whatever the file was; they tell of which file they are themselves,
 * should two long names begin alike. */
static const char *place(struct pp_pool *pool, const char *dir,
                         const char *name, int i)
{
    size_t n = strlen(name);
    bool is_csv = n > 4 && strcmp(name + n - 4, ".csv") == 0;

    if (i == SHARED)
        return pp_pool_printf(pool, "%s/rejects.csv", dir);
    if (is_csv)
        n -= 4;
    /* What stands around it, while it is written too, has room in a name of
       255 bytes; no letter is cut in two. */
    if (n > MOST_OF_NAME)
        for (n = MOST_OF_NAME; ((unsigned char)name[n] & 0xc0) == 0x80;)
            n--;
    if (i == OWN)
        return pp_pool_printf(pool, "%s/rejects-%.*s.csv", dir, (int)n, name);
    return pp_pool_printf(pool, "%s/rejects-%.*s-%d.csv", dir, (int)n, name, i);
}

static int write_first(const char *const *places, const char *name,
                       bool is_alone, const struct pp_buffer *rejects,
                       struct pp_rejects_kept *out, struct pp_error *err)
{
    struct pp_buffer sealed = PP_BUFFER_INIT;

    for (int i = is_alone ? SHARED : OWN; i < N_PLACES && !out->path; i++) {
        if (access(places[i], F_OK) != 0 ||
            (is_of(places[i], name) && pp_rejects_file_is_whole(places[i])))
            out->path = places[i];
        else if (out->changed == NULL && is_of(places[i], name))
            out->changed = places[i];
    }
    if (out->path == NULL)
        return pp_fail(err, PP_EIO,
                       "%s cannot be written over: somebody changed it, and "
                       "the others of its name; move them elsewhere",
                       places[N_PLACES - 1]);
    pp_buffer_append(&sealed, rejects->data, rejects->length);
    pp_rejects_file_seal(&sealed);
    int status = pp_file_write(out->path, sealed.data, sealed.length,
                               PP_FILE_PRIVATE, err);
    pp_buffer_clear(&sealed);
    return status;
}

int pp_rejects_file_keep(const char *dir, const char *name, bool is_alone,
                         const struct pp_buffer *rejects, struct pp_pool *pool,
                         struct pp_rejects_kept *out, struct pp_error *err)
{
    const char *places[N_PLACES];

    *out = (struct pp_rejects_kept){NULL, NULL};
    for (int i = 0; i < N_PLACES; i++)
        places[i] = place(pool, dir, name, i);
    if (rejects->length > 0 &&
        write_first(places, name, is_alone, rejects, out, err) != 0)
        return -1;
    for (int i = 0; i < N_PLACES; i++)
        if (places[i] != out->path && access(places[i], F_OK) == 0 &&
            is_of(places[i], name) && pp_rejects_file_is_whole(places[i]) &&
            unlink(places[i]) != 0)
            return pp_file_fail(err, "remove", places[i], errno);
    return 0;
}

const char *pp_rejects_file_find(const char *dir, const char *name,
                                 struct pp_pool *pool)
{
    for (int i = 0; i < N_PLACES; i++) {
        const char *path = place(pool, dir, name, i);
        if (access(path, F_OK) == 0 && is_of(path, name))
            return path;
    }
    return NULL;
}
