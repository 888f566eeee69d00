#include "plan_file.h"

#include "prepost/model/plan.h"

/*
 * The format of evaluation.yaml: one table, by which plans are checked, the
 * JSON Schema is written and editors help. Words are in the order of their
 * enumerations in plan.h.
 */
static const char *const design_words[] = {"before-after", "looking-back",
                                           "comparison", "randomised", NULL};
static const char *const role_words[] = {"primary", "secondary", NULL};
static const char *const source_words[] = {"declared", "published-group",
                                           "rule-of-thumb", NULL};
static const char *const date_words[] = {"d/m/y", "m/d/y", "y-m-d", NULL};
static const char *const bad_cell_words[] = {"blank", "reject-row", NULL};
static const char *const twice_words[] = {"refuse", "first", "last",
                                          "most-complete", NULL};

static const struct pp_field wave_fields[] = {
    PP_FIELD("id", TEXT, struct def_wave, id, NULL, .is_key = true,
             .is_name = true, .longest = PP_MAX_LABEL_BYTES),
    PP_FIELD("name", TEXT, struct def_wave, name,
             "when it was, as a sentence says it: when they joined; 3 months "
             "later; at the end. Of a mere label, such as Start, reports say: "
             "in the first round (\"Start\")",
             .required = true),
    PP_FIELD("aliases", TEXTS, struct def_wave, aliases,
             "how a wave column in a file may write it: pre, T1, 0"),
    PP_FIELD("weeks", NUMBER, struct def_wave, weeks,
             "weeks after the first wave, where the files have no dates",
             .has_range = true, .min = 0, .max = 5000),
};
static const struct pp_schema wave_schema = {
    .name = "wave",
    PP_SCHEMA_FIELDS(wave_fields),
    .size = sizeof(struct def_wave),
    .shorthand = "name",
    PP_SCHEMA_NODE(struct def_wave, at)};

static const struct pp_field answer_fields[] = {
    PP_FIELD("answer", TEXT, struct def_answer, key, NULL, .is_key = true),
    PP_FIELD("texts", TEXTS, struct def_answer, texts,
             "how files write that answer", .required = true, .has_range = true,
             .min = 1, .max = 100),
};
static const struct pp_schema answer_schema = {
    .name = "answer",
    PP_SCHEMA_FIELDS(answer_fields),
    .size = sizeof(struct def_answer),
    .shorthand = "texts",
    PP_SCHEMA_NODE(struct def_answer, at)};

static const struct pp_field instrument_fields[] = {
    PP_FIELD("id", TEXT, struct def_instrument, id,
             "the questionnaire, as `prepost instrument list` names it",
             .required = true, .is_name = true),
    PP_FIELD("coding", TEXT, struct def_instrument, coding,
             "how its answers are numbered, where there are several ways"),
    PP_FIELD("missing", TEXT, struct def_instrument, missing,
             "which rule scores incomplete answers, where the questionnaire "
             "names others beside its own; complete: none but complete ones"),
    PP_FIELD("answers", NAMED, struct def_instrument, answers,
             "what its answers are called where the form has other words or "
             "another language, by number or label: {0: [Ddim o gwbl], 1: "
             "[Sawl diwrnod]}",
             .sub = &answer_schema),
};
static const struct pp_schema instrument_schema = {
    .name = "instrument",
    PP_SCHEMA_FIELDS(instrument_fields),
    .size = sizeof(struct def_instrument),
    .shorthand = "id",
    PP_SCHEMA_NODE(struct def_instrument, at)};

static const struct pp_field sesoi_fields[] = {
    PP_FIELD("value", NUMBER, struct def_sesoi, value,
             "the smallest change of the average that would matter, in points "
             "of the scale",
             .required = true, .otherwise = NAN),
    PP_FIELD("source", WORD, struct def_sesoi, source,
             "declared: you decided; published-group: published for averages "
             "of groups; rule-of-thumb: a fraction of a published SD",
             .required = true, .choices = source_words, .otherwise = -1),
    PP_FIELD("because", TEXT, struct def_sesoi, because, "why this much"),
};
static const struct pp_schema sesoi_schema = {
    .name = "sesoi",
    PP_SCHEMA_FIELDS(sesoi_fields),
    .size = sizeof(struct def_sesoi),
    .shorthand = "value",
    PP_SCHEMA_NODE(struct def_sesoi, at)};

