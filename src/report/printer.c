#include "prepost/report/printer.h"

#include "printing_room.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "prepost/base/alloc.h"
#include "prepost/base/file.h"

enum { PATIENCE_MS = PP_ROOM_PATIENCE_S * 1000, STEP_MS = 10 };

static const struct timespec STEP = {0, STEP_MS * 1000000L};

static const struct {
    const char *name;
    enum pp_printer_kind kind;
} KNOWN[] = {{"chromium", PP_PRINTER_CHROMIUM},
             {"chromium-browser", PP_PRINTER_CHROMIUM},
             {"google-chrome", PP_PRINTER_CHROMIUM},
             {"weasyprint", PP_PRINTER_WEASYPRINT}};

/* --- starting a program ----------------------------------------------------
 */

/* No fonts, times or messages of the user's own: PATH, HOME and UTF-8. */
struct environment {
    char path[4200], home[4200];
    char *list[6];
};

static char **environment_of(struct environment *e, const char *home)
{
    const char *path = getenv("PATH");

    snprintf(e->path, sizeof e->path, "PATH=%.4000s",
             path != NULL ? path : "/usr/bin:/bin");
    snprintf(e->home, sizeof e->home, "HOME=%.4000s", home);
    e->list[0] = e->path;
    e->list[1] = e->home;
    e->list[2] = "LC_ALL=C.UTF-8";
    e->list[3] = "SOURCE_DATE_EPOCH=0";
    e->list[4] = "TZ=UTC0";
    e->list[5] = NULL;
    return e->list;
}

static void stop(pid_t pid)
{
    kill(-pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

/* Waits; kills the program and what it started when patience ends, or at a
 * signal. */
static int wait_for(pid_t pid, const char *program, const struct pp_room *room,
                    struct pp_error *err)
{
    int status = 0;

    for (int waited = 0;; waited += STEP_MS) {
        pid_t done = waitpid(pid, &status, WNOHANG);
        if (done == pid)
            break;
        if (waited >= PATIENCE_MS || (done < 0 && errno != EINTR)) {
            stop(pid);
            return pp_fail(err, PP_EIO, "%s took over %d seconds", program,
                           PATIENCE_MS / 1000);
        }
        int came = sigtimedwait(&room->held, NULL, &STEP);
        if (came > 0) {
            stop(pid);
            raise(came); /* held, until the room is closed */
            return pp_fail(err, PP_EIO, "%s was stopped", program);
        }
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return pp_fail(err, PP_EIO, "%s failed (status %d)", program,
                       WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    return 0;
}

static int start(const char *program, char *const arguments[],
                 const char *output, const struct pp_room *room,
                 struct pp_error *err)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    struct environment environment;
    pid_t pid;

    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, output,
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &room->before);
    int failed = posix_spawn(&pid, program, &files, &attributes, arguments,
                             environment_of(&environment, room->folder));
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (failed != 0)
        return pp_fail(err, PP_EIO, "cannot start %s: %s", program,
                       strerror(failed));
    return wait_for(pid, program, room, err);
}

/* --- finding ----------------------------------------------------------------
 */

static int find_in_path(const char *name, char *out, size_t size)
{
    const char *path = getenv("PATH");

    for (const char *p = path != NULL ? path : "/usr/bin:/bin"; *p != '\0';) {
        size_t n = strcspn(p, ":");
        int length = snprintf(out, size, "%.*s/%s", (int)n, p, name);
        if (n > 0 && length > 0 && (size_t)length < size &&
            access(out, X_OK) == 0)
            return 0;
        p += n + (p[n] == ':');
    }
    return -1;
}

/* What it calls itself: bytes and page breaks depend on it. */
static void ask_version(struct pp_printer *printer)
{
    struct pp_room room;
    char output[300];
    struct pp_error ignored;
    struct pp_buffer text = PP_BUFFER_INIT;
    char *arguments[] = {printer->path, "--version", NULL};

    snprintf(printer->version, sizeof printer->version, "%s",
             printer->kind == PP_PRINTER_CHROMIUM ? "Chromium" : "WeasyPrint");
    if (pp_room_open(&room, &ignored) != 0)
        return;
    snprintf(output, sizeof output, "%s/version", room.folder);
    if (start(printer->path, arguments, output, &room, &ignored) == 0 &&
        pp_file_read(output, 4096, &text, &ignored) == 0) {
        const char *line = pp_buffer_text(&text);
        /* "Chromium 120.0 built on Debian ...": name and number are enough. */
        size_t n = strcspn(line, " \n");
        if (line[n] == ' ')
            n += 1 + strcspn(line + n + 1, " \n");
        if (strncmp(line, "WeasyPrint version ", 19) == 0)
            snprintf(printer->version, sizeof printer->version,
                     "WeasyPrint %.60s", line + 19);
        else
            snprintf(printer->version, sizeof printer->version, "%.*s",
                     n < 100 ? (int)n : 100, line);
        printer->version[strcspn(printer->version, "\n")] = '\0';
    }
    pp_buffer_clear(&text);
    pp_room_close(&room);
}

int pp_printer_find(struct pp_printer *printer, struct pp_error *err)
{
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        if (find_in_path(KNOWN[i].name, printer->path, sizeof printer->path) !=
            0)
            continue;
        printer->program = KNOWN[i].name;
        printer->kind = KNOWN[i].kind;
        ask_version(printer);
        return 0;
    }
    return pp_fail(err, PP_EIO,
                   "a PDF needs Chromium or WeasyPrint to print it, and "
                   "neither is installed; on Debian: apt-get install chromium, "
                   "or weasyprint. The HTML report prints the same from any "
                   "browser");
}

/* Of "Chromium 156.0.7000.12" the first number: it stands in a foot's line. */
void pp_printer_name(const struct pp_printer *printer,
                     char name[PP_PRINTER_NAME_SIZE])
{
    size_t n = printer->kind == PP_PRINTER_CHROMIUM
                   ? strcspn(printer->version, ".")
                   : strlen(printer->version);

    snprintf(name, PP_PRINTER_NAME_SIZE, "%.*s", (int)n, printer->version);
}

/* --- printing ---------------------------------------------------------------
 */

/* Takes "/CreationDate (D:...)" out, for blanks of the same length: the same
 * answers make the same bytes, and no day is made up. */
static void blank_dates(struct pp_buffer *pdf, size_t from)
{
    enum { LONGEST_DATE = 40 };
    static const char *const keys[] = {"/CreationDate (D:", "/ModDate (D:"};

    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
        size_t n = strlen(keys[k]);
        for (size_t i = from; i + n + LONGEST_DATE <= pdf->length; i++) {
            char *at = pdf->data + i;
            if (memcmp(at, keys[k], n) != 0)
                continue;
            char *end = memchr(at, ')', n + LONGEST_DATE);
            if (end != NULL)
                memset(at, ' ', (size_t)(end - at) + 1);
        }
    }
}

