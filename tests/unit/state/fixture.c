#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "sink/file.h"
#include "state/row_hash.h"

enum { REPORTED_MAX = 4096 };

static char reported[REPORTED_MAX];

int fixture_new(void **out)
{
	struct fixture *fixture = mem_zero(1, sizeof(*fixture));

	snprintf(fixture->directory, sizeof(fixture->directory), "/tmp/pinpoint-state-XXXXXX");
	if (!mkdtemp(fixture->directory))
		return -1;
	snprintf(fixture->path, sizeof(fixture->path), "%s/acme.db", fixture->directory);
	fixture->run = -1;
	*out = fixture;
	return 0;
}

int fixture_remove(void **out)
{
	struct fixture *fixture = *out;
	enum rc rc;

	state_close(fixture->state);
	rc = file_remove_tree(fixture->directory);
	mem_free(fixture);
	return rc == RC_OK ? 0 : -1;
}

int64_t run_ms(int run)
{
	return FIRST_RUN_MS + run * DAY_MS;
}

void succeeds(enum rc rc)
{
	if (rc != RC_OK)
		fail_msg("%d: %s", rc, rc_text());
}

static unsigned register_table(struct fixture *fixture, const char *name)
{
	unsigned char columns[STATE_HASH_SIZE];
	unsigned table;
	bool changed;

	row_fingerprint(SV("id, name"), columns);
	succeeds(state_table(fixture->state, name, columns, &table, &changed));
	assert_false(changed);
	return table;
}

void begin_run(struct fixture *fixture)
{
	struct state_config config = {.path = fixture->path, .account = "acme", .temporary = fixture->directory};

	succeeds(state_open(&config, &fixture->state));
	state_begin_run(fixture->state, run_ms(++fixture->run));
	fixture->table = register_table(fixture, "users");
	fixture->links = register_table(fixture, "links");
}

void do_not_want(struct fixture *fixture, const char *table)
{
	unsigned handle;
	bool changed;

	succeeds(state_table(fixture->state, table, NULL, &handle, &changed));
	assert_false(changed);
}

void commit_run(struct fixture *fixture)
{
	struct state_run run = {.at_ms = run_ms(fixture->run),
				.mode = "changes",
				.place = "/there",
				.complete = true,
				.started_ms = run_ms(fixture->run),
				.finished_ms = run_ms(fixture->run) + 5000,
				.written = 1};

	succeeds(state_commit(fixture->state, &run));
	state_close(fixture->state);
	fixture->state = NULL;
}

void abandon_run(struct fixture *fixture)
{
	state_close(fixture->state);
	fixture->state = NULL;
}

enum rc open_state(const struct fixture *fixture, const char *account, bool read_only)
{
	struct state_config config = {.path = fixture->path, .account = account, .read_only = read_only};
	struct state *state;
	enum rc rc = state_open(&config, &state);

	state_close(state);
	return rc;
}

struct state_key record(uint64_t id)
{
	return (struct state_key){.parent = {id, SV("")}, .child = {0, SV("")}, .own = SV("")};
}

struct state_key link_of(uint64_t parent, uint64_t child)
{
	return (struct state_key){.parent = {parent, SV("")}, .child = {child, SV("")}, .own = SV("")};
}

struct state_known see_key(struct fixture *fixture, unsigned table, struct state_key key, const char *content)
{
	struct state_hash hash = {.group_count = 0};
	struct state_known known;

	if (content)
		row_fingerprint(sv_of(content), hash.base);
	succeeds(state_compare(fixture->state, table, &key, content ? &hash : NULL, &known));
	return known;
}

enum state_verdict see(struct fixture *fixture, uint64_t id, const char *content)
{
	return see_key(fixture, fixture->table, record(id), content).verdict;
}

void see_all(struct fixture *fixture, uint64_t from, uint64_t to)
{
	for (uint64_t id = from; id <= to; id++)
		see(fixture, id, "same");
}

uint64_t list(struct fixture *fixture, uint64_t parent, const uint64_t *children, bool known)
{
	struct state_id id = {parent, SV("")};
	uint64_t carried;

	succeeds(state_list_begin(fixture->state, fixture->links, &id));
	for (; *children; children++)
		see_key(fixture, fixture->links, link_of(parent, *children), "same");
	succeeds(state_list_end(fixture->state, known, NULL, &carried));
	return carried;
}

static void report(const char *format, ...) PRINTF_LIKE(1, 2);

static void report(const char *format, ...)
{
	size_t n = strlen(reported);
	va_list args;

	va_start(args, format);
	vsnprintf(reported + n, sizeof(reported) - n, format, args);
	va_end(args);
}

static void report_id(const struct state_id *id)
{
	if (id->text.n)
		report("%.*s", SV_ARG(id->text));
	else
		report("%llu", (unsigned long long)id->number);
}

static void report_key(const struct state_key *key)
{
	report_id(&key->parent);
	if (key->child.number) {
		report("/");
		report_id(&key->child);
	}
	if (key->own.n)
		report("=%.*s", SV_ARG(key->own));
}

static enum rc on_missing(void *context, const struct state_key *key)
{
	(void)context;
	report_key(key);
	report(" ");
	return RC_OK;
}

const char *missing_but(struct fixture *fixture, unsigned table, const uint64_t *seen, uint64_t *live)
{
	struct idset set = {0};
	struct state_missing missing = {.seen = &set, .each = on_missing};
	uint64_t count;

	reported[0] = '\0';
	for (; *seen; seen++)
		idset_add(&set, *seen);
	succeeds(state_missing(fixture->state, table, &missing, &count));
	if (live)
		*live = count;
	idset_release(&set);
	return reported;
}

static enum rc on_tombstone(void *context, const struct state_tombstone *tombstone)
{
	(void)context;
	report_key(&tombstone->key);
	report("@%lld ", (long long)((tombstone->deleted_at_ms - FIRST_RUN_MS) / DAY_MS));
	return RC_OK;
}

const char *tombstones(struct fixture *fixture, unsigned table, int64_t since_ms)
{
	reported[0] = '\0';
	succeeds(state_tombstones(fixture->state, table, since_ms, on_tombstone, NULL));
	return reported;
}
