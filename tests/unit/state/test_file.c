/*
 * The file itself: who may open it, and what is reported about a file that is not a state of this account.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"
#include "sink/file.h"
#include "state/schema.h"

/* Their offsets in the header of a file of SQLite; four bytes each, big-endian. */
enum { USER_VERSION = 60, APPLICATION = 68, PAGE = 4096 };

static void fails(enum rc rc, enum rc expected, const char *advice)
{
	assert_int_equal(rc, expected);
	if (!strstr(rc_text(), advice))
		fail_msg("\"%s\" does not say \"%s\"", rc_text(), advice);
}

static void overwrite(const struct fixture *fixture, long at, const char *bytes, size_t n)
{
	FILE *file = fopen(fixture->path, "r+b");

	assert_non_null(file);
	assert_int_equal(fseek(file, at, SEEK_SET), 0);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

static void one_run(struct fixture *fixture, uint64_t rows)
{
	begin_run(fixture);
	see_all(fixture, 1, rows);
	commit_run(fixture);
}

static void only_the_owner_may_read_the_file(void **state)
{
	struct fixture *fixture = *state;
	struct stat facts;
	mode_t before = umask(0);

	one_run(fixture, 1);
	umask(before);
	assert_int_equal(stat(fixture->path, &facts), 0);
	assert_int_equal(facts.st_mode & 0777, 0600);
}

static void a_symbolic_link_is_refused(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(symlink("elsewhere.db", fixture->path), 0);
	fails(open_state(fixture, "acme", false), RC_OUTPUT, "symbolic link");
}

static void a_directory_is_refused(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(mkdir(fixture->path, 0700), 0);
	fails(open_state(fixture, "acme", false), RC_OUTPUT, "--state");
	fails(open_state(fixture, "acme", true), RC_OUTPUT, fixture->path);
}

static void another_account_is_refused(void **state)
{
	struct fixture *fixture = *state;

	one_run(fixture, 1);
	fails(open_state(fixture, "globex", false), RC_USAGE, "belongs to account acme, not globex");
	fails(open_state(fixture, "globex", true), RC_USAGE, "belongs to account acme, not globex");
	succeeds(open_state(fixture, "acme", false));
}

static void a_reader_may_ask_for_the_account(void **state)
{
	struct fixture *fixture = *state;
	struct state_config config = {.path = fixture->path, .read_only = true};

	one_run(fixture, 1);
	succeeds(state_open(&config, &fixture->state));
	assert_string_equal(state_account(fixture->state), "acme");
}

static void a_newer_version_is_refused(void **state)
{
	struct fixture *fixture = *state;
	char version[] = {0, 0, 0, STATE_SCHEMA_VERSION + 1};

	one_run(fixture, 1);
	overwrite(fixture, USER_VERSION, version, sizeof(version));
	fails(open_state(fixture, "acme", false), RC_OUTPUT, "use the newer program");
	fails(open_state(fixture, "acme", true), RC_OUTPUT, "use the newer program");
}

static void an_older_version_is_migrated(void **state)
{
	struct fixture *fixture = *state;
	const char *const steps[] = {NULL, NULL, NULL, NULL, "ALTER TABLE main.runs ADD COLUMN host TEXT"};
	const struct schema longer = {steps, 5};
	bool is_new;

	_Static_assert(STATE_SCHEMA_VERSION == 4, "take the current steps and add one");
	one_run(fixture, 3);
	begin_run(fixture);
	succeeds(schema_migrate(fixture->state, &longer));
	succeeds(store_run(fixture->state, "UPDATE main.runs SET host = 'a'; COMMIT", "the new column"));
	succeeds(schema_check(fixture->state, &longer, &is_new));
	assert_false(is_new);
	abandon_run(fixture);
	fails(open_state(fixture, "acme", false), RC_OUTPUT, "has version 5, this program knows versions up to 4");
}

/* What version 3 added. */
#define WITHOUT_VERSION_3                                                                                              \
	"ALTER TABLE main.resources DROP COLUMN records; ALTER TABLE main.resources DROP COLUMN refused;"              \
	"ALTER TABLE main.resources DROP COLUMN page_size; ALTER TABLE main.resources DROP COLUMN version;"            \
	"ALTER TABLE main.resources DROP COLUMN found;"

/* Turns the file into one of version 1: a narrower view hid user 7. */
static void hide_as_version_1(struct fixture *fixture)
{
	struct state_resource narrow = {.visibility = "external", .read = true, .since_ms = run_ms(0)};

	begin_run(fixture);
	succeeds(state_set_resource(fixture->state, "users", &narrow));
	succeeds(state_set_resource(fixture->state, "links", &narrow));
	succeeds(store_run(fixture->state,
			   "UPDATE main.rows SET deleted_at = 0 WHERE parent = 7;" WITHOUT_VERSION_3
			   "PRAGMA main.user_version = 1; COMMIT",
			   "cannot be made older"));
	abandon_run(fixture);
}

static void records_that_version_1_hid_are_live_until_the_full_view_is_back(void **state)
{
	struct fixture *fixture = *state;
	struct state_resource resource;
	struct state_known known;

	begin_run(fixture);
	see_all(fixture, 6, 8);
	list(fixture, 1, (const uint64_t[]){11, 0}, true);
	commit_run(fixture);
	hide_as_version_1(fixture);
	begin_run(fixture);
	assert_string_equal(missing_but(fixture, fixture->table, (const uint64_t[]){6, 0}, NULL), "7 8 ");
	known = see_key(fixture, fixture->table, record(7), "same");
	assert_int_equal(known.verdict, STATE_SAME);
	assert_true(known.changed_at_ms == run_ms(0));
	succeeds(state_resource(fixture->state, "users", &resource));
	assert_string_equal(resource.visibility, "external,internal,private_job,confidential");
	assert_true(resource.read && resource.since_ms == run_ms(0));
	succeeds(state_resource(fixture->state, "links", &resource)); /* nothing was hidden there */
	assert_string_equal(resource.visibility, "external");
	commit_run(fixture);
}

/* Without the links nobody knows what a silent record lists: no such row may be taken for gone. */
static void rows_whose_links_version_1_did_not_track_count_as_new(void **state)
{
	struct fixture *fixture = *state;

	one_run(fixture, 3);
	begin_run(fixture);
	succeeds(store_run(fixture->state,
			   "INSERT INTO main.meta VALUES ('unlinked users', '1');" WITHOUT_VERSION_3
			   "PRAGMA main.user_version = 1; COMMIT",
			   "cannot be made older"));
	abandon_run(fixture);
	begin_run(fixture);
	assert_string_equal(missing_but(fixture, fixture->table, (const uint64_t[]){0}, NULL), "");
	assert_int_equal(see(fixture, 1, "same"), STATE_NEW);
	commit_run(fixture);
}

static void a_migration_without_a_commit_never_happened(void **state)
{
	struct fixture *fixture = *state;
	const char *const steps[] = {NULL, NULL, NULL, NULL, "ALTER TABLE main.runs ADD COLUMN host TEXT"};
	const struct schema longer = {steps, 5};

	one_run(fixture, 3);
	begin_run(fixture);
	succeeds(schema_migrate(fixture->state, &longer));
	abandon_run(fixture);
	begin_run(fixture);
	assert_int_equal(see(fixture, 3, "same"), STATE_SAME);
	commit_run(fixture);
}

static void a_database_of_another_program_is_refused(void **state)
{
	struct fixture *fixture = *state;

	one_run(fixture, 1);
	overwrite(fixture, APPLICATION, "Fsl!", 4);
	fails(open_state(fixture, "acme", false), RC_OUTPUT, "another program");
}

static void garbage_is_refused(void **state)
{
	struct fixture *fixture = *state;
	FILE *file = fopen(fixture->path, "wb");

	assert_non_null(file);
	for (int i = 0; i < PAGE; i++)
		fputs("no database", file);
	assert_int_equal(fclose(file), 0);
	fails(open_state(fixture, "acme", false), RC_OUTPUT, "the file is damaged: restore it from a backup");
	fails(open_state(fixture, "acme", true), RC_OUTPUT, "the file is damaged: restore it from a backup");
}

/* Reads the file as a quiet run does. */
static enum rc read_all(struct fixture *fixture)
{
	struct state_config config = {.path = fixture->path, .account = "acme"};
	struct state_hash hash = {.group_count = 0};
	struct state_key key = record(1);
	struct state_known known;
	unsigned table;
	bool changed;

	TRY(state_open(&config, &fixture->state));
	TRY(state_table(fixture->state, "users", hash.base, &table, &changed));
	for (; key.parent.number <= 5000; key.parent.number++)
		TRY(state_compare(fixture->state, table, &key, &hash, &known));
	return RC_OK;
}

static void a_truncated_file_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct stat facts;

	one_run(fixture, 5000);
	assert_int_equal(stat(fixture->path, &facts), 0);
	assert_int_equal(truncate(fixture->path, facts.st_size / 2), 0);
	fails(read_all(fixture), RC_OUTPUT, "the file is damaged");
}

