#include "numbers_said.h"

#include <stdbool.h>
#include <string.h>

/* Every number in the text, in the order of the text: "12", "3.4". */
static size_t numbers_of(struct pp_pool *pool, const char *text,
                         const char ***out)
{
    size_t n = 0;
    const char **found = pp_pool_array(pool, strlen(text), sizeof *found);

    for (const char *p = text; *p != '\0';) {
        size_t length = strspn(p, "0123456789.,");
        while (length > 0 && (p[length - 1] == '.' || p[length - 1] == ','))
            length--;
        if (length > 0 && p[0] != '.' && p[0] != ',')
            found[n++] = pp_pool_strndup(pool, p, length);
        p += length > 0 ? length : 1;
    }
    *out = found;
    return n;
}

/* The page without its tags, entities, style sheet and what is drawn. */
const char *numbers_page_words(struct pp_pool *pool, const char *html)
{
    char *out = pp_pool_alloc(pool, strlen(html) + 1), *to = out;

    for (const char *p = html; *p != '\0';) {
        const char *end = NULL;
        if (strncmp(p, "<svg", 4) == 0)
            end = strstr(p, "</svg>");
        else if (strncmp(p, "<style", 6) == 0)
            end = strstr(p, "</style>");
        if (end == NULL && *p == '<')
            end = p;
        if (end == NULL && *p != '&') {
            *to++ = *p++;
        } else {
            p = end == NULL ? strchr(p, ';') + 1 : strchr(end, '>') + 1;
            *to++ = ' ';
        }
    }
    *to = '\0';
    return out;
}

const char *numbers_more(struct pp_pool *pool, const char *text,
                         const char *known_text)
{
    const char **is, **known;
    size_t n = numbers_of(pool, text, &is);
    size_t n_known = numbers_of(pool, known_text, &known);

    for (size_t i = 0; i < n; i++) {
        bool is_there = false;
        for (size_t k = 0; k < n_known && !is_there; k++)
            is_there = strcmp(is[i], known[k]) == 0;
        if (!is_there)
            return is[i];
    }
    return NULL;
}
