/*
 * What becomes of the rows of one resource: each row is compared with what the state knows of it, gets its
 * changed_at, is counted, and is written if the mode wants it (output/README.md, "changed_at" and "Modes").
 * Without a state every row is new.
 *
 * Lifecycle: ledger_init(), the callbacks of the mapper as records come, deletions.h and tombstones.h,
 * ledger_release().
 * Borrowed: plan, state, outlets. Keys of rows: state/state.h. Errors: those of the state and of the outlets.
 */
#ifndef EXPORT_LEDGER_H
#define EXPORT_LEDGER_H

#include "manifest/manifest.h"
#include "export/lost.h"
#include "export/outlet.h"
#include "export/owners.h"
#include "map/mapper.h"
#include "state/row_hash.h"

struct ledger_table {
	const struct table_plan *plan;
	struct outlet *outlet; /* NULL: the table is not wanted */
	unsigned handle;       /* in the state */
	struct row_hash_plan compared;
	struct lost lost;
	bool columns_changed;             /* since the last run that compared the table */
	int id_column, changed_at_column; /* places among the wanted columns; every table has both */
	struct idset seen;                /* things that had a row in this run; of native links, their owners */
	struct idset only_listed;         /* things that a record or a known link lists, but that had no row */
	int sibling; /* the table of the links to these things, or of the things that these links lead to; -1: none */
	bool list_known; /* of the open list: did the service say all that it holds? */
	/*
	 * Not wanted, but the state keeps track of which rows exist: links to wanted things, and the records that wanted
	 * tables of the same model depend on.
	 */
	bool tracked;
	struct owners owners; /* of a native table */
	bool unknown;         /* nothing is gone: some list was not given, and it is not known which rows it has */
	uint64_t carried;     /* known rows about which the service said nothing in this run */
	struct manifest_rows rows;
};

struct ledger {
	struct state *state; /* NULL: nothing is compared */
	const struct plan *plan;
	bool write_all; /* snapshot */
	struct sv changed_at;
	struct ledger_table *tables; /* as plan->tables */
	bool list_open;              /* in the state */
	struct buf first_record;     /* the id of the first record seen in this run; empty: none */
};

struct ledger_config {
	struct state *state;
	const struct plan *plan;
	struct outlet *outlets; /* as plan->tables, open where wanted */
	bool write_all;
	struct sv changed_at;
	const char *hash_key; /* fingerprint of the key of hashed columns */
};

enum rc ledger_init(struct ledger *ledger, const struct ledger_config *config) MUST_USE;
void ledger_release(struct ledger *ledger);

/* The parts of the request that the service refuses; before the rows of each page. */
void ledger_set_given_up(struct ledger *ledger, uint64_t given_up);

/* Callbacks of map/mapper.h, but for their context. */
enum rc ledger_record(struct ledger *ledger, struct sv record_id) MUST_USE;
enum rc ledger_row(struct ledger *ledger, const struct map_row *row) MUST_USE;
/* `owner_id` empty: nothing is known of the owners themselves. */
enum rc ledger_list_begin(struct ledger *ledger, unsigned table, struct sv owner_id, bool known) MUST_USE;
enum rc ledger_list_end(struct ledger *ledger, unsigned table) MUST_USE;
enum rc ledger_listed(struct ledger *ledger, unsigned table, struct sv owner_id, struct sv thing_id) MUST_USE;
void ledger_not_included(struct ledger *ledger, unsigned table, struct sv thing_id);

/* Does the state know the records of the resource by this table? There is at most one such table for each model. */
bool ledger_knows_records(const struct ledger_table *table);

/* Does the service say nothing of what the owner of a missing row lists? */
bool ledger_is_owner_unknown(const struct ledger *ledger, const struct ledger_table *table,
			     const struct state_key *key);

/* The key of a record in the state. */
struct state_key ledger_record_key(struct sv record_id);

/* The remote id itself: the number, or the text where the number is a hash. A copy in the arena. */
struct sv ledger_id_text(const struct state_id *id, struct arena *arena);

#endif
