#include <limits.h>
#include <string.h>

#include "answers_parts.h"
#include "prepost/base/alloc.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"
#include "prepost/ingest/source.h"

/* --- codes with labels ---------------------------------------------------- */

/* The chosen coding's label of a meaning. */
static const char *label_of(const struct answer_key *key, int canonical)
{
    for (size_t a = 0; a < key->chosen->n_answers; a++)
        if (key->chosen->answers[a].canonical == canonical)
            return key->chosen->answers[a].label;
    return NULL;
}

static const char *or_none(const char *label)
{
    return label != NULL ? label : "none of its answers";
}

bool pp_answers_contradiction(const struct pp_answers *answers,
                              struct pp_answers_pair *out)
{
    for (size_t k = 0; k < answers->n_keys; k++) {
        const struct answer_key *key = answers->keys[k];
        for (long code = 0; code < PP_QUICK_CODES; code++) {
            const struct answer_label *label = key->contradicts[code];
            if (label == NULL || key->agrees[code])
                continue;
            const struct pp_answer *own =
                answers_of_code(key->chosen, code - key->step);
            *out = (struct pp_answers_pair){
                code, or_none(label_of(key, label->canonical)),
                or_none(own != NULL ? own->label : NULL), key->step};
            return true;
        }
    }
    return false;
}

int pp_answers_step(const struct pp_answers *answers, bool *is_mixed)
{
    int step = 0;

    *is_mixed = false;
    for (size_t k = 0; k < answers->n_keys; k++) {
        const struct answer_key *key = answers->keys[k];
        if (key->step == 0)
            continue;
        step = key->step;
        *is_mixed = *is_mixed || key->n_beyond > 0;
        for (size_t code = 0; code < PP_QUICK_CODES; code++)
            *is_mixed = *is_mixed || key->codes.seen[code] > 0;
    }
    return step;
}

/* A code of the file's own, and what its label means by the questionnaire. */
struct meant {
    long code;
    int meaning;
};

/* Those labels that are known; the room of `out` is for all. */
static size_t read_labels(const struct answer_key *key,
                          const struct pp_value_labels *labels,
                          struct meant *out)
{
    struct pp_buffer folded = PP_BUFFER_INIT;
    size_t n = 0;

    for (size_t i = 0; i < labels->n; i++) {
        const char *text = labels->items[i].label;
        const char *code = labels->items[i].code;
        pp_text_fold(text, strlen(text), &folded);
        const struct answer_label *label =
            answers_find_label(key, pp_buffer_text(&folded));
        if (label == NULL ||
            pp_whole_parse(code, strlen(code), &out[n].code) != 0)
            continue;
        out[n++].meaning = label->canonical;
    }
    pp_buffer_clear(&folded);
    return n;
}

static bool is_in_order(const struct meant *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            if (all[i].code > all[k].code ? all[i].meaning < all[k].meaning
                                          : all[i].meaning > all[k].meaning)
                return false;
    return true;
}

enum pp_answers_labelled
pp_answers_check_labels(const struct pp_answers *answers, size_t item,
                        const struct pp_value_labels *labels,
                        struct pp_answers_pair *out)
{
    const struct answer_key *key = answers->of_item[item];
    struct meant *all = pp_alloc_array(labels->n, sizeof *all);
    size_t n = read_labels(key, labels, all), at = 0;
    enum pp_answers_labelled found = PP_LABELS_AGREE;

    while (at < n && all[at].meaning == answers_code_meaning(key, all[at].code))
        at++;
    if (at < n) {
        const struct pp_answer *own =
            answers_of_code(key->chosen, all[at].code);
        *out = (struct pp_answers_pair){
            all[at].code, or_none(label_of(key, all[at].meaning)),
            or_none(own != NULL ? own->label : NULL), 0};
        found = is_in_order(all, n) ? PP_LABELS_RENUMBER : PP_LABELS_TURN;
    }
    pp_free(all);
    return found;
}

/* --- which coding --------------------------------------------------------- */

static bool all_fit(const struct pp_answers *answers, const char *coding_id,
                    const struct pp_coding **found)
{
    for (size_t k = 0; k < answers->n_keys; k++) {
        const struct answer_key *key = answers->keys[k];
        const struct pp_coding *coding = NULL;
        for (size_t c = 0; c < key->n_codings; c++)
            if (strcmp(key->codings[c].id, coding_id) == 0)
                coding = &key->codings[c];
        if (coding == NULL || key->n_beyond > 0)
            return false;
        for (long code = 0; code < PP_QUICK_CODES; code++)
            if (key->codes.seen[code] > 0 &&
                answers_of_code(coding, code) == NULL)
                return false;
        *found = coding;
    }
    return answers->n_keys > 0;
}

