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

/* Before the name of a part that was requested, though it could have been given up. */
#define TAKEN "+"

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

/* The parts that can be given up and that hide no records. */
static uint64_t remember_form_parts(const struct query *query)
{
	return query_optional_parts(query) & ~query_parts_of_kind(query, QUERY_FILTER);
}

/*
 * Those that matter for whether something is gone. What only native tables want does not: what they lose is unknown list by
 * list (export/owners.h), and unified tables must not notice.
 */
static uint64_t remember_decisive_parts(const struct plan *plan)
{
	const struct query *query = &plan->endpoint->query;
	uint64_t native = plan->parts & ~plan->unified_parts &
			  (query_parts_of_kind(query, QUERY_INCLUDE) | query_parts_of_kind(query, QUERY_EXTRA_FIELD) |
			   query_parts_of_kind(query, QUERY_FIELD));

	return remember_form_parts(query) & plan->parts & ~native;
}

static bool remember_is_in(uint64_t parts, unsigned i)
{
	return parts >> i & 1;
}

/*
 * The form of a resource: its optional parts by name, each requested (with TAKEN) or given up. What was not wanted this
 * time stays as it was.
 */
static void remember_form(const struct plan *plan, uint64_t given_up, const char *before, struct state_resource *out)
{
	const struct query *query = &plan->endpoint->query;
	uint64_t parts = remember_form_parts(query);
	char form[STATE_FORM_MAX] = "";

	for (unsigned i = 0; i < QUERY_PARTS_MAX; i++) {
		AUTO_BUF name = {0}, taken = {0};

		if (!remember_is_in(parts, i))
			continue;
		query_part_text(query, i, &name);
		buf_addf(&taken, TAKEN "%s", buf_text(&name));
		if (remember_is_in(plan->parts, i) ? !remember_is_in(given_up, i)
						   : remember_list_has(before, buf_sv(&taken)))
			remember_add_name(form, sizeof(form), buf_text(&taken));
		else if (remember_is_in(plan->parts, i) || remember_list_has(before, buf_sv(&name)))
			remember_add_name(form, sizeof(form), buf_text(&name));
	}
	memcpy(out->form, form, sizeof(form));
}

/* Was no part given up that was requested before, or the other way round? */
static bool remember_same_form(const struct plan *plan, uint64_t given_up, const char *before)
{
	const struct query *query = &plan->endpoint->query;
	uint64_t parts = remember_decisive_parts(plan);

	for (unsigned i = 0; i < QUERY_PARTS_MAX; i++) {
		AUTO_BUF name = {0};

		if (!remember_is_in(parts, i))
			continue;
		if (remember_is_in(given_up, i))
			buf_adds(&name, TAKEN);
		query_part_text(query, i, &name);
		if (remember_list_has(before, buf_sv(&name)))
			return false;
	}
	return true;
}

/* The values of the filters that were requested. */
static void remember_visibility(const struct plan *plan, uint64_t given_up, struct state_resource *out)
{
	const struct query *query = &plan->endpoint->query;
	uint64_t parts = query_parts_of_kind(query, QUERY_FILTER) & plan->parts & ~given_up;

	out->visibility[0] = '\0';
	for (unsigned i = 0; i < QUERY_PARTS_MAX; i++)
		if (remember_is_in(parts, i))
			remember_add_name(out->visibility, sizeof(out->visibility), query->parts[i].name);
}

static const char *remember_name(const struct export_resource *resource)
{
	return resource->plan->endpoint->query.path + 1;
}

enum rc remember_load(struct export *export, struct export_resource *resource)
{
	return export->state ? state_resource(export->state, remember_name(resource), &resource->known) : RC_OK;
}

/*
 * A table that was never compared, or not with these columns, needs all its rows: a delta would not bring them. Unless the
 * service is believed to refuse the part of the request that would.
 */
static bool remember_compares_as_before(const struct export *export, const struct export_resource *resource)
{
	for (unsigned t = 0; t < resource->plan->count; t++) {
		const struct ledger_table *table = &resource->ledger.tables[t];

		if (table->lost.parts & resource->refused.parts)
			continue;
		if (table->outlet && (table->columns_changed || !state_was_compared(export->state, table->handle)))
			return false;
	}
	return true;
}

static bool remember_has_filter(const struct plan *plan)
{
	unsigned flags = plan->endpoint->flags;

	return flags & UPDATED_AT_FILTER || (flags & NATIVE_UPDATED_AT_FILTER && !plan_wants_unified(plan));
}

void remember_write_since(const struct options *options, const struct plan *plan, const struct state_resource *known,
			  char since[EXPORT_SINCE_SIZE])
{
	char from[TIMESTAMP_SIZE];

	since[0] = '\0';
	if (options->mode != MODE_DELTA || !remember_has_filter(plan) || known->since_ms == TIMESTAMP_NONE)
		return;
	timestamp_write(known->since_ms - options->overlap * MS_PER_SECOND, from);
	/* As the vendor documents it, with an offset instead of Z: mappings/PINPOINT.md, "Requests". */
	snprintf(since, EXPORT_SINCE_SIZE, "%.*s+00:00", UP_TO_SECONDS, from);
}

