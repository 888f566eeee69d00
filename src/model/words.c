#include "prepost/model/words.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/*
 * Why these: people hear a cause in "associated with" as well (Haber et al.
 * 2022), so before-and-after answers get words that name two times and no
 * cause. The reader's eye stops at "significant" and "robust", so sizes are
 * given as numbers; and words that make people smaller are left out.
 */
enum {
    A = 1 << PP_EVIDENCE_BEFORE_AFTER,
    R = 1 << PP_EVIDENCE_LOOKING_BACK,
    C = 1 << PP_EVIDENCE_COMPARISON,
    T = 1 << PP_EVIDENCE_RANDOMISED,
    ONE_GROUP = A | R,
    NO_CHANCE = A | R | C,
    ALL = A | R | C | T
};

#define TIMES      "name the two times (rose, fell, was higher the second time)"
#define REASON     "\"the reason\" or \"why\", or leave it out"
#define SUBJECT    "the outcome as subject (loneliness fell)"
#define FIT        "\"these answers fit\" or \"do not fit\""
#define MATTERS    "\"no change that matters\" or \"we cannot tell\""
#define NUMBER     "the number"
#define PLAN_ORDER "the number; the order is the plan's"
#define PEOPLE     "\"people\""

const struct pp_word pp_words[] = {
    {"caus", PP_WORD_STEM, ONE_GROUP, TIMES},
    {"because", PP_WORD_EXACT, ONE_GROUP, REASON},
    {"effect", PP_WORD_STEM, ONE_GROUP, TIMES},
    {"impact", PP_WORD_STEM, NO_CHANCE, TIMES},
    {"influenc", PP_WORD_STEM, ONE_GROUP, TIMES},
    {"affect", PP_WORD_STEM, ONE_GROUP, TIMES},
    {"led to", PP_WORD_EXACT, ONE_GROUP, TIMES},
    {"lead to", PP_WORD_EXACT, ONE_GROUP, TIMES},
    {"leads to", PP_WORD_EXACT, ONE_GROUP, TIMES},
    {"leading to", PP_WORD_EXACT, ONE_GROUP, TIMES},
    {"result in", PP_WORD_EXACT, ONE_GROUP, TIMES},
    {"results in", PP_WORD_EXACT, ONE_GROUP, TIMES},
    {"resulted in", PP_WORD_EXACT, ONE_GROUP, TIMES},
    {"resulting in", PP_WORD_EXACT, ONE_GROUP, TIMES},
    {"as a result", PP_WORD_EXACT, ONE_GROUP, TIMES},
    {"due to", PP_WORD_EXACT, ONE_GROUP, REASON},
    {"thanks to", PP_WORD_EXACT, ONE_GROUP, REASON},
    {"owing to", PP_WORD_EXACT, ONE_GROUP, REASON},
    {"attribut", PP_WORD_STEM, ONE_GROUP, REASON},
    {"contribut", PP_WORD_STEM, ONE_GROUP, REASON},
    {"responsible for", PP_WORD_EXACT, ONE_GROUP, REASON},
    {"through attending", PP_WORD_EXACT, ONE_GROUP, TIMES},
    {"by attending", PP_WORD_EXACT, ONE_GROUP, TIMES},
    {"following", PP_WORD_EXACT, ONE_GROUP, "\"at the second questionnaire\""},
    {"after joining", PP_WORD_EXACT, ONE_GROUP,
     "\"at the second questionnaire\""},
    {"after coming", PP_WORD_EXACT, ONE_GROUP,
     "\"at the second questionnaire\""},
    {"since joining", PP_WORD_EXACT, ONE_GROUP,
     "\"at the second questionnaire\""},
    {"since coming", PP_WORD_EXACT, ONE_GROUP,
     "\"at the second questionnaire\""},
    {"help", PP_WORD_STEM, ONE_GROUP, "\"people who came\" and what they said"},
    {"benefit", PP_WORD_STEM, ONE_GROUP,
     "\"people who came\" and what they said"},
    {"boost", PP_WORD_STEM, ONE_GROUP, SUBJECT},
    {"transform", PP_WORD_STEM, ONE_GROUP, SUBJECT},
    {"enabl", PP_WORD_STEM, ONE_GROUP, "\"people who came\""},
    {"empowered", PP_WORD_EXACT, ONE_GROUP, SUBJECT},
    {"empowers", PP_WORD_EXACT, ONE_GROUP, SUBJECT},
    {"empowering", PP_WORD_EXACT, ONE_GROUP, SUBJECT},
    {"achiev", PP_WORD_STEM, ONE_GROUP, SUBJECT},
    {"success", PP_WORD_STEM, ONE_GROUP, "the finding itself"},
    {"deliver", PP_WORD_STEM, ONE_GROUP, "\"ran\" or \"held\""},
    {"tackl", PP_WORD_STEM, ONE_GROUP, SUBJECT},
    {"prevent", PP_WORD_STEM, ONE_GROUP, SUBJECT},
    {"works", PP_WORD_EXACT, NO_CHANCE, FIT},
    {"make a difference", PP_WORD_EXACT, ONE_GROUP, SUBJECT},
    {"makes a difference", PP_WORD_EXACT, ONE_GROUP, SUBJECT},
    {"made a difference", PP_WORD_EXACT, ONE_GROUP, SUBJECT},
    {"changed lives", PP_WORD_EXACT, ONE_GROUP, SUBJECT},
    {"changes lives", PP_WORD_EXACT, ONE_GROUP, SUBJECT},
    {"changing lives", PP_WORD_EXACT, ONE_GROUP, SUBJECT},
    {"improve", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"improves", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"improved", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"improving", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"increase", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"increases", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"increased", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"increasing", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"reduce", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"reduces", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"reduced", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"reducing", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"raise", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"raises", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"raised", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"raising", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"cut", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"cuts", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"cutting", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"lift", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"lifts", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"lifted", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"lifting", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"ease", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"eases", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"eased", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"easing", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"build", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"builds", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"built", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"building", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"strengthen", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"strengthens", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"strengthened", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"strengthening", PP_WORD_WITH_OBJECT, ONE_GROUP, SUBJECT},
    {"associated with", PP_WORD_EXACT, ONE_GROUP, TIMES},
    {"linked to", PP_WORD_EXACT, ONE_GROUP, TIMES},
    {"related to", PP_WORD_EXACT, ONE_GROUP, TIMES},
    {"prove", PP_WORD_EXACT, NO_CHANCE, FIT},
    {"proves", PP_WORD_EXACT, NO_CHANCE, FIT},
    {"proved", PP_WORD_EXACT, NO_CHANCE, FIT},
    {"proven", PP_WORD_EXACT, NO_CHANCE, FIT},
    {"proving", PP_WORD_EXACT, NO_CHANCE, FIT},
    {"proof", PP_WORD_EXACT, NO_CHANCE, FIT},
    {"demonstrat", PP_WORD_STEM, NO_CHANCE, FIT},
    {"shows that", PP_WORD_EXACT, NO_CHANCE, FIT},
    {"effective", PP_WORD_STEM, NO_CHANCE, FIT},
    {"significan", PP_WORD_STEM, ALL, MATTERS},
    {"statistically", PP_WORD_EXACT, ALL, MATTERS},
    {"trend", PP_WORD_EXACT, ALL, MATTERS},
    {"trends", PP_WORD_EXACT, ALL, MATTERS},
    {"approaching", PP_WORD_EXACT, ALL, MATTERS},
    {"borderline", PP_WORD_EXACT, ALL, MATTERS},
    {"marginal", PP_WORD_STEM, ALL, MATTERS},
    {"no effect", PP_WORD_EXACT, ALL, MATTERS},
    {"no difference", PP_WORD_BARE, ALL, MATTERS},
    {"failed", PP_WORD_EXACT, ALL, MATTERS},
    {"negative result", PP_WORD_EXACT, ALL, MATTERS},
    {"negative results", PP_WORD_EXACT, ALL, MATTERS},
    {"not effective", PP_WORD_EXACT, ALL, MATTERS},
    {"only", PP_WORD_WITH_NUMBER, ALL, NUMBER},
    {"large", PP_WORD_EXACT, ALL, NUMBER},
    {"moderate", PP_WORD_EXACT, ALL, NUMBER},
    {"strong", PP_WORD_EXACT, ALL, NUMBER},
    {"robust", PP_WORD_EXACT, ALL, NUMBER},
    {"dramatic", PP_WORD_EXACT, ALL, NUMBER},
    {"dramatically", PP_WORD_EXACT, ALL, NUMBER},
    {"encouraging", PP_WORD_EXACT, ALL, NUMBER},
    {"promising", PP_WORD_EXACT, ALL, NUMBER},
    {"disappointing", PP_WORD_EXACT, ALL, NUMBER},
    {"sadly", PP_WORD_EXACT, ALL, NUMBER},
    {"clearly", PP_WORD_EXACT, ALL, NUMBER},
    {"remarkable", PP_WORD_EXACT, ALL, NUMBER},
    {"remarkably", PP_WORD_EXACT, ALL, NUMBER},
    {"best", PP_WORD_EXACT, ALL, PLAN_ORDER},
    {"worst", PP_WORD_EXACT, ALL, PLAN_ORDER},
    {"top", PP_WORD_EXACT, ALL, PLAN_ORDER},
    {"rank", PP_WORD_STEM, ALL, PLAN_ORDER},
    {"league", PP_WORD_EXACT, ALL, PLAN_ORDER},
    {"outperform", PP_WORD_STEM, ALL, PLAN_ORDER},
    {"suffer", PP_WORD_STEM, ALL, "\"people with\" or \"people who have\""},
    {"victim", PP_WORD_EXACT, ALL, PEOPLE},
    {"victims", PP_WORD_EXACT, ALL, PEOPLE},
    {"patient", PP_WORD_EXACT, ALL, PEOPLE},
    {"patients", PP_WORD_EXACT, ALL, PEOPLE},
    {"the depressed", PP_WORD_EXACT, ALL, "\"people with depression\""},
    {"mentally ill", PP_WORD_EXACT, ALL, PEOPLE},
    {"cases", PP_WORD_EXACT, ALL, PEOPLE},
    {"subjects", PP_WORD_EXACT, ALL, PEOPLE},
    {"client", PP_WORD_EXACT, ALL, PEOPLE},
    {"clients", PP_WORD_EXACT, ALL, PEOPLE},
    {"beneficiary", PP_WORD_EXACT, ALL, PEOPLE},
    {"beneficiaries", PP_WORD_EXACT, ALL, PEOPLE},
    {"respondent", PP_WORD_EXACT, ALL, PEOPLE},
    {"respondents", PP_WORD_EXACT, ALL, PEOPLE},
    {"drop-out", PP_WORD_STEM, ALL, "\"did not answer again\""},
    {"dropout", PP_WORD_STEM, ALL, "\"did not answer again\""},
    {"dropped out", PP_WORD_EXACT, ALL, "\"did not answer again\""},
    {"non-responder", PP_WORD_STEM, ALL, "\"did not answer again\""},
    {"lost to follow-up", PP_WORD_EXACT, ALL, "\"did not answer again\""},
    {"deteriorat", PP_WORD_STEM, ALL, "\"got worse\""},
    {"committed suicide", PP_WORD_EXACT, ALL, "\"died by suicide\""},
};
const size_t pp_n_words = sizeof pp_words / sizeof pp_words[0];

