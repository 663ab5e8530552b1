/*
 * How each resource was read, from one run to the next: the form and the view of its requests, what the service refused,
 * and where the next delta begins. All of it does nothing without a state. Errors: those of the state.
 */
#ifndef EXPORT_REMEMBER_H
#define EXPORT_REMEMBER_H

#include "export/context.h"

#define REMEMBER_REFUSED_MS (7 * MS_PER_DAY) /* what the service refused is believed so long */

/* Before the run: what is known of the resource. */
enum rc remember_load(struct export *export, struct export_resource *resource) MUST_USE;

/* Then, once its ledger is open, what the service refused, which is believed for a week, and from when on a delta reads. */
void remember_choose_refused(struct export *export, struct export_resource *resource);
void remember_choose_since(struct export *export, struct export_resource *resource);

/* The same from what the state holds: is it believed, which parts of the plan it is about, from when a delta reads or "". */
bool remember_believes(const struct state_refused *refused, int64_t now_ms);
uint64_t remember_refused_parts(const struct plan *plan, const char *names);
void remember_write_since(const struct options *options, const struct plan *plan, const struct state_resource *known,
			  char since[EXPORT_SINCE_SIZE]);

/* After it was read: same_form and sees_all_known. */
void remember_compare_views(const struct export *export, struct export_resource *resource);

/* Resources and watermarks of the run: before the manifest, which contains the watermarks. */
enum rc remember_run(struct export *export) MUST_USE;

/* The commit point (publish/publish.h). `place`: the run's directory once it is published. */
enum rc remember_commit(struct export *export, const char *place) MUST_USE;

#endif