static void an_overwritten_page_is_noticed(void **state)
{
	struct fixture *fixture = *state;
	char page[PAGE];
	struct stat facts;

	memset(page, 0xa5, sizeof(page));
	one_run(fixture, 5000);
	assert_int_equal(stat(fixture->path, &facts), 0);
	overwrite(fixture, facts.st_size / PAGE / 2 * PAGE, page, sizeof(page));
	fails(read_all(fixture), RC_OUTPUT, "the file is damaged");
}

/* Changes the file as no run does. */
static void damage(struct fixture *fixture, const char *sql)
{
	begin_run(fixture);
	succeeds(store_run(fixture->state, sql, "cannot be damaged"));
	succeeds(store_run(fixture->state, "COMMIT", "cannot be damaged"));
	abandon_run(fixture);
}

static void a_file_without_an_account_is_refused(void **state)
{
	struct fixture *fixture = *state;

	one_run(fixture, 1);
	damage(fixture, "DELETE FROM main.meta");
	fails(open_state(fixture, "acme", false), RC_OUTPUT, "the file is damaged");
	fails(open_state(fixture, NULL, true), RC_OUTPUT, "the file is damaged");
}

static void impossible_values_are_cut(void **state)
{
	struct fixture *fixture = *state;
	struct state_resource resource = {.form = "stats", .read = true, .since_ms = run_ms(0)};
	struct state_known known;

	begin_run(fixture);
	see(fixture, 7, "a");
	see(fixture, 8, "a");
	succeeds(state_set_resource(fixture->state, "jobs", &resource));
	commit_run(fixture);
	damage(fixture, "UPDATE main.rows SET changed_at = 9223372036854775807 WHERE parent = 7;"
			"UPDATE main.rows SET hash = x'00' WHERE parent = 8;"
			"UPDATE main.resources SET since = -5, form = printf('%.*c', 5000, 'x'),"
			" records = -1, page_size = -1, version = printf('%.*c', 64, 'x')");
	begin_run(fixture);
	known = see_key(fixture, fixture->table, record(7), "a");
	assert_int_equal(known.verdict, STATE_SAME);
	assert_true(known.changed_at_ms == INT64_C(253402300799000)); /* 9999-12-31T23:59:59Z */
	assert_int_equal(see(fixture, 8, "a"), STATE_BACK);           /* without a hash it counts as deleted */
	succeeds(state_resource(fixture->state, "jobs", &resource));
	assert_string_equal(resource.form, "");
	assert_true(resource.since_ms == 0);
	assert_true(resource.records == -1 && resource.refused.page_size == 0);
	assert_string_equal(resource.refused.version, "");
}

