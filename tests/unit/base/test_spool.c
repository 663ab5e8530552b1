#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/spool.h"

enum { PIECE = 1000 };

static char directory[] = "/tmp/spool-XXXXXX";

static int make_directory(void **state)
{
	(void)state;
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
	(void)state;
	return rmdir(directory); /* fails if a spool left something behind */
}

static unsigned files_in_directory(void)
{
	DIR *folder = opendir(directory);
	unsigned count = 0;

	assert_non_null(folder);
	for (struct dirent *entry; (entry = readdir(folder));)
		count += entry->d_name[0] != '.';
	closedir(folder);
	return count;
}

/* Bytes that show which piece they belong to, and where in it. */
static void fill(char piece[PIECE], unsigned number)
{
	for (unsigned i = 0; i < PIECE; i++)
		piece[i] = (char)(number * 31 + i * 7);
}

static void append(struct spool *spool, unsigned number, uint64_t *where)
{
	char piece[PIECE];

	fill(piece, number);
	assert_int_equal(spool_append(spool, (struct sv){piece, PIECE}, where), RC_OK);
}

static void expect(struct spool *spool, unsigned number, uint64_t where)
{
	AUTO_BUF scratch = {0};
	char piece[PIECE];
	struct sv got;

	fill(piece, number);
	assert_int_equal(spool_read(spool, where, PIECE, &scratch, &got), RC_OK);
	assert_int_equal(got.n, PIECE);
	assert_memory_equal(got.p, piece, PIECE);
}

static void within_the_budget_there_is_no_file(void **state)
{
	struct spool_budget budget = {10 * PIECE};
	struct spool spool;
	uint64_t where[10];

	(void)state;
	spool_init(&spool, "/nonexistent", &budget);
	for (unsigned i = 0; i < 10; i++)
		append(&spool, i, &where[i]);
	assert_int_equal(budget.left, 0);
	assert_int_equal(spool.fd, -1);
	for (unsigned i = 10; i-- > 0;)
		expect(&spool, i, where[i]);
	spool_clear(&spool);
	assert_int_equal(budget.left, 10 * PIECE);
}

/* Enough for some bytes in memory and some in the file. */
static void everything_is_read_back_from_memory_or_file(void **state)
{
	enum { COUNT = 2000 };
	struct spool_budget budget = {100 * PIECE + 500};
	struct spool spool;
	uint64_t where[COUNT];

	(void)state;
	spool_init(&spool, directory, &budget);
	for (unsigned i = 0; i < COUNT; i++) {
		append(&spool, i, &where[i]);
		expect(&spool, i, where[i]);
	}
	assert_int_equal(spool.memory.n, 100 * PIECE);
	assert_true(spool.file_size > 0);
	for (unsigned i = COUNT; i-- > 0;)
		expect(&spool, i, where[i]);
	spool_clear(&spool);
	assert_int_equal(budget.left, 100 * PIECE + 500);
}

static void a_read_may_span_several_appends(void **state)
{
	struct spool_budget budget = {0};
	struct spool spool;
	AUTO_BUF scratch = {0};
	uint64_t first, where;
	char piece[PIECE];
	struct sv got;

	(void)state;
	spool_init(&spool, directory, &budget);
	append(&spool, 0, &first);
	for (unsigned i = 1; i < 300; i++)
		append(&spool, i, &where);
	assert_true(spool.file_size > 0);
	assert_int_equal(spool_read(&spool, first, 300 * PIECE, &scratch, &got), RC_OK);
	for (unsigned i = 0; i < 300; i++) {
		fill(piece, i);
		assert_memory_equal(got.p + i * PIECE, piece, PIECE);
	}
	append(&spool, 300, &where);
	expect(&spool, 300, where);
	spool_clear(&spool);
}