static const struct pp_field entry_fields[] = {
    PP_FIELD("at_least", NUMBER, struct def_entry, at_least,
             "only people who scored this or more at the start were taken",
             .otherwise = NAN),
    PP_FIELD("at_most", NUMBER, struct def_entry, at_most,
             "only people who scored this or less at the start were taken",
             .otherwise = NAN),
};
static const struct pp_schema entry_schema = {
    .name = "entry",
    PP_SCHEMA_FIELDS(entry_fields),
    .size = sizeof(struct def_entry),
    PP_SCHEMA_NODE(struct def_entry, at)};

static const struct pp_field outcome_fields[] = {
    PP_FIELD("id", TEXT, struct def_outcome, id, NULL, .is_key = true),
    PP_FIELD("role", WORD, struct def_outcome, role,
             "primary: what the evaluation is about; secondary: what else is "
             "looked at",
             .required = true, .choices = role_words, .otherwise = -1),
    PP_FIELD("sesoi", BLOCK, struct def_outcome, sesoi,
             "smallest change that matters; without it no finding can say "
             "\"no change that matters\"",
             .sub = &sesoi_schema),
    PP_FIELD("entry", BLOCK, struct def_outcome, entry,
             "the score that decided who was taken, if one did: such people "
             "drift back towards their usual score anyway",
             .sub = &entry_schema),
    PP_FIELD("if_worse", TEXT, struct def_outcome, if_worse,
             "what will be done if it got worse; printed then"),
};
static const struct pp_schema outcome_schema = {
    .name = "outcome",
    PP_SCHEMA_FIELDS(outcome_fields),
    .size = sizeof(struct def_outcome),
    .shorthand = "role",
    PP_SCHEMA_NODE(struct def_outcome, at)};

static const struct pp_field kept_fields[] = {
    PP_FIELD("name", TEXT, struct def_kept, name, NULL, .is_key = true),
    PP_FIELD("headings", TEXTS, struct def_kept, headings,
             "the column's heading in the files", .required = true,
             .has_range = true, .min = 1, .max = HUGE_VAL),
    PP_FIELD("number", FLAG, struct def_kept, is_number,
             "yes: a number, such as age in years"),
    PP_FIELD("dose", FLAG, struct def_kept, is_dose,
             "yes: how much of the service a person had, such as sessions "
             "attended: a number, set beside the change"),
    PP_FIELD("categories", FLAG, struct def_kept, is_categories,
             "yes: answers to choose from, though they are long or few people "
             "share one; import refuses what looks like people's own words"),
};
static const struct pp_schema kept_schema = {
    .name = "kept_column",
    PP_SCHEMA_FIELDS(kept_fields),
    .size = sizeof(struct def_kept),
    .shorthand = "headings",
    PP_SCHEMA_NODE(struct def_kept, at)};

static const struct pp_field columns_fields[] = {
    PP_FIELD("identifier", TEXTS, struct def_columns, identifier,
             "heading of the person's code; never the number that a survey "
             "platform gives to each response"),
    PP_FIELD("identifier_from", TEXTS, struct def_columns, identifier_from,
             "headings of the columns that make up the person's code together, "
             "where no one column does; region and group may be among them",
             .has_range = true, .min = 2, .max = 8),
    PP_FIELD("wave", TEXTS, struct def_columns, wave,
             "heading of the column that says which wave a row is of"),
    PP_FIELD("date", TEXTS, struct def_columns, date,
             "heading of the day of answering"),
    PP_FIELD("date_format", WORD, struct def_columns, date_format,
             "order of day, month and year; found out if left out",
             .choices = date_words, .otherwise = -1),
    PP_FIELD("region", TEXTS, struct def_columns, region,
             "heading of the region"),
    PP_FIELD("group", TEXTS, struct def_columns, group,
             "heading of the support group that was attended"),
    PP_FIELD("arm", TEXTS, struct def_columns, arm,
             "heading of the arm a person is in, where there is a comparison"),
    PP_FIELD("keep", NAMED, struct def_columns, keep,
             "what else to keep of people: a name for it, and its heading",
             .sub = &kept_schema),
};
static const struct pp_schema columns_schema = {
    .name = "columns",
    PP_SCHEMA_FIELDS(columns_fields),
    .size = sizeof(struct def_columns),
    PP_SCHEMA_NODE(struct def_columns, at)};

static const struct pp_field mapping_fields[] = {
    PP_FIELD("heading", TEXT, struct def_mapping, heading, NULL,
             .is_key = true),
    PP_FIELD("means", TEXT, struct def_mapping, means,
             "an item (phq9_1), a total (phq9.total), identifier, wave, date, "
             "region, group, arm, a kept column's name, or ignore",
             .required = true),
    PP_FIELD("wave", TEXT, struct def_mapping, wave,
             "the wave this column is of, where one row has several"),
};
static const struct pp_schema mapping_schema = {
    .name = "mapping",
    PP_SCHEMA_FIELDS(mapping_fields),
    .size = sizeof(struct def_mapping),
    .shorthand = "means",
    PP_SCHEMA_NODE(struct def_mapping, at)};

