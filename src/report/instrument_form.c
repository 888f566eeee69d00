#include "prepost/report/instrument_page.h"

#include <string.h>

#include "prepost/report/backend.h"

/*
 * The page stands alone: style and script are in it, and its security policy
 * lets nothing be fetched or sent. Colours keep a contrast of 7 to 1.
 */
static const char style[] =
    ":root{color-scheme:light;--ink:#1a1a1a;--soft:#4a4a4a;--line:#767676;"
    "--accent:#004c76;--wash:#eef4f8}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:#fff;color:var(--ink);"
    "font:1.125rem/1.5 system-ui,\"Segoe UI\",Roboto,Arial,sans-serif}\n"
    "body.large{font-size:1.6rem}\n"
    "main{max-width:46rem;margin:0 auto;padding:1rem 1rem 3rem}\n"
    "h1{font-size:1.6em;line-height:1.2}\n"
    "h2{font-size:1.3em;line-height:1.25;margin:2em 0 .5em}\n"
    ".stem{font-weight:600}\n"
    ".about{display:flex;flex-wrap:wrap;gap:1rem}\n"
    ".about label{display:block;font-weight:600}\n"
    "input[type=text],input[type=date]{font:inherit;padding:.4em .5em;"
    "border:2px solid var(--line);border-radius:4px;max-width:100%;"
    "background:#fff;color:inherit}\n"
    "fieldset{border:0;border-top:1px solid var(--line);margin:0;"
    "padding:1em 0 1em;min-width:0}\n"
    "legend{padding:0;float:left;width:100%;margin-bottom:.5em}\n"
    "legend+*{clear:both}\n"
    ".n{font-weight:600;margin-right:.3em}\n"
    ".answers{display:flex;flex-wrap:wrap;gap:.5em}\n"
    ".answers label{display:flex;align-items:center;gap:.5em;"
    "flex:1 1 9em;padding:.5em .7em;border:2px solid var(--line);"
    "border-radius:6px;min-height:2.75em}\n"
    ".numbers label{flex:1 1 3.4em;flex-direction:column;gap:.1em;"
    "justify-content:start;text-align:center}\n"
    ".answers label:has(input:checked){border-color:var(--accent);"
    "background:var(--wash);box-shadow:inset 0 0 0 1px var(--accent)}\n"
    ".answers input{width:1.2em;height:1.2em;flex:none;margin:0;"
    "accent-color:var(--accent)}\n"
    ":focus-visible{outline:3px solid var(--accent);outline-offset:2px}\n"
    "button{font:inherit;padding:.6em 1.2em;border-radius:6px;"
    "border:2px solid var(--accent);background:#fff;color:var(--accent)}\n"
    "button.save{background:var(--accent);color:#fff;font-weight:600}\n"
    "button.clear{border:0;padding:.3em 0;margin-top:.3em;font-size:.85em;"
    "text-decoration:underline}\n"
    "fieldset:not(:has(input:checked)) .clear{visibility:hidden}\n"
    ".actions{display:flex;flex-wrap:wrap;gap:1rem;margin-top:2em}\n"
    "[role=status]{font-weight:600;min-height:1.5em}\n"
    "footer{margin-top:2em;color:var(--soft);font-size:.85em}\n"
    "@media print{\n"
    "@page{size:A4;margin:16mm}\n"
    "body{font-size:11pt}body.large{font-size:18pt}\n"
    "main{max-width:none;padding:0}\n"
    ".actions,.clear,[role=status]{display:none}\n"
    "fieldset{break-inside:avoid;padding:.6em 0}\n"
    "h2,.stem{break-after:avoid}\n"
    ".answers label{min-height:0;padding:.2em .4em;border:0}\n"
    "input[type=text],input[type=date]{border:0;"
    "border-bottom:1px solid #000;border-radius:0;min-width:12em}\n"
    "}\n";