/* --- the numbers of a page's nodes ---------------------------------------- */

enum { NODE_DIGITS = 8 };
static const char NODE[] = "(node";

/* The digits of "(node00000042)", by which a table's cells name their headings;
 * NULL: there are no more. */
static char *next_node(const struct pp_buffer *pdf, size_t *at)
{
    size_t n = sizeof NODE - 1, length = n + NODE_DIGITS + 1;

    for (; *at + length <= pdf->length; ++*at) {
        char *is = pdf->data + *at;
        if (memcmp(is, NODE, n) != 0 || is[length - 1] != ')' ||
            strspn(is + n, "0123456789") != NODE_DIGITS)
            continue;
        *at += length;
        return is + n;
    }
    return NULL;
}

static int by_digits(const void *a, const void *b)
{
    return memcmp(a, b, NODE_DIGITS);
}

/*
 * Chromium numbers the nodes that somebody asked for, and which these are hangs
 * on its timing: all that follow may be one more. Their order does not; so each
 * is given its rank.
 */
static void number_nodes(struct pp_buffer *pdf, size_t from)
{
    size_t n = 0, n_different = 0, i = 0;
    char text[NODE_DIGITS + 1];

    for (size_t at = from; next_node(pdf, &at) != NULL;)
        n++;
    char(*digits)[NODE_DIGITS] = pp_alloc_array(n + 1, sizeof *digits);
    for (size_t at = from; i < n; i++)
        memcpy(digits[i], next_node(pdf, &at), NODE_DIGITS);
    qsort(digits, n, sizeof *digits, by_digits);
    for (i = 0; i < n; i++)
        if (i == 0 || by_digits(digits[i], digits[n_different - 1]) != 0)
            memmove(digits[n_different++], digits[i], NODE_DIGITS);
    char *is;
    for (size_t at = from; (is = next_node(pdf, &at)) != NULL;) {
        char(*found)[NODE_DIGITS] =
            bsearch(is, digits, n_different, sizeof *digits, by_digits);
        snprintf(text, sizeof text, "%08zu", (size_t)(found - digits) + 1);
        memcpy(is, text, NODE_DIGITS);
    }
    pp_free(digits);
}

/* A browser looks for updates, accounts and dictionaries of its own accord:
 * some of that can be turned off, and to the rest no name or address leads. */
