#ifndef PREPOST_CLI_OUTPUT_H
#define PREPOST_CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Standard output, of which it is known at the end why it could not be
 * written: stdio forgets what a full buffer met half-way.
 */
struct pp_output {
    FILE *file;
    bool is_terminal; /* which would obey what a file's name has in it */
    int number; /* errno's value of the first write that failed; 0: none */
};

/* The caller keeps *output where it is, and closes it. */
void pp_output_open(struct pp_output *output);

/* Writes what is left. Returns 0, or errno's value of what went wrong. */
int pp_output_close(struct pp_output *output);

#endif
