#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "prepost/base/alloc.h"
#include "prepost/base/yaml.h"

static int append(void *ctx, unsigned char *bytes, size_t n)
{
    pp_buffer_append(ctx, (const char *)bytes, n);
    return 1;
}

/* The tree can be written: what the emitter refuses is for want of memory. */
static void emit(yaml_emitter_t *to, yaml_event_t *event, int is_made)
{
    if (!is_made || !yaml_emitter_emit(to, event))
        pp_out_of_memory();
}

static void write_scalar(yaml_emitter_t *to, const struct pp_yaml *node)
{
    yaml_event_t event;
    yaml_scalar_style_t style = node->is_plain
                                    ? YAML_PLAIN_SCALAR_STYLE
                                    : YAML_DOUBLE_QUOTED_SCALAR_STYLE;

    emit(to, &event,
         yaml_scalar_event_initialize(&event, NULL, NULL,
                                      (const yaml_char_t *)node->text,
                                      (int)strlen(node->text), 1, 1, style));
}

/* No deeper than PP_YAML_MAX_DEPTH. */
static void write_node(yaml_emitter_t *to, const struct pp_yaml *node,
                       const char *without)
{
    yaml_event_t event;

    if (node->kind == PP_YAML_SCALAR) {
        write_scalar(to, node);
        return;
    }
    bool is_map = node->kind == PP_YAML_MAP;
    emit(to, &event,
         is_map ? yaml_mapping_start_event_initialize(&event, NULL, NULL, 1,
                                                      YAML_BLOCK_MAPPING_STYLE)
                : yaml_sequence_start_event_initialize(
                      &event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE));
    for (const struct pp_yaml *v = node->first; v != NULL; v = v->next) {
        if (without != NULL && strcmp(v->key->text, without) == 0)
            continue;
        if (is_map)
            write_scalar(to, v->key);
        write_node(to, v, NULL);
    }
    emit(to, &event,
         is_map ? yaml_mapping_end_event_initialize(&event)
                : yaml_sequence_end_event_initialize(&event));
}

void pp_yaml_write(const struct pp_yaml *map, const char *without,
                   struct pp_buffer *out)
{
    yaml_emitter_t to;
    yaml_event_t event;

    if (!yaml_emitter_initialize(&to))
        pp_out_of_memory();
    yaml_emitter_set_output(&to, append, out);
    yaml_emitter_set_unicode(&to, 1);
    yaml_emitter_set_width(&to, -1);
    emit(&to, &event,
         yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    emit(&to, &event,
         yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
    write_node(&to, map, without);
    emit(&to, &event, yaml_document_end_event_initialize(&event, 1));
    emit(&to, &event, yaml_stream_end_event_initialize(&event));
    yaml_emitter_delete(&to);
}
