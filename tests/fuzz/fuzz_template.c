#include "fuzz.h"

#include <string.h>

#include "prepost/report/backend.h"
#include "prepost/report/template.h"

/* Fillings that would be markup if anything made them so. */
static const char *text(void *ctx, const char *name, size_t item)
{
    (void)ctx;
    (void)name;
    return item % 2 == 0 ? "<b>{{title}}</b> *a* | `b`" : "";
}

static bool holds(void *ctx, const char *name, size_t item)
{
    (void)ctx;
    return (strlen(name) + item) % 2 == 0;
}

static size_t count(void *ctx, const char *list)
{
    (void)ctx;
    (void)list;
    return 3;
}

static int part(void *ctx, const char *name, size_t item, struct pp_document *d,
                struct pp_blocks *into, struct pp_error *err)
{
    (void)ctx;
    (void)d;
    (void)into;
    if (item == 2)
        return pp_fail(err, PP_EDATA, "%s cannot be made", name);
    return 0;
}

static const struct pp_template_name names[] = {
    {PP_NAME_TEXT, "title", NULL, "title"},
    {PP_NAME_CONDITION, "regions", NULL, "is there more than one"},
    {PP_NAME_LIST, "outcomes", NULL, "outcomes"},
    {PP_NAME_TEXT, "outcome.name", "outcomes", "name"},
    {PP_NAME_PART, "banner", NULL, "banner"},
    {PP_NAME_TABLE, "numbers", NULL, "numbers"},
    {PP_NAME_FIGURE, "forest", NULL, "forest"}};

static const char *banned(void *ctx, const char *text, size_t *at, size_t *n,
                          const char **of)
{
    const char *word = strstr(text, "caused");

    (void)ctx;
    *of = "anything";
    *at = word != NULL ? (size_t)(word - text) : 0;
    *n = strlen("caused");
    return word != NULL ? "rose" : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const struct pp_template_source source = {.names = names,
                                              .n_names = sizeof names /
                                                         sizeof names[0],
                                              .text = text,
                                              .holds = holds,
                                              .count = count,
                                              .part = part,
                                              .banned = banned};
    struct pp_pool *pool = pp_pool_new();
    struct pp_document *d = pp_document_new(pool, "T");
    struct pp_error err = {0};
    struct pp_buffer out = PP_BUFFER_INIT;

    if (pp_template_fill("x.md", (const char *)bytes, n, &source, d, &err) ==
        0) {
        static const char *const formats[] = {"html", "text", "md"};
        struct pp_render render = {.css = ""};

        for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
            out.length = 0;
            FUZZ_CHECK(
                pp_backend_find(formats[i])->write(d, &render, &out, &err) ==
                0);
            /* No filling becomes markup. */
            FUZZ_CHECK(i > 0 || strstr(out.data, "<b>{{title}}") == NULL);
        }
    } else {
        FUZZ_CHECK(err.text[0] != '\0');
    }
    pp_buffer_clear(&out);
    pp_pool_free(pool);
    return 0;
}
