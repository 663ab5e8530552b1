/*
 * The list of runs, and how each resource was last read.
 */
#include "state/store.h"

#include <stdio.h>

enum {
	RUN_AT,
	RUN_MODE,
	RUN_PLACE,
	RUN_COMPLETE,
	RUN_STARTED,
	RUN_FINISHED,
	RUN_WRITTEN,
	RUN_CREATED,
	RUN_CHANGED,
	RUN_DELETED,
	RUN_UNCHANGED,
	RUN_UNCONFIRMED
};

static uint64_t run_count(sqlite3_stmt *statement, int column)
{
	return (uint64_t)sqlite3_column_int64(statement, column);
}

static const char *run_word(sqlite3_stmt *statement, int column)
{
	struct sv text = store_text(statement, column);

	return text.p; /* SQLite terminates its texts */
}

static struct state_run run_read(sqlite3_stmt *statement)
{
	return (struct state_run){
		.at_ms = store_time(statement, RUN_AT),
		.mode = run_word(statement, RUN_MODE),
		.place = run_word(statement, RUN_PLACE),
		.complete = sqlite3_column_int(statement, RUN_COMPLETE) != 0,
		.started_ms = store_time(statement, RUN_STARTED),
		.finished_ms = store_time(statement, RUN_FINISHED),
		.written = run_count(statement, RUN_WRITTEN),
		.created = run_count(statement, RUN_CREATED),
		.changed = run_count(statement, RUN_CHANGED),
		.deleted = run_count(statement, RUN_DELETED),
		.unchanged = run_count(statement, RUN_UNCHANGED),
		.unconfirmed = run_count(statement, RUN_UNCONFIRMED),
	};
}

enum rc state_runs(struct state *state, unsigned most, enum rc (*each)(void *context, const struct state_run *run),
		   void *context)
{
	sqlite3_stmt *statement = store_statement(state, SQL_RUNS);
	enum rc rc = RC_OK;

	sqlite3_bind_int64(statement, 1, most);
	while (store_next(state, statement, &rc)) {
		struct state_run run = run_read(statement);

		rc = each(context, &run);
	}
	return rc;
}

enum rc state_last_run(struct state *state, int64_t *at_ms)
{
	sqlite3_stmt *statement = store_statement(state, SQL_LAST_RUN);
	bool row;

	*at_ms = TIMESTAMP_NONE;
	TRY(store_step(state, statement, &row));
	if (row)
		*at_ms = store_time(statement, 0);
	sqlite3_reset(statement);
	return RC_OK;
}

enum rc state_has_run(struct state *state, int64_t at_ms, struct state_commit *out)
{
	sqlite3_stmt *statement = store_statement(state, SQL_HAS_RUN);

	buf_clear(&out->place);
	sqlite3_bind_int64(statement, 1, store_seconds(at_ms));
	TRY(store_step(state, statement, &out->done));
	out->complete = out->done && sqlite3_column_int(statement, 0) != 0;
	if (out->done)
		buf_addsv(&out->place, store_text(statement, 1));
	sqlite3_reset(statement);
	return RC_OK;
}

enum rc runs_add(struct state *state, const struct state_run *run)
{
	const uint64_t counts[] = {run->written, run->created,   run->changed,
				   run->deleted, run->unchanged, run->unconfirmed};
	sqlite3_stmt *statement = store_statement(state, SQL_ADD_RUN);

	store_bind_time(statement, RUN_AT + 1, run->at_ms);
	sqlite3_bind_text(statement, RUN_MODE + 1, run->mode, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, RUN_PLACE + 1, run->place, -1, SQLITE_STATIC);
	sqlite3_bind_int(statement, RUN_COMPLETE + 1, run->complete);
	store_bind_time(statement, RUN_STARTED + 1, run->started_ms);
	store_bind_time(statement, RUN_FINISHED + 1, run->finished_ms);
	for (int i = 0; i < (int)(sizeof(counts) / sizeof(counts[0])); i++)
		sqlite3_bind_int64(statement, RUN_WRITTEN + 1 + i, (int64_t)counts[i]);
	return store_done(state, statement);
}

/* ---- resources ---- */

enum {
	RESOURCE_FORM,
	RESOURCE_VISIBILITY,
	RESOURCE_READ,
	RESOURCE_SINCE,
	RESOURCE_RECORDS,
	RESOURCE_REFUSED,
	RESOURCE_PAGE_SIZE,
	RESOURCE_VERSION,
	RESOURCE_FOUND,
};

/* A reader does not bring the file up to date. */
enum { RESOURCES_SINCE_VERSION = 3 };

