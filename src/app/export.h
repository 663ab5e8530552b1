/*
 * An export: what is read for one entity, where its rows go, and what the manifest says of it. Private to the files
 * export_*.c and cmd_export.c. Everything lives as long as the export does.
 */
#ifndef APP_EXPORT_H
#define APP_EXPORT_H

#include "app/catalogue.h"
#include "app/manifest.h"
#include "app/outlet.h"
#include "app/publish.h"
#include "app/service.h"
#include "base/spool.h"
#include "map/mapper.h"

struct reading {
	struct plan *plan;
	struct mapper *mapper;
	unsigned index;                        /* in the service's fetch */
	struct outlet outlets[MAP_TABLES_MAX]; /* as plan->tables; only the wanted ones are open */
};

struct export
{
	const struct app *app;
	struct catalogue catalogue;
	struct service service;
	struct directory directory;
	struct publish publish;
	struct crew *crew; /* NULL: nothing is compressed */
	struct spool_budget spool_budget;
	struct reading readings[CATALOGUE_ENTITIES_MAX];
	size_t reading_count;
	int64_t started_ms; /* by the clock; the run's own time may be later (publish.h) */
	char changed_at[TIMESTAMP_SIZE];
	uint64_t rows;
};

/* Opens plans, outlets and readings for all wanted tables; `files` is what all their files have in common. */
void export_open_readings(struct export *export, const struct table_file_config *files, const char *spool_directory);
void export_close_readings(struct export *export);

/* Reads everything and finishes the files of what was readable. RC_CREDENTIALS if nothing was. */
enum rc export_read(struct export *export) MUST_USE;

/* Was every wanted table readable and without drift? */
bool export_complete(const struct export *export);
const struct fetch_result *export_result(const struct export *export, const struct reading *reading);

/* Appends the manifest. */
void export_manifest(const struct export *export, struct buf *out);

#endif
