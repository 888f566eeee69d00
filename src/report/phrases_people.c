#include "prepost/report/phrases.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "prepost/report/number_style.h"

static bool is_one_of(const char *text, size_t n, const char *const words[])
{
    for (; *words != NULL; words++)
        if (strlen(*words) == n && strncasecmp(text, *words, n) == 0)
            return true;
    return false;
}

/* "one month before the lockdown": a length of time, and from when. */
static bool is_length_of_time(const char *name)
{
    static const char *const numbers[] = {
        "a",     "an",    "one",  "two", "three",  "four",   "five", "six",
        "seven", "eight", "nine", "ten", "eleven", "twelve", NULL};
    static const char *const units[] = {"day",   "days",  "week",
                                        "weeks", "month", "months",
                                        "year",  "years", NULL};
    size_t n = strcspn(name, " ");
    bool is_number =
        is_one_of(name, n, numbers) || strspn(name, "0123456789") == n;

    if (!is_number || name[n] == '\0')
        return false;
    const char *unit = name + n + 1;
    n = strcspn(unit, " ");
    return is_one_of(unit, n, units) && unit[n] != '\0';
}

/* By its first word or its last, for it has to follow a verb. */
static bool says_when(const char *name, bool *by_first)
{
    static const char *const first[] = {
        "about",  "after",     "around", "as",     "at", "before",  "by",
        "during", "following", "in",     "just",   "on", "shortly", "soon",
        "upon",   "when",      "while",  "within", NULL};
    static const char *const last[] = {"after",  "afterwards", "ago",
                                       "before", "beforehand", "earlier",
                                       "later",  "on",         NULL};
    const char *space = strrchr(name, ' ');
    const char *end = space != NULL ? space + 1 : name;

    *by_first = is_one_of(name, strcspn(name, " "), first);
    return *by_first || is_length_of_time(name) ||
           is_one_of(end, strlen(end), last);
}

const char *pp_phrase_when(struct pp_pool *pool, const char *name, size_t wave)
{
    static const char *const numbers[] = {
        "first", "second",  "third",  "fourth", "fifth",
        "sixth", "seventh", "eighth", "ninth",  "tenth"};
    bool by_first;

    if (says_when(name, &by_first)) {
        char *phrase = pp_pool_strdup(pool, name);
        if (by_first && phrase[0] >= 'A' && phrase[0] <= 'Z')
            phrase[0] = (char)(phrase[0] - 'A' + 'a');
        return phrase;
    }
    if (wave < sizeof numbers / sizeof *numbers)
        return pp_pool_printf(pool, "in the %s round (\"%s\")", numbers[wave],
                              name);
    return pp_pool_printf(pool, "in round %zu (\"%s\")", wave + 1, name);
}

static const struct pp_answering ASKED_TWICE = {
    .first = "Answered first",
    .both = "Answered both times",
    .left = "Did not answer again",
    .left_or_unmatched = "Did not answer again, or not matched",
    .before = "Before",
    .after = "After",
    .twice = "answered twice",
    .answered = "answered both times",
    .by_both = "Answered again",
    .by_left = "Did not",
    .no_score = "no second score"};
static const struct pp_answering LOOKED_BACK = {
    .first = "Rated before",
    .both = "Gave both ratings",
    .left = "Did not rate now",
    .left_or_unmatched = "Did not rate now",
    .before = "Before (from memory)",
    .after = "Now",
    .twice = "gave both ratings",
    .answered = "gave both ratings",
    .by_both = "Gave both ratings",
    .by_left = "Did not",
    .no_score = "no second score"};

/* Who answered in between only did answer again, and has a second score. */
static const struct pp_answering ASKED_OFTEN = {
    .first = "Answered first",
    .both = "Answered first and last",
    .left = "No answers the last time",
    .left_or_unmatched = "No answers the last time, or not matched",
    .before = "Before",
    .after = "After",
    .twice = "answered twice",
    .answered = "answered both times",
    .by_both = "Answered the last time",
    .by_left = "Did not",
    .no_score = "no score that time"};

const struct pp_answering *pp_phrase_answering(enum pp_evidence level,
                                               size_t n_waves)
{
    return n_waves > 2                         ? &ASKED_OFTEN
           : level == PP_EVIDENCE_LOOKING_BACK ? &LOOKED_BACK
                                               : &ASKED_TWICE;
}

const char *pp_phrase_who(struct pp_pool *pool, long n_first, long n_both,
                          long n_unmatched, const char *first_wave,
                          const char *gap)
{
    const char *later =
        gap != NULL ? pp_pool_printf(pool, " about %s later", gap) : "";

    if (n_both < 0)
        return "too few people answered both times to say how many.";
    if (n_first < 0)
        return pp_pool_printf(pool,
                              "%s answered our questions both times, %s and%s.",
                              pp_style_people(pool, n_both), first_wave,
                              gap != NULL ? later : " later");
    return pp_pool_printf(
        pool, "%s answered our questions %s. Of these, %s answered again%s%s.",
        pp_style_people(pool, n_first), first_wave,
        pp_style_count(pool, n_both), later,
        n_unmatched != 0 && n_both < n_first ? ", as far as we could match them"
                                             : "");
}

