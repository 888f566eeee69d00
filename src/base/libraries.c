#include "prepost/base/libraries.h"

#include <csv.h>
#include <expat.h>
#include <jansson.h>
#include <png.h>
#include <sodium.h>
#include <stdio.h>
#include <utf8proc.h>
#include <yaml.h>
#include <zlib.h>

void pp_libraries_add(struct pp_libraries *all, const char *name,
                      const char *version)
{
    struct pp_library *library = &all->items[all->n];

    if (all->n == PP_MAX_LIBRARIES)
        return;
    library->name = name;
    snprintf(library->version, sizeof library->version, "%s", version);
    all->n++;
}

void pp_base_libraries(struct pp_libraries *all)
{
    char csv[16];
    XML_Expat_Version expat = XML_ExpatVersionInfo();
    char expat_text[32];

    snprintf(csv, sizeof csv, "%d.%d.%d", CSV_MAJOR, CSV_MINOR, CSV_RELEASE);
    snprintf(expat_text, sizeof expat_text, "%d.%d.%d", expat.major,
             expat.minor, expat.micro);
    pp_libraries_add(all, "libcsv", csv);
    pp_libraries_add(all, "libyaml", yaml_get_version_string());
    pp_libraries_add(all, "utf8proc", utf8proc_version());
    pp_libraries_add(all, "zlib", zlibVersion());
    pp_libraries_add(all, "libpng", png_get_libpng_ver(NULL));
    pp_libraries_add(all, "expat", expat_text);
    pp_libraries_add(all, "jansson", jansson_version_str());
    pp_libraries_add(all, "libsodium", sodium_version_string());
}
