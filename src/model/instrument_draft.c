#include "prepost/model/instrument_draft.h"

#include <string.h>

/* In double quotes, so that nothing in it is YAML. */
static void quoted(struct pp_buffer *out, const char *text)
{
    pp_buffer_putc(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            pp_buffer_putc(out, '\\');
        pp_buffer_putc(out, (unsigned char)*text < ' ' ? ' ' : *text);
    }
    pp_buffer_putc(out, '"');
}

void pp_instrument_draft_id(const char *name, struct pp_buffer *out)
{
    size_t before = out->length;

    for (; *name != '\0'; name++) {
        char c =
            *name >= 'A' && *name <= 'Z' ? (char)(*name - 'A' + 'a') : *name;
        bool is_letter = c >= 'a' && c <= 'z', is_digit = c >= '0' && c <= '9';

        if (is_letter || (is_digit && out->length > before))
            pp_buffer_putc(out, c);
        else if (out->length > before && out->data[out->length - 1] != '_' &&
                 c != '\'')
            pp_buffer_putc(out, '_');
    }
    while (out->length > before && out->data[out->length - 1] == '_')
        out->data[--out->length] = '\0';
}

static void write_answers(const struct pp_instrument_draft *draft,
                          struct pp_buffer *out)
{
    if (draft->labels.n == 0) {
        pp_buffer_printf(out,
                         "\n# The numbers that answers have, first to last. "
                         "With labels, write\n"
                         "# answers: {0: Never, 1: Sometimes, 2: Often}\n"
                         "answers: %s\n",
                         draft->answers);
        return;
    }
    pp_buffer_puts(out, draft->check_labels
                            ? "\n# CHECK: each answer's number. They stand in "
                              "the order in which they were\n"
                              "# found, which need not be from least to "
                              "most.\n"
                            : "\n# Each answer's number and label.\n");
    pp_buffer_puts(out, "answers:\n");
    for (size_t i = 0; i < draft->labels.n; i++) {
        pp_buffer_printf(out, "  %d: ", draft->first_code + (int)i);
        quoted(out, draft->labels.items[i]);
        pp_buffer_putc(out, '\n');
    }
    if (draft->check_labels)
        pp_buffer_puts(out, "# Once they are right, take these two lines "
                            "out.\n"
                            "status: unconfirmed\n"
                            "status_note: \"the numbers of the answers are a "
                            "guess, in the order in which they were found\"\n");
}

/* A heading such as Q7 names a column; one with words is the question. */
static void write_items(const struct pp_instrument_draft *draft,
                        struct pp_buffer *out)
{
    if (draft->items.n == 0) {
        pp_buffer_printf(out,
                         "\n# How many questions, or a list of them, each "
                         "beginning with a dash:\n"
                         "# items:\n#   - I feel hopeful\n"
                         "items: %zu\n",
                         draft->n_items);
        return;
    }
    pp_buffer_puts(out, "\n# The questions, in the order of the form.\n"
                        "items:\n");
    for (size_t i = 0; i < draft->items.n; i++) {
        const char *text = draft->items.items[i];

        if (strchr(text, ' ') != NULL) {
            pp_buffer_puts(out, "  - ");
            quoted(out, text);
        } else {
            pp_buffer_puts(out, "  - {aliases: ");
            quoted(out, text);
            pp_buffer_putc(out, '}');
        }
        pp_buffer_putc(out, '\n');
    }
}

void pp_instrument_draft(const struct pp_instrument_draft *draft,
                         struct pp_buffer *out)
{
    pp_buffer_printf(
        out,
        "# A questionnaire for prepost. Check this file with\n"
        "#     prepost instrument check %s.yaml\n"
        "# and name it in evaluation.yaml under instruments.\n\n"
        "# The name in plans, stores and exports; the file's name too.\n"
        "id: %s\nname: ",
        draft->id, draft->id);
    quoted(out, draft->name);
    pp_buffer_putc(out, '\n');
    write_answers(draft, out);
    write_items(draft, out);
    pp_buffer_puts(out, "\n# Questions scored the other way round, by number: "
                        "where agreeing means less\n# of what the rest "
                        "measure.\n");
    if (draft->reverse != NULL)
        pp_buffer_printf(out, "reverse: [%s]\n", draft->reverse);
    else
        pp_buffer_puts(out, "# reverse: [3, 6]\n");
    pp_buffer_printf(
        out,
        "\n# sum or mean; and which end is better for the person.\n"
        "score: %s\nbetter: %s\n"
        "\n# How many answers may be missing; the mean of the others stands in "
        "for them.\n"
        "missing: %ld\n"
        "\n# Several scores, and words for reports, look like this:\n"
        "# scales:\n"
        "#   total:\n"
        "#     items: [1-8]\n"
        "#     words: {outcome: hope, score: hope score}\n",
        draft->score, draft->better, draft->missing);
}
