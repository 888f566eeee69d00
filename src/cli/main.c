#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/alloc.h"
#include "prepost/base/json.h"
#include "prepost/cli/command.h"
#include "prepost/cli/output.h"
#include "prepost/cli/versions.h"
#include "prepost/stats/gsl.h"

/* `prepost status | head -1`: head has what it wanted, and is gone. */
static bool is_unread(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};

    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

/*
 * A full disk shows up when the last bytes are written: look. Where nobody
 * reads them, all work is done by now: end as other programs do.
 */
static int close_output(struct pp_output *output, int status)
{
    int number = pp_output_close(output);

    if (number == 0)
        return status;
    if (is_unread()) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    fprintf(stderr, "prepost: cannot write the results: %s\n",
            strerror(number));
    return PP_EXIT_FAILED;
}

static int run(const struct pp_command *command, int argc, char **argv,
               FILE *out)
{
    struct pp_error err = {.code = PP_OK};
    void *settings = pp_alloc_zero(1, command->settings_size);
    bool help;
    int n_arguments;
    int status = pp_command_parse(command, argc, argv, settings, &n_arguments,
                                  &help, &err);

    if (status == 0 && help) {
        pp_command_help(command, out);
    } else if (status == 0) {
        status = command->run(settings, argv, n_arguments, out, &err);
    }
    if (status < 0) {
        fflush(out);
        if (err.code != PP_EPIPE || !is_unread())
            fprintf(stderr, "prepost: %s\n", err.text);
        status = err.code == PP_EUSAGE ? PP_EXIT_USAGE : PP_EXIT_FAILED;
    }
    pp_free(settings);
    return status;
}

int main(int argc, char **argv)
{
    /* Large arrays grow in place and go back to the system when freed. */
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    /* Smaller ones come and go by the thousand: what they leave is kept. */
    mallopt(M_TRIM_THRESHOLD, 8 << 20);
    /* A full disk or a closed pipe is nothing to die of half-way. */
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    pp_gsl_quiet();
    pp_json_init();
    if (argc < 2) {
        pp_commands_list(stderr);
        return PP_EXIT_USAGE;
    }
    /* "prepost -C DIR status" is "prepost status -C DIR". */
    if (strcmp(argv[1], "-C") == 0 && argc > 3) {
        char *option = argv[1], *dir = argv[2];
        memmove(argv + 1, argv + 3, (size_t)(argc - 3) * sizeof *argv);
        argv[argc - 2] = option;
        argv[argc - 1] = dir;
    }
    const char *name = argv[1];
    struct pp_output output;
    if (strcmp(name, "--version") == 0) {
        pp_output_open(&output);
        pp_versions_print(output.file);
        return close_output(&output, PP_EXIT_DONE);
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    const struct pp_command *command = pp_command_find(name);
    if (command == NULL) {
        const char *closest = pp_command_closest(name);
        fprintf(stderr, "prepost: no command \"%s\"; %s%s%s\n", name,
                closest != NULL ? "did you mean \"" : "",
                closest != NULL ? closest : "prepost --help lists them",
                closest != NULL ? "\"?" : "");
        return PP_EXIT_USAGE;
    }
    pp_output_open(&output);
    return close_output(&output, run(command, argc - 2, argv + 2, output.file));
}
