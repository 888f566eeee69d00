#include "prepost/stats/types.h"

const char *pp_status_name(enum pp_status status)
{
    switch (status) {
    case PP_STATUS_OK:
        return "ok";
    case PP_STATUS_TOO_FEW:
        return "too-few";
    case PP_STATUS_TOO_MANY:
        return "too-many";
    case PP_STATUS_NO_VARIANCE:
        return "no-variance";
    case PP_STATUS_ALL_TIED:
        return "all-tied";
    case PP_STATUS_NOT_DECLARED:
        return "not-declared";
    case PP_STATUS_NO_CONVERGENCE:
        return "no-convergence";
    case PP_STATUS_BOUNDARY:
        return "boundary";
    case PP_STATUS_HEYWOOD:
        return "heywood";
    }
    return "unknown";
}
