#include "prepost/cli/output.h"

#include <errno.h>
#include <unistd.h>

/* A disk that is nearly full takes a part: stdio would not ask again. */
static ssize_t write_all(void *cookie, const char *bytes, size_t n)
{
    struct pp_output *output = cookie;
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
    return output->number == 0 ? (ssize_t)n : 0; /* 0: an error, to stdio */
}

void pp_output_open(struct pp_output *output)
{
    const cookie_io_functions_t functions = {.write = write_all};

    *output = (struct pp_output){.file = fopencookie(output, "w", functions)};
    if (output->file == NULL)
        output->file = stdout; /* no memory: it will do */
    else if (isatty(STDOUT_FILENO))
        setvbuf(output->file, NULL, _IOLBF, 0);
}

int pp_output_close(struct pp_output *output)
{
    if (fclose(output->file) != 0 && output->number == 0)
        output->number = errno;
    return output->number;
}
