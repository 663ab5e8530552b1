/*
 * What a native table lacks in a run because the service refuses parts of the request, optional ones or includes: all its
 * rows, or groups of its columns. (A unified table is what the rest of the request says: its rows and columns never count as
 * lost.)
 *
 * Zero-initialize, lost_init(), then lost_set() whenever it is known which parts are given up.
 */
#ifndef EXPORT_LOST_H
#define EXPORT_LOST_H

#include "map/plan.h"
#include "state/row_hash.h"

struct lost {
	bool table;                             /* it cannot be read */
	uint32_t groups;                        /* bit n: group n of the hash cannot be read */
	struct column_mask columns;             /* of these groups: they are NULL */
	uint64_t parts;                         /* that all rows come from; each one may be refused */
	uint64_t group_parts[STATE_GROUPS_MAX]; /* that a group comes from */
};

/* Groups the columns of the table in `hash`, whose `skip` is set. RC_INTERNAL if there are more than STATE_GROUPS_MAX. */
enum rc lost_init(struct lost *lost, const struct plan *plan, unsigned table, struct row_hash_plan *hash) MUST_USE;

void lost_set(struct lost *lost, const struct row_hash_plan *hash, uint64_t given_up);

/* The names of the lost columns; returns their number. */
size_t lost_names(const struct lost *lost, const struct table_plan *plan, const char *names[ROW_COLUMNS_MAX]);

#endif