static const struct pp_field numbering_fields[] = {
    PP_FIELD("instrument", TEXT, struct def_numbering, instrument, NULL,
             .is_key = true),
    PP_FIELD("from", WHOLE, struct def_numbering, from,
             "the number that this file gives to the lowest answer",
             .required = true, .has_range = true, .min = -100, .max = 100),
};
static const struct pp_schema numbering_schema = {
    .name = "numbering",
    PP_SCHEMA_FIELDS(numbering_fields),
    .size = sizeof(struct def_numbering),
    .shorthand = "from",
    PP_SCHEMA_NODE(struct def_numbering, at)};

static const struct pp_field file_fields[] = {
    PP_FIELD("path", TEXT, struct def_file, path,
             "the file, seen from the plan's folder; * and ? stand for any "
             "letters and one letter",
             .required = true),
    PP_FIELD("wave", TEXT, struct def_file, wave, "the wave of all its rows"),
    PP_FIELD("region", TEXT, struct def_file, region,
             "the region of all its rows", .longest = PP_MAX_NAME_BYTES),
    PP_FIELD("group", TEXT, struct def_file, group,
             "the support group of all its rows", .longest = PP_MAX_NAME_BYTES),
    PP_FIELD("arm", TEXT, struct def_file, arm,
             "the arm that all its people are in",
             .longest = PP_MAX_NAME_BYTES),
    PP_FIELD("columns", NAMED, struct def_file, columns,
             "headings of this file that would not be understood otherwise; a "
             "star on both sides stands for a number: Emp_*: phq9_*",
             .sub = &mapping_schema),
    PP_FIELD("pre_marks", TEXTS, struct def_file, pre_marks,
             "one row has both waves: what the headings of the first begin or "
             "end with"),
    PP_FIELD("post_marks", TEXTS, struct def_file, post_marks,
             "the same for the second"),
    PP_FIELD("missing", TEXTS, struct def_file, missing,
             "what stands for no answer: NA, -99. In kept columns words such "
             "as Prefer not to say stay, as a category",
             .may_be_empty = true),
    PP_FIELD("delimiter", TEXT, struct def_file, delimiter,
             "what separates its fields; found out if left out"),
    PP_FIELD("encoding", TEXT, struct def_file, encoding,
             "utf-8 or windows-1252; found out if left out"),
    PP_FIELD("platform", TEXT, struct def_file, platform,
             "who wrote it, such as qualtrics; found out if left out"),
    PP_FIELD("anonymous", FLAG, struct def_file, anonymous,
             "yes: its rows have no code, and each is a person; where one row "
             "has both waves"),
    PP_FIELD("sheet", TEXT, struct def_file, sheet,
             "which sheet of a workbook; the first if left out"),
    PP_FIELD(
        "dictionary", TEXT, struct def_file, dictionary,
        "REDCap's data dictionary, seen from the plan's folder; looked for "
        "beside the file if left out"),
    PP_FIELD("comment", TEXT, struct def_file, comment,
             "the sign that lines begin with which are no rows, such as \"#\""),
    PP_FIELD(
        "numbered_from", NAMED, struct def_file, numbered_from,
        "questionnaires whose answers this file numbers from another "
        "start, and the number of the lowest: phq9: 1 where 1 to 4 stand "
        "for 0 to 3. Answers in words and ready-made totals are taken as "
        "they stand. A file that is in already is read anew with --replace",
        .sub = &numbering_schema),
    PP_FIELD("decimal_comma", FLAG, struct def_file, decimal_comma,
             "yes: numbers are written as in 2,5"),
    PP_FIELD("date_format", WORD, struct def_file, date_format,
             "order of day, month and year in this file, where it is another "
             "than under columns",
             .choices = date_words, .otherwise = -1),
};
static const struct pp_schema file_schema = {
    .name = "file",
    PP_SCHEMA_FIELDS(file_fields),
    .size = sizeof(struct def_file),
    .shorthand = "path",
    PP_SCHEMA_NODE(struct def_file, at)};

static const struct pp_field arm_fields[] = {
    PP_FIELD("level", TEXT, struct def_arm, level, NULL, .is_key = true,
             .longest = PP_MAX_NAME_BYTES),
    PP_FIELD("name", TEXT, struct def_arm, name,
             "the arm as reports call it: the Tuesday groups", .required = true,
             .longest = PP_MAX_NAME_BYTES),
};
static const struct pp_schema arm_schema = {.name = "arm",
                                            PP_SCHEMA_FIELDS(arm_fields),
                                            .size = sizeof(struct def_arm),
                                            .shorthand = "name",
                                            PP_SCHEMA_NODE(struct def_arm, at)};