const struct pp_coding *
pp_answers_other_coding(const struct pp_answers *answers, bool *is_certain)
{
    const struct answer_key *first =
        answers->n_keys > 0 ? answers->keys[0] : NULL;
    const struct pp_coding *chosen = NULL, *other = NULL;
    size_t total = 0, lowest = 0;

    *is_certain = false;
    if (first == NULL || first->n_codings < 2)
        return NULL;
    bool fits = all_fit(answers, first->chosen->id, &chosen);
    for (size_t k = 0; k < answers->n_keys; k++) {
        const struct answer_key *key = answers->keys[k];
        for (long code = 0; code < PP_QUICK_CODES; code++) {
            total += key->codes.seen[code];
            if (key->chosen->n_answers > 0 &&
                code == key->chosen->answers[0].code)
                lowest += key->codes.seen[code];
        }
    }
    if (fits && (lowest > 0 || total < ENOUGH))
        return NULL;
    *is_certain = !fits;
    for (size_t c = 0; c < first->n_codings; c++)
        if (&first->codings[c] != first->chosen &&
            all_fit(answers, first->codings[c].id, &other))
            return other;
    return NULL;
}

static size_t seen_code(const struct answer_key *key, int code)
{
    return code >= 0 && code < PP_QUICK_CODES ? key->codes.seen[code] : 0;
}

/* Of questions that are numbered as the first ones are. */
static struct pp_answers_shift shift_by(const struct pp_answers *answers,
                                        int step)
{
    const struct pp_coding *coding = answers->keys[0]->chosen;
    int first = coding->answers[0].code,
        last = coding->answers[coding->n_answers - 1].code;
    struct pp_answers_shift shift = {.step = step,
                                     .absent = step > 0 ? first : last,
                                     .outside = step > 0 ? last + 1 : first - 1,
                                     .first = first + step,
                                     .last = last + step};
    size_t n_absent = 0;

    for (size_t k = 0; k < answers->n_keys; k++) {
        const struct answer_key *key = answers->keys[k];
        const struct pp_coding *own = key->chosen;

        if (own->answers[0].code != first ||
            own->answers[own->n_answers - 1].code != last)
            continue;
        n_absent += seen_code(key, shift.absent);
        if (answers_code_meaning(key, shift.outside) == NOT_ALLOWED)
            shift.n_outside += seen_code(key, shift.outside);
    }
    if (n_absent > 0 || shift.n_outside == 0)
        shift.step = 0;
    return shift;
}

struct pp_answers_doubt pp_answers_doubt_of(const struct pp_answers *answers,
                                            bool has_sister)
{
    struct pp_answers_doubt none = {.n = 0}, doubt = {.lowest = INT_MAX};

    for (size_t k = 0; k < answers->n_keys; k++) {
        const struct answer_key *key = answers->keys[k];
        const struct pp_coding *own = key->chosen;

        if (own->n_answers < 2 || own->answers[0].code != 0 ||
            (!has_sister && own->n_answers > MOST_ANSWERS) ||
            key->n_beyond > 0 || key->has_step)
            return none;
        int last = own->answers[own->n_answers - 1].code;
        doubt.last = last > doubt.last ? last : doubt.last;
        for (int code = 0; code < PP_QUICK_CODES; code++) {
            if (key->codes.seen[code] == 0)
                continue;
            doubt.n += key->codes.seen[code];
            doubt.lowest = code < doubt.lowest ? code : doubt.lowest;
            doubt.highest = code > doubt.highest ? code : doubt.highest;
        }
    }
    bool is_likely = has_sister
                         ? doubt.n >= FEW
                         : doubt.n >= ENOUGH && doubt.highest == doubt.last;
    return is_likely && doubt.lowest > 0 ? doubt : none;
}

struct pp_answers_shift pp_answers_shift_of(const struct pp_answers *answers)
{
    struct pp_answers_shift none = {.step = 0};

    if (answers->n_keys == 0 || answers->keys[0]->chosen->n_answers < 2)
        return none;
    switch (answers->keys[0]->chosen->answers[0].code) {
    case 0:
        return shift_by(answers, 1);
    case 1:
        return shift_by(answers, -1);
    default:
        return none;
    }
}