static void the_file_has_no_name_and_is_private(void **state)
{
	struct spool_budget budget = {0};
	struct spool spool;
	struct stat status;
	uint64_t where;

	(void)state;
	spool_init(&spool, directory, &budget);
	append(&spool, 0, &where);
	assert_true(spool.fd >= 0);
	assert_int_equal(files_in_directory(), 0);
	assert_int_equal(fstat(spool.fd, &status), 0);
	assert_int_equal(status.st_nlink, 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_true(fcntl(spool.fd, F_GETFD) & FD_CLOEXEC);
	spool_clear(&spool);
}

/* The same bytes are others in each place and each file. Appends of any length, more than is encrypted at once too. */
static void the_file_can_be_read_by_nobody_else(void **state)
{
	static const size_t lengths[] = {1, 15, 16, 17, 70000, 3, 200000};
	enum { COUNT = sizeof(lengths) / sizeof(lengths[0]), MOST = 200000 };
	static char bytes[MOST], seen[MOST];
	struct spool_budget budget = {0};
	struct spool spool;
	uint64_t where[COUNT];
	char first[2][PIECE];

	(void)state;
	spool_init(&spool, directory, &budget);
	for (unsigned turn = 0; turn < 2; turn++) {
		for (size_t i = 0; i < COUNT; i++)
			assert_int_equal(spool_append(&spool, (struct sv){bytes, lengths[i]}, &where[i]), RC_OK);
		assert_int_equal(pread(spool.fd, seen, MOST, (off_t)where[4]), MOST);
		for (size_t i = 0; i + PIECE <= MOST; i += PIECE)
			assert_memory_not_equal(seen + i, bytes, PIECE);
		assert_memory_not_equal(seen, seen + 16 * PIECE, PIECE);
		memcpy(first[turn], seen, PIECE);
		for (size_t i = COUNT; i-- > 0;) {
			AUTO_BUF scratch = {0};
			struct sv got;

			assert_int_equal(spool_read(&spool, where[i], lengths[i], &scratch, &got), RC_OK);
			assert_int_equal(got.n, lengths[i]);
			assert_memory_equal(got.p, bytes, lengths[i]);
		}
		spool_clear(&spool);
	}
	assert_memory_not_equal(first[0], first[1], PIECE);
}

static void spools_share_one_budget(void **state)
{
	struct spool_budget budget = {3 * PIECE};
	struct spool one, other;
	uint64_t where[4];

	(void)state;
	spool_init(&one, directory, &budget);
	spool_init(&other, directory, &budget);
	append(&one, 0, &where[0]);
	append(&one, 1, &where[1]);
	append(&other, 2, &where[2]);
	append(&other, 3, &where[3]);
	assert_int_equal(one.fd, -1);
	assert_true(other.fd >= 0);
	/* A spool that has a file does not use memory again when the budget has room: its handles would collide. */
	spool_clear(&one);
	assert_int_equal(budget.left, 2 * PIECE);
	append(&other, 4, &where[0]);
	expect(&other, 2, where[2]);
	expect(&other, 3, where[3]);
	expect(&other, 4, where[0]);
	spool_clear(&one);
	spool_clear(&other);
	assert_int_equal(budget.left, 3 * PIECE);
}

static void a_cleared_spool_can_be_used_again(void **state)
{
	struct spool_budget budget = {PIECE};
	struct spool spool;
	uint64_t where;

	(void)state;
	spool_init(&spool, directory, &budget);
	for (unsigned i = 0; i < 3; i++) {
		append(&spool, 10 * i, &where);
		assert_int_equal(where, 0);
		append(&spool, 10 * i + 1, &where);
		expect(&spool, 10 * i, 0);
		expect(&spool, 10 * i + 1, where);
		spool_clear(&spool);
		assert_int_equal(spool.fd, -1);
		assert_int_equal(budget.left, PIECE);
	}
	spool_clear(&spool);
}

static void a_read_past_the_end_is_a_defect(void **state)
{
	struct spool_budget budget = {PIECE};
	struct spool spool;
	AUTO_BUF scratch = {0};
	uint64_t where;
	struct sv got;

	(void)state;
	spool_init(&spool, directory, &budget);
	assert_int_equal(spool_read(&spool, 0, 0, &scratch, &got), RC_OK);
	assert_int_equal(got.n, 0);
	assert_int_equal(spool_read(&spool, 0, 1, &scratch, &got), RC_INTERNAL);
	append(&spool, 0, &where);
	append(&spool, 1, &where);
	assert_int_equal(spool_read(&spool, PIECE, PIECE + 1, &scratch, &got), RC_INTERNAL);
	assert_int_equal(spool_read(&spool, UINT64_MAX, 2, &scratch, &got), RC_INTERNAL);
	assert_int_equal(spool_read(&spool, 1, PIECE, &scratch, &got), RC_INTERNAL); /* memory and file at once */
	spool_clear(&spool);
}

static void no_file_is_an_output_error_that_names_the_place(void **state)
{
	struct spool_budget budget = {0};
	struct spool spool;
	uint64_t where;

	(void)state;
	spool_init(&spool, "/nonexistent/folder", &budget);
	assert_int_equal(spool_append(&spool, SV("secret"), &where), RC_OUTPUT);
	assert_non_null(strstr(rc_text(), "/nonexistent/folder"));
	assert_non_null(strstr(rc_text(), "No such file"));
	assert_null(strstr(rc_text(), "secret"));
	spool_clear(&spool);
}

static void a_full_disk_is_an_output_error(void **state)
{
	struct spool_budget budget = {0};
	struct spool spool;
	enum rc rc = RC_OK;
	uint64_t where;
	char piece[PIECE] = {0};
	int read_only = open("/dev/null", O_RDONLY);

	(void)state;
	assert_true(read_only >= 0);
	spool_init(&spool, directory, &budget);
	append(&spool, 0, &where);
	close(spool.fd);
	spool.fd = read_only; /* in place of a disk that takes nothing */
	for (unsigned i = 0; i < 1000 && rc == RC_OK; i++)
		rc = spool_append(&spool, (struct sv){piece, PIECE}, &where);
	assert_int_equal(rc, RC_OUTPUT);
	spool_clear(&spool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(within_the_budget_there_is_no_file),
		cmocka_unit_test(everything_is_read_back_from_memory_or_file),
		cmocka_unit_test(a_read_may_span_several_appends),
		cmocka_unit_test(the_file_has_no_name_and_is_private),
		cmocka_unit_test(the_file_can_be_read_by_nobody_else),
		cmocka_unit_test(spools_share_one_budget),
		cmocka_unit_test(a_cleared_spool_can_be_used_again),
		cmocka_unit_test(a_read_past_the_end_is_a_defect),
		cmocka_unit_test(no_file_is_an_output_error_that_names_the_place),
		cmocka_unit_test(a_full_disk_is_an_output_error),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
