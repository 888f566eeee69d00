#include "instrument_file.h"

#include "prepost/model/instrument.h"

/*
 * The format of a definition file: one table, by which files are checked, the
 * JSON Schema is written and editors help.
 */

static const char *const score_words[] = {"sum",    "mean",  "percent",
                                          "lookup", "count", NULL};
static const char *const better_words[] = {"higher", "lower", "neither", NULL};
static const char *const treatment_words[] = {
    "complete", "prorate", "prorate-rounded", "as-answered", NULL};
static const char *const change_words[] = {"person", "group", NULL};
static const char *const reliability_words[] = {"alpha", "retest", NULL};
static const char *const status_words[] = {"confirmed", "unconfirmed", "own",
                                           NULL};

const char *pp_key_status_word(enum pp_key_status status)
{
    return status_words[status];
}
static const char *const show_words[] = {"free", "verbatim", "none", NULL};

static const struct pp_field answer_fields[] = {
    PP_FIELD("code", WHOLE, struct def_answer, code, NULL, .is_key = true,
             .has_range = true, .min = DEF_MIN_CODE, .max = DEF_MAX_CODE),
    PP_FIELD("label", TEXT, struct def_answer, label,
             "the answer as the form prints it"),
    PP_FIELD("aliases", TEXTS, struct def_answer, aliases,
             "other ways in which files write this answer"),
};
static const struct pp_schema answer_schema = {
    .name = "answer",
    PP_SCHEMA_FIELDS(answer_fields),
    .size = sizeof(struct def_answer),
    .shorthand = "label",
    PP_SCHEMA_NODE(struct def_answer, at)};

static const struct pp_field code_fields[] = {
    PP_FIELD("code", WHOLE, struct def_code, code, NULL, .is_key = true,
             .has_range = true, .min = DEF_MIN_CODE, .max = DEF_MAX_CODE),
    PP_FIELD("means", WHOLE, struct def_code, means,
             "the same answer's code under answers", .required = true),
};
static const struct pp_schema code_schema = {
    .name = "code",
    PP_SCHEMA_FIELDS(code_fields),
    .size = sizeof(struct def_code),
    .shorthand = "means",
    PP_SCHEMA_NODE(struct def_code, at)};

static const struct pp_field coding_fields[] = {
    PP_FIELD("id", TEXT, struct def_coding, id, NULL, .is_key = true,
             .longest = PP_MAX_LABEL_BYTES),
    PP_FIELD("name", TEXT, struct def_coding, name,
             "what tells this coding from the others"),
    PP_FIELD("codes", NAMED, struct def_coding, codes,
             "each code of this coding, and the code under answers that it "
             "stands for",
             .required = true, .sub = &code_schema),
};
static const struct pp_schema coding_schema = {
    .name = "coding",
    PP_SCHEMA_FIELDS(coding_fields),
    .size = sizeof(struct def_coding),
    PP_SCHEMA_NODE(struct def_coding, at)};

static const struct pp_field coding_name_fields[] = {
    PP_FIELD("id", TEXT, struct def_coding_name, id,
             "the name by which a plan chooses it", .required = true),
    PP_FIELD("name", TEXT, struct def_coding_name, name,
             "what tells this coding from the others"),
};
static const struct pp_schema coding_name_schema = {
    .name = "coding_name",
    PP_SCHEMA_FIELDS(coding_name_fields),
    .size = sizeof(struct def_coding_name),
    .shorthand = "id"};

static const struct pp_field item_range_field =
    PP_FIELD("answers", TEXT, struct def_item, answer_range, NULL);
static const struct pp_field item_fields[] = {
    PP_FIELD("id", TEXT, struct def_item, id,
             "the item's name in stores and exports; the file's id and the "
             "item's number if left out",
             .is_name = true),
    PP_FIELD("text", TEXT, struct def_item, text,
             "the question as people read it"),
    PP_FIELD("theme", TEXT, struct def_item, theme,
             "a few words on what it is about"),
    PP_FIELD("aliases", TEXTS, struct def_item, aliases,
             "headings of columns that hold this item"),
    PP_FIELD("answers", NAMED, struct def_item, answers,
             "answers of this item, where they differ from the others",
             .sub = &answer_schema, .scalar = &item_range_field),
};
static const struct pp_schema item_schema = {
    .name = "item",
    PP_SCHEMA_FIELDS(item_fields),
    .size = sizeof(struct def_item),
    .shorthand = "text",
    PP_SCHEMA_NODE(struct def_item, at)};