static const struct pp_field place_fields[] = {
    PP_FIELD("name", TEXT, struct def_place, name, NULL, .is_key = true,
             .longest = PP_MAX_NAME_BYTES),
    PP_FIELD("aliases", TEXTS, struct def_place, aliases,
             "other ways in which files write it: N. Devon", .required = true,
             .has_range = true, .min = 1, .max = 100),
};
static const struct pp_schema place_schema = {
    .name = "place",
    PP_SCHEMA_FIELDS(place_fields),
    .size = sizeof(struct def_place),
    .shorthand = "aliases",
    PP_SCHEMA_NODE(struct def_place, at)};

static const struct pp_field arms_fields[] = {
    PP_FIELD("comparison", TEXT, struct def_arms, comparison,
             "the arm that the others are compared with, as the files write "
             "it: waiting list",
             .required = true, .longest = PP_MAX_NAME_BYTES),
    PP_FIELD("column", TEXT, struct def_arms, column,
             "where a person's arm stands: arm (the default), the name of a "
             "kept column, or region"),
    PP_FIELD("as_assigned", FLAG, struct def_arms, as_assigned,
             "yes: people count in the arm that chance gave them, whatever "
             "they did then; no: in the one they took",
             .otherwise = 1),
    PP_FIELD("aliases", NAMED, struct def_arms, aliases,
             "arms that files write in several ways, as regions has them: "
             "waiting list: [waiting-list, WL]",
             .sub = &place_schema),
    PP_FIELD("names", NAMED, struct def_arms, names,
             "what reports call the other arms, where there are several: as a "
             "file writes it, and the name",
             .sub = &arm_schema),
};
static const struct pp_schema arms_schema = {
    .name = "arms",
    PP_SCHEMA_FIELDS(arms_fields),
    .size = sizeof(struct def_arms),
    .shorthand = "comparison",
    PP_SCHEMA_NODE(struct def_arms, at)};

static const struct pp_field person_fields[] = {
    PP_FIELD("codes", TEXTS, struct def_person, codes,
             "the person's codes, as the files have them", .required = true,
             .has_range = true, .min = 2, .max = 20),
    PP_FIELD("because", TEXT, struct def_person, because,
             "how you know; for yourself"),
};
static const struct pp_schema person_schema = {
    .name = "person",
    PP_SCHEMA_FIELDS(person_fields),
    .size = sizeof(struct def_person),
    .shorthand = "codes",
    PP_SCHEMA_NODE(struct def_person, at)};

static const struct pp_field rules_fields[] = {
    PP_FIELD("bad_cell", WORD, struct def_rules, bad_cell,
             "an answer that the questionnaire does not have: leave that "
             "answer out (blank), or the whole row (reject-row)",
             .choices = bad_cell_words, .otherwise = PP_BAD_CELL_BLANK),
    PP_FIELD("same_twice", WORD, struct def_rules, same_twice,
             "a person who answered twice at one wave, differently: take "
             "neither (refuse), the first, the last or the most complete",
             .choices = twice_words, .otherwise = PP_TWICE_REFUSE),
};
static const struct pp_schema rules_schema = {.name = "rules",
                                              PP_SCHEMA_FIELDS(rules_fields),
                                              .size = sizeof(struct def_rules)};

static const struct pp_field disclosure_fields[] = {
    PP_FIELD("preset", TEXT, struct def_disclosure, preset,
             "the set of rules that keeps people from being recognised: "
             "charity-5",
             .required = true),
    PP_FIELD("threshold", WHOLE, struct def_disclosure, threshold,
             "counts below it are not shown; the preset's if left out",
             .has_range = true, .min = 2, .max = 1000),
    PP_FIELD("rounding", WHOLE, struct def_disclosure, rounding,
             "counts are rounded to a whole multiple of it, 1: they are not; "
             "the preset's if left out; where they are, other numbers of the "
             "results have three figures",
             .has_range = true, .min = 1, .max = 10),
};
static const struct pp_schema disclosure_schema = {
    .name = "disclosure",
    PP_SCHEMA_FIELDS(disclosure_fields),
    .size = sizeof(struct def_disclosure),
    .shorthand = "preset"};

