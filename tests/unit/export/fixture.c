#include "fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"
#include "export/deletions.h"
#include "export/remember.h"
#include "export/resources.h"
#include "export/tombstones.h"
#include "row/format.h"
#include "schema/choice.h"
#include "sink/file.h"
#include "support/scratch.h"

#define FIRST_RUN_MS INT64_C(1795395600000)

static struct buf content; /* of a file, for the tests to look at */

static int64_t fixture_now(void *context)
{
	return ((const struct fixture *)context)->run_ms;
}

static double fixture_random(void *context)
{
	(void)context;
	return 0;
}

static const char *fixture_path(struct fixture *fixture, const char *name)
{
	void *state = fixture->directory;

	return scratch_path(&state, name);
}

static int fixture_create(struct fixture *fixture, const char *name)
{
	int fd = open(fixture_path(fixture, name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	return fd;
}

int fixture_new(void **out)
{
	static struct clock clock = {.now_ms = fixture_now, .steady_ms = fixture_now, .random = fixture_random};
	struct fixture *fixture = mem_zero(1, sizeof(*fixture));
	void *directory;

	if (scratch_make(&directory) != 0)
		return -1;
	fixture->directory = directory;
	fixture->run_ms = FIRST_RUN_MS;
	fixture->options = (struct options){.account = mem_text("acme"),
					    .mode = MODE_CHANGES,
					    .format = ROW_NDJSON,
					    .max_delete_ratio = 0.2,
					    .max_lookups = 2000,
					    .overlap = 600};
	clock.context = fixture;
	fixture->app = (struct app){.options = &fixture->options,
				    .log = &fixture->log,
				    .clock = &clock,
				    .temporary = fixture->directory};
	fixture->log = (struct log){.fd = fixture_create(fixture, "log"), .level = LEVEL_WARNING, .clock = &clock};
	fake_service = (struct fake_service){.readings = 0};
	*out = fixture;
	return 0;
}

static void fixture_close(struct fixture *fixture)
{
	resources_close(&fixture->export);
	fake_fetch_free(fixture->export.service.fetch);
	fixture->export.service.fetch = NULL;
	state_close(fixture->export.state);
	fixture->export.state = NULL;
}

int fixture_remove(void **out)
{
	struct fixture *fixture = *out;
	void *directory = fixture->directory;

	fixture_close(fixture);
	close(fixture->log.fd);
	buf_release(&fake_service.asked);
	buf_release(&content);
	mem_free(fixture->options.account);
	mem_free(fixture);
	return scratch_remove(&directory);
}

void fixture_succeeds(enum rc rc)
{
	if (rc != RC_OK)
		fail_msg("%d: %s", rc, rc_text());
}

static void fixture_open(struct fixture *fixture, const char *tables)
{
	struct export *export = &fixture->export;
	struct state_config config = {.path = fixture_path(fixture, "acme.db"),
				      .account = "acme",
				      .temporary = fixture->directory};

	fixture_close(fixture);
	*export = (struct export){.app = &fixture->app, .spool_budget = {SPOOL_BUDGET}};
	fixture->run_ms += HOUR_MS;
	export->started_ms = export->run_ms = fixture->run_ms;
	timestamp_write(export->run_ms, export->changed_at);
	fixture_succeeds(catalogue_init(&export->catalogue));
	fixture_succeeds(choice_tables(&export->catalogue, tables));
	if (!fixture->without_state)
		fixture_succeeds(state_open(&config, &export->state));
	export->service.fetch = fake_fetch_new();
}

void fixture_read(struct fixture *fixture, const char *tables)
{
	struct table_file_config files = {.fd = fixture_create(fixture, "rows"), .fd_name = "rows"};

	fixture_open(fixture, tables);
	fixture_succeeds(resources_open(&fixture->export, &files, fixture->directory));
	fixture_succeeds(resources_read(&fixture->export));
}

void fixture_finish(struct fixture *fixture)
{
	struct export *export = &fixture->export;

	fixture_succeeds(tombstones_write(export));
	fixture_succeeds(resources_finish(export));
	fixture_succeeds(remember_run(export));
	fixture_succeeds(remember_commit(export, "/there"));
}

void fixture_run(struct fixture *fixture, const char *tables)
{
	fixture_read(fixture, tables);
	fixture_succeeds(deletions_settle(&fixture->export));
	fixture_finish(fixture);
}

void fixture_asked(const char *expected)
{
	assert_string_equal(buf_text(&fake_service.asked), expected);
}

struct export_resource *fixture_resource(struct fixture *fixture, const char *path)
{
	for (size_t i = 0; i < fixture->export.resource_count; i++)
		if (strcmp(fixture->export.resources[i].plan->endpoint->query.path, path) == 0)
			return &fixture->export.resources[i];
	fail_msg("%s was not read", path);
	return NULL;
}

struct ledger_table *fixture_table(struct fixture *fixture, const char *name)
{
	for (size_t i = 0; i < fixture->export.resource_count; i++)
		for (unsigned t = 0; t < fixture->export.resources[i].plan->count; t++) {
			struct ledger_table *table = &fixture->export.resources[i].ledger.tables[t];

			if (strcmp(table->plan->table->name, name) == 0)
				return table;
		}
	fail_msg("%s was not read", name);
	return NULL;
}

static void fixture_add_count(struct buf *out, uint64_t count, const char *what)
{
	if (count)
		buf_addf(out, "%s%llu %s", out->n ? " " : "", (unsigned long long)count, what);
}

void fixture_counts(struct fixture *fixture, const char *table, const char *expected)
{
	const struct manifest_rows *rows = &fixture_table(fixture, table)->rows;
	AUTO_BUF text = {0};

	fixture_add_count(&text, rows->created, "created");
	fixture_add_count(&text, rows->changed, "changed");
	fixture_add_count(&text, rows->deleted, "deleted");
	fixture_add_count(&text, rows->unchanged, "unchanged");
	fixture_add_count(&text, rows->unconfirmed, "unconfirmed");
	assert_string_equal(buf_text(&text), expected);
}

static const char *fixture_file(struct fixture *fixture, const char *name)
{
	int fd = open(fixture_path(fixture, name), O_RDONLY | O_CLOEXEC);
	char bytes[4096];
	ssize_t n;

	assert_true(fd >= 0);
	buf_clear(&content);
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		buf_add(&content, bytes, (size_t)n);
	close(fd);
	return buf_text(&content);
}

const char *fixture_rows(struct fixture *fixture)
{
	return fixture_file(fixture, "rows");
}

const char *fixture_logged(struct fixture *fixture)
{
	return fixture_file(fixture, "log");
}
