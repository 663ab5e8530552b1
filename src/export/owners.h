/*
 * Of the rows that live inside others in native tables: whose they are, and about which owners the service said nothing in
 * this run. A row whose owner is unknown is not gone (output/README.md, "Unknown is not gone").
 *
 * The owner is the record, or, one level deeper, something that the record includes. A thing usually has one owner, and the
 * state keeps its id with the row (struct state_key). A thing whose row has no key to an owner may be shared, as the
 * company of many jobs is: if any list of such things is unknown, none of them is gone.
 *
 * Zero-initialize, owners_init(), owners_release(). Nothing fails.
 */
#ifndef EXPORT_OWNERS_H
#define EXPORT_OWNERS_H

#include "base/idset.h"
#include "map/plan.h"

struct owners {
	int table; /* in the plan, of which the owners are things; -1: the records, or a table that is not wanted */
	bool kept_with_row;     /* each thing has one owner, whose id the state keeps */
	bool all_unknown;       /* some list was not given, and nobody can tell which rows it has */
	struct idset unknown;   /* owners whose list was not given; of things only */
	struct idset kept_rows; /* things of this table that are missing and not gone */
};

void owners_init(struct owners *owners, const struct plan *plan, unsigned table);
void owners_release(struct owners *owners);

/* The service did not say what this owner lists; empty: not even which owners there are. */
void owners_note_unknown(struct owners *owners, struct sv owner_id);

/* Is nothing known of that owner? `of`: of the table that `owners->table` says, or NULL. */
bool owners_is_unknown(const struct owners *owners, const struct owners *of, uint64_t owner);

#endif
