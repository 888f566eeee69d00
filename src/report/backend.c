#include "prepost/report/backend.h"

#include <string.h>

#define PP_BACKEND(name) extern const struct pp_backend pp_backend_##name;
#include "backends.def"
#undef PP_BACKEND

const struct pp_backend *const PP_BACKENDS[] = {
#define PP_BACKEND(name) &pp_backend_##name,
#include "backends.def"
#undef PP_BACKEND
};

const size_t PP_N_BACKENDS = sizeof PP_BACKENDS / sizeof PP_BACKENDS[0];

const struct pp_backend *pp_backend_find(const char *name)
{
    for (size_t i = 0; i < PP_N_BACKENDS; i++) {
        if (strcmp(PP_BACKENDS[i]->name, name) == 0)
            return PP_BACKENDS[i];
    }
    return NULL;
}

void pp_xml_escape(const char *text, struct pp_buffer *out)
{
    for (const char *p = text; *p != '\0'; p++) {
        switch (*p) {
        case '&':
            pp_buffer_puts(out, "&amp;");
            break;
        case '<':
            pp_buffer_puts(out, "&lt;");
            break;
        case '>':
            pp_buffer_puts(out, "&gt;");
            break;
        case '"':
            pp_buffer_puts(out, "&quot;");
            break;
        case '\'':
            pp_buffer_puts(out, "&#39;");
            break;
        default:
            pp_buffer_putc(out, *p);
        }
    }
}