static char *const CHROMIUM_ARGUMENTS[] = {
    "--headless",
    "--disable-gpu",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND",
};

/* A folder's name may have in it what means something in an address. */
static void address_of(const char *path, struct pp_buffer *out)
{
    pp_buffer_puts(out, "file://");
    for (; *path != '\0'; path++)
        if (isalnum((unsigned char)*path) || strchr("/-._~", *path) != NULL)
            pp_buffer_putc(out, *path);
        else
            pp_buffer_printf(out, "%%%02X", (unsigned char)*path);
}

static int print(const struct pp_printer *printer, const struct pp_room *room,
                 struct pp_error *err)
{
    enum { N = sizeof CHROMIUM_ARGUMENTS / sizeof CHROMIUM_ARGUMENTS[0] };
    char page[300], pdf[300], to[330], data[330];
    struct pp_buffer url = PP_BUFFER_INIT;
    char *arguments[N + 6];
    size_t n = 0;

    snprintf(page, sizeof page, "%s/report.html", room->folder);
    snprintf(pdf, sizeof pdf, "%s/report.pdf", room->folder);
    address_of(page, &url);
    snprintf(to, sizeof to, "--print-to-pdf=%s", pdf);
    snprintf(data, sizeof data, "--user-data-dir=%s/profile", room->folder);
    arguments[n++] = (char *)printer->path;
    if (printer->kind == PP_PRINTER_CHROMIUM) {
        for (size_t i = 0; i < N; i++)
            arguments[n++] = CHROMIUM_ARGUMENTS[i];
        arguments[n++] = data;
        if (geteuid() == 0) /* it refuses its sandbox to root */
            arguments[n++] = "--no-sandbox";
        arguments[n++] = to;
        arguments[n++] = url.data;
    } else {
        arguments[n++] = "-q";
        arguments[n++] = page;
        arguments[n++] = pdf;
    }
    arguments[n] = NULL;
    int status = start(printer->path, arguments, "/dev/null", room, err);
    pp_buffer_clear(&url);
    return status;
}

/* A browser that finds no room says that all went well. */
static bool is_whole(const char *pdf, size_t n)
{
    static const char start[] = "%PDF-", end[] = "%%EOF";
    enum { N_START = sizeof start - 1, N_END = sizeof end - 1 };

    while (n > 0 && strchr(" \t\r\n", pdf[n - 1]) != NULL)
        n--;
    return n >= N_START + N_END && memcmp(pdf, start, N_START) == 0 &&
           memcmp(pdf + n - N_END, end, N_END) == 0;
}

static int take_pdf(const struct pp_printer *printer,
                    const struct pp_room *room, struct pp_buffer *pdf,
                    struct pp_error *err)
{
    enum { LARGEST_PDF = 256 * 1024 * 1024 };
    char path[300];
    size_t from = pdf->length;

    snprintf(path, sizeof path, "%s/report.pdf", room->folder);
    if (access(path, F_OK) == 0 &&
        pp_file_read(path, LARGEST_PDF, pdf, err) != 0)
        return -1;
    if (pdf->length > from && is_whole(pdf->data + from, pdf->length - from))
        return 0;
    return pp_fail(err, PP_EIO, "%s wrote no whole PDF", printer->program);
}

/* What a browser cannot say of its room, while its files are still there. */
static int tell_of_room(const struct pp_room *room, struct pp_error *err)
{
    enum { ENOUGH_MB = 50 };
    struct statvfs disk;

    if (statvfs(room->folder, &disk) != 0)
        return -1;
    double free_mb = (double)disk.f_bavail * (double)disk.f_frsize / 1e6;
    if (free_mb >= ENOUGH_MB)
        return -1;
    return pp_wrap(err,
                   "the disk is full, or nearly: %.1f MB are free for %s, and "
                   "printing may need %d; TMPDIR can name another folder",
                   free_mb, room->folder, ENOUGH_MB);
}

int pp_printer_run(const struct pp_printer *printer, const char *html,
                   size_t length, struct pp_buffer *pdf, struct pp_error *err)
{
    struct pp_room room;
    char path[300];
    size_t from = pdf->length;

    if (pp_room_open(&room, err) != 0)
        return -1;
    snprintf(path, sizeof path, "%s/report.html", room.folder);
    int status = pp_file_write(path, html, length, PP_FILE_PRIVATE, err);
    if (status == 0)
        status = print(printer, &room, err);
    if (status == 0)
        status = take_pdf(printer, &room, pdf, err);
    if (status == 0) {
        blank_dates(pdf, from);
        number_nodes(pdf, from);
    } else {
        tell_of_room(&room, err);
    }
    pp_room_close(&room);
    return status;
}
