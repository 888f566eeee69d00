#ifndef PREPOST_TESTS_HELPERS_POWER_CUT_H
#define PREPOST_TESTS_HELPERS_POWER_CUT_H

#include <stddef.h>
#include <stdint.h>

/*
 * What a power cut may leave on the disk. While it watches, every write,
 * truncation, sync and removal that SQLite asks for is kept in a list; then
 * the files can be laid out as they might be found when the power had gone
 * after the first n of these: what was synced is there, and of what was not
 * each piece is there or not, as the seed has it.
 */
struct power_cut;

/* `path`: the store; its journal is watched too. One at a time. */
struct power_cut *power_cut_watch(const char *path);
void power_cut_stop(struct power_cut *cut);
void power_cut_free(struct power_cut *cut);

size_t power_cut_steps(const struct power_cut *cut);

/* Lays out the store and its journal at `path`. */
void power_cut_lay_out(const struct power_cut *cut, size_t n, uint64_t seed,
                       const char *path);

#endif