const char *pp_phrase_who_looked_back(struct pp_pool *pool, long n_both)
{
    if (n_both < 0)
        return "too few people gave both ratings to say how many.";
    return pp_pool_printf(
        pool,
        "%s rated how things were now and, from memory, how they had been "
        "before.",
        pp_style_people(pool, n_both));
}

const char *pp_phrase_fewer_for(struct pp_pool *pool, const char *how_many)
{
    return pp_pool_printf(pool,
                          "Fewer have both scores: %s. Some questions were "
                          "not answered.",
                          how_many);
}

const char *pp_phrase_who_often(struct pp_pool *pool, long n_first, long n_last,
                                const char *first_wave, const char *last_wave)
{
    if (n_last < 0)
        return "people answered our questions several times. Each finding is "
               "about those who answered at both of its times.";
    if (n_first < 0)
        return pp_pool_printf(
            pool,
            "%s answered our questions both %s and %s. Each finding is about "
            "those who answered at both of its times.",
            pp_style_people(pool, n_last), first_wave, last_wave);
    return pp_pool_printf(
        pool,
        "%s answered our questions %s. Of these, %s answered again %s. Each "
        "finding is about those who answered at both of its times.",
        pp_style_people(pool, n_first), first_wave,
        pp_style_count(pool, n_last), last_wave);
}

/* "17 second questionnaires fit no first one" */
static const char *fit_no_first(struct pp_pool *pool, long n, size_t n_waves)
{
    return pp_pool_printf(pool,
                          n_waves > 2 ? "%s questionnaire%s of the last time "
                                        "%s no first one"
                                      : "%s second questionnaire%s %s no first "
                                        "one",
                          pp_style_count(pool, n), n == 1 ? "" : "s",
                          n == 1 ? "fits" : "fit");
}

const char *pp_phrase_unmatched(struct pp_pool *pool, long n, size_t n_waves)
{
    return n > 0 ? pp_pool_printf(pool, "In all, %s.",
                                  fit_no_first(pool, n, n_waves))
                 : "";
}

/* "did not answer again or were not matched. In all, 17 second questionnaires
 * fit no first one." */
static const char *left_or_unmatched(struct pp_pool *pool, size_t n_waves,
                                     long n_unmatched)
{
    const char *in_all = pp_phrase_unmatched(pool, n_unmatched, n_waves);

    return pp_pool_printf(pool, "did not answer %s%s.%s%s",
                          n_waves <= 2 ? "again"
                          : n_unmatched == 0
                              ? "the last time or were not asked yet"
                              : "the last time, were not asked yet",
                          n_unmatched == 0 ? ""
                          : n_waves > 2    ? " or not matched"
                                           : " or were not matched",
                          *in_all == '\0' ? "" : " ", in_all);
}

const char *pp_phrase_many_missing(struct pp_pool *pool, enum pp_evidence level,
                                   bool has_arms, size_t n_waves, int per_100,
                                   long n_unmatched)
{
    if (per_100 < 20)
        return "";
    if (level == PP_EVIDENCE_LOOKING_BACK)
        return pp_pool_printf(pool,
                              "Of every 100 who rated how things had been, %d "
                              "did not rate how they were now. The findings "
                              "may not hold for them.",
                              per_100);
    return pp_pool_printf(pool, "Of every 100 who %s, %d %s %s",
                          has_arms ? "answered first" : "joined", per_100,
                          left_or_unmatched(pool, n_waves, n_unmatched),
                          has_arms ? pp_phrase_may_not_hold()
                                   : "The findings may not hold for all who "
                                     "joined.");
}

const char *pp_phrase_may_not_hold(void)
{
    return "The findings may not hold for all of them.";
}

const char *pp_phrase_arm_left(struct pp_pool *pool, const char *people,
                               size_t n_waves, int per_100, long n_unmatched)
{
    return pp_pool_printf(pool, "Of every 100 %s, %d %s", people, per_100,
                          left_or_unmatched(pool, n_waves, n_unmatched));
}

const char *pp_phrase_refused(struct pp_pool *pool, long n_rows)
{
    if (n_rows < 0)
        return "Some filled-in questionnaires were left out: they came twice "
               "or could not be used.";
    if (n_rows == 1)
        return "1 filled-in questionnaire was left out: it came twice or could "
               "not be used.";
    return pp_pool_printf(pool,
                          "In all, %s filled-in questionnaires were left out: "
                          "they came twice or could not be used.",
                          pp_style_count(pool, n_rows));
}

