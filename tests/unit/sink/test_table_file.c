#include "support/scratch.h"

#include <fcntl.h>
#include <signal.h>
#include <zlib.h>

#include "sink/table_file.h"
#include "sink/gzip.h"

#define HEADER "id,name\n"

static struct pool *pool; /* of the current test */

static struct table_file_config config_of(void **state)
{
	return (struct table_file_config){
		.table = "jobs",
		.extension = ".csv",
		.header = SV(HEADER),
		.directory = *state,
		.mode = 0600,
		.pool = pool,
		.max_file_size = 250000000,
	};
}

static void add_row(struct table_file *file, const char *text)
{
	buf_adds(table_file_row_begin(file), text);
	assert_int_equal(table_file_row_end(file), RC_OK);
}

/* Rows of random numbers, which do not compress, so that parts become full. */
static void add_noisy_rows(struct table_file *file, unsigned count, struct buf *all)
{
	uint32_t number = 12345;

	for (unsigned i = 0; i < count; i++) {
		struct buf *row = table_file_row_begin(file);
		size_t start = row->n;

		buf_addf(row, "%u,", i);
		for (unsigned j = 0; j < 20; j++) {
			number = number * 1664525u + 1013904223u;
			buf_addf(row, "%08x", number);
		}
		buf_addc(row, '\n');
		if (all)
			buf_add(all, row->p + start, row->n - start);
		assert_int_equal(table_file_row_end(file), RC_OK);
	}
}

static void read_gzip(const char *path, struct buf *out)
{
	gzFile file = gzopen(path, "rb");
	int n;

	assert_non_null(file);
	do {
		buf_reserve(out, 65536);
		n = gzread(file, out->p + out->n, 65536);
		assert_true(n >= 0);
		out->n += (size_t)n;
	} while (n > 0);
	assert_int_equal(gzclose(file), Z_OK);
}

static void read_plain(const char *path, struct buf *out)
{
	int fd = open(path, O_RDONLY);
	ssize_t n;

	assert_true(fd >= 0);
	do {
		buf_reserve(out, 65536);
		n = read(fd, out->p + out->n, 65536);
		assert_true(n >= 0);
		out->n += (size_t)n;
	} while (n > 0);
	close(fd);
}

/* What is reported about a part is what is on the disk. */
static void expect_true_part(void **state, const struct table_part *part, struct buf *text)
{
	AUTO_BUF bytes = {0};
	unsigned char hash[SHA256_SIZE];
	char hex[SHA256_HEX_SIZE];
	struct digest digest = {0};

	read_plain(scratch_path(state, part->path), &bytes);
	read_gzip(scratch_path(state, part->path), text);
	digest_begin(&digest);
	digest_update(&digest, buf_sv(&bytes));
	digest_finish(&digest, hash);
	digest_hex(hash, hex);
	assert_int_equal(part->bytes, bytes.n);
	assert_int_equal(part->uncompressed_bytes, text->n);
	assert_string_equal(part->sha256, hex);
}

static void a_small_table_is_one_file(void **state)
{
	struct table_file_config config = config_of(state);
	struct table_file *file = table_file_new(&config);
	const struct table_part *parts;
	AUTO_BUF text = {0};

	add_row(file, "1,a\n");
	add_row(file, "2,b\n");
	assert_int_equal(table_file_close(file), RC_OK);
	assert_int_equal(table_file_parts(file, &parts), 1);
	assert_string_equal(parts[0].path, "jobs.csv.gz");
	assert_int_equal(parts[0].rows, 2);
	expect_true_part(state, &parts[0], &text);
	assert_string_equal(buf_text(&text), HEADER "1,a\n2,b\n");
	assert_int_equal(scratch_mode(state, "jobs.csv.gz"), 0600);
	table_file_free(file);
}

static void an_empty_table_is_its_header(void **state)
{
	struct table_file_config config = config_of(state);
	struct table_file *file = table_file_new(&config);
	const struct table_part *parts;
	AUTO_BUF text = {0};

	assert_int_equal(table_file_close(file), RC_OK);
	assert_int_equal(table_file_parts(file, &parts), 1);
	assert_int_equal(parts[0].rows, 0);
	expect_true_part(state, &parts[0], &text);
	assert_string_equal(buf_text(&text), HEADER);
	table_file_free(file);
}

