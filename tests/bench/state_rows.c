/*
 * The cost of the state: a first run compares all rows, then a quiet run compares the same rows again. Three of five
 * rows are records; the others are links, two to a parent. Each run has a process of its own, whose processor time and
 * peak memory are printed and compared with the limits.
 *
 *     state_rows [ROWS [DIRECTORY]]
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sink/file.h"
#include "state/row_hash.h"

#define CPU_SECONDS_MAX 15.0 /* a quiet run over ROWS rows */
#define MEMORY_MAX_MIB 64.0
#define DAY_MS INT64_C(86400000)

enum { ROWS = 5000000, LINKS = 2, RECORD_FIFTHS = 3 };

struct bench {
	char directory[512], path[600];
	uint64_t records, parents;
	struct state *state;
	unsigned table, links;
	uint64_t same, seen;
};

static void hash_of(uint64_t parent, uint64_t child, unsigned char out[STATE_HASH_SIZE])
{
	uint64_t numbers[2] = {parent, child};

	row_fingerprint((struct sv){(const char *)numbers, sizeof(numbers)}, out);
}

static enum rc see(struct bench *bench, unsigned table, uint64_t parent, uint64_t child)
{
	struct state_key key = {.parent.number = parent, .child.number = child};
	struct state_hash hash = {.group_count = 0};
	struct state_known known;

	hash_of(parent, child, hash.base);
	TRY(state_compare(bench->state, table, &key, &hash, &known));
	bench->seen++;
	bench->same += known.verdict == STATE_SAME;
	return RC_OK;
}

static enum rc see_list(struct bench *bench, uint64_t parent)
{
	struct state_id id = {.number = parent};
	uint64_t carried;

	TRY(state_list_begin(bench->state, bench->links, &id));
	for (uint64_t child = LINKS; child > 0; child--)
		TRY(see(bench, bench->links, parent, parent % 97 + child * 1000));
	return state_list_end(bench->state, true, NULL, &carried);
}

static enum rc on_missing(void *context, const struct state_key *key)
{
	(void)context;
	return rc_fail(RC_INTERNAL, "row %llu is missing", (unsigned long long)key->parent.number);
}

static enum rc see_everything(struct bench *bench)
{
	struct idset seen = {0};
	struct state_missing missing = {.seen = &seen, .each = on_missing};
	uint64_t live;
	enum rc rc = RC_OK;

	for (uint64_t id = 1; rc == RC_OK && id <= bench->records; id++) {
		idset_add(&seen, id);
		rc = see(bench, bench->table, id, 0);
		if (rc == RC_OK && id <= bench->parents)
			rc = see_list(bench, id);
	}
	if (rc == RC_OK)
		rc = state_missing(bench->state, bench->table, &missing, &live);
	if (rc == RC_OK)
		rc = state_missing(bench->state, bench->links, &missing, &live);
	idset_release(&seen);
	return rc;
}

static enum rc run_once(struct bench *bench, int number)
{
	struct state_config config = {.path = bench->path, .account = "acme", .temporary = bench->directory};
	struct state_run run = {.at_ms = (20000 + number) * DAY_MS, .mode = "changes", .place = "-"};
	unsigned char columns[STATE_HASH_SIZE] = {0};
	bool changed;

	TRY(state_open(&config, &bench->state));
	state_begin_run(bench->state, run.at_ms);
	TRY(state_table(bench->state, "applications", columns, &bench->table, &changed));
	TRY(state_table(bench->state, "candidate_tags", columns, &bench->links, &changed));
	TRY(see_everything(bench));
	TRY(state_commit(bench->state, &run));
	state_close(bench->state);
	if (bench->same != (number ? bench->seen : 0))
		return rc_fail(RC_INTERNAL, "%llu of %llu rows are the same", (unsigned long long)bench->same,
			       (unsigned long long)bench->seen);
	return RC_OK;
}

static double seconds(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Runs in a process of its own; false if the run failed, or if a quiet run cost too much. */
static bool measure(struct bench *bench, int number)
{
	double began = now(), cpu, memory;
	uint64_t rows = bench->records + LINKS * bench->parents;
	pid_t child = fork();
	struct rusage usage;
	struct stat facts;
	int status;

	if (child == 0) {
		enum rc rc = run_once(bench, number);

		if (rc != RC_OK)
			fprintf(stderr, "state_rows: %s\n", rc_text());
		_exit((int)rc);
	}
	if (waitpid(child, &status, 0) != child || status != 0 || getrusage(RUSAGE_CHILDREN, &usage) != 0 ||
	    stat(bench->path, &facts) != 0)
		return false;
	cpu = seconds(&usage.ru_utime) + seconds(&usage.ru_stime);
	memory = (double)usage.ru_maxrss / 1024;
	printf("%-12s %9llu rows  %6.2f s CPU  %6.2f s wall  %8.0f rows/s CPU  %6.1f MiB  %5.1f bytes per row\n",
	       number ? "quiet run" : "first run", (unsigned long long)rows, cpu, now() - began, (double)rows / cpu,
	       memory, (double)facts.st_size / (double)rows);
	fflush(stdout);
	return !number || (cpu < CPU_SECONDS_MAX * (double)rows / ROWS + 1 && memory < MEMORY_MAX_MIB);
}

/* getrusage() adds up all children, so each run is the only child of a process. */
static bool measure_alone(struct bench *bench, int number)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(measure(bench, number) ? 0 : 1);
	return waitpid(child, &status, 0) == child && status == 0;
}

int main(int count, char **words)
{
	struct bench bench = {0};
	uint64_t rows = count > 1 ? strtoull(words[1], NULL, 10) : ROWS;
	bool fine;

	snprintf(bench.directory, sizeof(bench.directory), "%s/pinpoint-bench-XXXXXX", count > 2 ? words[2] : "/tmp");
	if (!mkdtemp(bench.directory)) {
		perror(bench.directory);
		return 1;
	}
	snprintf(bench.path, sizeof(bench.path), "%s/acme.db", bench.directory);
	bench.records = rows * RECORD_FIFTHS / 5;
	bench.parents = (rows - bench.records) / LINKS;
	fine = measure_alone(&bench, 0) && measure_alone(&bench, 1);
	if (!fine)
		fprintf(stderr, "state_rows: failed, or the quiet run took more than %.0f s of CPU or %.0f MiB\n",
			CPU_SECONDS_MAX, MEMORY_MAX_MIB);
	return file_remove_tree(bench.directory) == RC_OK && fine ? 0 : 1;
}