/*
 * Written without newer syntax, for whatever browser there is. A cell is
 * guarded and quoted as pp_csv_write() does it. The file's name says nothing of
 * the person, as an import keeps and prints names of files; drawn at random,
 * two people's files do not overwrite each other.
 */
static const char script[] =
    "(function(){\n"
    "'use strict';\n"
    "var form=document.getElementById('form'),"
    "said=document.getElementById('said'),"
    "code=document.getElementById('code'),"
    "date=document.getElementById('date');\n"
    "function pad(n){return (n<10?'0':'')+n;}\n"
    "function today(){var d=new Date();"
    "return d.getFullYear()+'-'+pad(d.getMonth()+1)+'-'+pad(d.getDate());}\n"
    "function dated(){if(!date.value){date.value=today();}}\n"
    "form.addEventListener('change',dated);\n"
    "function guard(s){"
    "if(/^'*[=+\\-@\\t\\r\\n]/.test(s)&&"
    "!/^[+\\-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+\\-]?[0-9]+)?$/.test(s))"
    "{s=\"'\"+s;}"
    "return s.replace(/([,;\\t|\\r\\n]\"*)(?='*[=+\\-@])/g,\"$1'\");}\n"
    "function cell(s){s=guard(s);return /[\",;\\t\\r\\n]|^ | $/.test(s)?"
    "'\"'+s.replace(/\"/g,'\"\"')+'\"':s;}\n"
    "function random(){var r=new Uint32Array(1);"
    "window.crypto.getRandomValues(r);"
    "return ('0000000'+r[0].toString(16)).slice(-8);}\n"
    "function answer(name){var all=form.elements[name],i;"
    "if(!all.length){return all.checked?all.value:'';}"
    "for(i=0;i<all.length;i++){if(all[i].checked){return all[i].value;}}"
    "return '';}\n"
    "form.addEventListener('click',function(e){"
    "var set=e.target.getAttribute('data-clear'),i,all;"
    "if(!set){return;}all=form.elements[set];"
    "for(i=0;i<all.length;i++){all[i].checked=false;}"
    "said.textContent='That answer is cleared.';all[0].focus();});\n"
    "form.addEventListener('reset',function(){"
    "setTimeout(function(){"
    "said.textContent='All answers are cleared.';code.focus();},0);});\n"
    "form.addEventListener('submit',function(e){\n"
    "e.preventDefault();dated();\n"
    "var items=form.getAttribute('data-items').split(' '),"
    "wave=form.getAttribute('data-wave'),"
    "head=[form.getAttribute('data-id'),'Date'],"
    "row=[code.value.trim(),date.value],blank=0,i,a,text,link,name;\n"
    "if(!row[0]){code.setAttribute('aria-invalid','true');code.focus();"
    "said.textContent='Please write your code at the top first: without it "
    "your answers cannot be matched.';return;}\n"
    "code.removeAttribute('aria-invalid');\n"
    "if(wave){head.push('Wave');row.push(wave);}\n"
    "for(i=0;i<items.length;i++){a=answer(items[i]);blank+=a===''?1:0;"
    "head.push(items[i]);row.push(a);}\n"
    "text=head.map(cell).join(',')+'\\r\\n'+row.map(cell).join(',')+'\\r\\n';\n"
    "name=form.getAttribute('data-file')+'-'+random()+'.csv';\n"
    "link=document.createElement('a');\n"
    "link.href=URL.createObjectURL(new Blob([text],"
    "{type:'text/csv;charset=utf-8'}));\n"
    "link.download=name;document.body.appendChild(link);link.click();"
    "document.body.removeChild(link);\n"
    "said.textContent='Saved as '+name+' on this device. '+"
    "(blank?blank+(blank===1?' question was':' questions were')+"
    "' left blank. ':'')+'Nothing was sent anywhere.';\n"
    "});\n"
    "}());\n";

static void put(struct pp_buffer *out, const char *text)
{
    pp_xml_escape(text, out);
}