static void version_2_knew_neither_records_nor_refusals(void **state)
{
	struct fixture *fixture = *state;
	struct state_resource resource = {.form = "stats", .read = true, .since_ms = run_ms(0), .records = 3};

	begin_run(fixture);
	succeeds(state_set_resource(fixture->state, "jobs", &resource));
	commit_run(fixture);
	damage(fixture, WITHOUT_VERSION_3 "PRAGMA main.user_version = 2");
	/* A reader leaves the file as it is. */
	succeeds(state_open(&(struct state_config){.path = fixture->path, .read_only = true}, &fixture->state));
	succeeds(state_resource(fixture->state, "jobs", &resource));
	assert_true(resource.records == -1 && !resource.read);
	abandon_run(fixture);
	begin_run(fixture);
	succeeds(state_resource(fixture->state, "jobs", &resource));
	assert_true(resource.records == -1 && resource.read);
	assert_true(resource.refused.found_ms == TIMESTAMP_NONE && resource.refused.page_size == 0);
	assert_string_equal(resource.form, "stats");
	assert_string_equal(resource.refused.parts, "");
}

static void a_path_that_is_too_long_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct state_config config = {.account = "acme"};
	char path[1024];
	int n = snprintf(path, sizeof(path), "%s", fixture->directory);

	for (int i = 0; i < 2; i++) {
		n += snprintf(path + n, sizeof(path) - (size_t)n, "/%0250d", 0);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	snprintf(path + n, sizeof(path) - (size_t)n, "/acme.db");
	config.path = path;
	fails(state_open(&config, &fixture->state), RC_OUTPUT, "its absolute path is longer than");
	assert_int_not_equal(access(path, F_OK), 0);
}

