#include "answers_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/number.h"
#include "prepost/base/text.h"
#include "prepost/model/dataset.h"

static const char *const usual_missing[] = {"na",     "n/a",  "#n/a", "#null!",
                                            "<null>", "null", "nan",  "."};

/* --- compiling ------------------------------------------------------------ */

static const char *folded_copy(struct pp_pool *pool, const char *text)
{
    struct pp_buffer folded = PP_BUFFER_INIT;

    pp_text_fold(text, strlen(text), &folded);
    const char *copy = pp_pool_strndup(pool, folded.data, folded.length);
    pp_buffer_clear(&folded);
    return copy;
}

static void fold_missing(struct pp_answers *answers, struct pp_pool *pool,
                         const struct pp_text_list *missing)
{
    answers->missing_declared = missing != NULL && missing->n > 0;
    if (!answers->missing_declared) {
        answers->n_missing = sizeof usual_missing / sizeof *usual_missing;
        answers->missing = usual_missing;
        return;
    }
    const char **declared = pp_pool_array(pool, missing->n, sizeof *declared);
    for (size_t i = 0; i < missing->n; i++)
        declared[i] = folded_copy(pool, missing->items[i]);
    answers->missing = declared;
    answers->n_missing = missing->n;
}

/* Most cells can be told from the missing ones by their first byte. */
static void note_first_bytes(struct pp_answers *answers)
{
    for (int b = 0; b < 256; b++)
        answers->may_start[b] = b <= ' ' || b >= 0x80;
    for (size_t i = 0; i < answers->n_missing; i++) {
        unsigned char first = (unsigned char)answers->missing[i][0];
        answers->may_start[first] = true;
        if (first >= 'a' && first <= 'z')
            answers->may_start[first - 'a' + 'A'] = true;
    }
}

static int by_text(const void *a, const void *b)
{
    const struct answer_label *x = a, *y = b;
    int order = strcmp(x->folded, y->folded);

    /* Of two meanings the chosen coding's is first, and is kept. */
    return order != 0 ? order : y->chosen - x->chosen;
}

static void add_label(struct answer_key *key, struct pp_pool *pool,
                      const char *text, int canonical, bool chosen)
{
    key->labels[key->n_labels++] = (struct answer_label){
        folded_copy(pool, text), (int16_t)canonical, chosen};
}

static size_t count_labels(const struct answer_key *key)
{
    size_t n = 0;

    for (size_t c = 0; c < key->n_codings; c++)
        for (size_t a = 0; a < key->codings[c].n_answers; a++)
            n += 1 + key->codings[c].answers[a].aliases.n;
    return n;
}

static void compile_labels(struct answer_key *key, struct pp_pool *pool)
{
    key->labels = pp_pool_array(pool, count_labels(key), sizeof *key->labels);
    for (size_t c = 0; c < key->n_codings; c++) {
        bool chosen = &key->codings[c] == key->chosen;
        for (size_t a = 0; a < key->codings[c].n_answers; a++) {
            const struct pp_answer *answer = &key->codings[c].answers[a];
            if (answer->label != NULL)
                add_label(key, pool, answer->label, answer->canonical, chosen);
            for (size_t i = 0; i < answer->aliases.n; i++)
                add_label(key, pool, answer->aliases.items[i],
                          answer->canonical, chosen);
        }
    }
    qsort(key->labels, key->n_labels, sizeof *key->labels, by_text);
    size_t kept = 0;
    for (size_t i = 0; i < key->n_labels; i++)
        if (kept == 0 ||
            strcmp(key->labels[kept - 1].folded, key->labels[i].folded) != 0)
            key->labels[kept++] = key->labels[i];
    key->n_labels = kept;
}

static void compile_codes(struct answer_key *key,
                          const struct pp_answers *answers)
{
    for (size_t i = 0; i < PP_QUICK_CODES; i++)
        key->codes.meaning[i] = NOT_ALLOWED;
    for (size_t a = 0; a < key->chosen->n_answers; a++) {
        const struct pp_answer *answer = &key->chosen->answers[a];
        if (answer->code >= 0 && answer->code < PP_QUICK_CODES)
            key->codes.meaning[answer->code] = (int16_t)answer->canonical;
    }
    for (size_t i = 0; i < answers->n_missing; i++) {
        long code;
        const char *text = answers->missing[i];
        if (pp_whole_parse(text, strlen(text), &code) == 0 && code >= 0 &&
            code < PP_QUICK_CODES)
            key->codes.meaning[code] = MEANS_MISSING;
    }
}

