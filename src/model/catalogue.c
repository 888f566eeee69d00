#include "prepost/model/catalogue.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/data_dir.h"
#include "prepost/base/file.h"
#include "prepost/base/text.h"
#include "prepost/base/yaml.h"
#include "prepost/model/instrument_key.h"

/* A questionnaire that was read; one with mistakes is kept as NULL, with the
 * first of them. */
struct known {
    const char *id;
    const struct pp_instrument *instrument;
    struct pp_note why;
    struct known *next;
};

struct pp_catalogue {
    struct pp_pool *pool;
    const char *own, *surveys; /* folders; NULL: there is none */
    struct known *known;
};

struct pp_catalogue *pp_catalogue_new(struct pp_pool *pool,
                                      const char *evaluation_dir)
{
    struct pp_catalogue *c = pp_pool_alloc(pool, sizeof *c);

    c->pool = pool;
    if (evaluation_dir != NULL)
        c->own = pp_pool_strdup(pool, evaluation_dir);
    c->surveys = pp_data_dir(pool, "surveys");
    return c;
}

/* --- reading one -----------------------------------------------------------*/

static int read_text(struct pp_pool *pool, const char *path, const char **text,
                     size_t *length, struct pp_notes *notes)
{
    struct pp_buffer bytes = PP_BUFFER_INIT;
    struct pp_error err;

    if (pp_file_read(path, PP_YAML_MAX_BYTES + 1, &bytes, &err) != 0) {
        pp_notes_add(notes, PP_NOTE_ERROR, path, 0, 0, NULL, "%s", err.text);
        pp_buffer_clear(&bytes);
        return -1;
    }
    *text = pp_pool_strndup(pool, pp_buffer_text(&bytes), bytes.length);
    *length = bytes.length;
    pp_buffer_clear(&bytes);
    return 0;
}

/* DIR/verbatim/ID.yaml holds wording whose licence asks for a file apart. */
static int add_verbatim(struct pp_pool *pool, const char *path,
                        const struct pp_instrument **instrument,
                        struct pp_notes *notes)
{
    const char *name = pp_file_name(path), *text;
    const char *wording =
        pp_pool_printf(pool, "%.*sverbatim/%s.yaml", (int)(name - path), path,
                       (*instrument)->id);
    size_t length;

    if ((*instrument)->wording != PP_WORDING_NOTICE ||
        access(wording, F_OK) != 0)
        return 0;
    if (read_text(pool, wording, &text, &length, notes) != 0)
        return -1;
    return pp_instrument_add_wording(pool, wording, text, length, instrument,
                                     notes);
}

int pp_catalogue_read_file(struct pp_pool *pool, const char *path,
                           const struct pp_instrument **out,
                           struct pp_notes *notes)
{
    const char *text;
    size_t length;

    *out = NULL;
    if (read_text(pool, path, &text, &length, notes) != 0 ||
        pp_instrument_read(pool, path, text, length, out, notes) != 0)
        return -1;
    if (add_verbatim(pool, path, out, notes) != 0) {
        *out = NULL;
        return -1;
    }
    return 0;
}

/* --- finding one -----------------------------------------------------------*/