static void an_empty_file_is_a_state_without_runs(void **state)
{
	struct fixture *fixture = *state;
	struct state_config config = {.path = fixture->path, .account = "acme", .read_only = true};
	int64_t last;

	/* A kill leaves such a file. */
	assert_int_equal(close(open(fixture->path, O_WRONLY | O_CREAT, 0600)), 0);
	succeeds(state_open(&config, &fixture->state));
	succeeds(state_last_run(fixture->state, &last));
	assert_true(last == TIMESTAMP_NONE);
	abandon_run(fixture);
	begin_run(fixture);
	assert_int_equal(see(fixture, 7, "a"), STATE_NEW);
	commit_run(fixture);
}

static void only_a_file_with_a_commit_can_lose_its_content(void **state)
{
	struct fixture *fixture = *state;
	struct state_config config = {.path = fixture->path, .account = "acme"};

	assert_false(state_lost_content(fixture->path));
	succeeds(state_open(&config, &fixture->state));
	assert_int_equal(access(fixture->path, F_OK), 0);
	assert_false(state_lost_content(fixture->path)); /* a run that is killed now leaves it so */
	state_close(fixture->state);
	fixture->state = NULL;
	one_run(fixture, 1);
	assert_false(state_lost_content(fixture->path));
	assert_int_equal(truncate(fixture->path, 0), 0);
	assert_true(state_lost_content(fixture->path));
}

static void a_first_run_without_a_commit_leaves_no_file(void **state)
{
	struct fixture *fixture = *state;

	begin_run(fixture);
	assert_int_equal(see(fixture, 7, "a"), STATE_NEW);
	abandon_run(fixture);
	assert_int_not_equal(access(fixture->path, F_OK), 0);
	/* A file that existed stays, empty or not. */
	assert_int_equal(close(open(fixture->path, O_WRONLY | O_CREAT, 0600)), 0);
	begin_run(fixture);
	abandon_run(fixture);
	assert_int_equal(access(fixture->path, F_OK), 0);
	one_run(fixture, 3);
	begin_run(fixture);
	abandon_run(fixture);
	assert_int_equal(access(fixture->path, F_OK), 0);
}