/* The codings, the chosen one numbered as the file numbers it. */
static const struct pp_coding *stepped(struct pp_pool *pool,
                                       const struct pp_item *item,
                                       size_t chosen, int step)
{
    if (step == 0)
        return item->codings;
    struct pp_coding *out = pp_pool_array(pool, item->n_codings, sizeof *out);
    const struct pp_coding *from = &item->codings[chosen];
    struct pp_answer *own = pp_pool_array(pool, from->n_answers, sizeof *own);
    memcpy(out, item->codings, item->n_codings * sizeof *out);
    for (size_t i = 0; i < from->n_answers; i++) {
        own[i] = from->answers[i];
        own[i].code += step;
    }
    out[chosen].answers = own;
    return out;
}

static struct answer_key *key_of(struct pp_answers *answers,
                                 struct pp_pool *pool,
                                 const struct pp_item *item, size_t coding,
                                 int step)
{
    for (size_t i = 0; i < answers->n_keys; i++)
        if (answers->keys[i]->of == item->codings)
            return answers->keys[i];
    struct answer_key *key = pp_pool_alloc(pool, sizeof *key);
    size_t chosen = coding < item->n_codings ? coding : 0;
    key->of = item->codings;
    key->codings = stepped(pool, item, chosen, step);
    key->n_codings = item->n_codings;
    key->chosen = &key->codings[chosen];
    compile_codes(key, answers);
    compile_labels(key, pool);
    answers->keys[answers->n_keys++] = key;
    return key;
}

struct pp_answers *pp_answers_new(struct pp_pool *pool,
                                  const struct pp_instrument *instrument,
                                  size_t coding, int step,
                                  const struct pp_text_list *missing)
{
    struct pp_answers *answers = pp_pool_alloc(pool, sizeof *answers);
    size_t n = instrument->n_items;

    answers->instrument = instrument;
    answers->of_item = pp_pool_array(pool, n, sizeof *answers->of_item);
    answers->keys = pp_pool_array(pool, n, sizeof *answers->keys);
    fold_missing(answers, pool, missing);
    note_first_bytes(answers);
    for (size_t i = 0; i < n; i++)
        answers->of_item[i] =
            key_of(answers, pool, &instrument->items[i], coding, step);
    return answers;
}

/* --- reading -------------------------------------------------------------- */

static bool is_listed_missing(const struct pp_answers *answers,
                              const char *folded)
{
    for (size_t i = 0; i < answers->n_missing; i++)
        if (strcmp(folded, answers->missing[i]) == 0)
            return true;
    return false;
}

bool pp_answers_is_missing(const struct pp_answers *answers, const char *text,
                           size_t length)
{
    struct pp_buffer folded = PP_BUFFER_INIT;

    if (text == NULL || length == 0)
        return true;
    if (!answers->may_start[(unsigned char)text[0]])
        return false;
    pp_text_fold(text, length, &folded);
    bool missing =
        folded.length == 0 || is_listed_missing(answers, folded.data);
    pp_buffer_clear(&folded);
    return missing;
}

bool pp_answers_is_said(const struct pp_answers *answers, const char *text,
                        size_t length)
{
    struct pp_buffer folded = PP_BUFFER_INIT;
    bool is_usual = false, has_letter = false;

    pp_text_fold(text, length, &folded);
    for (size_t i = 0; i < sizeof usual_missing / sizeof *usual_missing; i++)
        is_usual =
            is_usual || strcmp(pp_buffer_text(&folded), usual_missing[i]) == 0;
    for (size_t i = 0; i < folded.length; i++) {
        unsigned char c = (unsigned char)folded.data[i];
        has_letter = has_letter || (c >= 'a' && c <= 'z') || c >= 0x80;
    }
    bool is_declared = answers->missing_declared && folded.length > 0 &&
                       is_listed_missing(answers, folded.data);
    pp_buffer_clear(&folded);
    return is_declared && has_letter && !is_usual;
}

