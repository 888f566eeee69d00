#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/date.h"
#include "prepost/cli/export.h"
#include "prepost/cli/forget_codes.h"
#include "prepost/ingest/identifier.h"
#include "prepost/ingest/key.h"
#include "prepost/model/dataset.h"
#include "prepost/store/person.h"

enum { MOST_CODES = 20 };

struct pseudonyms {
    unsigned char all[MOST_CODES][PP_PSEUDONYM_SIZE];
    size_t n;
};

static void add(struct pseudonyms *out, const struct pp_key *key,
                const struct pp_buffer *normalised)
{
    if (normalised->length > 0 && out->n < MOST_CODES)
        pp_identifier_pseudonym(key, normalised->data, normalised->length,
                                out->all[out->n++]);
}

/* As forget looks for them: all codes that same_person names with this one. */
static int find_pseudonyms(const struct pp_evaluation *e, const char *argument,
                           const struct pp_key *key, struct pseudonyms *out,
                           struct pp_error *err)
{
    struct pp_buffer code = PP_BUFFER_INIT, normalised = PP_BUFFER_INIT;

    out->n = 0;
    if (pp_forget_codes_read(argument, &code, err) != 0)
        return -1;
    struct pp_forget_codes codes =
        pp_forget_codes_find(pp_evaluation_path(e, "evaluation.yaml"),
                             pp_buffer_text(&code), code.length, e->pool);
    for (size_t i = 0; codes.person != NULL && i < codes.person->codes.n; i++) {
        const char *one = codes.person->codes.items[i];
        pp_forget_codes_normalise(one, strlen(one), codes.n_parts, &normalised);
        add(out, key, &normalised);
    }
    if (codes.person == NULL) {
        pp_identifier_normalise(pp_buffer_text(&code), code.length,
                                &normalised);
        add(out, key, &normalised);
        if (pp_identifier_read(pp_buffer_text(&code), code.length,
                               &normalised) > 1)
            add(out, key, &normalised);
    }
    pp_buffer_clear(&code);
    pp_buffer_clear(&normalised);
    if (out->n > 0)
        return 0;
    return pp_fail(err, PP_EUSAGE,
                   "export person: expected a person's code as it stands in "
                   "the files");
}

/* --- in words ------------------------------------------------------------- */

static const struct pp_instrument *instrument_of(struct pp_evaluation *e,
                                                 const char *id)
{
    struct pp_notes notes;

    for (size_t i = 0; i < e->plan->n_instruments; i++)
        if (strcmp(e->plan->instruments[i].instrument->id, id) == 0)
            return e->plan->instruments[i].instrument;
    pp_notes_init(&notes, e->pool, 1); /* of a former plan, or gone */
    return pp_catalogue_find(id, &notes, e->catalogue);
}

static const struct pp_item *item_of(const struct pp_instrument *instrument,
                                     const char *id)
{
    for (size_t i = 0; instrument != NULL && i < instrument->n_items; i++)
        if (strcmp(instrument->items[i].id, id) == 0)
            return &instrument->items[i];
    return NULL;
}

/* The label of a code; a number without one stays a number. */
static const char *answer_of(const struct pp_item *item, const char *text)
{
    for (size_t a = 0; a < item->codings[0].n_answers; a++) {
        const struct pp_answer *answer = &item->codings[0].answers[a];
        if (answer->code == (int)strtol(text, NULL, 10) &&
            answer->label != NULL)
            return answer->label;
    }
    return text;
}

static const char *remark_of(const char *what)
{
    return strcmp(what, "twice") == 0
               ? "answered twice at this wave, differently"
           : strcmp(what, "regions") == 0 ? "in two regions"
                                          : what;
}

struct words {
    const char *about, *question, *answer, *code;
};

static struct words words_of(struct pp_evaluation *e,
                             const struct pp_held *held)
{
    struct words w = {held->table, held->column, held->text, NULL};

    if (strcmp(held->table, "participants") == 0) {
        w.about = "code";
        w.question = strcmp(held->column, "pseudonym") == 0
                         ? "what stands in for it, made with a secret key"
                         : "what finds slips of it, made with a secret key";
        return w;
    }
    if (strcmp(held->table, "background") == 0) {
        w.about = "person";
        return w;
    }
    if (strcmp(held->table, "remarks") == 0)
        return (struct words){"remark", NULL, remark_of(held->text), NULL};
    const struct pp_instrument *instrument = instrument_of(e, held->table);
    const struct pp_item *item = item_of(instrument, held->column);
    if (instrument != NULL)
        w.about = instrument->name;
    if (item == NULL)
        return w; /* a ready-made total */
    w.question = instrument->wording == PP_WORDING_FREE && item->text != NULL
                     ? item->text
                 : item->theme != NULL ? item->theme
                                       : item->id;
    w.answer = answer_of(item, held->text);
    w.code = held->text;
    return w;
}

