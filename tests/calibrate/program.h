#ifndef PREPOST_TESTS_CALIBRATE_PROGRAM_H
#define PREPOST_TESTS_CALIBRATE_PROGRAM_H

#include "../helpers/six_outcomes.h"

/*
 * The same six outcomes through the finished program: a plan and a file in a
 * folder, `prepost import`, `prepost analyse --format json`. Ends the whole run
 * with a message where the program does not do as it should.
 *
 * In         program: path of the binary
 * Out        said[SIX]: as the program printed it, and what CONVENTIONS.md,
 *            section 4, makes of the p and intervals it printed: the same but
 *            where changes reach far the other way and p is not trusted
 */
struct program_study;

struct program_said {
    enum pp_verdict_code code, code_by_t;
    enum pp_verdict_size size, size_by_t;
};

struct program_study *program_study_new(const char *program,
                                        bool lower_is_better, double sesoi);
void program_study_free(struct program_study *study); /* and its folder */

void program_evaluate(const struct program_study *study,
                      const struct six_outcomes *in,
                      struct program_said said[SIX]);

#endif
