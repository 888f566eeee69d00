#include "prepost/cli/output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/text.h"

/* A disk that is nearly full takes a part: stdio would not ask again. */
static void write_all(struct pp_output *output, const char *bytes, size_t n)
{
    size_t done = 0;

    while (done < n && output->number == 0) {
        ssize_t written = write(STDOUT_FILENO, bytes + done, n - done);
        if (written > 0)
            done += (size_t)written;
        else if (written == 0) /* it would be so for ever */
            output->number = EIO;
        else if (errno != EINTR)
            output->number = errno;
    }
}

static ssize_t take(void *cookie, const char *bytes, size_t n)
{
    struct pp_output *output = cookie;
    char tamed[1 << 12];

    if (!output->is_terminal)
        write_all(output, bytes, n);
    for (size_t at = 0, some; output->is_terminal && at < n; at += some) {
        some = n - at < sizeof tamed ? n - at : sizeof tamed;
        memcpy(tamed, bytes + at, some);
        pp_text_tame(tamed, some);
        write_all(output, tamed, some);
    }
    return output->number == 0 ? (ssize_t)n : 0; /* 0: an error, to stdio */
}

void pp_output_open(struct pp_output *output)
{
    const cookie_io_functions_t functions = {.write = take};

    *output = (struct pp_output){.file = fopencookie(output, "w", functions)};
    if (output->file == NULL)
        output->file = stdout; /* no memory: it will do */
    else if ((output->is_terminal = isatty(STDOUT_FILENO)))
        setvbuf(output->file, NULL, _IOLBF, 0);
}

int pp_output_close(struct pp_output *output)
{
    if (fclose(output->file) != 0 && output->number == 0)
        output->number = errno;
    return output->number;
}