static const char *wave_of(const struct pp_plan *plan, const char *id)
{
    int w = id != NULL ? pp_plan_wave(plan, id) : -1;

    return w >= 0 ? plan->waves[w].name : id;
}

/* The code that other exports have for them begins like this. */
static const char *shown_code(struct pp_pool *pool, const unsigned char *bytes)
{
    return pp_pool_printf(pool, "p%02x%02x%02x%02x", bytes[0], bytes[1],
                          bytes[2], bytes[3]);
}

/* In the first line, what this is: people read it who know no such file. */
static struct pp_frame *frame_of(struct pp_evaluation *e,
                                 const struct pp_held *items, size_t n)
{
    struct pp_frame *f = pp_frame_new(e->pool, "person", n + 1);
    const char **who = pp_frame_texts(f, "participant", "code of the person"),
               **wave = pp_frame_texts(f, "wave", "which time"),
               **date = pp_frame_texts(f, "date", "day of answering"),
               **file = pp_frame_texts(f, "file", "where it stood");
    double *row = pp_frame_numbers(f, "row", "row of that file", 0);
    const char **about = pp_frame_texts(f, "about", "the questionnaire"),
               **question = pp_frame_texts(f, "question", NULL),
               **answer = pp_frame_texts(f, "answer", NULL),
               **code = pp_frame_texts(f, "code", "the answer's number");

    who[0] = shown_code(e->pool, items[0].pseudonym);
    about[0] = "this file";
    question[0] = "what it is";
    answer[0] = pp_pool_printf(
        e->pool,
        "All that is held of one person for \"%s\"%s%s. Each line below is one "
        "answer or fact, with the file that it came from.",
        e->plan->title, e->plan->charity != NULL ? ", run by " : "",
        e->plan->charity != NULL ? e->plan->charity : "");
    for (size_t i = 0; i < n; i++) {
        struct words words = words_of(e, &items[i]);
        char day[PP_DATE_SIZE];
        size_t at = i + 1;
        who[at] = shown_code(e->pool, items[i].pseudonym);
        wave[at] = wave_of(e->plan, items[i].wave);
        file[at] = items[i].file;
        if (items[i].day != PP_NO_DAY)
            date[at] =
                pp_pool_strdup(e->pool, pp_date_print(day, items[i].day));
        if (items[i].line > 0)
            row[at] = items[i].line;
        about[at] = words.about;
        question[at] = words.question;
        answer[at] = words.answer;
        code[at] = words.code;
    }
    return f;
}

/* --- all of it ------------------------------------------------------------ */

static int make(struct pp_evaluation *e,
                const struct pp_export_request *request, struct pp_buffer *out,
                struct pp_error *err)
{
    struct pseudonyms pseudonyms;
    const struct pp_held *items;
    struct pp_key key;
    size_t n;

    if (pp_evaluation_open_store(e, PP_STORE_READ, err) != 0 ||
        pp_key_open(pp_evaluation_path(e, "evaluation.key"), PP_KEY_REFUSE,
                    &key, err) != 0 ||
        pp_store_check_key(e->store, key.fingerprint, err) != 0 ||
        find_pseudonyms(e, request->person, &key, &pseudonyms, err) != 0 ||
        pp_store_person(
            e->store, (const unsigned char(*)[PP_PSEUDONYM_SIZE])pseudonyms.all,
            pseudonyms.n, e->pool, &items, &n, err) != 0)
        return -1;
    if (n == 0)
        return pp_fail(err, PP_EDATA,
                       "nobody of that identifier is in the store; give it as "
                       "it stands in the files, all parts of a code that has "
                       "several, with + between them");
    if (!request->common.quiet &&
        access(pp_evaluation_path(e, "rejects.csv"), F_OK) == 0)
        fputs("prepost: rows that were left out stand in rejects.csv as they "
              "came, theirs too if there are any: look there\n",
              stderr);
    return pp_export_frame(frame_of(e, items, n), request, out, err);
}

const struct pp_export pp_export_is_person = {
    .name = "person",
    .summary = "all that the store holds of one person",
    .formats = "csv json",
    .of = PP_EXPORT_OF_ONE,
    .make = make};
