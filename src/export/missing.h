/*
 * The records of a resource that earlier runs saw and this run did not. A record that both models know counts once.
 *
 * Lifecycle: missing_find(), then missing_release(), also after an error. Errors: those of the state.
 */
#ifndef EXPORT_MISSING_H
#define EXPORT_MISSING_H

#include "base/arena.h"
#include "export/context.h"

struct missing {
	uint64_t count;  /* of the missing records */
	uint64_t known;  /* records that were live before this run, missing or not */
	struct buf kept; /* ids of the first ones: of struct sv, whose bytes are in `texts` */
	struct arena texts;
	size_t most;          /* ids to keep */
	struct idset numbers; /* of all of them */
	uint64_t of_table;    /* of the table that is searched */
};

/* Counts them all and keeps the ids of the first `most`. */
enum rc missing_find(const struct export *export, const struct export_resource *resource, size_t most,
		     struct missing *missing) MUST_USE;
void missing_release(struct missing *missing);

/* Those of one table that are still missing. */
enum rc missing_count(const struct export *export, const struct export_resource *resource, unsigned table,
		      uint64_t *count) MUST_USE;

const struct sv *missing_ids(const struct missing *missing, size_t *count);

#endif
