#ifndef PREPOST_BASE_YAML_H
#define PREPOST_BASE_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/notes.h"
#include "prepost/base/pool.h"

/*
 * YAML text as a tree in which every value knows its line and column, so that
 * whoever finds a mistake later can still say where it stands.
 *
 * pp_yaml_read() makes the tree, pp_yaml_get() looks up a key; base/schema.h
 * checks a tree against a table and fills structs from it. Values are text
 * here: whether `1` is a number is for the schema to say.
 *
 * Only the plain part of YAML is taken: one document of maps, lists and
 * scalars. Anchors, aliases, tags, a second document, a key given twice and a
 * key that is not a scalar are mistakes, each with its place. Nothing that a
 * file holds can make reading slow or large (PP_YAML_... below).
 */

enum {
    PP_YAML_MAX_BYTES = 4 * 1024 * 1024,
    PP_YAML_MAX_DEPTH = 32,
    PP_YAML_MAX_VALUES = 200000
};

enum pp_yaml_kind { PP_YAML_SCALAR, PP_YAML_LIST, PP_YAML_MAP };

struct pp_yaml {
    enum pp_yaml_kind kind;
    bool is_plain;       /* a scalar without quotes */
    size_t line, column; /* of its first character, from 1 */
    size_t end_line;     /* of its last */
    const char *text;    /* a scalar's, UTF-8; NULL for lists and maps */
    size_t n;            /* a list's elements, a map's values */
    const struct pp_yaml *first; /* of them, in file order ... */
    const struct pp_yaml *next;  /* ... each leading to the next */
    const struct pp_yaml *key;   /* of a value in a map; NULL otherwise */
};

/*
 * Reads YAML text into `pool`. `file` names it in messages.
 *
 * Out        *out: the document's value; NULL when it cannot be read
 * Errors     -1 with a note of severity error: what is not YAML, what is not
 *            taken (above), text that is not UTF-8, no document at all. A
 *            leading byte order mark is skipped.
 */
int pp_yaml_read(struct pp_pool *pool, const char *file, const char *text,
                 size_t length, const struct pp_yaml **out,
                 struct pp_notes *notes);

/* The value of a key; NULL if there is none, or `map` is NULL or no map. */
const struct pp_yaml *pp_yaml_get(const struct pp_yaml *map, const char *key);

/* The element of a list or map at an index from 0; NULL past its end. */
const struct pp_yaml *pp_yaml_at(const struct pp_yaml *list, size_t index);

/* Written with nothing after the colon, or as a plain ~ or null. */
bool pp_yaml_is_empty(const struct pp_yaml *node);

/*
 * Appends a map as YAML that says the same, a value a line and without any
 * comment; `without`: but for this key of it, or NULL.
 */
void pp_yaml_write(const struct pp_yaml *map, const char *without,
                   struct pp_buffer *out);

#endif