bool pp_instrument_may_be_shown(const struct pp_instrument *instrument)
{
    if (instrument->wording == PP_WORDING_NONE)
        return false;
    for (size_t i = 0; i < instrument->n_items; i++)
        if (instrument->items[i].text == NULL)
            return false;
    return true;
}

static bool is_numbers(const struct pp_coding *coding)
{
    for (size_t i = 0; i < coding->n_answers; i++)
        if (coding->answers[i].label == NULL)
            return true;
    return false;
}

static void answers(struct pp_buffer *out, const struct pp_item *item)
{
    const struct pp_coding *coding = &item->codings[0];
    bool numbers = is_numbers(coding);

    pp_buffer_printf(out, "<div class=\"answers%s\">\n",
                     numbers ? " numbers" : "");
    for (size_t i = 0; i < coding->n_answers; i++) {
        const struct pp_answer *answer = &coding->answers[i];

        pp_buffer_printf(out,
                         "<label><input type=\"radio\" name=\"%s\" "
                         "value=\"%d\"><span>",
                         item->id, answer->code);
        if (numbers)
            pp_buffer_printf(out, "%d%s", answer->code,
                             answer->label != NULL ? "<br>" : "");
        if (answer->label != NULL)
            put(out, answer->label);
        pp_buffer_puts(out, "</span></label>\n");
    }
    pp_buffer_puts(out, "</div>\n");
}

static void question(struct pp_buffer *out, const struct pp_instrument *ins,
                     size_t i)
{
    const struct pp_item *item = &ins->items[i];

    pp_buffer_puts(out, "<fieldset");
    if (ins->stem != NULL)
        pp_buffer_printf(out, " aria-describedby=\"%s-stem\"", ins->id);
    pp_buffer_printf(out, ">\n<legend><span class=\"n\">%zu</span> ", i + 1);
    put(out, item->text);
    pp_buffer_puts(out, "</legend>\n");
    answers(out, item);
    pp_buffer_printf(
        out,
        "<button type=\"button\" class=\"clear\" data-clear=\"%s\" "
        "aria-label=\"Clear the answer to question %zu\">Clear "
        "this answer</button>\n</fieldset>\n",
        item->id, i + 1);
}

/* Several questionnaires on one page each get a heading; one has the page's. */
static void questionnaire(struct pp_buffer *out,
                          const struct pp_instrument *ins, bool has_heading)
{
    if (has_heading) {
        pp_buffer_printf(out,
                         "<section aria-labelledby=\"%s-name\">\n"
                         "<h2 id=\"%s-name\">",
                         ins->id, ins->id);
        put(out, ins->name);
        pp_buffer_puts(out, "</h2>\n");
    }
    if (ins->stem != NULL) {
        pp_buffer_printf(out, "<p class=\"stem\" id=\"%s-stem\">", ins->id);
        put(out, ins->stem);
        pp_buffer_puts(out, "</p>\n");
    }
    for (size_t i = 0; i < ins->n_items; i++)
        question(out, ins, i);
    if (has_heading)
        pp_buffer_puts(out, "</section>\n");
}

static void page_head(struct pp_buffer *out, const char *title, bool large)
{
    pp_buffer_puts(out,
                   "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n"
                   "<meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, "
                   "initial-scale=1\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" "
                   "content=\"default-src 'none'; style-src 'unsafe-inline'; "
                   "script-src 'unsafe-inline'; form-action 'none'; base-uri "
                   "'none'\">\n<title>");
    put(out, title);
    pp_buffer_printf(out, "</title>\n<style>\n%s</style>\n</head>\n<body%s>\n",
                     style, large ? " class=\"large\"" : "");
    pp_buffer_puts(out, "<main>\n<h1>");
    put(out, title);
    pp_buffer_puts(out,
                   "</h1>\n<p>There are no right or wrong answers. You may "
                   "leave out any question.</p>\n");
}

