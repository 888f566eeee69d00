#ifndef PREPOST_REPORT_ARM_TABLES_H
#define PREPOST_REPORT_ARM_TABLES_H

#include "prepost/report/part.h"

/*
 * What parts put in where findings are of arms against a comparison
 * (pp_report_has_arms()): the place is the part's, the table is here.
 */

/* Every outcome: both arms, the difference that decides, its size, p. */
void pp_arm_findings_table(const struct pp_report *r, struct pp_blocks *into);

/* One outcome: both arms and every number of the difference. */
void pp_arm_numbers_table(const struct pp_report *r, size_t outcome,
                          struct pp_blocks *into);

/* Every outcome by every way of allowing for those who left. */
void pp_arm_missing_table(const struct pp_report *r, struct pp_blocks *into);

/* Who answered, arm by arm, and how the arms started. */
void pp_arm_flow_table(const struct pp_report *r, struct pp_blocks *into);
void pp_arm_start_table(const struct pp_report *r, struct pp_blocks *into);

#endif