const char *pp_phrase_joined(struct pp_pool *pool, long n_joined)
{
    if (n_joined == 0)
        return "";
    if (n_joined < 0)
        return " Some people had used more than one code; those were joined by "
               "hand.";
    if (n_joined == 1)
        return " One person had used two codes, which were joined by hand.";
    return pp_pool_printf(
        pool,
        " In all, %s codes were joined by hand to another of the same person.",
        pp_style_count(pool, n_joined));
}

/* "lower (average 30.1, against 31.4)" */
static const char *at_level(struct pp_pool *pool, double left_mean,
                            double stayed_mean, double standardised,
                            int decimals)
{
    const char *left = pp_style_number(pool, left_mean, decimals);
    const char *stayed = pp_style_number(pool, stayed_mean, decimals);
    bool is_same = fabs(standardised) <= 0.1 || strcmp(left, stayed) == 0;

    return pp_pool_printf(pool, "%s (average %s, against %s)",
                          is_same                   ? "at about the same level"
                          : left_mean > stayed_mean ? PP_UP.side
                                                    : PP_DOWN.side,
                          left, stayed);
}

const char *pp_phrase_left_started(struct pp_pool *pool, enum pp_evidence level,
                                   size_t n_waves, long n_left,
                                   const struct pp_outcome_words *words,
                                   double left_mean, double stayed_mean,
                                   double standardised, int decimals)
{
    bool looked_back = level == PP_EVIDENCE_LOOKING_BACK;
    const char *those = pp_pool_printf(
        pool,
        looked_back   ? "The %s with a score before for %s but none now"
        : n_waves > 2 ? "The %s with a first score for %s but none the last "
                        "time"
                      : "The %s with a first score for %s but no second",
        pp_style_people(pool, n_left), words->outcome);

    return pp_pool_printf(
        pool, "%s %s %s.", those, looked_back ? "had been" : "started",
        at_level(pool, left_mean, stayed_mean, standardised, decimals));
}

const char *pp_phrase_arm_left_started(struct pp_pool *pool, size_t n_waves,
                                       const struct pp_arm *arm,
                                       const struct pp_outcome_words *words,
                                       int decimals)
{
    return pp_pool_printf(
        pool, "Of %s, the %s with a first score for %s but %s started %s.",
        arm->people, pp_style_count(pool, arm->n_left), words->outcome,
        n_waves > 2 ? "none the last time" : "no second",
        at_level(pool, arm->left_mean, arm->pre_mean, arm->left_difference,
                 decimals));
}

/* Names of outcomes, of which the same is said. */
struct names {
    const char **items;
    size_t n;
};

static const char *said_of(struct pp_pool *pool, const char *start,
                           const struct names *names, const char *end)
{
    if (names->n == 0)
        return "";
    return pp_pool_printf(pool, "%s%s%s", start,
                          pp_phrase_join(pool, names->items, names->n, "and"),
                          end);
}

/*
 * Whether what is left of the change is still enough to matter, of each of
 * which it is known what would. Of a change that may itself be too small to
 * matter, it is not said to be enough.
 */
static const char *still_enough(struct pp_pool *pool,
                                const struct pp_finding *f, const double *z,
                                size_t n)
{
    struct names enough = {pp_pool_array(pool, n, sizeof(char *)), 0};
    struct names open = {pp_pool_array(pool, n, sizeof(char *)), 0};
    struct names less = {pp_pool_array(pool, n, sizeof(char *)), 0};

    for (size_t i = 0; i < n; i++) {
        if (!pp_finding_has_sesoi(&f[i]))
            continue;
        bool is_turned =
            pp_finding_is_difference(&f[i]) && z[i] * f[i].change <= 0;
        struct names *to = is_turned || fabs(z[i]) < f[i].sesoi ? &less
                           : pp_finding_is_near_short(&f[i])    ? &open
                                                                : &enough;
        to->items[to->n++] = f[i].words.outcome;
    }
    if (enough.n == n)
        return " That is still enough to matter.";
    if (open.n == n)
        return " That, too, may be too small to matter.";
    if (less.n == n)
        return " That is less than would matter.";
    return pp_pool_printf(
        pool, "%s%s%s",
        said_of(pool, " That is still enough to matter for ", &enough, "."),
        said_of(pool, " For ", &open, ", it may be too small to matter."),
        said_of(pool, " For ", &less, ", it is less than would matter."));
}

/* Over whom, where they are not the same of every outcome. */
static const char *with_a_first_score(struct pp_pool *pool,
                                      const struct pp_finding *f, size_t n)
{
    const char *score = f[0].level == PP_EVIDENCE_LOOKING_BACK
                            ? "a score before"
                            : "a first score";

    return n > 1 ? pp_pool_printf(pool, "all with %s", score)
                 : pp_pool_printf(pool, "everyone with %s for %s", score,
                                  f[0].words.outcome);
}

