#include "prepost/model/dataset.h"

#include <string.h>

const struct pp_person_column *
pp_dataset_column(const struct pp_dataset *dataset, const char *name)
{
    for (size_t i = 0; i < dataset->n_columns; i++)
        if (strcmp(dataset->columns[i].name, name) == 0)
            return &dataset->columns[i];
    return NULL;
}