/* Only small letters, digits and _: no id can lead out of the folder. */
static bool is_id(const char *id)
{
    return id[0] != '\0' &&
           id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static const char *path_of(const struct pp_catalogue *c, const char *id)
{
    const char *const folders[] = {c->own, c->surveys};

    for (size_t i = 0; i < 2; i++) {
        if (folders[i] == NULL)
            continue;
        const char *path =
            pp_pool_printf(c->pool, "%s/%s.yaml", folders[i], id);

        if (access(path, F_OK) == 0)
            return path;
    }
    return NULL;
}

/* So that whoever asks a second time hears the reason too, but not twice. */
static void say_again(const struct known *k, struct pp_notes *notes)
{
    const struct pp_note *why = &k->why;

    if (k->instrument != NULL || why->text == NULL)
        return;
    for (size_t i = 0; i < notes->n; i++)
        if (strcmp(notes->items[i].text, why->text) == 0 &&
            strcmp(notes->items[i].file, why->file) == 0)
            return;
    pp_notes_add(notes, PP_NOTE_ERROR, why->file, why->line, why->column, NULL,
                 "%s", why->text);
}

/* The charity's own copy of a questionnaire that comes with the program. */
static bool is_copy(const struct pp_catalogue *c, const char *path,
                    const char *id, const char **shipped)
{
    if (c->own == NULL || c->surveys == NULL)
        return false;
    *shipped = pp_pool_printf(c->pool, "%s/%s.yaml", c->surveys, id);
    return access(*shipped, F_OK) == 0 && strcmp(*shipped, path) != 0;
}

/* What was confirmed is how the questionnaire is scored, not its name. */
static void check_key(struct pp_catalogue *c, const char *path, struct known *k,
                      struct pp_notes *notes)
{
    const struct pp_instrument *original;
    const char *shipped, *what;
    struct pp_notes unheard;

    if (k->instrument == NULL || k->instrument->status == PP_KEY_OWN ||
        !is_copy(c, path, k->id, &shipped))
        return;
    pp_notes_init(&unheard, c->pool, 1);
    if (pp_catalogue_read_file(c->pool, shipped, &original, &unheard) != 0 ||
        (what = pp_instrument_key_differs(k->instrument, original)) == NULL)
        return;
    struct pp_instrument *own = pp_pool_alloc(c->pool, sizeof *own);
    *own = *k->instrument;
    own->status = PP_KEY_OWN;
    own->status_note = NULL;
    k->instrument = own;
    pp_notes_add(notes, PP_NOTE_WARNING, path, 1, 1, NULL,
                 "it differs from the %s that comes with prepost in %s, so its "
                 "key counts as your own, which nobody else has confirmed. "
                 "Take the file away to use the published one; words of "
                 "answers in another language go into the plan: "
                 "{id: %s, answers: ...}",
                 own->short_name != NULL ? own->short_name : own->id, what,
                 own->id);
}

/* Its notes are kept here, for the caller's pool may be gone by then. */
static void read_known(struct pp_catalogue *c, const char *path,
                       struct known *k, struct pp_notes *notes)
{
    struct pp_notes own;

    pp_notes_init(&own, c->pool, 0);
    if (pp_catalogue_read_file(c->pool, path, &k->instrument, &own) == 0 &&
        strcmp(k->instrument->id, k->id) != 0) {
        pp_notes_add(&own, PP_NOTE_ERROR, path, 1, 1, NULL,
                     "its id is \"%s\"; expected the file's name, \"%s\"",
                     k->instrument->id, k->id);
        k->instrument = NULL;
    }
    check_key(c, path, k, &own);
    for (size_t i = 0; i < own.n; i++) {
        const struct pp_note *note = &own.items[i];
        pp_notes_add(notes, note->severity, note->file, note->line,
                     note->column, NULL, "%s", note->text);
        if (note->severity == PP_NOTE_ERROR && k->why.text == NULL)
            k->why = *note; /* it lives in the catalogue's pool */
    }
}

const struct pp_instrument *
pp_catalogue_find(const char *id, struct pp_notes *notes, void *catalogue)
{
    struct pp_catalogue *c = catalogue;
    const char *path;

    for (struct known *k = c->known; k != NULL; k = k->next)
        if (strcmp(k->id, id) == 0) {
            say_again(k, notes);
            return k->instrument;
        }
    if (!is_id(id) || (path = path_of(c, id)) == NULL)
        return NULL;
    struct known *k = pp_pool_alloc(c->pool, sizeof *k);

    k->id = pp_pool_strdup(c->pool, id);
    k->next = c->known;
    c->known = k;
    read_known(c, path, k, notes);
    return k->instrument;
}

/* --- listing ---------------------------------------------------------------*/

struct list {
    struct pp_pool *pool;
    const char **ids;
    size_t n, capacity;
};

static void add_id(struct list *list, const char *id)
{
    if (list->n == list->capacity) {
        size_t capacity = list->capacity > 0 ? 2 * list->capacity : 64;
        const char **grown = pp_pool_array(list->pool, capacity, sizeof *grown);

        if (list->n > 0)
            memcpy(grown, list->ids, list->n * sizeof *grown);
        list->ids = grown;
        list->capacity = capacity;
    }
    list->ids[list->n++] = id;
}

/* An evaluation's folder holds its plan too; a definition has items. */
static bool has_items(const char *path)
{
    struct pp_buffer bytes = PP_BUFFER_INIT;
    struct pp_error err;
    bool found = pp_file_read(path, PP_YAML_MAX_BYTES, &bytes, &err) == 0 &&
                 (strncmp(pp_buffer_text(&bytes), "items:", 6) == 0 ||
                  strstr(pp_buffer_text(&bytes), "\nitems:") != NULL);

    pp_buffer_clear(&bytes);
    return found;
}

static void list_folder(struct list *list, const char *folder, bool look_inside)
{
    DIR *dir = folder != NULL ? opendir(folder) : NULL;

    for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        size_t length = strlen(e->d_name);

        if (length < 6 || strcmp(e->d_name + length - 5, ".yaml") != 0)
            continue;
        char *id = pp_pool_strndup(list->pool, e->d_name, length - 5);

        if (is_id(id) &&
            (!look_inside ||
             has_items(pp_pool_printf(list->pool, "%s/%s", folder, e->d_name))))
            add_id(list, id);
    }
    if (dir != NULL)
        closedir(dir);
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct pp_text_list pp_catalogue_ids(struct pp_catalogue *c)
{
    struct list list = {.pool = c->pool};
    size_t n = 0;

    list_folder(&list, c->own, true);
    list_folder(&list, c->surveys, false);
    if (list.n == 0)
        return (struct pp_text_list){NULL, 0};
    qsort(list.ids, list.n, sizeof *list.ids, compare_ids);
    /* One in both folders is one. */
    for (size_t i = 0; i < list.n; i++)
        if (n == 0 || strcmp(list.ids[n - 1], list.ids[i]) != 0)
            list.ids[n++] = list.ids[i];
    return (struct pp_text_list){list.ids, n};
}

const char *pp_catalogue_closest(struct pp_catalogue *c, const char *id)
{
    struct pp_text_list ids = pp_catalogue_ids(c);

    return pp_text_closest(id, ids.items, ids.n);
}
