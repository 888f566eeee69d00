#include <string.h>

#include "instrument_file.h"
#include "prepost/base/text.h"
#include "prepost/model/instrument.h"

/*
 * Wording that may be passed on only unchanged and with its notice stands in a
 * file of its own, so that it can be left out of a distribution.
 */

struct def_text {
    const struct pp_yaml *at;
    const char *id, *text;
};

struct def_wordings {
    const struct pp_yaml *at;
    const char *id, *notice, *stem;
    struct pp_block_list items; /* def_text */
};

static const struct pp_field text_fields[] = {
    PP_FIELD("id", TEXT, struct def_text, id, NULL, .is_key = true,
             .is_name = true),
    PP_FIELD("text", TEXT, struct def_text, text,
             "the question as people read it", .required = true),
};
static const struct pp_schema text_schema = {
    .name = "text",
    PP_SCHEMA_FIELDS(text_fields),
    .size = sizeof(struct def_text),
    .shorthand = "text",
    PP_SCHEMA_NODE(struct def_text, at)};
static const struct pp_field wording_fields[] = {
    PP_FIELD("id", TEXT, struct def_wordings, id, "the questionnaire's id",
             .required = true, .is_name = true),
    PP_FIELD("notice", TEXT, struct def_wordings, notice,
             "the notice to keep with the questions", .required = true),
    PP_FIELD("stem", TEXT, struct def_wordings, stem,
             "printed before the questions"),
    PP_FIELD("items", NAMED, struct def_wordings, items,
             "each item's id and its question", .required = true,
             .sub = &text_schema),
};
static const struct pp_schema wording_schema = {
    .name = "wording",
    PP_SCHEMA_FIELDS(wording_fields),
    .size = sizeof(struct def_wordings),
    PP_SCHEMA_NODE(struct def_wordings, at)};

static struct pp_instrument *copy_of(struct pp_pool *pool,
                                     const struct pp_instrument *instrument,
                                     struct pp_item **items)
{
    struct pp_instrument *copy = pp_pool_alloc(pool, sizeof *copy);

    *copy = *instrument;
    *items = pp_pool_array(pool, copy->n_items, sizeof **items);
    memcpy(*items, copy->items, copy->n_items * sizeof **items);
    copy->items = *items;
    return copy;
}

int pp_instrument_add_wording(struct pp_pool *pool, const char *file,
                              const char *text, size_t length,
                              const struct pp_instrument **instrument,
                              struct pp_notes *notes)
{
    struct def_wordings def;
    const struct pp_yaml *root;
    struct pp_item *items;

    if (pp_yaml_read(pool, file, text, length, &root, notes) != 0 ||
        pp_schema_read(pool, &wording_schema, root, file, &def, notes) != 0)
        return -1;
    struct pp_instrument *copy = copy_of(pool, *instrument, &items);
    const struct def_text *texts = def.items.items;
    int status = 0;

    if (strcmp(def.id, copy->id) != 0) {
        pp_notes_add(notes, PP_NOTE_ERROR, file, root->line, root->column, NULL,
                     "id: expected \"%s\", found \"%s\"", copy->id, def.id);
        return -1;
    }
    copy->wording_licence = def.notice;
    copy->stem = def.stem;
    for (size_t i = 0; i < def.items.n; i++) {
        size_t at;

        if (pp_instrument_item(copy, texts[i].id, &at) != NULL) {
            items[at].text = texts[i].text;
            continue;
        }
        pp_notes_add(notes, PP_NOTE_ERROR, file, texts[i].at->line,
                     texts[i].at->column, NULL,
                     "items: \"%s\" is no item of %s", texts[i].id, copy->id);
        status = -1;
    }
    if (status == 0)
        *instrument = copy;
    return status;
}
