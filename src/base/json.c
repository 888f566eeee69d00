#include "prepost/base/json.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/text.h"

void pp_json_init(void)
{
    json_set_alloc_funcs(pp_alloc, pp_free);
}

json_t *pp_json_number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

json_t *pp_json_count(long n)
{
    return n >= 0 ? json_integer(n) : json_null();
}

json_t *pp_json_text(const char *s)
{
    if (s == NULL)
        return json_null();
    json_t *text = json_string(s);

    /* Text is checked where it is read; names of files are any bytes. */
    if (text == NULL) {
        struct pp_buffer repaired = PP_BUFFER_INIT;
        pp_text_repair(s, strlen(s), &repaired);
        text = json_string(repaired.data);
        pp_buffer_clear(&repaired);
    }
    return text;
}

json_t *pp_json_bool(bool is_true)
{
    return json_boolean(is_true);
}

json_t *pp_json_interval(double lo, double hi)
{
    json_t *pair = json_array();

    pp_json_add(pair, NULL, pp_json_number(lo));
    pp_json_add(pair, NULL, pp_json_number(hi));
    return pair;
}

void pp_json_add(json_t *to, const char *key, json_t *value)
{
    int status = key != NULL ? json_object_set_new(to, key, value)
                             : json_array_append_new(to, value);

    assert(status == 0);
    (void)status;
}

void pp_json_round(json_t *value, int figures)
{
    const char *key;
    json_t *inner;
    size_t i;

    if (json_is_real(value) &&
        json_real_value(value) != rint(json_real_value(value))) {
        char text[40];
        snprintf(text, sizeof text, "%.*e", figures - 1,
                 json_real_value(value));
        json_real_set(value, strtod(text, NULL));
    }
    json_object_foreach(value, key, inner) pp_json_round(inner, figures);
    json_array_foreach(value, i, inner) pp_json_round(inner, figures);
}

static int append(const char *bytes, size_t n, void *out)
{
    pp_buffer_append(out, bytes, n);
    return 0;
}

void pp_json_print(const json_t *value, struct pp_buffer *out)
{
    json_dump_callback(value, append, out,
                       JSON_INDENT(2) | JSON_ENCODE_ANY |
                           JSON_REAL_PRECISION(17));
    pp_buffer_putc(out, '\n');
}

int pp_json_read(const char *name, const char *text, size_t length,
                 json_t **out, struct pp_error *err)
{
    json_error_t problem;

    *out = json_loadb(text, length, JSON_REJECT_DUPLICATES, &problem);
    if (*out == NULL)
        return pp_fail(err, PP_EPARSE, "%s:%d:%d: %s", name, problem.line,
                       problem.column, problem.text);
    return 0;
}