void remember_choose_since(struct export *export, struct export_resource *resource)
{
	if (export->app->options->mode == MODE_DELTA && remember_compares_as_before(export, resource))
		remember_write_since(export->app->options, resource->plan, &resource->known, resource->since);
}

bool remember_believes(const struct state_refused *refused, int64_t now_ms)
{
	return refused->found_ms != TIMESTAMP_NONE && now_ms - refused->found_ms < REMEMBER_REFUSED_MS;
}

uint64_t remember_refused_parts(const struct plan *plan, const char *names)
{
	const struct query *query = &plan->endpoint->query;
	/* An include that a unified table needs is requested, whatever other tables did without. */
	uint64_t spare = (query_optional_parts(query) & plan->parts) | plan_spare_parts(plan), parts = 0;

	for (unsigned i = 0; i < QUERY_PARTS_MAX; i++) {
		AUTO_BUF name = {0};

		if (!remember_is_in(spare, i))
			continue;
		query_part_text(query, i, &name);
		if (remember_list_has(names, buf_sv(&name)))
			parts |= query_bit(i);
	}
	return parts;
}

void remember_choose_refused(struct export *export, struct export_resource *resource)
{
	const struct state_refused *refused = &resource->known.refused;

	resource->believed = export->state && remember_believes(refused, export->run_ms);
	if (resource->believed)
		resource->refused =
			(struct fetch_refused){.parts = remember_refused_parts(resource->plan, refused->parts),
					       .page_size = refused->page_size,
					       .version = refused->version};
}

void remember_compare_views(const struct export *export, struct export_resource *resource)
{
	const struct state_resource *known = &resource->known;
	uint64_t given_up = status_fetched(export, resource)->given_up;
	struct state_resource now = {.form = ""};

	remember_visibility(resource->plan, given_up, &now);
	resource->same_form = !known->read || remember_same_form(resource->plan, given_up, known->form);
	resource->sees_all_known = !known->read || remember_list_covers(now.visibility, known->visibility);
}

/*
 * What the service refused this time. Of what was not wanted this time nothing new is known: that stays, with its time,
 * unless the service is another one by now. A filter without which records stay unconfirmed is tried in each run.
 */
static void remember_refused(const struct export *export, const struct export_resource *resource,
			     struct state_refused *refused)
{
	const struct fetch_result *result = status_fetched(export, resource);
	const struct query *query = &resource->plan->endpoint->query;
	bool stays = resource->believed && (!result->version[0] || strcmp(result->version, refused->version) == 0);
	uint64_t given_up = result->given_up;
	struct state_refused now = {.found_ms = TIMESTAMP_NONE};

	if (!resource->sees_all_known)
		given_up &= ~query_parts_of_kind(query, QUERY_FILTER);
	for (unsigned i = 0; i < QUERY_PARTS_MAX; i++) {
		AUTO_BUF name = {0};

		if (!remember_is_in(query_losable_parts(query), i))
			continue;
		query_part_text(query, i, &name);
		if (remember_is_in(resource->plan->parts, i)
			    ? remember_is_in(given_up, i)
			    : stays && remember_list_has(refused->parts, buf_sv(&name)))
			remember_add_name(now.parts, sizeof(now.parts), buf_text(&name));
	}
	if (result->page_size < export->app->options->page_size)
		now.page_size = result->page_size;
	if (now.parts[0] || now.page_size) {
		now.found_ms = stays ? refused->found_ms : export->run_ms;
		memcpy(now.version, result->version, sizeof(now.version));
	}
	*refused = now;
}

/* Is a table left out, or lost, that earlier runs compared? (The first run that compares a table reads it whole.) */
static bool remember_leaves_out(const struct export *export, const struct export_resource *resource)
{
	for (unsigned t = 0; t < resource->plan->count; t++) {
		const struct ledger_table *table = &resource->ledger.tables[t];

		if ((!table->outlet || table->lost.table) && state_was_compared(export->state, table->handle))
			return true;
	}
	return false;
}

static enum rc remember_resource(struct export *export, struct export_resource *resource)
{
	const struct fetch_result *result = status_fetched(export, resource);
	struct state_resource now = resource->known;

	remember_form(resource->plan, result->given_up, resource->known.form, &now);
	remember_visibility(resource->plan, result->given_up, &now);
	if (!result->refused_as_before || !resource->believed)
		remember_refused(export, resource, &now.refused);
	/* A narrower view is not remembered: it does not show whether the records that it hides still exist. */
	if (!resource->sees_all_known)
		memcpy(now.visibility, resource->known.visibility, sizeof(now.visibility));
	now.read |= result->read_whole;
	if (result->read_whole)
		now.records = (int64_t)result->received;
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