static const struct pp_field band_fields[] = {
    PP_FIELD("name", TEXT, struct def_band, name, NULL, .is_key = true),
    PP_FIELD("range", TEXT, struct def_band, range,
             "first and last score of the band, as in 5-9", .required = true),
};
static const struct pp_schema band_schema = {
    .name = "band",
    PP_SCHEMA_FIELDS(band_fields),
    .size = sizeof(struct def_band),
    .shorthand = "range",
    PP_SCHEMA_NODE(struct def_band, at)};

static const struct pp_field band_set_fields[] = {
    PP_FIELD("source", TEXT, struct def_band_set, source,
             "where these bands are published", .required = true),
    PP_FIELD("shown", FLAG, struct def_band_set, shown,
             "no: only where a report asks for them", .otherwise = 1),
    PP_FIELD("bands", NAMED, struct def_band_set, bands,
             "each band and its scores, from low to high", .required = true,
             .sub = &band_schema),
};
static const struct pp_schema band_set_schema = {
    .name = "band_set",
    PP_SCHEMA_FIELDS(band_set_fields),
    .size = sizeof(struct def_band_set),
    PP_SCHEMA_NODE(struct def_band_set, at)};

static const struct pp_field cutoff_fields[] = {
    PP_FIELD("name", TEXT, struct def_cutoff, name,
             "what a score beyond it is called", .required = true),
    PP_FIELD("at_or_above", NUMBER, struct def_cutoff, at_or_above,
             "this score and higher ones are beyond it", .otherwise = NAN),
    PP_FIELD("at_or_below", NUMBER, struct def_cutoff, at_or_below,
             "this score and lower ones are beyond it", .otherwise = NAN),
    PP_FIELD("source", TEXT, struct def_cutoff, source, "where it is published",
             .required = true),
};
static const struct pp_schema cutoff_schema = {
    .name = "cutoff",
    PP_SCHEMA_FIELDS(cutoff_fields),
    .size = sizeof(struct def_cutoff),
    PP_SCHEMA_NODE(struct def_cutoff, at)};

static const struct pp_field change_fields[] = {
    PP_FIELD("kind", WORD, struct def_change, kind,
             "a change of one person, or of a group's average",
             .required = true, .choices = change_words),
    PP_FIELD("value", NUMBER, struct def_change, value, "in scale points",
             .required = true, .otherwise = NAN),
    PP_FIELD("inclusive", FLAG, struct def_change, inclusive,
             "yes: a change of exactly this much counts", .otherwise = 1),
    PP_FIELD("reliable", FLAG, struct def_change, reliable,
             "yes: more than the questionnaire's own noise; no: a change that "
             "matters to people"),
    PP_FIELD("source", TEXT, struct def_change, source, "where it is published",
             .required = true),
};
static const struct pp_schema change_schema = {
    .name = "change",
    PP_SCHEMA_FIELDS(change_fields),
    .size = sizeof(struct def_change),
    PP_SCHEMA_NODE(struct def_change, at)};

static const struct pp_field norm_fields[] = {
    PP_FIELD("population", TEXT, struct def_norm, population,
             "who was asked, where, how many", .required = true),
    PP_FIELD("clinical", FLAG, struct def_norm, clinical,
             "yes: people in treatment for what the scale measures"),
    PP_FIELD("part", FLAG, struct def_norm, part,
             "yes: only some of the people there are, such as men or an age"),
    PP_FIELD("mean", NUMBER, struct def_norm, mean, "their average",
             .required = true, .otherwise = NAN),
    PP_FIELD("sd", NUMBER, struct def_norm, sd, "their standard deviation",
             .otherwise = NAN, .has_range = true, .min = 0, .max = HUGE_VAL),
    PP_FIELD("source", TEXT, struct def_norm, source, "where it is published",
             .required = true),
};
static const struct pp_schema norm_schema = {
    .name = "norm",
    PP_SCHEMA_FIELDS(norm_fields),
    .size = sizeof(struct def_norm),
    PP_SCHEMA_NODE(struct def_norm, at)};

