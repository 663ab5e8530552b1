#include "export/remember.h"

#include <stdio.h>

#include "base/timestamp.h"
#include "export/status.h"

#define LIST_SEPARATOR ","

enum { UP_TO_SECONDS = 19 /* bytes of a timestamp */ };

static void remember_add_name(char *list, size_t size, const char *name)
{
	size_t n = strlen(list);

	snprintf(list + n, size - n, "%s%s", n ? LIST_SEPARATOR : "", name);
}

/* The form: the parts given up, except those that hide records. The visibility: the values of the requested filter. */
static void remember_view(const struct plan *plan, uint64_t given_up, struct state_resource *out)
{
	const struct query *query = &plan->endpoint->query;
	uint64_t requested = plan->parts & ~given_up;
	unsigned count = query_count(query);

	out->form[0] = out->visibility[0] = '\0';
	for (unsigned i = 0; i < count; i++) {
		AUTO_BUF name = {0};

		if (query->parts[i].kind != QUERY_FILTER && query_given_up_name(query, plan->parts, given_up, i, &name))
			remember_add_name(out->form, sizeof(out->form), buf_text(&name));
		if (query->parts[i].kind == QUERY_FILTER && (requested >> i & 1))
			remember_add_name(out->visibility, sizeof(out->visibility), query->parts[i].name);
	}
}

static bool remember_list_has(const char *list, struct sv name)
{
	size_t n;

	for (; *list; list += n + (list[n] != '\0')) {
		n = strcspn(list, LIST_SEPARATOR);
		if (n == name.n && memcmp(list, name.p, n) == 0)
			return true;
	}
	return false;
}

/* Does the list `wide` have every name of `narrow`? */
static bool remember_list_covers(const char *wide, const char *narrow)
{
	size_t n;

	for (; *narrow; narrow += n + (narrow[n] != '\0')) {
		n = strcspn(narrow, LIST_SEPARATOR);
		if (!remember_list_has(wide, (struct sv){narrow, n}))
			return false;
	}
	return true;
}

static const char *remember_name(const struct export_resource *resource)
{
	return resource->plan->endpoint->query.path + 1;
}

enum rc remember_load(struct export *export, struct export_resource *resource)
{
	return export->state ? state_resource(export->state, remember_name(resource), &resource->known) : RC_OK;
}

/* A table that was never compared, or not with these columns, needs all its rows: a delta would not bring them. */
static bool remember_compares_as_before(const struct export *export, const struct export_resource *resource)
{
	for (unsigned t = 0; t < resource->plan->count; t++) {
		const struct ledger_table *table = &resource->ledger.tables[t];

		if (table->outlet && (table->columns_changed || !state_was_compared(export->state, table->handle)))
			return false;
	}
	return true;
}

void remember_choose_since(struct export *export, struct export_resource *resource)
{
	const struct options *options = export->app->options;
	char since[TIMESTAMP_SIZE];

	if (options->mode != MODE_DELTA || !(resource->plan->endpoint->flags & UPDATED_AT_FILTER) ||
	    resource->known.since_ms == TIMESTAMP_NONE || !remember_compares_as_before(export, resource))
		return;
	timestamp_write(resource->known.since_ms - options->overlap * MS_PER_SECOND, since);
	/* As the vendor documents it, with an offset instead of Z: mappings/PINPOINT.md, "Requests". */
	snprintf(resource->since, sizeof(resource->since), "%.*s+00:00", UP_TO_SECONDS, since);
}

void remember_compare_views(const struct export *export, struct export_resource *resource)
{
	struct state_resource now = {.form = ""};

	remember_view(resource->plan, status_fetched(export, resource)->given_up, &now);
	resource->same_form = !resource->known.read || strcmp(now.form, resource->known.form) == 0;
	resource->sees_all_known =
		!resource->known.read || remember_list_covers(now.visibility, resource->known.visibility);
}

/* Is a table left out that earlier runs compared? (The first run that compares a table reads it whole.) */
static bool remember_leaves_out(const struct export *export, const struct export_resource *resource)
{
	for (unsigned t = 0; t < resource->plan->count; t++) {
		const struct ledger_table *table = &resource->ledger.tables[t];

		if (!table->outlet && state_was_compared(export->state, table->handle))
			return true;
	}
	return false;
}

static enum rc remember_resource(struct export *export, struct export_resource *resource)
{
	const struct fetch_result *result = status_fetched(export, resource);
	struct state_resource now = resource->known;

	remember_view(resource->plan, result->given_up, &now);
	/* A narrower view is not remembered: it does not show whether the records that it hides still exist. */
	if (!resource->sees_all_known)
		memcpy(now.visibility, resource->known.visibility, sizeof(now.visibility));
	now.read |= result->read_whole;
	/* For a table that is left out, the next delta must still bring what changed until now. */
	if (result->status == FETCH_COMPLETE && !remember_leaves_out(export, resource))
		now.since_ms = result->began_at_ms;
	return state_set_resource(export->state, remember_name(resource), &now);
}

static void remember_add_rows(const struct manifest_rows *rows, struct state_run *run)
{
	run->written += rows->written;
	run->created += rows->created;
	run->changed += rows->changed;
	run->deleted += rows->deleted;
	run->unchanged += rows->unchanged;
	run->unconfirmed += rows->unconfirmed;
}

static enum rc remember_watermark(struct export *export, const struct ledger_table *table)
{
	struct state_watermark watermark;
	const struct manifest_rows *rows = &table->rows;

	state_keep_columns(export->state, table->handle);
	TRY(state_watermark(export->state, table->handle, &watermark));
	if (rows->created + rows->changed + rows->deleted)
		watermark.changed_at_ms = export->run_ms;
	if (strcmp(table->outlet->remote_updated_at, watermark.remote_updated_at) > 0)
		snprintf(watermark.remote_updated_at, sizeof(watermark.remote_updated_at), "%s",
			 table->outlet->remote_updated_at);
	return state_set_watermark(export->state, table->handle, &watermark);
}

enum rc remember_run(struct export *export)
{
	if (!export->state)
		return RC_OK;
	for (size_t i = 0; i < export->resource_count; i++) {
		struct export_resource *resource = &export->resources[i];

		if (!status_was_read(export, resource))
			continue;
		TRY(remember_resource(export, resource));
		for (unsigned t = 0; t < resource->plan->count; t++)
			if (resource->ledger.tables[t].outlet && status_was_table_read(export, resource, t))
				TRY(remember_watermark(export, &resource->ledger.tables[t]));
	}
	return RC_OK;
}

enum rc remember_commit(struct export *export, const char *place)
{
	struct state_run run = {.at_ms = export->run_ms,
				.mode = mode_rows[export->app->options->mode].name,
				.place = place,
				.complete = status_is_complete(export),
				.started_ms = export->started_ms,
				.finished_ms = export->app->clock->now_ms(export->app->clock->context)};

	if (!export->state)
		return RC_OK;
	for (size_t i = 0; i < export->resource_count; i++)
		for (unsigned t = 0; t < export->resources[i].plan->count; t++)
			remember_add_rows(&export->resources[i].ledger.tables[t].rows, &run);
	return state_commit(export->state, &run);
}