const struct answer_label *answers_find_label(const struct answer_key *key,
                                              const char *folded)
{
    struct answer_label wanted = {.folded = folded, .chosen = true};
    size_t from = 0, to = key->n_labels;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = strcmp(wanted.folded, key->labels[middle].folded);
        if (order == 0)
            return &key->labels[middle];
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

/* "2", "2.0", "-1"; false when the text is no whole number. */
static bool read_code(const char *text, size_t length, long *code)
{
    double number;

    if (pp_whole_parse(text, length, code) == 0)
        return true;
    if (pp_number_parse(text, length, &number) != 0 || fabs(number) > 1e6 ||
        number != floor(number))
        return false;
    *code = (long)number;
    return true;
}

int16_t answers_code_meaning(const struct answer_key *key, long code)
{
    if (code >= 0 && code < PP_QUICK_CODES)
        return key->codes.meaning[code];
    for (size_t a = 0; a < key->chosen->n_answers; a++)
        if (key->chosen->answers[a].code == code)
            return (int16_t)key->chosen->answers[a].canonical;
    return NOT_ALLOWED;
}

/* A code and a label in one text: "2 - Several days", "Several days (2)". */
struct pair {
    long code;
    const char *label;
};

static bool split_leading(char *folded, struct pair *pair)
{
    size_t digits = strspn(folded, "0123456789");
    size_t gap = digits + strspn(folded + digits, " .:;=)-");

    if (digits == 0 || gap == digits || folded[gap] == '\0' ||
        pp_whole_parse(folded, digits, &pair->code) != 0)
        return false;
    pair->label = folded + gap;
    size_t n = strlen(pair->label);
    if (folded[gap] == '(' && folded[gap + n - 1] == ')') { /* "1 (never)" */
        folded[gap + n - 1] = '\0';
        pair->label++;
    }
    return true;
}

static bool split_trailing(char *folded, struct pair *pair)
{
    size_t length = strlen(folded);
    char *open = strrchr(folded, '(');

    if (open == NULL || open == folded || folded[length - 1] != ')' ||
        pp_whole_parse(open + 1, (size_t)(folded + length - 2 - open),
                       &pair->code) != 0)
        return false;
    *open = '\0';
    for (char *p = open; p > folded && p[-1] == ' '; p--)
        p[-1] = '\0';
    pair->label = folded;
    return true;
}

/* Slips are single; where a code never comes with its own label it is none. */
static void note_pair(struct answer_key *key, long code,
                      const struct answer_label *label, bool agrees)
{
    if (code < 0 || code >= PP_QUICK_CODES)
        return;
    key->agrees[code] = key->agrees[code] || agrees;
    if (!agrees && key->contradicts[code] == NULL)
        key->contradicts[code] = label;
}

/* "1. Not at all", where the questionnaire has 0: forms that number answers
 * from 1 by themselves say so beside each. The first tells, the others have to
 * agree. Of a questionnaire with several codings the plan has chosen one. */
static void find_step(struct answer_key *key, long code,
                      const struct answer_label *label)
{
    if (key->n_codings > 1)
        return;
    for (size_t a = 0; a < key->chosen->n_answers && !key->has_step; a++) {
        const struct pp_answer *own = &key->chosen->answers[a];
        if (own->canonical != label->canonical)
            continue;
        key->has_step = true;
        key->step = labs(code - own->code) == 1 ? (int)(code - own->code) : 0;
    }
}

static int16_t pair_meaning(struct answer_key *key, const char *folded)
{
    struct pp_buffer copy = PP_BUFFER_INIT;
    struct pair pair;
    int16_t meaning = NOT_ALLOWED;

    pp_buffer_puts(&copy, folded);
    const struct answer_label *label =
        split_leading(copy.data, &pair) || split_trailing(copy.data, &pair)
            ? answers_find_label(key, pair.label)
            : NULL;
    if (label != NULL) {
        find_step(key, pair.code, label);
        bool agrees = label->canonical ==
                      answers_code_meaning(key, pair.code - key->step);
        note_pair(key, pair.code, label, agrees);
        if (agrees)
            meaning = label->canonical;
    }
    pp_buffer_clear(&copy);
    return meaning;
}

/* The meaning of any text that is not a short code. */
static int16_t text_meaning(const struct pp_answers *answers,
                            struct answer_key *key, const char *text,
                            size_t length)
{
    struct pp_buffer folded = PP_BUFFER_INIT;
    int16_t meaning = NOT_ALLOWED;
    const struct answer_label *label;
    long code;

    pp_text_fold(text, length, &folded);
    bool missing =
        folded.length == 0 || is_listed_missing(answers, folded.data);
    if (missing && (folded.length == 0 || answers->missing_declared))
        meaning = MEANS_MISSING;
    else if (read_code(folded.data, folded.length, &code))
        meaning = answers_code_meaning(key, code);
    else if ((label = answers_find_label(key, folded.data)) != NULL)
        meaning = label->canonical;
    else if (missing)
        meaning = MEANS_MISSING;
    else
        meaning = pair_meaning(key, folded.data);
    pp_buffer_clear(&folded);
    return meaning;
}

static int16_t recalled_meaning(const struct pp_answers *answers,
                                struct answer_key *key, const char *text,
                                size_t length)
{
    int32_t *value;

    if (!pp_recall(&key->recall, text, length, &value))
        *value = text_meaning(answers, key, text, length);
    return (int16_t)*value;
}

static void count_code(struct answer_key *key, const char *text, size_t length)
{
    long code;

    if (!read_code(text, length, &code))
        return;
    if (code >= 0 && code < PP_QUICK_CODES)
        key->codes.seen[code]++;
    else
        key->n_beyond++;
}

struct pp_answer_codes *pp_answers_codes(const struct pp_answers *answers,
                                         size_t item)
{
    return &answers->of_item[item]->codes;
}

enum pp_answer_read pp_answers_read(struct pp_answers *answers, size_t item,
                                    const char *text, size_t length,
                                    int16_t *code)
{
    struct answer_key *key = answers->of_item[item];
    int16_t meaning;

    if (text == NULL || length == 0)
        return PP_ANSWER_NONE;
    unsigned first = (unsigned)text[0] - '0';
    if (length == 1 && first < 10) {
        meaning = key->codes.meaning[first];
        key->codes.seen[first] += meaning != MEANS_MISSING;
    } else {
        meaning = recalled_meaning(answers, key, text, length);
        if (meaning != MEANS_MISSING)
            count_code(key, text, length);
    }
    if (meaning == MEANS_MISSING)
        return PP_ANSWER_NONE;
    if (meaning == NOT_ALLOWED)
        return PP_ANSWER_BAD;
    *code = meaning;
    return PP_ANSWER_IS;
}

/* --- explaining ----------------------------------------------------------- */

static void describe_allowed(const struct pp_coding *coding,
                             struct pp_buffer *out)
{
    size_t n = coding->n_answers;
    const struct pp_answer *a = coding->answers;
    bool whole_range = n > 2;

    for (size_t i = 1; i < n; i++)
        whole_range = whole_range && a[i].code == a[i - 1].code + 1;
    if (whole_range) {
        pp_buffer_printf(out, "%d-%d", a[0].code, a[n - 1].code);
    } else {
        for (size_t i = 0; i < n; i++)
            pp_buffer_printf(out, "%s%d",
                             i == 0 ? "" : (i + 1 < n ? ", " : " or "),
                             a[i].code);
    }
    if (n > 0 && a[0].label != NULL && a[n - 1].label != NULL)
        pp_buffer_printf(out, " (\"%s\" to \"%s\")", a[0].label,
                         a[n - 1].label);
}

const struct pp_answer *answers_of_code(const struct pp_coding *coding,
                                        long code)
{
    for (size_t i = 0; i < coding->n_answers; i++)
        if (coding->answers[i].code == code)
            return &coding->answers[i];
    return NULL;
}

static void explain_code(const struct answer_key *key, long code,
                         struct pp_buffer *out)
{
    for (size_t c = 0; c < key->n_codings; c++) {
        const struct pp_coding *other = &key->codings[c];
        if (other == key->chosen || answers_of_code(other, code) == NULL)
            continue;
        pp_buffer_printf(out,
                         "; it is in the coding \"%s\", while the plan has "
                         "chosen \"%s\"",
                         other->id, key->chosen->id);
        return;
    }
}

static void explain_text(const struct answer_key *key, const char *folded,
                         struct pp_buffer *out)
{
    struct pp_buffer copy = PP_BUFFER_INIT;
    struct pair pair;

    pp_buffer_puts(&copy, folded);
    if (split_leading(copy.data, &pair) || split_trailing(copy.data, &pair)) {
        const struct answer_label *label = answers_find_label(key, pair.label);
        const struct pp_answer *answer =
            answers_of_code(key->chosen, pair.code - key->step);
        if (label != NULL && answer != NULL && answer->label != NULL)
            pp_buffer_printf(out, "; it contradicts itself: %ld is \"%s\"",
                             pair.code, answer->label);
    } else {
        const char *labels[64];
        size_t n = 0;
        for (size_t i = 0; i < key->n_labels && n < 64; i++)
            labels[n++] = key->labels[i].folded;
        const char *closest = pp_text_closest(folded, labels, n);
        if (closest != NULL)
            pp_buffer_printf(out,
                             "; did you mean \"%s\"? Correct it in the file, "
                             "or name it under answers of the questionnaire "
                             "in the plan",
                             closest);
    }
    pp_buffer_clear(&copy);
}

void pp_answers_explain(const struct pp_answers *answers, size_t item,
                        const char *text, size_t length, struct pp_buffer *out)
{
    const struct answer_key *key = answers->of_item[item];
    struct pp_buffer folded = PP_BUFFER_INIT, shown = PP_BUFFER_INIT;
    long code;

    pp_text_fold(text, length, &folded);
    pp_buffer_printf(out, "\"%s\" is not one of ",
                     pp_text_quote(text, length, 60, &shown));
    describe_allowed(key->chosen, out);
    if (read_code(folded.data, folded.length, &code))
        explain_code(key, code, out);
    else
        explain_text(key, folded.data, out);
    pp_buffer_clear(&folded);
    pp_buffer_clear(&shown);
}