static const struct pp_field reliability_fields[] = {
    PP_FIELD("kind", WORD, struct def_reliability, kind,
             "Cronbach's alpha, or the same people asked again",
             .required = true, .choices = reliability_words),
    PP_FIELD("value", NUMBER, struct def_reliability, value, "from 0 to 1",
             .required = true, .otherwise = NAN, .has_range = true, .min = 0,
             .max = 1),
    PP_FIELD("population", TEXT, struct def_reliability, population,
             "who was asked"),
    PP_FIELD("source", TEXT, struct def_reliability, source,
             "where it is published", .required = true),
};
static const struct pp_schema reliability_schema = {
    .name = "reliability",
    PP_SCHEMA_FIELDS(reliability_fields),
    .size = sizeof(struct def_reliability),
    PP_SCHEMA_NODE(struct def_reliability, at)};

static const struct pp_field words_fields[] = {
    PP_FIELD("outcome", TEXT, struct def_words, outcome,
             "what is measured, in the middle of a sentence: symptoms of "
             "depression",
             .required = true, .longest = PP_MAX_LABEL_BYTES),
    PP_FIELD("score", TEXT, struct def_words, score,
             "its score, in the middle of a sentence: depression score",
             .required = true, .longest = PP_MAX_LABEL_BYTES),
    PP_FIELD("plain", TEXT, struct def_words, plain,
             "the outcome in a few easy words"),
};
static const struct pp_schema words_schema = {.name = "words",
                                              PP_SCHEMA_FIELDS(words_fields),
                                              .size = sizeof(struct def_words)};

static const struct pp_field missing_fields[] = {
    PP_FIELD("up_to", WHOLE, struct def_missing, up_to,
             "how many answers may be missing", .required = true,
             .has_range = true, .min = 0, .max = DEF_MAX_ITEMS),
    PP_FIELD("treatment", WORD, struct def_missing, treatment,
             "prorate: the mean of the answered stands in for the rest",
             .otherwise = PP_MISSING_PRORATE, .choices = treatment_words),
    PP_FIELD("source", TEXT, struct def_missing, source,
             "where the rule is published"),
};
static const struct pp_schema missing_schema = {
    .name = "missing",
    PP_SCHEMA_FIELDS(missing_fields),
    .size = sizeof(struct def_missing),
    .shorthand = "up_to",
    PP_SCHEMA_NODE(struct def_missing, at)};

static const struct pp_field rule_fields[] = {
    PP_FIELD("id", TEXT, struct def_missing, id, NULL, .is_key = true,
             .is_name = true),
    PP_FIELD("up_to", WHOLE, struct def_missing, up_to,
             "how many answers may be missing", .required = true,
             .has_range = true, .min = 0, .max = DEF_MAX_ITEMS),
    PP_FIELD("treatment", WORD, struct def_missing, treatment,
             "prorate: the mean of the answered stands in for the rest",
             .otherwise = PP_MISSING_PRORATE, .choices = treatment_words),
    PP_FIELD("source", TEXT, struct def_missing, source,
             "where the rule is published", .required = true),
};
static const struct pp_schema rule_schema = {
    .name = "missing_rule",
    PP_SCHEMA_FIELDS(rule_fields),
    .size = sizeof(struct def_missing),
    PP_SCHEMA_NODE(struct def_missing, at)};

static const struct pp_field lookup_fields[] = {
    PP_FIELD("raw", WHOLE, struct def_lookup, raw, NULL, .is_key = true),
    PP_FIELD("score", NUMBER, struct def_lookup, score,
             "the score of this sum of answers", .required = true,
             .otherwise = NAN),
};
static const struct pp_schema lookup_schema = {
    .name = "lookup",
    PP_SCHEMA_FIELDS(lookup_fields),
    .size = sizeof(struct def_lookup),
    .shorthand = "score",
    PP_SCHEMA_NODE(struct def_lookup, at)};

static const struct pp_field count_fields[] = {
    PP_FIELD("items", TEXTS, struct def_count, items, "items, by number or id",
             .required = true),
    PP_FIELD("answers", NUMBERS, struct def_count, answers,
             "the answers that count, by code", .required = true),
};
static const struct pp_schema count_schema = {
    .name = "count",
    PP_SCHEMA_FIELDS(count_fields),
    .size = sizeof(struct def_count),
    PP_SCHEMA_NODE(struct def_count, at)};

