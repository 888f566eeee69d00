#ifndef PREPOST_TESTS_WORKBOOK_H
#define PREPOST_TESTS_WORKBOOK_H

#include "prepost/base/buffer.h"

/* An .xlsx with one sheet "Form1", whose rows are given as XML, and these
 * shared texts (XML too). Style 1 is a date, 2 a date and time of its own. */
void workbook_write(struct pp_buffer *out, const char *rows,
                    const char *shared);

#endif
