#ifndef PREPOST_CLI_VERSIONS_H
#define PREPOST_CLI_VERSIONS_H

#include <stdio.h>

#include "prepost/base/libraries.h"

/* Every library that prepost stands on, sorted by floor. */
void pp_versions_all(struct pp_libraries *all);

/* What `prepost --version` says: a line for prepost, then the libraries. */
void pp_versions_print(FILE *out);

#endif
