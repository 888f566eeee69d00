#ifndef PREPOST_BASE_SCHEMA_H
#define PREPOST_BASE_SCHEMA_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/notes.h"
#include "prepost/base/pool.h"
#include "prepost/base/text_list.h"
#include "prepost/base/yaml.h"

/*
 * One table says what a YAML file of some kind may hold. pp_schema_read()
 * checks a tree against it and fills a struct; pp_schema_json() writes the
 * same table as a JSON Schema, so that editors check by the same rules.
 *
 *     struct answer { long code; const char *label; };
 *     static const struct pp_field answer_fields[] = {
 *         PP_FIELD("code", WHOLE, struct answer, code, NULL, .is_key = true),
 *         PP_FIELD("label", TEXT, struct answer, label, "what it means"),
 *     };
 *     static const struct pp_schema answer = {
 *         .name = "answer", PP_SCHEMA_FIELDS(answer_fields),
 *         .size = sizeof(struct answer), .shorthand = "label"};
 *
 * reads the map `0: Not at all` as one answer {0, "Not at all"} in a field of
 * type PP_FIELD_NAMED, and `0: {label: Not at all}` the same way.
 *
 * What depends on several values at once (an item that no list names) is for
 * the caller to check; pp_yaml_get() on the block's node gives the place.
 */

enum pp_field_type {
    PP_FIELD_TEXT,    /* const char *; NULL when absent */
    PP_FIELD_WHOLE,   /* long; `otherwise` when absent */
    PP_FIELD_NUMBER,  /* double; `otherwise` when absent */
    PP_FIELD_FLAG,    /* bool, written yes or no; `otherwise` when absent */
    PP_FIELD_WORD,    /* int, the index of one of `choices`; or `otherwise` */
    PP_FIELD_TEXTS,   /* struct pp_text_list: a list, or one text */
    PP_FIELD_NUMBERS, /* struct pp_number_list: a list of numbers */
    PP_FIELD_BLOCK,   /* const void *: a struct of `sub`; NULL when absent */
    PP_FIELD_BLOCKS,  /* struct pp_block_list: a list of blocks of `sub` */
    PP_FIELD_NAMED    /* struct pp_block_list: a map, its keys go to the field
                         of `sub` that is_key */
};

struct pp_number_list {
    const double *items;
    size_t n;
};

struct pp_block_list {
    const void *items; /* array of the sub-schema's struct */
    size_t n;
};

struct pp_field {
    const char *name;
    enum pp_field_type type;
    size_t offset;    /* of the value in the struct */
    const char *help; /* one line, for the JSON Schema and editors */
    bool required;
    bool is_key;       /* filled from the key in a PP_FIELD_NAMED map */
    bool is_name;      /* text: a-z, then a-z, 0-9 or _ */
    bool may_be_empty; /* text: "" is allowed */
    size_t longest;    /* text: in bytes; 0: any length */
    double otherwise;  /* value when absent: numbers, flags, words */
    bool has_range;    /* numbers: min to max, both allowed */
    double min, max;   /* texts and lists: number of elements, if has_range */
    const char *const *choices; /* NULL at the end */
    const struct pp_schema *sub;
    const struct pp_field *scalar; /* read a single scalar by this instead */
};

struct pp_schema {
    const char *name; /* "scale": in the JSON Schema */
    const struct pp_field *fields;
    size_t n_fields;
    size_t size;           /* of the struct */
    const char *shorthand; /* a lone scalar stands for this field; or NULL */
    bool has_node;         /* the struct keeps its node ... */
    size_t node_offset;    /* ... in a const struct pp_yaml * here */
};

/* The help, or NULL, comes first of what follows the member. */
#define PP_FIELD(key, kind, owner, member, ...)                                \
    {                                                                          \
        .name = (key), .type = PP_FIELD_##kind,                                \
        .offset = offsetof(owner, member), .help = __VA_ARGS__                 \
    }
#define PP_SCHEMA_FIELDS(array)                                                \
    .fields = (array), .n_fields = sizeof(array) / sizeof *(array)
#define PP_SCHEMA_NODE(type, member)                                           \
    .has_node = true, .node_offset = offsetof(type, member)

/*
 * Reads a tree by a schema into *out (schema->size bytes), which is zeroed
 * first; texts and arrays live in `pool` or in the tree.
 *
 * Errors     -1 with a note for every mistake: an unknown key (with the one
 *            probably meant), a missing one, a value of the wrong type, out
 *            of range or not among the choices. What can be filled is filled
 *            also then, so that the caller may go on looking for mistakes;
 *            what is wrong is left as if absent.
 */
int pp_schema_read(struct pp_pool *pool, const struct pp_schema *schema,
                   const struct pp_yaml *node, const char *file, void *out,
                   struct pp_notes *notes);

/* The schema as JSON Schema (draft 2020-12), indented, one newline at the end.
 */
void pp_schema_json(const struct pp_schema *schema, const char *id,
                    const char *title, struct pp_buffer *out);

#endif
