#ifndef PREPOST_CLI_WARN_H
#define PREPOST_CLI_WARN_H

/*
 * A warning of several sentences, on stderr: "prepost: ..." in lines of at most
 * 80 columns, broken at blanks, those after the first set in by two.
 */
void pp_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What helps most users against results that are close to earlier ones; before
 * the reason, which begins small. */
#define PP_WARN_UNSENT                                                         \
    "if you have sent no earlier report or figures to anybody, delete those "  \
    "and send these. If you have: "

#endif
