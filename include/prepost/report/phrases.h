#ifndef PREPOST_REPORT_PHRASES_H
#define PREPOST_REPORT_PHRASES_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/analysis/results.h"
#include "prepost/base/pool.h"
#include "prepost/report/finding.h"

/*
 * Every sentence that a report says about a finding. Templates and parts place
 * sentences; nothing else makes them, so that what may be said is decided, and
 * tested, here.
 *
 * The design decides the verb: an outcome that was asked about before and
 * after "rose" or "fell"; only where chance decided who was offered a place
 * may the offer have "raised" it. "We cannot tell" and "no change that
 * matters" are findings like "better" and "worse".
 *
 * Plain numbers and words in, text out, which is the pool's. Numbers are
 * printed as report/number_style.h says. The sentences stand in files by what
 * they are about: phrases_headline.c and phrases_meaning.c an outcome,
 * phrases_people.c who answered, phrases_regions.c regions, phrases_design.c
 * what the design allows, phrases.c the rest.
 */

/* --- one outcome ---------------------------------------------------------- */

/* "Better", "No change that matters", "We cannot tell" ... */
const char *pp_phrase_label(enum pp_verdict_code code);
/* The same; "No difference that matters" where two arms are compared. */
const char *pp_phrase_label_at(enum pp_verdict_code code,
                               enum pp_evidence level);

/* Why n outcomes have no finding: "Too few people answered it both times." */
const char *pp_phrase_why_not(enum pp_no_finding why, size_t n);

/* The headline: what is set bold, and the rest ("" if nothing). */
struct pp_headline {
    const char *bold, *rest;
};
struct pp_headline pp_phrase_headline(struct pp_pool *pool,
                                      const struct pp_finding *f);

/* The headline's bold part as a title, without a full stop. */
const char *pp_phrase_title(struct pp_pool *pool, const struct pp_finding *f);

/* "is likely to be a rise of between 1.8 and 3.4 points" */
const char *pp_phrase_range(struct pp_pool *pool, const struct pp_finding *f);

/* From where to where, and the likely range: two sentences. */
const char *pp_phrase_detail(struct pp_pool *pool, const struct pp_finding *f);

/* What it means beside the change that was said to matter. */
enum pp_scope {
    PP_ONE_DIRECTION,  /* "a rise of 2 points" */
    PP_BOTH_DIRECTIONS /* scales of both: "a change of 2 points for the
                          better" */
};
const char *pp_phrase_meaning(struct pp_pool *pool, const struct pp_finding *f,
                              enum pp_scope scope);

/* The same of several outcomes, of each of which something else would matter;
 * where all of them leave the same open. */
bool pp_phrase_can_say_of_several(const struct pp_finding *x,
                                  const struct pp_finding *y);
const char *pp_phrase_meaning_of_several(struct pp_pool *pool,
                                         const struct pp_finding *f);

/* "The near end of this range is just beyond 1.": where the decimals do not
 * show it; else NULL. */
const char *pp_phrase_just_beside(struct pp_pool *pool,
                                  const struct pp_finding *f);

/* Why a range that leaves out zero is no finding: so many outcomes, changes
 * that reach far the other way, or groups that chance did not form. NULL
 * where none is the reason. */
const char *pp_phrase_range_but(struct pp_pool *pool,
                                const struct pp_finding *f);

/* The same as the note of a row that holds the difference allowing for where
 * people started, under which the key says what keeps it from a finding: of
 * groups that chance did not form, the other difference alone. */
const char *pp_phrase_note_on_range(struct pp_pool *pool,
                                    const struct pp_finding *f);

/* What the level of evidence allows to be said of the reason. */
const char *pp_phrase_reason(struct pp_pool *pool, const struct pp_finding *f);

/* What the charity will do about an outcome that got worse; where the plan does
 * not say, of n at once. */
const char *pp_phrase_response(struct pp_pool *pool, const struct pp_finding *f,
                               size_t n);

