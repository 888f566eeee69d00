#include "workbook.h"

#include <string.h>

#include "prepost/base/zip_writer.h"

static void add(struct pp_zip_writer *zip, const char *name, const char *text)
{
    pp_zip_add(zip, name, text, strlen(text), PP_ZIP_DEFLATED);
}

void workbook_write(struct pp_buffer *out, const char *rows, const char *shared)
{
    struct pp_zip_writer zip = PP_ZIP_WRITER_INIT;
    struct pp_buffer part = PP_BUFFER_INIT;

    add(&zip, "xl/workbook.xml",
        "<workbook xmlns:r='r'><workbookPr/><sheets>"
        "<sheet name='Notes' sheetId='1' state='hidden' r:id='rId9'/>"
        "<sheet name='Form1' sheetId='2' r:id='rId1'/></sheets></workbook>");
    add(&zip, "xl/_rels/workbook.xml.rels",
        "<Relationships>"
        "<Relationship Id='rId1' Type='x/worksheet' "
        "Target='/xl/worksheets/sheet2.xml'/>"
        "<Relationship Id='rId2' Type='x/sharedStrings' "
        "Target='sharedStrings.xml'/>"
        "<Relationship Id='rId3' Type='x/styles' Target='styles.xml'/>"
        "</Relationships>");
    pp_buffer_printf(&part, "<sst>%s</sst>", shared);
    add(&zip, "xl/sharedStrings.xml", part.data);
    add(&zip, "xl/styles.xml",
        "<styleSheet><numFmts><numFmt numFmtId='164' "
        "formatCode='m/d/yy\\ h:mm:ss'/><numFmt numFmtId='165' "
        "formatCode='0.0&quot; days&quot;'/></numFmts>"
        "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
        "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/>"
        "<xf numFmtId='165'/></cellXfs></styleSheet>");
    part.length = 0;
    pp_buffer_printf(&part, "<worksheet><sheetData>%s</sheetData></worksheet>",
                     rows);
    add(&zip, "xl/worksheets/sheet2.xml", part.data);
    pp_zip_finish(&zip, out);
    pp_buffer_clear(&part);
}
