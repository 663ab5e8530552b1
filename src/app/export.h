/*
 * An export: what is read for one entity, where its rows go, and what the manifest says of it. Private to the files
 * export_*.c and cmd_export.c. Everything lives as long as the export does.
 */
#ifndef APP_EXPORT_H
#define APP_EXPORT_H

#include "app/catalogue.h"
#include "app/ledger.h"
#include "app/publish.h"
#include "app/service.h"
#include "base/spool.h"
#include "map/mapper.h"

/* How the form of a reading compares with that of the last one. */
struct form {
	bool same;            /* but for what can be seen */
	bool same_visibility; /* the same records can be seen */
	bool sees_all_known;  /* those and maybe more */
};

struct reading {
	struct plan *plan;
	struct mapper *mapper;
	unsigned index;                        /* in the service's fetch */
	struct outlet outlets[MAP_TABLES_MAX]; /* as plan->tables; only the wanted ones are open */
	struct ledger ledger;
	struct state_resource known;    /* how it was last read; zeroed without a state */
	char since[TIMESTAMP_SIZE + 8]; /* asked only for what was updated since; "" = whole */
	struct form form;
	uint64_t unconfirmed; /* known records that were not met, and of which it is not certain that they are gone */
};

struct export
{
	const struct app *app;
	struct catalogue catalogue;
	struct service service;
	struct directory directory;
	struct publish publish;
	struct state *state; /* NULL: nothing is compared */
	char *other_state;   /* its absolute path, if it is not the usual one of the directory; else NULL */
	struct crew *crew;   /* NULL: nothing is compressed */
	struct spool_budget spool_budget;
	struct reading readings[CATALOGUE_ENTITIES_MAX];
	size_t reading_count;
	size_t lookups_left; /* questions by id that this run may still ask */
	int64_t started_ms;  /* by the clock; the run's own time may be later (publish.h) */
	int64_t run_ms;      /* run_id, watermark and changed_at */
	int64_t last_run_ms; /* of the state; STATE_NEVER */
	bool last_complete;  /* that one, if it is to stand somewhere */
	char changed_at[TIMESTAMP_SIZE];
	uint64_t rows;
};

/* Opens plans, outlets and readings for all wanted tables; `files` is what all their files have in common. */
enum rc export_open_readings(struct export *export, const struct table_file_config *files,
			     const char *spool_directory) MUST_USE;
void export_close_readings(struct export *export);

/* Reads everything. RC_CREDENTIALS if nothing was readable. */
enum rc export_read(struct export *export) MUST_USE;

/* Finishes the files of what was readable, and says what the run lacks. */
enum rc export_finish_files(struct export *export) MUST_USE;

/* Was every wanted table readable, without drift, and without anything unconfirmed? */
bool export_complete(const struct export *export);
bool export_was_read(const struct export *export, const struct reading *reading);
const char *export_table_status(const struct export *export, const struct reading *reading, unsigned table);
const struct fetch_result *export_result(const struct export *export, const struct reading *reading);

/* Takes the state that the options name for this run, if any. `temporary`: for what does not fit into memory. */
enum rc export_open_state(struct export *export, const char *temporary) MUST_USE;
enum rc export_name_other_state(struct export *export) MUST_USE; /* once the directory is open */
void export_close_state(struct export *export);
struct memory export_memory(struct export *export); /* of the runs that were committed */

/* export_state.c: what the state knows of a resource, and what it is told at the end. All do nothing without one. */
enum rc export_know_resource(struct export *export, struct reading *reading) MUST_USE;
void export_choose_since(struct export *export, struct reading *reading); /* once its ledger is open */
void export_compare_forms(const struct export *export, struct reading *reading);
enum rc export_remember(struct export *export) MUST_USE; /* forms, since-times, watermarks: before the manifest */
enum rc export_commit_state(struct export *export, const char *place) MUST_USE;

/* After a commit that failed: what the state file says of it. */
enum commit_fate { COMMIT_UNDONE, COMMIT_DONE, COMMIT_UNKNOWN };
enum commit_fate export_commit_fate(struct export *export);
char *export_place(const struct export *export); /* absolute path of the run once published; mem_free() it */

/* May records that were not met be taken for gone at all (contract, section 3)? */
bool export_may_judge(const struct export *export, const struct reading *reading);

/* Appends the manifest. */
enum rc export_manifest(const struct export *export, struct buf *out) MUST_USE;

#endif