/* "" instead of a text that is too long. */
static void resource_text(sqlite3_stmt *statement, int column, size_t size, char *out)
{
	struct sv text = store_text(statement, column);

	out[0] = '\0';
	if (text.n < size)
		snprintf(out, size, "%.*s", SV_ARG(text));
}

/* -1 instead of what cannot be a number of records. */
static int64_t resource_records(sqlite3_stmt *statement)
{
	int64_t records = sqlite3_column_int64(statement, RESOURCE_RECORDS);

	return sqlite3_column_type(statement, RESOURCE_RECORDS) == SQLITE_INTEGER && records >= 0 ? records : -1;
}

static void resource_read_refused(sqlite3_stmt *statement, struct state_refused *out)
{
	int page_size = sqlite3_column_int(statement, RESOURCE_PAGE_SIZE);

	resource_text(statement, RESOURCE_REFUSED, sizeof(out->parts), out->parts);
	resource_text(statement, RESOURCE_VERSION, sizeof(out->version), out->version);
	out->page_size = page_size > 0 ? page_size : 0;
	out->found_ms = store_time(statement, RESOURCE_FOUND);
}

enum rc state_resource(struct state *state, const char *name, struct state_resource *out)
{
	sqlite3_stmt *statement;
	bool row;

	*out = (struct state_resource){.since_ms = TIMESTAMP_NONE, .records = -1, .refused.found_ms = TIMESTAMP_NONE};
	if (state->version < RESOURCES_SINCE_VERSION)
		return RC_OK;
	statement = store_statement(state, SQL_RESOURCE);
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	TRY(store_step(state, statement, &row));
	if (row) {
		resource_text(statement, RESOURCE_FORM, sizeof(out->form), out->form);
		resource_text(statement, RESOURCE_VISIBILITY, sizeof(out->visibility), out->visibility);
		out->read = sqlite3_column_int(statement, RESOURCE_READ) != 0;
		out->since_ms = store_time(statement, RESOURCE_SINCE);
		out->records = resource_records(statement);
		resource_read_refused(statement, &out->refused);
	}
	sqlite3_reset(statement);
	return RC_OK;
}

static bool resource_same_time(int64_t a_ms, int64_t b_ms)
{
	if (a_ms == TIMESTAMP_NONE || b_ms == TIMESTAMP_NONE)
		return a_ms == b_ms;
	return store_seconds(a_ms) == store_seconds(b_ms);
}

static bool resource_is_same(const struct state_resource *a, const struct state_resource *b)
{
	return a->read == b->read && strcmp(a->form, b->form) == 0 && strcmp(a->visibility, b->visibility) == 0 &&
	       a->records == b->records && resource_same_time(a->since_ms, b->since_ms) &&
	       strcmp(a->refused.parts, b->refused.parts) == 0 && a->refused.page_size == b->refused.page_size &&
	       strcmp(a->refused.version, b->refused.version) == 0 &&
	       resource_same_time(a->refused.found_ms, b->refused.found_ms);
}

static void resource_bind_number(sqlite3_stmt *statement, int column, int64_t number, bool known)
{
	if (known)
		sqlite3_bind_int64(statement, column + 2, number);
	else
		sqlite3_bind_null(statement, column + 2);
}

static void resource_bind_refused(sqlite3_stmt *statement, const struct state_refused *refused)
{
	store_bind_text(statement, RESOURCE_REFUSED + 2, sv_of(refused->parts));
	resource_bind_number(statement, RESOURCE_PAGE_SIZE, refused->page_size, refused->page_size > 0);
	store_bind_text(statement, RESOURCE_VERSION + 2, sv_of(refused->version));
	store_bind_time(statement, RESOURCE_FOUND + 2, refused->found_ms);
}

enum rc state_set_resource(struct state *state, const char *name, const struct state_resource *resource)
{
	struct state_resource stored;
	sqlite3_stmt *statement;

	TRY(state_resource(state, name, &stored));
	if (resource_is_same(&stored, resource))
		return RC_OK;
	statement = store_statement(state, SQL_SET_RESOURCE);
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, RESOURCE_FORM + 2, resource->form, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, RESOURCE_VISIBILITY + 2, resource->visibility, -1, SQLITE_STATIC);
	sqlite3_bind_int(statement, RESOURCE_READ + 2, resource->read);
	store_bind_time(statement, RESOURCE_SINCE + 2, resource->since_ms);
	resource_bind_number(statement, RESOURCE_RECORDS, resource->records, resource->records >= 0);
	resource_bind_refused(statement, &resource->refused);
	return store_done(state, statement);
}
