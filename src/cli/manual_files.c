#include "manual.h"

#include "prepost/model/instrument.h"
#include "prepost/model/plan.h"
#include "prepost/report/placeholders.h"
#include "roff.h"

/* --- the plan ------------------------------------------------------------- */

static const char plan_example[] =
    "title: Peer support groups in our town\n"
    "charity: Our Charity\n"
    "service: the groups\n"
    "waves:\n"
    "  before: {name: when they joined, aliases: [pre, T1]}\n"
    "  after: {name: about 3 months later, aliases: [post, T2]}\n"
    "instruments: [hhi, phq9]\n"
    "outcomes:\n"
    "  hhi.total:\n"
    "    role: primary\n"
    "    sesoi: {value: 2, source: declared, because: one step each on two "
    "questions}\n"
    "  phq9.total: secondary\n"
    "columns:\n"
    "  identifier: [Your code, Code]\n"
    "  region: Region\n"
    "files:\n"
    "  - {path: before.csv, wave: before}\n"
    "  - {path: after-*.csv, wave: after}\n";

void pp_manual_evaluation(FILE *out)
{
    pp_roff_heading("SYNOPSIS", out);
    fputs(".I evaluation.yaml\n", out);
    pp_roff_heading("DESCRIPTION", out);
    pp_roff_paragraphs(
        "The plan says what is evaluated: when people were asked, with which\n"
        "questionnaires, which scores are outcomes, how much change in the\n"
        "average would matter, and how the files of answers are to be read.\n"
        "It is YAML: one document of maps, lists and values; anchors, aliases\n"
        "and tags are refused.\n"
        "\n"
        "\"prepost init\" writes a commented one, \"prepost plan show\" says\n"
        "what it commits you to, and every command names each mistake in it\n"
        "with its line and column. \"prepost init --schema\" adds a JSON\n"
        "Schema, by which editors complete and check.\n",
        out);
    pp_roff_heading("EXAMPLES", out);
    pp_roff_paragraphs("A small one, whole:\n", out);
    pp_roff_example(plan_example, out);
    pp_roff_heading("KEYS", out);
    pp_roff_schema(pp_plan_schema(), out);
}

/* --- questionnaires ------------------------------------------------------- */

static const char instrument_example[] =
    "id: groups5\n"
    "name: Five questions on the groups\n"
    "answers:\n"
    "  1: {label: Not at all, aliases: [Never]}\n"
    "  2: A little\n"
    "  3: Quite\n"
    "  4: Very\n"
    "items:\n"
    "  - I look forward to the next meeting\n"
    "  - I feel listened to\n"
    "  - I feel out of place\n"
    "  - I have learned from others\n"
    "  - {text: I could ask for help, aliases: [Q5 help]}\n"
    "reverse: [3]\n"
    "score: mean\n"
    "better: higher\n"
    "missing: 1\n";

void pp_manual_instrument(FILE *out)
{
    pp_roff_heading("SYNOPSIS", out);
    fputs(".I ID.yaml\n", out);
    pp_roff_heading("DESCRIPTION", out);
    pp_roff_paragraphs(
        "The definition of one questionnaire: its answers, its questions, and\n"
        "how they make scores. A file beside the plan is found by its name,\n"
        "before those that come with prepost; \"prepost instrument list\"\n"
        "shows them all.\n"
        "\n"
        "\"prepost instrument new\" asks and writes one, \"prepost instrument\n"
        "check\" names every mistake in one run, \"prepost instrument show\"\n"
        "prints it as a page, and \"prepost instrument schema\" writes the\n"
        "JSON Schema, by which editors complete and check.\n"
        "\n"
        "Say where every published number is published: thresholds, bands,\n"
        "norms and reliability have a source, and reports print it.\n",
        out);
    pp_roff_heading("EXAMPLES", out);
    pp_roff_paragraphs("A small one, whole:\n", out);
    pp_roff_example(instrument_example, out);
    pp_roff_heading("KEYS", out);
    pp_roff_schema(pp_instrument_schema(), out);
}

/* --- templates ------------------------------------------------------------ */