/* "1.8 points for hope and 0.08 points for empowerment": of those that are not
 * told and went the way of the first, as many as a sentence can hold. */
static const char *amounts_of(struct pp_pool *pool, const struct pp_finding *f,
                              const double *z, size_t n, bool *is_told,
                              size_t first)
{
    enum { MOST = 3 };
    const char *parts[MOST];
    size_t n_parts = 0;

    for (size_t i = first; i < n && n_parts < MOST; i++) {
        if (is_told[i] || (z[i] > 0) != (z[first] > 0))
            continue;
        int d = pp_style_decimals(f[i].scale_decimals, z[i], PP_INTERVAL_NONE,
                                  f[i].sesoi);
        parts[n_parts++] =
            pp_pool_printf(pool, "%s for %s", pp_phrase_points(pool, z[i], d),
                           f[i].words.outcome);
        is_told[i] = true;
    }
    return pp_phrase_join(pool, parts, n_parts, "and");
}

static const char *way(double z)
{
    return z > 0 ? PP_UP.noun : PP_DOWN.noun;
}

const char *pp_phrase_if_unchanged(struct pp_pool *pool, long n_first,
                                   const struct pp_finding *f, const double *z,
                                   size_t n)
{
    if (n == 0)
        return "";
    bool *is_told = pp_pool_array(pool, n, sizeof *is_told);
    const char *all =
        n_first > 0
            ? pp_pool_printf(pool, "all %s", pp_style_count(pool, n_first))
            : with_a_first_score(pool, f, n);
    const char *amounts = amounts_of(pool, f, z, n, is_told, 0);
    if (n == 1 && n_first <= 0) /* its name is said before */
        amounts =
            pp_phrase_points(pool, z[0],
                             pp_style_decimals(f[0].scale_decimals, z[0],
                                               PP_INTERVAL_NONE, f[0].sesoi));
    const char *text = pp_pool_printf(
        pool,
        f[0].level == PP_EVIDENCE_LOOKING_BACK
            ? "If their ratings now had been the same as before, the average "
              "%s over %s would be %s."
        : n_first > 0
            ? "If they had not changed at all, the average %s over %s would "
              "be %s."
            : "If such people had not changed, the average %s over %s would "
              "be %s.",
        way(z[0]), all, amounts);
    for (size_t i = 1; i < n; i++)
        if (!is_told[i]) {
            const char *noun = way(z[i]);
            text = pp_pool_printf(pool, "%s The average %s would be %s.", text,
                                  noun, amounts_of(pool, f, z, n, is_told, i));
        }
    return pp_pool_printf(pool, "%s%s", text, still_enough(pool, f, z, n));
}

const char *pp_phrase_arms_if_unchanged(struct pp_pool *pool, size_t n_waves,
                                        const struct pp_finding *f,
                                        const double *z, size_t n)
{
    const char **parts = pp_pool_array(pool, n, sizeof *parts);

    for (size_t i = 0; i < n; i++) {
        int d = pp_style_decimals(f[i].scale_decimals, z[i], PP_INTERVAL_NONE,
                                  f[i].sesoi);
        const char *points =
            pp_pool_printf(pool, "%s (%s)", pp_phrase_points(pool, z[i], d),
                           z[i] > 0 ? PP_UP.side : PP_DOWN.side);
        bool is_same = i > 0 && (z[i] > 0) == (z[i - 1] > 0);
        parts[i] = pp_pool_printf(
            pool, "%s for %s", is_same ? pp_style_size(pool, z[i], d) : points,
            f[i].words.outcome);
    }
    return n == 0 ? ""
                  : pp_pool_printf(
                        pool,
                        "Had those with no %s ended as they started, the "
                        "average difference would be %s.%s",
                        n_waves > 2 ? "score the last time" : "second score",
                        pp_phrase_join(pool, parts, n, "and"),
                        still_enough(pool, f, z, n));
}

const char *pp_phrase_tipping(struct pp_pool *pool, const struct pp_finding *f,
                              size_t n_waves, double tipping, enum pp_room room)
{
    int d =
        pp_style_decimals(f->scale_decimals, tipping, PP_INTERVAL_NONE, NAN);

    return pp_pool_printf(
        pool,
        "The finding would change to \"%s\" if, on average, those with %s had "
        "fared %s by %s or more than others who started alike.%s",
        pp_phrase_label(PP_VERDICT_INCONCLUSIVE),
        n_waves > 2 ? "no score the last time" : "no second score",
        pp_finding_is_better(f) ? "worse" : "better",
        pp_phrase_points(pool, tipping, d),
        room == PP_NO_ROOM_ON_SCALE ? " The scale has no room for that." : "");
}