/* --- lists of names ------------------------------------------------------- */

/* "a", "a and b", "a, b and c"; "nothing" for none. */
const char *pp_phrase_join(struct pp_pool *pool, const char *const names[],
                           size_t n, const char *conjunction);

/* "2.6 points", without a sign */
const char *pp_phrase_points(struct pp_pool *pool, double x, int decimals);

/* "Hope" of "hope". */
const char *pp_phrase_capitalised(struct pp_pool *pool, const char *text);

/*
 * When a wave was (0: the first), in the middle of a sentence: its name where
 * that says when ("when they joined", "3 months later"), and where it is only
 * a label, "in the first round (\"start\")".
 */
const char *pp_phrase_when(struct pp_pool *pool, const char *name, size_t wave);

/* --- at a glance ---------------------------------------------------------- */

/* "241 people answered our questions when they joined. Of these ..."; either
 * count may be PP_COUNT_HIDDEN. n_unmatched: pp_phrase_many_missing. */
const char *pp_phrase_who(struct pp_pool *pool, long n_first, long n_both,
                          long n_unmatched, const char *first_wave,
                          const char *gap);

/*
 * What tables and figures call those who answered, and the two times. Where
 * both ratings were given at the end, nobody answered again, and nothing was
 * asked before; of three times or more, who did not answer the last time may
 * have answered in between.
 */
struct pp_answering {
    const char *first, *both, *left; /* "Answered first" */
    const char *left_or_unmatched;
    const char *before, *after;    /* heads of two columns */
    const char *twice, *answered;  /* "answered twice", "answered both times" */
    const char *by_both, *by_left; /* heads: those who did, those who did not */
    const char *no_score;          /* of whom no change is known */
};
const struct pp_answering *pp_phrase_answering(enum pp_evidence level,
                                               size_t n_waves);

/* Both ratings at the end. */
const char *pp_phrase_who_looked_back(struct pp_pool *pool, long n_both);

/* The same with more than two waves: each finding has people of its own. */
/* "47 for hope": of those, fewer have both scores of it. */
const char *pp_phrase_fewer_for(struct pp_pool *pool, const char *how_many);
const char *pp_phrase_who_often(struct pp_pool *pool, long n_first, long n_last,
                                const char *first_wave, const char *last_wave);

/* "hope and wellbeing; by less than matters: symptoms of anxiety": what went
 * better, or worse, and what did so by less; "nothing" where nothing did. */
const char *pp_phrase_moved(struct pp_pool *pool, const char *const names[],
                            size_t n, const char *const less[], size_t n_less);

/* "The true changes may be too small to matter." of these n findings, of
 * which some are short; "" when none is. */
const char *pp_phrase_may_be_too_small(struct pp_pool *pool,
                                       const struct pp_finding *findings,
                                       size_t n);

/* "not known. We asked no one who did not come to the groups." */
const char *pp_phrase_reason_at_a_glance(struct pp_pool *pool,
                                         const struct pp_finding *f);

/* --- with a comparison group ---------------------------------------------- */

/* " They are 98 people who came and 70 people on the waiting list."; "" where
 * a count may not be shown. */
const char *pp_phrase_who_arms(struct pp_pool *pool, const char *const names[],
                               const long counts[], size_t n);
/* "Of every 100 people who came, 12 did not answer again." n_unmatched:
 * pp_phrase_many_missing. */
const char *pp_phrase_arm_left(struct pp_pool *pool, const char *people,
                               size_t n_waves, int per_100, long n_unmatched);
/* "We made 9 comparisons. With that many ..." */
/* " A finding that names no group holds for each of them." */
const char *pp_phrase_each_group(void);
/* NULL: all of which nothing can be told. */
const char *pp_phrase_ways_disagree(struct pp_pool *pool, const char *outcomes);

/* Why ranges on one side of zero are no findings here, of groups that chance
 * did not form; NULL where none is for such a reason. */