/* Names of methods and of questionnaires' fixed wordings. */
static const char *const method_names[] = {"random-effects", "random effects",
                                           "signed-rank",    "signed rank",
                                           "rank-biserial",  "rank biserial"};

/* What follows a verb without being its object. */
static const char *const no_object[] = {
    "by",      "from",    "to",      "in",    "on",        "at",       "with",
    "and",     "or",      "but",     "for",   "over",      "between",  "when",
    "while",   "than",    "again",   "more",  "less",      "slightly", "as",
    "after",   "before",  "since",   "until", "during",    "off",      "up",
    "down",    "of",      "most",    "if",    "is",        "was",      "were",
    "are",     "has",     "had",     "may",   "could",     "would",    "later",
    "overall", "further", "because", "nor",   "everywhere"};

static bool is_letter(const char *text, size_t length, size_t at)
{
    unsigned char c = at < length ? (unsigned char)text[at] : ' ';

    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80 ||
           c == '_';
}

static bool is_digit(const char *text, size_t length, size_t at)
{
    return at < length && text[at] >= '0' && text[at] <= '9';
}

static bool is_blank(const char *text, size_t length, size_t at)
{
    return at < length && (text[at] == ' ' || text[at] == '\t' ||
                           text[at] == '\n' || text[at] == '\r');
}