static const struct pp_field condition_fields[] = {
    PP_FIELD("items", TEXTS, struct def_condition, items,
             "items that are left out", .required = true),
    PP_FIELD("when", TEXT, struct def_condition, when,
             "the item whose answer decides", .required = true),
    PP_FIELD("is", NUMBERS, struct def_condition, is,
             "its answers, by code, for which they are left out",
             .required = true),
};
static const struct pp_schema condition_schema = {
    .name = "condition",
    PP_SCHEMA_FIELDS(condition_fields),
    .size = sizeof(struct def_condition),
    PP_SCHEMA_NODE(struct def_condition, at)};

static const struct pp_field scale_fields[] = {
    PP_FIELD("id", TEXT, struct def_scale, id, NULL, .is_key = true,
             .is_name = true, .longest = PP_MAX_LABEL_BYTES),
    PP_FIELD("name", TEXT, struct def_scale, name,
             "as tables call it; the short name and the id if left out",
             .longest = PP_MAX_LABEL_BYTES),
    PP_FIELD("score", WORD, struct def_scale, score, "how answers make a score",
             .otherwise = -1, .choices = score_words),
    PP_FIELD("factor", NUMBER, struct def_scale, factor,
             "the score is multiplied by it", .otherwise = 1, .has_range = true,
             .min = 0.001, .max = 1000),
    PP_FIELD("items", TEXTS, struct def_scale, items,
             "its items by number (1, 3-5) or id; all if left out"),
    PP_FIELD("better", WORD, struct def_scale, better,
             "which way is better for the person", .otherwise = -1,
             .choices = better_words),
    PP_FIELD("missing", BLOCK, struct def_scale, missing,
             "how many answers may be missing; none if left out",
             .sub = &missing_schema),
    PP_FIELD("other_missing", NAMED, struct def_scale, other_missing,
             "other published rules, used where a plan names them",
             .sub = &rule_schema),
    PP_FIELD("range", TEXT, struct def_scale, range,
             "least and greatest score, as in 0-27; checked against the items"),
    PP_FIELD("lookup", NAMED, struct def_scale, lookup,
             "score: lookup; each sum of answers and its score",
             .sub = &lookup_schema),
    PP_FIELD("counts", BLOCKS, struct def_scale, counts,
             "score: count; which answers of which items count",
             .sub = &count_schema),
    PP_FIELD("without", BLOCKS, struct def_scale, conditions,
             "items that do not apply to some people",
             .sub = &condition_schema),
    PP_FIELD("overlap", FLAG, struct def_scale, overlap,
             "yes: shares items with another scale on purpose"),
    PP_FIELD("ordinal", FLAG, struct def_scale, ordinal,
             "yes: steps are not equal; percentages rather than means"),
    PP_FIELD("decimals", WHOLE, struct def_scale, decimals,
             "of printed averages", .otherwise = -1, .has_range = true,
             .min = 0, .max = 4),
    PP_FIELD("words", BLOCK, struct def_scale, words,
             "what reports call the outcome", .sub = &words_schema),
    PP_FIELD("bands", BLOCKS, struct def_scale, bands,
             "published bands, as one or more sets", .sub = &band_set_schema),
    PP_FIELD("cutoffs", BLOCKS, struct def_scale, cutoffs, "published cut-offs",
             .sub = &cutoff_schema),
    PP_FIELD("changes", BLOCKS, struct def_scale, changes,
             "published amounts of change that matter", .sub = &change_schema),
    PP_FIELD("norms", BLOCKS, struct def_scale, norms,
             "published averages of other people", .sub = &norm_schema),
    PP_FIELD("reliability", BLOCKS, struct def_scale, reliabilities,
             "published reliability", .sub = &reliability_schema),
    PP_FIELD("caution", TEXT, struct def_scale, caution,
             "printed with the scale in reports"),
    PP_FIELD("aliases", TEXTS, struct def_scale, aliases,
             "headings of columns that hold this score ready-made"),
};
static const struct pp_schema scale_schema = {
    .name = "scale",
    PP_SCHEMA_FIELDS(scale_fields),
    .size = sizeof(struct def_scale),
    PP_SCHEMA_NODE(struct def_scale, at)};

static const struct pp_field wording_fields[] = {
    PP_FIELD("show", WORD, struct def_wording, show,
             "may the questions be shown: free, verbatim (unchanged, with the "
             "notice), none",
             .required = true, .choices = show_words),
    PP_FIELD("licence", TEXT, struct def_wording, licence,
             "the terms, in words, with the notice to keep", .required = true),
};
static const struct pp_schema wording_schema = {
    .name = "wording",
    PP_SCHEMA_FIELDS(wording_fields),
    .size = sizeof(struct def_wording)};