static void form_head(struct pp_buffer *out,
                      const struct pp_instrument *const *instruments, size_t n,
                      const struct pp_form_options *options)
{
    pp_buffer_puts(out, "<form id=\"form\" novalidate autocomplete=\"off\" "
                        "data-id=\"");
    put(out, options->id_heading != NULL ? options->id_heading : "Code");
    pp_buffer_puts(out, "\" data-wave=\"");
    put(out, options->wave != NULL ? options->wave : "");
    pp_buffer_puts(out, "\" data-file=\"");
    put(out, n == 1 ? instruments[0]->id : "answers");
    pp_buffer_puts(out, "\" data-items=\"");
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < instruments[i]->n_items; j++)
            pp_buffer_printf(out, "%s%s", i + j > 0 ? " " : "",
                             instruments[i]->items[j].id);
    pp_buffer_puts(
        out, "\">\n<div class=\"about\">\n"
             "<p><label for=\"code\">Your code</label>"
             "<input type=\"text\" id=\"code\" aria-describedby=\"code-hint\" "
             "required><br>"
             "<span id=\"code-hint\">The same one each time; not your "
             "name</span></p>\n"
             "<p><label for=\"date\">Date</label>"
             "<input type=\"date\" id=\"date\"></p>\n</div>\n");
}

/* Where a question is about self-harm, the form says whom to turn to. */
static void help_line(struct pp_buffer *out,
                      const struct pp_instrument *const *instruments, size_t n,
                      const char *text)
{
    bool is_needed = text != NULL;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < instruments[i]->n_items; j++)
            is_needed |= instruments[i]->items[j].risk;
    if (!is_needed)
        return;
    pp_buffer_puts(out, "<p>");
    put(out, text != NULL
                 ? text
                 : "If any of these questions upset you, or you are thinking "
                   "of harming yourself, please talk to somebody you trust or "
                   "call your local emergency number. Nobody may read this "
                   "form straight away.");
    pp_buffer_puts(out, "</p>\n");
}

static void form_foot(struct pp_buffer *out,
                      const struct pp_instrument *const *instruments, size_t n)
{
    pp_buffer_puts(out,
                   "<p class=\"actions\"><button type=\"submit\" "
                   "class=\"save\">Save the answers</button>\n"
                   "<button type=\"reset\">Clear everything</button></p>\n"
                   "<p role=\"status\" id=\"said\"></p>\n</form>\n</main>\n"
                   "<footer><div style=\"max-width:46rem;margin:0 auto;"
                   "padding:0 1rem 2rem\">\n");
    for (size_t i = 0; i < n; i++) {
        const struct pp_instrument *ins = instruments[i];

        if (ins->citation == NULL && ins->wording_licence == NULL)
            continue;
        pp_buffer_puts(out, "<p>");
        put(out, ins->short_name);
        pp_buffer_puts(out, ": ");
        if (ins->citation != NULL) {
            put(out, ins->citation);
            pp_buffer_puts(out, ". ");
        }
        if (ins->wording_licence != NULL)
            put(out, ins->wording_licence);
        pp_buffer_puts(out, "</p>\n");
    }
    pp_buffer_printf(out,
                     "</div></footer>\n<script>\n%s</script>\n</body>\n"
                     "</html>\n",
                     script);
}

void pp_instrument_form(const struct pp_instrument *const *instruments,
                        size_t n, const struct pp_form_options *options,
                        struct pp_buffer *out)
{
    const char *title = options->title != NULL ? options->title
                        : n == 1               ? instruments[0]->name
                                               : "Questionnaire";

    page_head(out, title, options->large_print);
    form_head(out, instruments, n, options);
    for (size_t i = 0; i < n; i++)
        questionnaire(out, instruments[i], n > 1);
    help_line(out, instruments, n, options->help_line);
    form_foot(out, instruments, n);
}