const char *pp_phrase_key_unsettled(const struct pp_finding *findings,
                                    size_t n);

/* How far apart two groups started, in spreads: within .1; .5; further. */
enum pp_start {
    PP_START_FAR_APART,
    PP_START_APART,
    PP_START_ALIKE,
    PP_N_STARTS
};
enum pp_start pp_phrase_start_of(double spreads);
/* "loneliness (5.1 against 7.0)"; and of all such, with a space before it:
 * " The two started far apart in .... The two started about alike in ...." */
const char *pp_phrase_started(struct pp_pool *pool, const struct pp_finding *f,
                              const char *outcome, enum pp_start start);
const char *pp_phrase_groups_started(struct pp_pool *pool,
                                     const struct pp_finding *f,
                                     const char **parts[PP_N_STARTS],
                                     const size_t n[PP_N_STARTS]);

const char *pp_phrase_many_comparisons(struct pp_pool *pool, size_t n,
                                       size_t n_times);

/* --- who answered --------------------------------------------------------- */

/*
 * "Of every 100 who joined, 30 did not answer again ..." ("" under 20).
 * n_unmatched: second (of three waves or more, last) questionnaires that fit no
 * first one, so that some who count as not having answered again may have; may
 * be PP_COUNT_HIDDEN. has_arms: not all of them joined.
 */
const char *pp_phrase_many_missing(struct pp_pool *pool, enum pp_evidence level,
                                   bool has_arms, size_t n_waves, int per_100,
                                   long n_unmatched);

/* "The findings may not hold for all of them.", after those of each arm. */
const char *pp_phrase_may_not_hold(void);

/* "In all, 17 second questionnaires fit no first one."; "" for none, and for
 * PP_COUNT_HIDDEN. */
const char *pp_phrase_unmatched(struct pp_pool *pool, long n, size_t n_waves);

/* Rows that the import left out; the count may be PP_COUNT_HIDDEN. */
const char *pp_phrase_refused(struct pp_pool *pool, long n_rows);

/* " 12 pairs of codes were joined by hand, as one person's."; "" for 0.
 * The count may be PP_COUNT_HIDDEN. */
const char *pp_phrase_joined(struct pp_pool *pool, long n_joined);

/* "The 73 people with a first score for hope but no second started lower on
 * hope (average 30.1, against 31.4)." Who did not answer again are others:
 * some had no first score, and some answered again but left hope blank. Of
 * more than two waves, the last is meant. */
const char *pp_phrase_left_started(struct pp_pool *pool, enum pp_evidence level,
                                   size_t n_waves, long n_left,
                                   const struct pp_outcome_words *words,
                                   double left_mean, double stayed_mean,
                                   double standardised, int decimals);

/* The same of the people of one arm, who are named first. */
const char *pp_phrase_arm_left_started(struct pp_pool *pool, size_t n_waves,
                                       const struct pp_arm *arm,
                                       const struct pp_outcome_words *words,
                                       int decimals);

/*
 * "If they had not changed at all, the average rise over all 241 would be 1.8
 * points for hope and 0.08 points for empowerment. That is less than
 * what would matter." The findings are the better ones, or the worse ones;
 * n_first 0: not the same people have a first score for all of them.
 */
const char *pp_phrase_if_unchanged(struct pp_pool *pool, long n_first,
                                   const struct pp_finding *findings,
                                   const double *if_unchanged, size_t n);
/* The same of differences between arms. */
const char *pp_phrase_arms_if_unchanged(struct pp_pool *pool, size_t n_waves,
                                        const struct pp_finding *findings,
                                        const double *if_unchanged, size_t n);

/* Whether people can score what a sentence supposes. */
enum pp_room { PP_ROOM_ON_SCALE, PP_NO_ROOM_ON_SCALE };

/* "The finding would change to ... if those with no second score ..." */
const char *pp_phrase_tipping(struct pp_pool *pool, const struct pp_finding *f,
                              size_t n_waves, double tipping,
                              enum pp_room room);