static void an_empty_table_without_header_is_an_empty_file(void **state)
{
	struct table_file_config config = config_of(state);
	struct table_file *file;
	const struct table_part *parts;
	AUTO_BUF text = {0};

	config.header = (struct sv){NULL, 0};
	config.extension = ".ndjson";
	file = table_file_new(&config);
	assert_int_equal(table_file_close(file), RC_OK);
	assert_int_equal(table_file_parts(file, &parts), 1);
	assert_string_equal(parts[0].path, "jobs.ndjson.gz");
	expect_true_part(state, &parts[0], &text);
	assert_int_equal(text.n, 0);
	assert_true(parts[0].bytes > 0);
	table_file_free(file);
}

static void parts_are_numbered_and_each_has_a_header(void **state)
{
	struct table_file_config config = config_of(state);
	const struct table_part *parts;
	struct table_file *file;
	AUTO_BUF all = {0};
	AUTO_BUF read_back = {0};
	uint64_t rows = 0;
	size_t count;

	config.max_file_size = 4000;
	file = table_file_new(&config);
	add_noisy_rows(file, 300, &all);
	assert_int_equal(table_file_close(file), RC_OK);
	count = table_file_parts(file, &parts);
	assert_true(count > 2);
	assert_string_equal(parts[0].path, "jobs.00001.csv.gz");
	assert_string_equal(parts[1].path, "jobs.00002.csv.gz");
	assert_false(scratch_has(state, "jobs.csv.gz"));
	for (size_t i = 0; i < count; i++) {
		AUTO_BUF text = {0};

		expect_true_part(state, &parts[i], &text);
		assert_memory_equal(text.p, HEADER, strlen(HEADER));
		assert_int_equal(text.p[text.n - 1], '\n');
		buf_addsv(&read_back, sv_from(buf_sv(&text), strlen(HEADER)));
		assert_true(parts[i].rows > 0);
		rows += parts[i].rows;
		assert_true(i + 1 == count || parts[i].bytes >= config.max_file_size);
	}
	assert_int_equal(rows, 300);
	assert_true(sv_same(buf_sv(&read_back), buf_sv(&all)));
	table_file_free(file);
}

static void a_part_begins_only_with_a_row(void **state)
{
	struct table_file_config config = config_of(state);
	const struct table_part *parts;
	struct table_file *file;

	config.max_file_size = 1;
	file = table_file_new(&config);
	add_row(file, "1,a\n");
	assert_int_equal(table_file_close(file), RC_OK);
	assert_int_equal(table_file_parts(file, &parts), 1);
	assert_string_equal(parts[0].path, "jobs.csv.gz");
	table_file_free(file);
	assert_int_equal(unlink(scratch_path(state, "jobs.csv.gz")), 0);
	file = table_file_new(&config);
	add_row(file, "1,a\n");
	add_row(file, "2,b\n");
	assert_int_equal(table_file_close(file), RC_OK);
	assert_int_equal(table_file_parts(file, &parts), 2);
	assert_int_equal(parts[1].rows, 1);
	table_file_free(file);
}

static void blocks_end_with_a_row_and_huge_rows_are_written(void **state)
{
	struct table_file_config config = config_of(state);
	struct table_file *file = table_file_new(&config);
	const struct table_part *parts;
	AUTO_BUF text = {0};
	struct buf *row = table_file_row_begin(file);

	while (row->n < 5 * GZIP_BLOCK)
		buf_adds(row, "0123456789abcdef");
	buf_addc(row, '\n');
	assert_int_equal(table_file_row_end(file), RC_OK);
	row = table_file_row_begin(file);
	assert_int_equal(row->n, 0);
	assert_true(row->cap < GZIP_BLOCK);
	buf_adds(row, "2,b\n");
	assert_int_equal(table_file_row_end(file), RC_OK);
	assert_int_equal(table_file_close(file), RC_OK);
	table_file_parts(file, &parts);
	expect_true_part(state, &parts[0], &text);
	assert_memory_equal(text.p + text.n - 5, "\n2,b\n", 5);
	table_file_free(file);
}

