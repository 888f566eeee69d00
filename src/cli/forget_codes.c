#include "prepost/cli/forget_codes.h"

#include <string.h>
#include <unistd.h>

#include "prepost/base/file.h"
#include "prepost/base/yaml.h"
#include "prepost/ingest/identifier.h"

int pp_forget_codes_read(const char *argument, struct pp_buffer *out,
                         struct pp_error *err)
{
    struct pp_buffer line = PP_BUFFER_INIT;
    const char *text = argument;

    if (strcmp(argument, "-") == 0) {
        if (pp_file_read("-", 4096, &line, err) != 0)
            return -1;
        text = pp_buffer_text(&line);
        size_t one = strcspn(text, "\r\n");
        if (text[one + strspn(text + one, "\r\n \t")] != '\0') {
            pp_buffer_clear(&line);
            return pp_fail(err, PP_EUSAGE,
                           "stdin holds more than one line; expected the "
                           "identifier of one person");
        }
    }
    pp_buffer_append(out, text, strcspn(text, "\r\n"));
    pp_buffer_clear(&line);
    return 0;
}

void pp_forget_codes_normalise(const char *code, size_t length, size_t n_parts,
                               struct pp_buffer *out)
{
    if (n_parts == 1)
        pp_identifier_normalise(code, length, out);
    else if (pp_identifier_read(code, length, out) != n_parts)
        out->length = 0;
}

static bool names(const struct pp_plan_person *person, size_t n_parts,
                  const struct pp_buffer *sought)
{
    struct pp_buffer one = PP_BUFFER_INIT;
    bool found = false;

    for (size_t k = 0; k < person->codes.n && !found; k++) {
        const char *code = person->codes.items[k];

        pp_forget_codes_normalise(code, strlen(code), n_parts, &one);
        found = one.length > 0 && one.length == sought->length &&
                memcmp(one.data, sought->data, one.length) == 0;
    }
    pp_buffer_clear(&one);
    return found;
}

struct pp_forget_codes pp_forget_codes_find(const char *plan, const char *code,
                                            size_t length, struct pp_pool *pool)
{
    struct pp_forget_codes out = {.n_parts = 1};
    struct pp_buffer text = PP_BUFFER_INIT, sought = PP_BUFFER_INIT;
    struct pp_plan_people people;
    struct pp_error ignored;

    if (access(plan, F_OK) != 0)
        return out;
    out.is_unread =
        pp_file_read(plan, PP_YAML_MAX_BYTES, &text, &ignored) != 0 ||
        pp_plan_people_read(pool, pp_buffer_text(&text), text.length,
                            &people) != 0;
    if (!out.is_unread) {
        out.n_parts = people.n_parts;
        pp_forget_codes_normalise(code, length, out.n_parts, &sought);
        for (size_t i = 0; i < people.n && out.person == NULL; i++)
            if (names(&people.items[i], out.n_parts, &sought))
                out.person = &people.items[i];
    }
    pp_buffer_clear(&sought);
    pp_buffer_clear(&text);
    return out;
}