/* `by` ("region") makes one cohort of everybody, or none: `cohort` NULL. */
const char *pp_phrase_nothing_to_compare(struct pp_pool *pool, const char *by,
                                         const char *cohort);

/* --- chance, method, plan ------------------------------------------------- */

/* Which time the findings are of, where there are several. */
const char *pp_phrase_last_time(struct pp_pool *pool, const char *last,
                                const char *first);

/* n outcomes at each of n_times times after the first. */
const char *pp_phrase_many_outcomes(struct pp_pool *pool, size_t n,
                                    size_t n_times);
/* "29 people who came", "1 person who came"; who: "people who came". */
const char *pp_phrase_counted(struct pp_pool *pool, long n, const char *who);

/* `date` NULL: not fixed beforehand. Names the main outcomes. */
const char *pp_phrase_plan(struct pp_pool *pool, enum pp_evidence level,
                           const char *const names[], size_t n,
                           const char *date);
/* Answers of this wave that were imported later are dated before the plan's
 * lock. */
const char *pp_phrase_given_by_then(enum pp_evidence level, size_t wave);
/* Outcomes, joined, of which something was changed after that. */
const char *pp_phrase_changed_since(struct pp_pool *pool, const char *outcomes);
/* On the row of one of them. */
const char *pp_phrase_first_look(void);

/* On a row of a time that was not fixed beforehand, where others were. */
const char *pp_phrase_late_time(void);
/* Of times ("about 12 months later") that were fixed by a lock of their own, or
 * (date NULL) by none, where others were fixed. */
const char *pp_phrase_fixed_later(struct pp_pool *pool, const char *times,
                                  const char *date);

/* After "A first look:", at the top, where no plan was fixed in time; of these
 * times alone, or (NULL) of all. */
const char *pp_phrase_not_fixed(struct pp_pool *pool, const char *times);
const char *pp_phrase_low_point(bool is_low_point);

/* --- beside the change ---------------------------------------------------- */

/* "Were people's usual level that of Norway, general population, up to about
 * 1.8 of the 2.6 points in hope could come from this alone. If it is not, less
 * could." further: the likely range of the rest of the change. */
const char *pp_phrase_drift(struct pp_pool *pool, const struct pp_finding *f,
                            double could_give, struct pp_interval further,
                            const char *population);
/* The same, where somebody is compared with. */
const char *pp_phrase_drift_in_both(void);
/* Outcomes, joined, that no norm is known of. */
const char *pp_phrase_drift_unknown(struct pp_pool *pool, const char *outcomes);
/* Where a score decided who was taken; expected NaN: no norm is known. */
const char *pp_phrase_entry(struct pp_pool *pool, const struct pp_finding *f,
                            const struct pp_entry *entry, double expected,
                            double correlation, bool is_retest,
                            const char *population);
/* Under how much people came, beside how they changed. */
const char *pp_phrase_dose_reason(void);
const char *pp_phrase_no_course_shown(void);
const char *pp_phrase_not_a_course(void);
const char *pp_phrase_no_course_in_arms(void);
/* n items of a questionnaire, joined. */
const char *pp_phrase_items_unreversed(struct pp_pool *pool,
                                       const char *instrument,
                                       const char *items, size_t n);
/* Whether files had anything that tells who a person is, to make a code of. */
enum pp_identity { PP_IDENTITY_AS_CODES, PP_IDENTITY_NOT_KEPT };
const char *pp_phrase_privacy(struct pp_pool *pool, enum pp_identity identity,
                              int threshold);
/* Of a figure whose averages have ranges, where the finding's allows for
 * support groups. */
const char *pp_phrase_averages_ignore_groups(struct pp_pool *pool,
                                             const struct pp_finding *f);
const char *pp_phrase_provisional(void);
/* The same in brackets after an outcome's name, where no note stands. */
const char *pp_phrase_provisional_in_brief(void);

