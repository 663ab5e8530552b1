/*
 * The runs of an output directory, and which of them go. Private to prune/.
 */
#ifndef PRUNE_RUNS_H
#define PRUNE_RUNS_H

#include "base/buf.h"
#include "cli/app.h"
#include "publish/directory.h"

struct prune_run {
	int64_t ms;
	bool old;         /* older and beyond the number that the options keep */
	bool pushed;      /* to the destination of the options */
	const char *kept; /* why it is kept all the same; NULL: it goes */
};

/* Oldest first. Zero-initialize, then prune_runs_release(). */
struct prune_runs {
	struct buf list; /* of struct prune_run */
};

size_t prune_runs_count(const struct prune_runs *runs);
struct prune_run *prune_runs_at(const struct prune_runs *runs, size_t i);
struct prune_run *prune_runs_find(const struct prune_runs *runs, int64_t ms); /* NULL if it is not there */
void prune_runs_release(struct prune_runs *runs);

/* The directories of the output directory that are named as runs. */
enum rc prune_runs_list(const struct directory *directory, struct prune_runs *runs) MUST_USE;

/* Sets `old`. */
void prune_runs_compare(const struct app *app, struct prune_runs *runs);

/* Sets `kept` of those that never go. `state` NULL: none. */
enum rc prune_runs_protect(const struct app *app, const struct directory *directory, const char *state,
			   const char *account, struct prune_runs *runs) MUST_USE;

#endif
