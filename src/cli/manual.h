#ifndef PREPOST_CLI_MANUAL_H
#define PREPOST_CLI_MANUAL_H

#include <stdio.h>

/*
 * The manual pages: prepost.1 and one for each kind of file that people
 * write. `prepost help --man` prints them, `make install` puts them in place,
 * and the tests run every example in them.
 */
struct pp_manual {
    const char *name;    /* "evaluation": of prepost-evaluation.5; "" is 1 */
    const char *page;    /* "prepost-evaluation" */
    int section;         /* 1 or 5 */
    const char *summary; /* one line */
    void (*body)(FILE *out);
};

/* All of them; ends with a NULL page. */
extern const struct pp_manual pp_manuals[];

/* -1: no memory. */
int pp_manual_write(const struct pp_manual *manual, FILE *out);

/* The pages of files (manual_files.c, manual_summary.c) ... */
void pp_manual_evaluation(FILE *out);
void pp_manual_instrument(FILE *out);
void pp_manual_template(FILE *out);
void pp_manual_summary(FILE *out);

/* ... and completion for a shell; NULL for one that is not known. */
typedef void pp_completion(FILE *out);
pp_completion *pp_completion_for(const char *shell);

#endif
