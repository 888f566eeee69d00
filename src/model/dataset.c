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

const struct pp_responses *
pp_dataset_responses(const struct pp_dataset *dataset,
                     const struct pp_instrument *instrument)
{
    for (size_t i = 0; i < dataset->n_responses; i++)
        if (dataset->responses[i].instrument == instrument)
            return &dataset->responses[i];
    return NULL;
}

const double *pp_dataset_number(const struct pp_dataset *dataset,
                                const char *name)
{
    for (size_t i = 0; i < dataset->n_numbers; i++)
        if (strcmp(dataset->numbers[i].name, name) == 0)
            return dataset->numbers[i].value;
    return NULL;
}
