#include "fuzz.h"

#include "prepost/base/yaml.h"

/* Counts values; each knows its place. */
static size_t count(const struct pp_yaml *node, size_t depth)
{
    size_t n = 1, n_direct = 0;

    FUZZ_CHECK(depth <= PP_YAML_MAX_DEPTH + 1);
    FUZZ_CHECK(node->line > 0 && node->column > 0);
    FUZZ_CHECK((node->kind == PP_YAML_SCALAR) == (node->text != NULL));
    for (const struct pp_yaml *at = node->first; at != NULL; at = at->next) {
        n += count(at, depth + 1);
        n_direct++;
        if (node->kind == PP_YAML_MAP)
            FUZZ_CHECK(pp_yaml_get(node, at->key->text) == at);
    }
    FUZZ_CHECK(n_direct == node->n);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct pp_pool *pool = pp_pool_new();
    const struct pp_yaml *tree;
    struct pp_notes notes;

    pp_notes_init(&notes, pool, 0);
    if (pp_yaml_read(pool, "x.yaml", (const char *)bytes, n, &tree, &notes) ==
        0)
        FUZZ_CHECK(count(tree, 1) <= PP_YAML_MAX_VALUES);
    else
        FUZZ_CHECK(notes.n_by_severity[PP_NOTE_ERROR] > 0);
    pp_pool_free(pool);
    return 0;
}
