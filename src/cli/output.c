#include "prepost/cli/output.h"

#include <errno.h>
#include <unistd.h>

static ssize_t write_some(void *cookie, const char *bytes, size_t n)
{
    struct pp_output *output = cookie;
    ssize_t written;

    do
        written = write(STDOUT_FILENO, bytes, n);
    while (written < 0 && errno == EINTR);
    if (written >= 0)
        return written;
    if (output->number == 0)
        output->number = errno;
    return 0; /* an error, to stdio */
}

void pp_output_open(struct pp_output *output)
{
    const cookie_io_functions_t functions = {.write = write_some};

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