/*
 * Does the text go on at `at` with these words? A blank in them stands for
 * any run of blanks, so that a line break hides nothing. 0 or the length.
 */
static size_t match(const char *text, size_t length, size_t at,
                    const char *words)
{
    size_t i = at;

    for (const char *w = words; *w != '\0'; w++) {
        if (*w == ' ') {
            if (!is_blank(text, length, i))
                return 0;
            while (is_blank(text, length, i))
                i++;
            continue;
        }
        if (i >= length || strncasecmp(text + i, w, 1) != 0)
            return 0;
        i++;
    }
    return i - at;
}

static bool is_word_end(const char *text, size_t length, size_t at)
{
    return !is_letter(text, length, at) && !is_digit(text, length, at);
}

static bool has_object(const char *text, size_t length, size_t at)
{
    if (!is_blank(text, length, at))
        return false;
    while (is_blank(text, length, at))
        at++;
    if (!is_letter(text, length, at))
        return false;
    for (size_t i = 0; i < sizeof no_object / sizeof no_object[0]; i++) {
        size_t n = match(text, length, at, no_object[i]);

        if (n > 0 && is_word_end(text, length, at + n))
            return false;
    }
    return true;
}

static bool has_number(const char *text, size_t length, size_t at)
{
    if (!is_blank(text, length, at))
        return false;
    while (is_blank(text, length, at))
        at++;
    return is_digit(text, length, at);
}

