#include "support/scratch.h"

#include "cli/progress.h"

static const struct progress_item three[] = {
	{.name = "users", .done = 24, .total = 24, .stage = PROGRESS_DONE},
	{.name = "jobs", .done = 30, .total = 120, .stage = PROGRESS_UNDER_WAY},
	{.name = "interviews", .total = -1},
};

static struct progress_view view_of(const struct progress_item *items, size_t count)
{
	return (struct progress_view){.items = items,
				      .count = count,
				      .title = "all",
				      .what = "resources read",
				      .unit = "records",
				      .scale = 1,
				      .left_ms = -1,
				      .waits = ""};
}

static void expect_lines(const struct progress_view *view, size_t columns, size_t rows, const char *expected)
{
	AUTO_BUF out = {0};

	progress_add_lines(view, columns, rows, &out);
	assert_string_equal(buf_text(&out), expected);
}

static void a_bar_for_each_and_one_for_all(void **state)
{
	struct progress_view view = view_of(three, 3);

	(void)state;
	view.requests = 9;
	view.left_ms = 130000;
	view.waits = "rate limit, 36 s";
	expect_lines(&view, 60, 24,
		     "users       [#################]  100 %   24 of 24 records\n"
		     "jobs        [####-------------]   25 %  30 of 120 records\n"
		     "interviews  [                 ]\n"
		     "all         [                 ]                54 records\n"
		     "9 requests, waiting: rate limit, 36 s, about 2 min 10 s lef");
}

static void all_together_once_all_totals_are_known(void **state)
{
	struct progress_view view = view_of(three, 2);

	(void)state;
	view.requests = 1;
	expect_lines(&view, 50, 24,
		     "users  [############]  100 %   24 of 24 records\n"
		     "jobs   [###---------]   25 %  30 of 120 records\n"
		     "all    [####--------]   37 %  54 of 144 records\n"
		     "1 request");
}

static void what_is_not_over_is_never_all_of_it(void **state)
{
	static const struct progress_item items[] = {
		{.name = "a", .done = 7, .total = 5, .stage = PROGRESS_UNDER_WAY},
		{.name = "b", .done = 3, .total = 5, .stage = PROGRESS_DONE},
		{.name = "c", .total = 0},
		{.name = "d", .total = -1, .stage = PROGRESS_DONE, .note = "not readable"},
	};
	struct progress_view view = view_of(items, 4);

	(void)state;
	expect_lines(&view, 30, 24,
		     "a     99 %    7 of 5 records\n"
		     "b    100 %    3 of 5 records\n"
		     "c      0 %    0 of 0 records\n"
		     "d    100 %      not readable\n"
		     "all   99 %  10 of 10 records\n"
		     "0 requests");
}

static size_t count_lines(struct sv text)
{
	size_t count = 1;

	for (size_t i = 0; i < text.n; i++)
		count += text.p[i] == '\n';
	return count;
}

static size_t widest_line(struct sv text)
{
	size_t widest = 0, width = 0;

	for (size_t i = 0; i < text.n; i++) {
		width = text.p[i] == '\n' ? 0 : width + 1;
		widest = width > widest ? width : widest;
	}
	return widest;
}

/* Every size of a terminal, with long names and large numbers: it neither wraps nor scrolls. */
static void it_fits_every_size(void **state)
{
	static const struct progress_item items[] = {
		{.name = "equality_monitoring_categories_of_many", .done = 1, .total = 99999999, .stage = PROGRESS_UNDER_WAY},
		{.name = "\x1b[2J\n\xff", .done = 123456789, .total = -1, .stage = PROGRESS_UNDER_WAY},
		{.name = "", .total = 5},
		{.name = "done", .done = 5, .total = 5, .stage = PROGRESS_DONE},
	};
	struct progress_view view = view_of(items, 4);

	(void)state;
	view.left_ms = 86400000;
	view.requests = 1234567;
	view.waits = "rate limit, 8 min 0 s";
	for (size_t columns = 1; columns < 210; columns++) {
		for (size_t rows = 1; rows < 12; rows++) {
			AUTO_BUF out = {0};

			progress_add_lines(&view, columns, rows, &out);
			assert_true(widest_line(buf_sv(&out)) < (columns > 1 ? columns : 2));
			assert_true(count_lines(buf_sv(&out)) < (rows > 1 ? rows : 2));
			assert_null(memchr(out.p, '\x1b', out.n));
		}
	}
}

static void those_under_way_and_a_sum_where_the_terminal_is_low(void **state)
{
	struct progress_item items[40];
	struct progress_view view = view_of(items, 40);

	(void)state;
	for (size_t i = 0; i < 40; i++)
		items[i] = (struct progress_item){.name = i % 2 ? "odd" : "even",
						  .done = i < 30,
						  .total = 1,
						  .stage = i < 28   ? PROGRESS_DONE
							   : i < 30 ? PROGRESS_UNDER_WAY
								    : PROGRESS_TO_COME};
	expect_lines(&view, 40, 7,
		     "even   99 %    1 of 1 records\n"
		     "odd    99 %    1 of 1 records\n"
		     "38 others: 28 done, 10 to come\n"
		     "all    75 %  30 of 40 records\n"
		     "0 requests");
	expect_lines(&view, 40, 3,
		     "all    75 %  30 of 40 records\n"
		     "0 requests");
	expect_lines(&view, 40, 2, "0 requests");
}

static void a_sentence_names_what_is_under_way(void **state)
{
	struct progress_view view = view_of(three, 3);
	AUTO_BUF out = {0};

	(void)state;
	view.requests = 9;
	view.left_ms = 59000;
	progress_add_sentence(&view, &out);
	assert_string_equal(buf_text(&out), "1 of 3 resources read, 54 records, 9 requests, about 59 s left; jobs 25 %");
}

static void large_numbers_in_larger_units(void **state)
{
	static const struct progress_item items[] = {
		{.name = "users.csv.gz", .done = 1999, .total = 4000000, .stage = PROGRESS_UNDER_WAY}};
	struct progress_view view = view_of(items, 1);
	AUTO_BUF out = {0};

	(void)state;
	view.unit = "kB";
	view.scale = 1000;
	view.what = "files sent";
	progress_add_sentence(&view, &out);
	assert_string_equal(buf_text(&out), "0 of 1 files sent, 1 of 4000 kB, 0 requests; users.csv.gz 0 %");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bar_for_each_and_one_for_all),
		cmocka_unit_test(all_together_once_all_totals_are_known),
		cmocka_unit_test(what_is_not_over_is_never_all_of_it),
		cmocka_unit_test(it_fits_every_size),
		cmocka_unit_test(those_under_way_and_a_sum_where_the_terminal_is_low),
		cmocka_unit_test(a_sentence_names_what_is_under_way),
		cmocka_unit_test(large_numbers_in_larger_units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