/*
 * Under a finding from questions that do not measure one thing: "In these
 * answers its questions did not hang together well (alpha 0.43), ...". NULL
 * from an alpha of PP_LEAST_ALPHA on, and where neither alpha is known (NaN).
 * The limit is ours: no published one is agreed on.
 */
#define PP_LEAST_ALPHA 0.6
const char *pp_phrase_low_alpha(struct pp_pool *pool, double before,
                                double after);
const char *pp_phrase_hidden_cell(void);
/* Under a table of those that are: how many others there are is not told. */
const char *pp_phrase_others_untold(void);

/* What numbers of people were rounded to; 1: they are not. */
int pp_phrase_rounded_to(const struct pp_results *results);

/* Where they are, so many figures of every other number: an average of whole
 * scores in full tells of how many people it is. */
enum { PP_FIGURES_WHERE_ROUNDED = 3 };
/* Under what holds numbers of people that were rounded; NULL: they are not. */
const char *pp_phrase_rounded(struct pp_pool *pool,
                              const struct pp_results *results);
/* Under a table that gives no share out of 100 of so few people. */
const char *pp_phrase_too_few_for_100(void);
/* Under a table that counts no one, or everyone, of a row. */
const char *pp_phrase_tells_of_each(void);
/* Under a table whose row has no numbers, for that reason. */
const char *pp_phrase_no_finding_cell(enum pp_no_finding why);
const char *pp_phrase_too_few(void);
/* Where no outcome has a finding. */
const char *pp_phrase_no_findings(bool is_hidden);

/* The key under the table of these findings, for what occurs. */
struct pp_key_line {
    const char *term, *meaning;
};
size_t pp_phrase_key(struct pp_pool *pool, const struct pp_finding *findings,
                     size_t n, struct pp_key_line out[4]);

/* "the 90% range, 0.9 to 1.9": which decides where pp_finding_is_by_narrower.
 */
/* After "No change that matters" where the likely range beside it reaches what
 * would matter: ", by the 90% range"; or "". */
const char *pp_phrase_by_narrower(struct pp_pool *pool,
                                  const struct pp_finding *f);
const char *pp_phrase_narrower(struct pp_pool *pool,
                               const struct pp_finding *f);

/*
 * " For hope, 2 points is one in six people moving ...": the plan's reason; of
 * research and of a rule of thumb, `because` is where it stands.
 */
const char *pp_phrase_would_matter(struct pp_pool *pool, const char *outcome,
                                   const char *sesoi_text, const char *because,
                                   enum pp_sesoi_source source);

/* --- what it can and cannot show ------------------------------------------ */

struct pp_can_show {
    const char *can;       /* ends in "It cannot show:" */
    const char *cannot[4]; /* n_cannot items, without full stops but the last */
    size_t n_cannot;
};
/* What moves scores in any case: of groups that are compared it moves both,
 * and where those started alike it is left out of the difference. */
enum pp_drift { PP_DRIFT_LEFT_OUT, PP_DRIFT_FROM_LOW_POINT, PP_DRIFT_TO_USUAL };
struct pp_can_show pp_phrase_can_show(struct pp_pool *pool,
                                      const struct pp_finding *f,
                                      size_t n_waves, long n_both, long n_left,
                                      long n_unmatched, const char *gap,
                                      enum pp_drift drift);

/* Where there is no finding, instead of `can`. */
const char *pp_phrase_can_show_none(void);

/* --- people out of 100 ---------------------------------------------------- */

/* Under the table: what such a change can come from. */
const char *pp_phrase_good_or_bad_day(enum pp_evidence level);
const char *pp_phrase_amount_from_plan(void);
/* Where no count of the outcomes can be shown; names joined with "or". */
const char *pp_phrase_people_hidden(struct pp_pool *pool, const char *outcomes);
/* Where those who went better or worse cannot be; in_between: "77 of every 100
 * people", amount: "7 points". Of the others, once for all outcomes. */