static const struct pp_field answers_range_field =
    PP_FIELD("answers", TEXT, struct def_instrument, answer_range, NULL);
static const struct pp_field items_count_field =
    PP_FIELD("items", WHOLE, struct def_instrument, n_items, NULL,
             .has_range = true, .min = 1, .max = DEF_MAX_ITEMS);

static const struct pp_field instrument_fields[] = {
    PP_FIELD("id", TEXT, struct def_instrument, id,
             "short name in plans, stores and exports; the file's name too",
             .required = true, .is_name = true, .longest = PP_MAX_LABEL_BYTES),
    PP_FIELD("name", TEXT, struct def_instrument, name,
             "the questionnaire's full name", .required = true,
             .longest = PP_MAX_LABEL_BYTES),
    PP_FIELD("short_name", TEXT, struct def_instrument, short_name,
             "as tables call it; the id in capitals if left out",
             .longest = PP_MAX_LABEL_BYTES),
    PP_FIELD("citation", TEXT, struct def_instrument, citation,
             "the paper to cite"),
    PP_FIELD("doi", TEXT, struct def_instrument, doi, "of that paper"),
    PP_FIELD("status", WORD, struct def_instrument, status,
             "has the scoring key been checked against a published one; own: "
             "nobody but you has",
             .otherwise = PP_KEY_OWN, .choices = status_words),
    PP_FIELD("status_note", TEXT, struct def_instrument, status_note,
             "what is not confirmed; printed in reports"),
    PP_FIELD("wording", BLOCK, struct def_instrument, wording,
             "may the questions be shown, and on what terms",
             .sub = &wording_schema),
    PP_FIELD("period", TEXT, struct def_instrument, period,
             "the time that people are asked about: the last 2 weeks"),
    PP_FIELD("stem", TEXT, struct def_instrument, stem,
             "printed before the questions"),
    PP_FIELD("coding", BLOCK, struct def_instrument, coding,
             "name of the coding under answers; first and last code if left "
             "out",
             .sub = &coding_name_schema),
    PP_FIELD("answers", NAMED, struct def_instrument, answers,
             "each code and its label, or a range of codes as in 1-5",
             .sub = &answer_schema, .scalar = &answers_range_field),
    PP_FIELD("other_codings", NAMED, struct def_instrument, other_codings,
             "other numbers in use for the same answers",
             .sub = &coding_schema),
    PP_FIELD("items", BLOCKS, struct def_instrument, items,
             "the questions in order: how many, or a list", .required = true,
             .sub = &item_schema, .scalar = &items_count_field,
             .has_range = true, .min = 1, .max = DEF_MAX_ITEMS),
    PP_FIELD("reverse", TEXTS, struct def_instrument, reverse,
             "items scored the other way round, by number or id"),
    PP_FIELD("risk", TEXTS, struct def_instrument, risk,
             "items whose answers are never shown for one person"),
    PP_FIELD("not_scored", TEXTS, struct def_instrument, not_scored,
             "items in no scale"),
    PP_FIELD("score", WORD, struct def_instrument, score,
             "how answers make a score; of every scale that does not say",
             .otherwise = PP_SCORE_SUM, .choices = score_words),
    PP_FIELD("better", WORD, struct def_instrument, better,
             "which way is better; of every scale that does not say",
             .otherwise = -1, .choices = better_words),
    PP_FIELD("missing", BLOCK, struct def_instrument, missing,
             "how many answers may be missing; of every scale that does not "
             "say",
             .sub = &missing_schema),
    PP_FIELD("scales", NAMED, struct def_instrument, scales,
             "the scores; one total of all items if left out",
             .sub = &scale_schema, .has_range = true, .min = 1,
             .max = DEF_MAX_SCALES),
};

const struct pp_schema def_instrument_schema = {
    .name = "instrument",
    PP_SCHEMA_FIELDS(instrument_fields),
    .size = sizeof(struct def_instrument),
    PP_SCHEMA_NODE(struct def_instrument, at)};

void pp_instrument_json_schema(struct pp_buffer *out)
{
    pp_schema_json(&def_instrument_schema, "instrument.schema.json",
                   "Questionnaire definition for prepost", out);
}

const struct pp_schema *pp_instrument_schema(void)
{
    return &def_instrument_schema;
}
