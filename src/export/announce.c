#include "export/announce.h"

#include "base/plural.h"
#include "export/given_up.h"
#include "net/http_status.h"
#include "export/status.h"

static uint64_t announce_unconfirmed_rows(const struct export_resource *resource)
{
	uint64_t rows = 0, records = resource->unconfirmed;

	for (unsigned t = 0; t < resource->plan->count; t++) {
		const struct ledger_table *table = &resource->ledger.tables[t];

		rows += table->rows.unconfirmed;
		/* Records count as rows where their table is wanted. */
		if (table->outlet && ledger_knows_records(table))
			records = 0;
	}
	return rows + records;
}

/* The reason for status 3 is shown even where warnings are not wanted. */
static enum log_level announce_level(const struct export *export, bool makes_incomplete)
{
	return makes_incomplete && export->app->log->level < LEVEL_WARNING ? LEVEL_ERROR : LEVEL_WARNING;
}

static void announce_refused(const struct export *export, const struct export_resource *resource)
{
	const struct fetch_result *result = resource->result;
	bool needed = false;

	for (unsigned t = 0; t < resource->plan->count; t++)
		needed |= status_makes_incomplete(export, resource, t);
	log_line(export->app->log, announce_level(export, needed),
		 "%s is not readable (status %ld%s%s): its tables have no files; %s%s",
		 resource->plan->endpoint->query.path, result->refused_status,
		 result->refused_id[0] ? ", request id " : "", result->refused_id,
		 result->refused_status == HTTP_BAD_REQUEST ? "this version of the service does not accept the request"
							    : "give the key Read permission there",
		 needed ? "" : ", if the account has it");
}

/* The tables whose part of the request was refused. */
static void announce_tables_refused(const struct export *export, const struct export_resource *resource)
{
	AUTO_BUF tables = {0}, parts = {0};
	bool needed = false;

	for (unsigned t = 0; t < resource->plan->count; t++) {
		const struct table_plan *table = &resource->plan->tables[t];

		if (!table->wanted || status_was_table_read(export, resource, t))
			continue;
		buf_addf(&tables, "%s%s", tables.n ? ", " : "", table->table->name);
		needed |= status_makes_incomplete(export, resource, t);
	}
	if (tables.n == 0)
		return;
	given_up_add(&resource->plan->endpoint->query, resource->plan->parts, resource->result->given_up, &parts);
	log_line(export->app->log, announce_level(export, needed),
		 "%s was read%s: not readable, and without files: %s; give the key Read permission for them%s",
		 resource->plan->endpoint->query.path, buf_text(&parts), buf_text(&tables),
		 needed ? "" : ", if the account has them");
}

/* What is not known about records and rows. */
static void announce_doubts(const struct export *export, const struct export_resource *resource)
{
	const char *path = resource->plan->endpoint->query.path;
	uint64_t unconfirmed = announce_unconfirmed_rows(resource);
	enum log_level level = announce_level(export, true);

	if (resource->result->other_types)
		log_line(export->app->log, LEVEL_WARNING, "%s: left out %llu record%s of another type than %s", path,
			 (unsigned long long)resource->result->other_types, plural(resource->result->other_types),
			 resource->plan->endpoint->query.type);
	if (resource->result->status == FETCH_DRIFTED)
		log_line(export->app->log, level,
			 "%s kept changing while it was read %llu times: its tables may lack records; run again", path,
			 (unsigned long long)resource->result->passes);
	if (unconfirmed)
		log_line(export->app->log, level,
			 "%s: %llu known row%s not sent by the service, and not confirmed as deleted: kept as before "
			 "(unconfirmed); run again",
			 path, (unsigned long long)unconfirmed, plural(unconfirmed));
}

/* Also tokens of another key, which do not match those of earlier runs: a reader has to know. */
static void announce_columns(const struct export *export, const struct export_resource *resource)
{
	const char *first = NULL;
	unsigned long long others = 0;

	for (unsigned t = 0; t < resource->plan->count; t++) {
		if (!resource->plan->tables[t].wanted || !resource->ledger.tables[t].columns_changed)
			continue;
		others += first != NULL;
		first = first ? first : resource->plan->tables[t].table->name;
	}
	if (first && others == 0)
		log_line(export->app->log, LEVEL_WARNING,
			 "%s has other columns or another hash key than in the last run: every row counts as changed",
			 first);
	else if (first)
		log_line(export->app->log, LEVEL_WARNING,
			 "%s and %llu more table%s have other columns or another hash key than in the last run: every "
			 "row counts as changed",
			 first, others, plural(others));
}

void announce_resource(const struct export *export, const struct export_resource *resource)
{
	if (!status_was_read(export, resource))
		announce_refused(export, resource);
	else
		announce_tables_refused(export, resource);
	announce_doubts(export, resource);
	announce_columns(export, resource);
}