static const char template_example[] =
    "---\n"
    "title: {{title}}\n"
    "summary: One page for our trustees.\n"
    "---\n"
    "# {{title}}\n"
    "\n"
    "{{part banner}}\n"
    "\n"
    "{{n_both}} people answered twice.\n"
    "\n"
    "{{#each outcomes}}\n"
    "- {{outcome.headline}} "
    "{{outcome.detail}} {{outcome.meaning}}\n"
    "  {{outcome.reason}}\n"
    "{{/each}}\n"
    "\n"
    "{{part can_and_cannot}}\n"
    "\n"
    "{{#if regions}}\n"
    "## Where we work\n"
    "{{#each regions}}\n"
    "- {{region.name}}\n"
    "{{/each}}\n"
    "{{else}}\n"
    "We work in one region.\n"
    "{{/if}}\n";

static const struct {
    enum pp_name_kind kind;
    const char *title, *how;
} KINDS[] = {
    {PP_NAME_TEXT, "Texts", "Written as {{name}}, anywhere in a line."},
    {PP_NAME_CONDITION, "Conditions",
     "Written as {{#if name}}, with {{else}} if need be, and {{/if}}."},
    {PP_NAME_LIST, "Lists", "Written as {{#each name}} and {{/each}}."},
    {PP_NAME_PART, "Parts", "Written as {{part name}}, alone in a line."},
    {PP_NAME_TABLE, "Tables", "Written as {{table name}}, alone in a line."},
    {PP_NAME_FIGURE, "Figures", "Written as {{figure name}}, alone in a line."},
};

static void words_of_kind(const struct pp_template_name *names, size_t n,
                          enum pp_name_kind kind, FILE *out)
{
    for (size_t i = 0; i < n; i++) {
        char text[600];

        if (names[i].kind != kind)
            continue;
        snprintf(text, sizeof text, "%s%s%s%s", names[i].summary,
                 names[i].list != NULL ? " (inside {{#each " : "",
                 names[i].list != NULL ? names[i].list : "",
                 names[i].list != NULL ? "}})" : "");
        pp_roff_entry(names[i].name, text, out);
    }
}

void pp_manual_template(FILE *out)
{
    struct pp_pool *pool = pp_pool_new();
    const struct pp_template_name *names;
    size_t n = pp_placeholders(pool, &names);

    pp_roff_heading("SYNOPSIS", out);
    fputs(".I templates/NAME.md\n", out);
    pp_roff_heading("DESCRIPTION", out);
    pp_roff_paragraphs(
        "A report template is Markdown with placeholders. Templates of your\n"
        "own are in the folder templates beside the plan; \"prepost report\n"
        "--template NAME\" uses one. Those that come with prepost are good to\n"
        "start from.\n"
        "\n"
        "The text is parsed first and filled afterwards: nothing that a name\n"
        "or an answer holds can become markup. Numbers pass the disclosure\n"
        "filter before a template sees any.\n"
        "\n"
        "Headings, paragraphs, lists, quotations, tables (with a line\n"
        "\"Table: caption\" above), footnotes, links and comments are taken.\n"
        "Other HTML and pictures are refused, with the line. Headings leave "
        "no\n"
        "level out, and there is one of a single #. A file may have 256 kB, a\n"
        "line 4096 bytes.\n"
        "\n"
        "Sentences of the template's own are held to what the design allows\n"
        "to be said, as the plan's are: of people asked before and after,\n"
        "\"the groups led to hope\" is an error, with its line and what to\n"
        "write. What the charity wants to say for itself stands under\n"
        "own_words in the plan, and {{part own_words}} prints it.\n",
        out);
    pp_roff_heading("EXAMPLES", out);
    pp_roff_paragraphs("A page for those who know the groups:\n", out);
    pp_roff_example(template_example, out);
    pp_roff_heading("PLACEHOLDERS", out);
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        bool has_one = false;

        for (size_t k = 0; k < n && !has_one; k++)
            has_one = names[k].kind == KINDS[i].kind;
        if (!has_one)
            continue;
        fprintf(out, ".SS %s\n", KINDS[i].title);
        pp_roff_text(KINDS[i].how, out);
        fputc('\n', out);
        words_of_kind(names, n, KINDS[i].kind, out);
    }
    pp_pool_free(pool);
}