const char *pp_phrase_people_in_between(struct pp_pool *pool,
                                        enum pp_evidence level,
                                        const char *outcome,
                                        const char *in_between,
                                        const char *amount);
const char *pp_phrase_people_not_in_between(struct pp_pool *pool,
                                            enum pp_evidence level,
                                            int threshold);

/* --- regions -------------------------------------------------------------- */

/* "region" or "group" as compared by; "cohort" for any other column. */
const char *pp_cohorts_word(const char *by, bool is_plural);

/* "region,year" as a title says it: "region and year". */
const char *pp_cohorts_by(struct pp_pool *pool, const char *by);

/* "A new region might see hope rise by 1.2 to rise by 3.4": the range. */
const char *pp_phrase_region_prediction(struct pp_pool *pool,
                                        const char *outcome,
                                        struct pp_interval range, int decimals,
                                        bool is_rough);
const char *pp_phrase_region_prediction_none(struct pp_pool *pool, size_t k);

const char *pp_phrase_regions_differ(struct pp_pool *pool, const char *outcome,
                                     double difference,
                                     struct pp_interval range, double level,
                                     int decimals, const char *first,
                                     const char *second);
/* Said before what follows; names joined, NULL: they are not the same ones for
 * every outcome. */
const char *pp_phrase_only_compared(struct pp_pool *pool, const char *names);
/* outcomes joined; sesoi_text NULL: none was set */
const char *pp_phrase_regions_alike(struct pp_pool *pool, const char *outcomes,
                                    const char *sesoi_text);
/* After it: the same of outcomes of which something else would matter. */
const char *pp_phrase_regions_alike_too(struct pp_pool *pool,
                                        const char *outcomes,
                                        const char *sesoi_text);
/* n outcomes, for n_with_amount of which what would matter was set */
const char *pp_phrase_regions_unknown(struct pp_pool *pool,
                                      const char *outcomes, size_t n,
                                      size_t n_with_amount);
/* Where fewer than two regions can be shown. */
const char *pp_phrase_regions_not_compared(struct pp_pool *pool,
                                           const char *outcomes);

/* The same behind "Hope:", and what the second means. */
const char *pp_phrase_regions_alike_line(struct pp_pool *pool,
                                         const char *sesoi_text);
const char *pp_phrase_regions_unknown_line(void);
const char *pp_phrase_regions_unknown_means(size_t n, size_t n_with_amount);
/* Why no region, or one, is shown: all reasons in one sentence, as which it is
 * may tell that the people of a region answered alike. n_shown: 0 or 1; of
 * n_regions that are named. */
const char *pp_phrase_regions_too_few(size_t n_shown, size_t n_regions);
const char *pp_phrase_regions_what_to_do(void);
const char *pp_phrase_regions_methods(bool disagree);
/* "2 of 14 regions lie outside what chance would give; chance alone puts about
 * 0.7 there." */
const char *pp_phrase_regions_outside(struct pp_pool *pool, const char *many,
                                      size_t n_outside, size_t k,
                                      double expected);
/* Behind it, of cohorts that are not said to differ; "" where none lies
 * outside. */
const char *pp_phrase_outside_alone(struct pp_pool *pool, const char *many,
                                    size_t n_outside);
/* Where only one way is shown: outcomes, joined, for which the other differs.
 */
const char *pp_phrase_regions_other_way(struct pp_pool *pool,
                                        const char *outcomes);
const char *pp_phrase_few_groups(struct pp_pool *pool, long n_groups);
/* "over all outcomes together": the family of the tests of regions. */
const char *pp_phrase_holm_of_regions(size_t n_times);
/* What a cohort's range does not say of itself: that it rests on few groups, or
 * does not allow for them; NULL: nothing. */
const char *pp_phrase_of_range(const struct pp_cohort *cohort);
const char *pp_phrase_region_order(bool is_plans);

#endif