static void a_descriptor_gets_plain_bytes_or_gzip_and_no_parts(void **state)
{
	for (int level = 0; level <= 6; level += 6) {
		struct table_file_config config = config_of(state);
		const struct table_part *parts;
		struct table_file *file;
		AUTO_BUF all = {0};
		AUTO_BUF text = {0};

		config.directory = NULL;
		config.pool = level ? pool : NULL;
		config.max_file_size = 100;
		config.fd = open(scratch_path(state, "out"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
		config.fd_name = "standard output";
		file = table_file_new(&config);
		buf_adds(&all, HEADER);
		add_noisy_rows(file, 50, &all);
		assert_int_equal(table_file_close(file), RC_OK);
		assert_int_equal(table_file_parts(file, &parts), 1);
		assert_null(parts[0].path);
		assert_int_equal(parts[0].rows, 50);
		close(config.fd);
		(level ? read_gzip : read_plain)(scratch_path(state, "out"), &text);
		assert_true(sv_same(buf_sv(&text), buf_sv(&all)));
		table_file_free(file);
	}
}

static void a_failure_sticks(void **state)
{
	struct table_file_config config = config_of(state);
	struct table_file *file;

	config.directory = scratch_path(state, "none");
	file = table_file_new(&config);
	for (int i = 0; i < 2; i++) {
		buf_adds(table_file_row_begin(file), "1,a\n");
		assert_int_equal(table_file_row_end(file), RC_OUTPUT);
	}
	assert_int_equal(table_file_close(file), RC_OUTPUT);
	table_file_free(file);
}

static void a_pipe_that_was_closed_has_its_own_status(void **state)
{
	struct table_file_config config = config_of(state);
	struct table_file *file;
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	config.directory = NULL;
	config.fd = ends[1];
	config.fd_name = "standard output";
	file = table_file_new(&config);
	add_row(file, "1,a\n");
	assert_int_equal(table_file_close(file), RC_PIPE);
	table_file_free(file);
	close(ends[1]);
}

enum { TABLES = 3, TURNS = 90, ROWS_A_TURN = 250, MOST = 256 << 10, LARGEST_ROW = 200 };

/* Rows of several tables in turns, and little memory for their blocks, or as much as they want (`blocks` NULL). */
static void write_in_turns(void **state, struct blocks *blocks, const char *const *names, struct buf *texts)
{
	struct table_file_config config = config_of(state);
	struct table_file *files[TABLES];
	const struct table_part *parts;
	size_t most = 0;

	config.blocks = blocks;
	for (unsigned i = 0; i < TABLES; i++) {
		config.table = names[i];
		files[i] = table_file_new(&config);
	}
	for (unsigned turn = 0; turn < TURNS; turn++) {
		add_noisy_rows(files[turn % TABLES], ROWS_A_TURN, NULL);
		if (blocks && blocks->in_memory > most)
			most = blocks->in_memory;
	}
	for (unsigned i = 0; i < TABLES; i++) {
		assert_int_equal(table_file_close(files[i]), RC_OK);
		assert_int_equal(table_file_parts(files[i], &parts), 1);
		read_plain(scratch_path(state, parts->path), &texts[i]);
		table_file_free(files[i]);
	}
	assert_true(most <= MOST + LARGEST_ROW);
}

static void little_memory_for_many_blocks_changes_no_byte(void **state)
{
	static const char *const names[2][TABLES] = {{"a", "b", "c"}, {"d", "e", "f"}};
	struct blocks blocks = {.directory = *state, .most = MOST};
	struct buf texts[2][TABLES] = {0};

	write_in_turns(state, NULL, names[0], texts[0]);
	write_in_turns(state, &blocks, names[1], texts[1]);
	for (unsigned i = 0; i < TABLES; i++) {
		assert_true(sv_same(buf_sv(&texts[0][i]), buf_sv(&texts[1][i])));
		buf_release(&texts[0][i]);
		buf_release(&texts[1][i]);
	}
	assert_int_equal(blocks.in_memory, 0);
	assert_null(blocks.first);
}

static void a_block_that_cannot_be_parked_fails_once(void **state)
{
	struct blocks blocks = {.directory = "/nowhere", .most = 100};
	struct table_file_config config = config_of(state);
	struct table_file *file;

	config.blocks = &blocks;
	file = table_file_new(&config);
	buf_adds(table_file_row_begin(file),
		 "a row of more than a hundred bytes is more than the memory that is left for all "
		 "blocks of the run, so it goes to a file\n");
	assert_int_equal(table_file_row_end(file), RC_OUTPUT);
	assert_error_names("/nowhere");
	assert_int_equal(table_file_close(file), RC_OUTPUT);
	table_file_free(file);
	assert_int_equal(blocks.in_memory, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_small_table_is_one_file),
		CASE(an_empty_table_is_its_header),
		CASE(an_empty_table_without_header_is_an_empty_file),
		CASE(parts_are_numbered_and_each_has_a_header),
		CASE(a_part_begins_only_with_a_row),
		CASE(blocks_end_with_a_row_and_huge_rows_are_written),
		CASE(a_descriptor_gets_plain_bytes_or_gzip_and_no_parts),
		CASE(a_failure_sticks),
		CASE(a_pipe_that_was_closed_has_its_own_status),
		CASE(little_memory_for_many_blocks_changes_no_byte),
		CASE(a_block_that_cannot_be_parked_fails_once),
	};

	int failed;

	pool = pool_new(6, 3); /* several threads: each test shows that they change nothing */
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	pool_free(pool);
	return failed;
}