static const struct pp_field plan_fields[] = {
    PP_FIELD("title", TEXT, struct def_plan, title,
             "what is evaluated, and where", .required = true,
             .longest = PP_MAX_LABEL_BYTES),
    PP_FIELD("charity", TEXT, struct def_plan, charity, "who runs the service",
             .required = true),
    PP_FIELD("service", TEXT, struct def_plan, service,
             "what people come to, as a sentence says it: the groups"),
    PP_FIELD("dates", TEXT, struct def_plan, dates,
             "when it ran: January to December 2025"),
    PP_FIELD(
        "gap", TEXT, struct def_plan, gap,
        "time between the two waves: 3 months; of more, their names say it"),
    PP_FIELD("design", WORD, struct def_plan, design,
             "what the evaluation can show: one group before and after; both "
             "ratings at the end; a comparison group; groups made by chance",
             .choices = design_words, .otherwise = PP_EVIDENCE_BEFORE_AFTER),
    PP_FIELD("comparison", TEXT, struct def_plan, comparison,
             "who the others are: people on the waiting list"),
    PP_FIELD("arms", BLOCK, struct def_plan, arms,
             "which people those are, where the design has a comparison",
             .sub = &arms_schema),
    PP_FIELD("low_point", FLAG, struct def_plan, low_point,
             "whether people join when they feel low, so that many feel "
             "better later anyway",
             .otherwise = 1),
    PP_FIELD("made_up", FLAG, struct def_plan, made_up,
             "yes: the data are made up, and every report says so"),
    PP_FIELD("own_words", TEXT, struct def_plan, own_words,
             "the charity's own words, printed in a box of their own"),
    PP_FIELD("waves", NAMED, struct def_plan, waves,
             "when people were asked, in order: an id and a name each",
             .required = true, .sub = &wave_schema, .has_range = true, .min = 2,
             .max = 20),
    PP_FIELD("instruments", BLOCKS, struct def_plan, instruments,
             "the questionnaires", .required = true, .sub = &instrument_schema,
             .has_range = true, .min = 1, .max = 100),
    PP_FIELD("outcomes", NAMED, struct def_plan, outcomes,
             "the scales that findings are about, as questionnaire.scale, in "
             "the order of the report",
             .required = true, .sub = &outcome_schema, .has_range = true,
             .min = 1, .max = 200),
    PP_FIELD("columns", BLOCK, struct def_plan, columns,
             "headings in the files, beside the questions",
             .sub = &columns_schema),
    PP_FIELD("files", BLOCKS, struct def_plan, files,
             "the files of answers, and what is true of all their rows",
             .sub = &file_schema),
    PP_FIELD("regions", NAMED, struct def_plan, regions,
             "regions that files write in several ways: North Devon: [N. "
             "Devon, Nth Devon]; all these are one region, under the name "
             "before the colon, in files that are in already as well. Reports "
             "have regions in this order, then that of files, where the two "
             "name all of them; else in that of the alphabet. Set it "
             "before reports are handed on: two of them, from before and "
             "after, together tell of the people between. A region that is "
             "part of a person's code (identifier_from) stays there as it is "
             "written. Names of regions, groups and arms have 120 bytes at "
             "most",
             .sub = &place_schema),
    PP_FIELD("groups", NAMED, struct def_plan, groups,
             "the same for support groups", .sub = &place_schema),
    PP_FIELD("same_person", BLOCKS, struct def_plan, same_person,
             "codes that are one person's, by your word: a list of two or "
             "more for each; whatever is known of them is then one person's",
             .sub = &person_schema),
    PP_FIELD("rules", BLOCK, struct def_plan, rules,
             "what to do with answers that do not fit", .sub = &rules_schema),
    PP_FIELD("disclosure", BLOCK, struct def_plan, disclosure,
             "how people are kept from being recognised",
             .sub = &disclosure_schema),
    PP_FIELD("level", NUMBER, struct def_plan, level,
             "confidence level of the likely ranges", .otherwise = .95,
             .has_range = true, .min = .5, .max = .999),
    PP_FIELD("seed", WHOLE, struct def_plan, seed,
             "where random numbers start, so that results come out again",
             .otherwise = 1, .has_range = true, .min = 0, .max = 2147483647),
};
const struct pp_schema plan_schema = {.name = "plan",
                                      PP_SCHEMA_FIELDS(plan_fields),
                                      .size = sizeof(struct def_plan),
                                      PP_SCHEMA_NODE(struct def_plan, at)};

void pp_plan_json_schema(struct pp_buffer *out)
{
    pp_schema_json(&plan_schema, "evaluation.schema.json",
                   "prepost: the plan of an evaluation", out);
}

const struct pp_schema *pp_plan_schema(void)
{
    return &plan_schema;
}
