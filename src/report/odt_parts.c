#include "odt_parts.h"

#include "odt_styles.inc"

void odt_automatic_styles(struct pp_buffer *out)
{
    pp_buffer_puts(
        out,
        "<office:automatic-styles>"
        "<style:style style:name=\"Table\" style:family=\"table\">"
        "<style:table-properties style:width=\"18.4cm\" "
        "fo:margin-bottom=\"0.1cm\" table:align=\"margins\" "
        "style:may-break-between-rows=\"false\"/>"
        "</style:style>"
        "<style:style style:name=\"LongTable\" style:family=\"table\">"
        "<style:table-properties style:width=\"18.4cm\" "
        "fo:margin-bottom=\"0.1cm\" table:align=\"margins\"/>"
        "</style:style>"
        "<style:style style:name=\"Aside\" style:family=\"table-column\">"
        "<style:table-column-properties style:rel-column-width=\"24*\"/>"
        "</style:style>"
        "<style:style style:name=\"Main\" style:family=\"table-column\">"
        "<style:table-column-properties style:rel-column-width=\"76*\"/>"
        "</style:style>"
        "<style:style style:name=\"AsideCell\" style:family=\"table-cell\">"
        "<style:table-cell-properties fo:padding-left=\"0.4cm\"/>"
        "</style:style>"
        "<style:style style:name=\"Row\" style:family=\"table-row\">"
        "<style:table-row-properties fo:keep-together=\"always\"/>"
        "</style:style>"
        "<style:style style:name=\"HeadCell\" style:family=\"table-cell\">"
        "<style:table-cell-properties fo:padding-left=\"0.035cm\" "
        "fo:padding-right=\"0.12cm\" fo:padding-top=\"0.035cm\" "
        "fo:padding-bottom=\"0.035cm\" "
        "style:vertical-align=\"bottom\" "
        "fo:border-bottom=\"1pt solid #6d777e\"/></style:style>"
        "<style:style style:name=\"BodyCell\" style:family=\"table-cell\">"
        "<style:table-cell-properties fo:padding-left=\"0.035cm\" "
        "fo:padding-right=\"0.12cm\" fo:padding-top=\"0.035cm\" "
        "fo:padding-bottom=\"0.035cm\" "
        "fo:border-bottom=\"0.5pt solid #c4cacf\"/></style:style>"
        /* Air between a number at the right and a range at the left. */
        "<style:style style:name=\"HeadRange\" style:family=\"table-cell\">"
        "<style:table-cell-properties fo:padding-left=\"0.3cm\" "
        "fo:padding-right=\"0.05cm\" fo:padding-top=\"0.035cm\" "
        "fo:padding-bottom=\"0.035cm\" style:vertical-align=\"bottom\" "
        "fo:border-bottom=\"1pt solid #6d777e\"/></style:style>"
        "<style:style style:name=\"BodyRange\" style:family=\"table-cell\">"
        "<style:table-cell-properties fo:padding-left=\"0.3cm\" "
        "fo:padding-right=\"0.05cm\" fo:padding-top=\"0.035cm\" "
        "fo:padding-bottom=\"0.035cm\" "
        "fo:border-bottom=\"0.5pt solid #c4cacf\"/></style:style>");
    for (size_t width = ODT_LEAST_WEIGHT; width <= ODT_MOST_WEIGHT; width++)
        pp_buffer_printf(out,
                         "<style:style style:name=\"W%zu\" "
                         "style:family=\"table-column\">"
                         "<style:table-column-properties "
                         "style:rel-column-width=\"%zu*\"/></style:style>",
                         width, width * 100);
    pp_buffer_puts(out, "</office:automatic-styles>\n");
}

void odt_add_text(struct pp_zip_writer *zip, const char *name,
                  struct pp_buffer *text)
{
    pp_zip_add(zip, name, pp_buffer_text(text), text->length, PP_ZIP_DEFLATED);
    pp_buffer_clear(text);
}

void odt_add_styles(const struct pp_document *d, struct pp_zip_writer *zip)
{
    struct pp_buffer text = PP_BUFFER_INIT, foot = PP_BUFFER_INIT;

    pp_prose_plain(&d->foot, &foot);
    for (size_t i = 0; i < sizeof STYLES / sizeof STYLES[0]; i++)
        pp_buffer_puts(&text, STYLES[i]);
    pp_xml_escape(pp_buffer_text(&foot), &text);
    pp_buffer_puts(&text, STYLES_END);
    odt_add_text(zip, "styles.xml", &text);
    pp_buffer_clear(&foot);
}

/* Stored as it is: `report --check` reads there what it was made from. */
void odt_add_meta(const struct pp_document *d, struct pp_zip_writer *zip)
{
    struct pp_buffer text = PP_BUFFER_INIT, foot = PP_BUFFER_INIT;

    pp_prose_plain(&d->foot, &foot);
    pp_buffer_puts(&text, ODT_XML_HEAD
                   "<office:document-meta" ODT_NAMESPACES
                   "><office:meta><meta:generator>prepost " PP_VERSION
                   "</meta:generator><dc:title>");
    pp_xml_escape(d->title, &text);
    pp_buffer_puts(&text, "</dc:title><dc:description>");
    pp_xml_escape(pp_buffer_text(&foot), &text);
    pp_buffer_puts(&text, "</dc:description><dc:language>");
    pp_xml_escape(d->language, &text);
    pp_buffer_puts(&text, "</dc:language></office:meta>"
                          "</office:document-meta>\n");
    pp_zip_add(zip, "meta.xml", pp_buffer_text(&text), text.length,
               PP_ZIP_STORED);
    pp_buffer_clear(&text);
    pp_buffer_clear(&foot);
}

void odt_add_manifest(const struct pp_buffer *list, struct pp_zip_writer *zip)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    pp_buffer_printf(
        &text,
        ODT_XML_HEAD
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:"
        "xmlns:manifest:1.0\" manifest:version=\"1.2\">\n"
        "<manifest:file-entry manifest:full-path=\"/\" manifest:media-type="
        "\"application/vnd.oasis.opendocument.text\"/>\n"
        "<manifest:file-entry manifest:full-path=\"content.xml\" "
        "manifest:media-type=\"text/xml\"/>\n"
        "<manifest:file-entry manifest:full-path=\"styles.xml\" "
        "manifest:media-type=\"text/xml\"/>\n"
        "<manifest:file-entry manifest:full-path=\"meta.xml\" "
        "manifest:media-type=\"text/xml\"/>\n%s</manifest:manifest>\n",
        pp_buffer_text(list));
    odt_add_text(zip, "META-INF/manifest.xml", &text);
}
