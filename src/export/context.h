/*
 * What an export holds: the run, and for each resource its plan, its rows and what is known of it. Private to
 * src/export, whose other headers work on it. Everything in it lives as long as the export.
 */
#ifndef EXPORT_CONTEXT_H
#define EXPORT_CONTEXT_H

#include "schema/catalogue.h"
#include "export/ledger.h"
#include "publish/publish.h"
#include "export/service.h"
#include "base/spool.h"
#include "map/mapper.h"
#include "push/push.h"

#define EXPORT_SINCE_SIZE (TIMESTAMP_SIZE + 8) /* of the time from which a delta reads */

struct export_resource {
	struct plan *plan;
	struct mapper *mapper;
	unsigned index;         /* of fetch_add() */
	struct outlet *outlets; /* as plan->tables; only the wanted ones are open */
	struct ledger ledger;
	const struct fetch_result *result; /* once the reading begins; it changes until the reading ends */
	struct state_resource known;       /* how it was last read; zeroed without a state */
	struct fetch_refused refused;      /* what the service refused, as long as that is believed */
	bool believed;                     /* `refused` is */
	char since[EXPORT_SINCE_SIZE];     /* request only what was updated since then; "" = all */
	uint64_t required;   /* tables that make the run incomplete if they cannot be read: bit n for plan->tables[n] */
	bool by_id;          /* the service gives its records by id, too */
	bool same_form;      /* the same parts were given up as the last time, except those that hide records */
	bool sees_all_known; /* the service lists every record that earlier runs could see, if it still exists */
	uint64_t unconfirmed; /* known records that were not seen, and may or may not be gone */
};

struct export
{
	const struct app *app;
	struct catalogue catalogue;
	struct service service;
	struct token_maker tokens; /* for hashed columns */
	struct directory directory;
	struct publish publish;
	struct push push;    /* where --publish-to says; zeroed without it */
	struct state *state; /* NULL: nothing is compared */
	char *state_path;    /* as given, or the usual one of the directory; NULL: none is kept */
	char *named_state;   /* the absolute path of one that --state names; else NULL */
	struct pool *pool;   /* NULL: nothing is compressed */
	struct spool_budget spool_budget;
	struct blocks blocks;              /* of the output files */
	struct export_resource *resources; /* the wanted ones, in the order in which they are read */
	size_t resource_count;
	size_t lookups_left; /* how many this run may still make (--max-lookups) */
	int64_t started_ms;  /* by the clock; run_ms may be later (publish/publish.h) */
	int64_t run_ms;      /* run_id, watermark and changed_at */
	int64_t last_run_ms; /* of the state; TIMESTAMP_NONE */
	bool last_complete;  /* was that run complete? */
	char changed_at[TIMESTAMP_SIZE];
	uint64_t rows;
};

#endif