static void a_reader_creates_no_file(void **state)
{
	struct fixture *fixture = *state;

	fails(open_state(fixture, "acme", true), RC_USAGE, fixture->path);
	assert_int_equal(access(fixture->path, F_OK), -1);
}

static void a_second_run_is_refused_at_once(void **state)
{
	struct fixture *fixture = *state;

	one_run(fixture, 1);
	begin_run(fixture);
	fails(open_state(fixture, "acme", false), RC_LOCKED, "another run holds it");
	commit_run(fixture);
	succeeds(open_state(fixture, "acme", false));
}

/* A process that holds the state until it is killed. */
static pid_t hold(struct fixture *fixture)
{
	int ready[2];
	pid_t child;
	char byte = 0;

	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		begin_run(fixture);
		if (write(ready[1], &byte, 1) == 1)
			pause();
		_exit(0);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return child;
}

static void a_second_process_is_refused_at_once(void **state)
{
	struct fixture *fixture = *state;
	char process[64];
	pid_t child;

	one_run(fixture, 1);
	child = hold(fixture);
	snprintf(process, sizeof(process), "(process %ld)", (long)child);
	fails(open_state(fixture, "acme", false), RC_LOCKED, process);
	succeeds(open_state(fixture, "acme", true));
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	succeeds(open_state(fixture, "acme", false));
}

static void readers_see_the_last_commit_during_a_run(void **state)
{
	struct fixture *fixture = *state;
	struct state_config config = {.path = fixture->path, .account = "acme", .read_only = true};
	struct state *reader;
	int64_t last;

	one_run(fixture, 1);
	begin_run(fixture);
	see_all(fixture, 1, 100);
	succeeds(state_open(&config, &reader));
	succeeds(state_last_run(reader, &last));
	assert_true(last == run_ms(0));
	commit_run(fixture);
	succeeds(state_last_run(reader, &last));
	assert_true(last == run_ms(1));
	state_close(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_new, fixture_remove)
		WITH_FIXTURE(only_the_owner_may_read_the_file),
		WITH_FIXTURE(a_symbolic_link_is_refused),
		WITH_FIXTURE(a_directory_is_refused),
		WITH_FIXTURE(another_account_is_refused),
		WITH_FIXTURE(a_reader_may_ask_for_the_account),
		WITH_FIXTURE(a_newer_version_is_refused),
		WITH_FIXTURE(an_older_version_is_migrated),
		WITH_FIXTURE(records_that_version_1_hid_are_live_until_the_full_view_is_back),
		WITH_FIXTURE(rows_whose_links_version_1_did_not_track_count_as_new),
		WITH_FIXTURE(version_2_knew_neither_records_nor_refusals),
		WITH_FIXTURE(a_migration_without_a_commit_never_happened),
		WITH_FIXTURE(a_database_of_another_program_is_refused),
		WITH_FIXTURE(garbage_is_refused),
		WITH_FIXTURE(a_truncated_file_is_refused),
		WITH_FIXTURE(an_overwritten_page_is_noticed),
		WITH_FIXTURE(a_file_without_an_account_is_refused),
		WITH_FIXTURE(impossible_values_are_cut),
		WITH_FIXTURE(a_path_that_is_too_long_is_refused),
		WITH_FIXTURE(an_empty_file_is_a_state_without_runs),
		WITH_FIXTURE(only_a_file_with_a_commit_can_lose_its_content),
		WITH_FIXTURE(a_first_run_without_a_commit_leaves_no_file),
		WITH_FIXTURE(a_reader_creates_no_file),
		WITH_FIXTURE(a_second_run_is_refused_at_once),
		WITH_FIXTURE(a_second_process_is_refused_at_once),
		WITH_FIXTURE(readers_see_the_last_commit_during_a_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