static bool is_bare(const char *text, size_t length, size_t at)
{
    size_t n = match(text, length, at, " that matters");

    return n == 0 || !is_word_end(text, length, at + n);
}

/* Length of the banned word at `at`, 0 if it is not there. */
static size_t match_word(const char *text, size_t length, size_t at,
                         const struct pp_word *word)
{
    size_t n = match(text, length, at, word->text);

    if (n == 0)
        return 0;
    if (word->kind == PP_WORD_STEM) {
        while (is_letter(text, length, at + n))
            n++;
        return n;
    }
    if (!is_word_end(text, length, at + n))
        return 0;
    switch (word->kind) {
    case PP_WORD_WITH_OBJECT:
        return has_object(text, length, at + n) ? n : 0;
    case PP_WORD_WITH_NUMBER:
        return has_number(text, length, at + n) ? n : 0;
    case PP_WORD_BARE:
        return is_bare(text, length, at + n) ? n : 0;
    default:
        return n;
    }
}

/* Length of a name at `at` that is left out of the search. */
static size_t match_name(const char *text, size_t length, size_t at,
                         const struct pp_text_list *names)
{
    size_t longest = 0;

    for (size_t i = 0; i < sizeof method_names / sizeof method_names[0]; i++) {
        size_t n = match(text, length, at, method_names[i]);

        if (n > longest && is_word_end(text, length, at + n))
            longest = n;
    }
    for (size_t i = 0; names != NULL && i < names->n; i++) {
        size_t n = match(text, length, at, names->items[i]);

        if (n > longest && is_word_end(text, length, at + n))
            longest = n;
    }
    return longest;
}

const struct pp_word *pp_words_find(const char *text, size_t length,
                                    enum pp_evidence evidence,
                                    const struct pp_text_list *names,
                                    size_t from, size_t *at, size_t *n)
{
    for (size_t i = from; i < length;) {
        if (i > 0 && !is_word_end(text, length, i - 1)) {
            i++;
            continue;
        }
        size_t name = match_name(text, length, i, names);
        if (name > 0) {
            i += name;
            continue;
        }
        for (size_t k = 0; k < pp_n_words; k++) {
            if (!(pp_words[k].designs & 1u << evidence))
                continue;
            size_t found = match_word(text, length, i, &pp_words[k]);
            if (found > 0) {
                *at = i;
                *n = found;
                return &pp_words[k];
            }
        }
        i++;
    }
    return NULL;
}

const char *pp_words_said_of(enum pp_evidence evidence)
{
    switch (evidence) {
    case PP_EVIDENCE_BEFORE_AFTER:
        return "one group asked before and after";
    case PP_EVIDENCE_LOOKING_BACK:
        return "people who looked back";
    case PP_EVIDENCE_COMPARISON:
        return "groups that were not made by chance";
    case PP_EVIDENCE_RANDOMISED:
        break;
    }
    return "any evaluation";
}

struct pp_text_list pp_words_names(const struct pp_plan *plan,
                                   struct pp_pool *pool)
{
    const char **names =
        pp_pool_array(pool, 2 + 3 * plan->n_instruments, sizeof *names);
    size_t n = 0;

    names[n++] = plan->charity;
    names[n++] = plan->service;
    for (size_t i = 0; i < plan->n_instruments; i++) {
        const struct pp_instrument *instrument =
            plan->instruments[i].instrument;

        names[n++] = instrument->id;
        if (instrument->name != NULL)
            names[n++] = instrument->name;
        if (instrument->short_name != NULL)
            names[n++] = instrument->short_name;
    }
    return (struct pp_text_list){names, n};
}
