#include "cli/progress.h"

#include <stdio.h>
#include <string.h>

#include "base/plural.h"
#include "base/span.h"
#include "base/timestamp.h"
#include "base/utf8.h"

enum {
	NAME_MAX_WIDTH = 40,
	NUMBERS_MAX = 64,
	GAP = 2,
	PERCENT_WIDTH = 5, /* "100 %" */
	BAR_MIN = 8,       /* a shorter one is left out */
	BAR_MAX = 40,
	SUM_LINES = 2, /* all items, and what the run does */
	HUNDRED = 100,
	LINE_MAX_BYTES = 1024, /* of a terminal that is wider the rest stays empty */
};

/* How wide each column of the bars is; 0: left out. */
struct layout {
	size_t name, bar, numbers, line;
};

/* What the items are together. */
struct sum {
	uint64_t done;
	int64_t total; /* -1: some are unknown */
	size_t finished;
};

static struct sum progress_sum(const struct progress_view *view)
{
	struct sum sum = {0};

	for (size_t i = 0; i < view->count; i++) {
		const struct progress_item *item = &view->items[i];
		bool over = item->stage == PROGRESS_DONE;

		sum.done += item->done;
		sum.finished += over;
		if (item->total >= 0 && sum.total >= 0)
			sum.total += item->total;
		else if (!over)
			sum.total = -1;
		else if (sum.total >= 0)
			sum.total += (int64_t)item->done;
	}
	return sum;
}

/* -1: nobody knows. What is not over is never all of it. */
static int progress_percent(const struct progress_item *item)
{
	if (item->stage == PROGRESS_DONE)
		return HUNDRED;
	if (item->total < 0)
		return -1;
	if (item->total == 0 || item->done >= (uint64_t)item->total)
		return item->stage == PROGRESS_TO_COME ? 0 : HUNDRED - 1;
	return (int)((double)item->done * HUNDRED / (double)item->total);
}

static uint64_t progress_scaled(const struct progress_view *view, uint64_t value)
{
	return view->scale > 1 ? value / view->scale : value;
}

static void progress_write_numbers(const struct progress_view *view, const struct progress_item *item,
				   char text[NUMBERS_MAX])
{
	unsigned long long done = progress_scaled(view, item->done);

	if (item->note)
		snprintf(text, NUMBERS_MAX, "%s", item->note);
	else if (item->total >= 0)
		snprintf(text, NUMBERS_MAX, "%llu of %llu %s", done,
			 (unsigned long long)progress_scaled(view, (uint64_t)item->total), view->unit);
	else if (item->done > 0 || item->stage == PROGRESS_DONE)
		snprintf(text, NUMBERS_MAX, "%llu %s", done, view->unit);
	else
		text[0] = '\0';
}

static struct progress_item progress_all(const struct progress_view *view)
{
	struct sum sum = progress_sum(view);

	return (struct progress_item){.name = view->title,
				      .done = sum.done,
				      .total = sum.total,
				      .stage = sum.finished == view->count ? PROGRESS_DONE : PROGRESS_UNDER_WAY};
}

static void layout_widen(struct layout *layout, const struct progress_view *view, const struct progress_item *item)
{
	char numbers[NUMBERS_MAX];

	progress_write_numbers(view, item, numbers);
	if (strlen(item->name) > layout->name)
		layout->name = strlen(item->name);
	if (strlen(numbers) > layout->numbers)
		layout->numbers = strlen(numbers);
}

static struct layout layout_of(const struct progress_view *view, size_t columns)
{
	struct layout layout = {.line = columns > 1 ? columns - 1 : 1};
	struct progress_item all = progress_all(view);
	size_t most = layout.line / 3 < NAME_MAX_WIDTH ? layout.line / 3 : NAME_MAX_WIDTH, others;

	for (size_t i = 0; i < view->count; i++)
		layout_widen(&layout, view, &view->items[i]);
	layout_widen(&layout, view, &all);
	if (layout.name > most)
		layout.name = most;
	others = layout.name + GAP + PERCENT_WIDTH + GAP + layout.numbers + GAP;
	layout.bar = others + BAR_MIN + GAP < layout.line ? layout.line - others - GAP : 0;
	if (layout.bar > BAR_MAX)
		layout.bar = BAR_MAX;
	return layout;
}

/* Appends what fits; the rest of the line is left out. All that is written here is ASCII but for names. */
static void progress_add_cut(struct buf *out, const char *text, size_t width)
{
	char printable[LINE_MAX_BYTES];

	utf8_write_printable(sv_of(text), printable, width + 1 < sizeof(printable) ? width + 1 : sizeof(printable));
	buf_adds(out, printable);
}

static void progress_add_bar(struct buf *out, size_t width, int percent)
{
	size_t inside = width - 2, full = percent > 0 ? inside * (size_t)percent / HUNDRED : 0;

	buf_addc(out, '[');
	for (size_t i = 0; i < inside; i++)
		buf_addc(out, i < full ? '#' : percent < 0 ? ' ' : '-');
	buf_addc(out, ']');
}

static void progress_add_item(const struct progress_view *view, const struct layout *layout,
			      const struct progress_item *item, struct buf *out)
{
	AUTO_BUF line = {0};
	char numbers[NUMBERS_MAX];
	int percent = progress_percent(item);

	progress_write_numbers(view, item, numbers);
	progress_add_cut(&line, item->name, layout->name);
	while (line.n < layout->name + GAP)
		buf_addc(&line, ' ');
	if (layout->bar) {
		progress_add_bar(&line, layout->bar, percent);
		buf_adds(&line, "  ");
	}
	if (percent >= 0)
		buf_addf(&line, "%3d %%", percent);
	else
		buf_adds(&line, "     ");
	buf_addf(&line, "  %*s", (int)layout->numbers, numbers);
	while (line.n > 0 && line.p[line.n - 1] == ' ')
		line.n--;
	progress_add_cut(out, buf_text(&line), layout->line);
}

/* "9 requests, waiting: rate limit, 36 s, about 2 min 10 s left" */
static void progress_add_doing(const struct progress_view *view, struct buf *out)
{
	buf_addf(out, "%llu request%s", (unsigned long long)view->requests, plural(view->requests));
	if (view->waits && view->waits[0])
		buf_addf(out, ", waiting: %s", view->waits);
	if (view->left_ms >= 0) {
		buf_adds(out, ", about ");
		span_add((uint64_t)view->left_ms / MS_PER_SECOND, out);
		buf_adds(out, " left");
	}
}

/* "7 others: 5 done, 2 to come" */
static void progress_add_others(const struct progress_view *view, size_t shown, struct buf *out)
{
	size_t others = view->count - shown, done = progress_sum(view).finished, to_come = 0;

	for (size_t i = 0; i < view->count; i++)
		to_come += view->items[i].stage == PROGRESS_TO_COME;
	buf_addf(out, "%zu other%s: %zu done, %zu to come", others, plural(others), done, to_come);
}

static size_t progress_add_under_way(const struct progress_view *view, const struct layout *layout, size_t most,
				     struct buf *out)
{
	size_t shown = 0;

	for (size_t i = 0; i < view->count && shown < most; i++) {
		if (view->items[i].stage != PROGRESS_UNDER_WAY)
			continue;
		progress_add_item(view, layout, &view->items[i], out);
		buf_addc(out, '\n');
		shown++;
	}
	return shown;
}

static void progress_add_some(const struct progress_view *view, const struct layout *layout, size_t most,
			      struct buf *out)
{
	AUTO_BUF others = {0};
	size_t shown = progress_add_under_way(view, layout, most > 1 ? most - 1 : 0, out);

	if (most == 0)
		return;
	progress_add_others(view, shown, &others);
	progress_add_cut(out, buf_text(&others), layout->line);
	buf_addc(out, '\n');
}

void progress_add_lines(const struct progress_view *view, size_t columns, size_t rows, struct buf *out)
{
	struct layout layout = layout_of(view, columns);
	struct progress_item all = progress_all(view);
	size_t most = rows > SUM_LINES + 1 ? rows - SUM_LINES - 1 : 0;
	AUTO_BUF doing = {0};

	for (size_t i = 0; view->count <= most && i < view->count; i++) {
		progress_add_item(view, &layout, &view->items[i], out);
		buf_addc(out, '\n');
	}
	if (view->count > most)
		progress_add_some(view, &layout, most, out);
	if (rows > SUM_LINES) {
		progress_add_item(view, &layout, &all, out);
		buf_addc(out, '\n');
	}
	progress_add_doing(view, &doing);
	progress_add_cut(out, buf_text(&doing), layout.line);
}

void progress_add_sentence(const struct progress_view *view, struct buf *out)
{
	struct sum sum = progress_sum(view);
	struct progress_item all = progress_all(view);
	char numbers[NUMBERS_MAX];

	buf_addf(out, "%zu of %zu %s", sum.finished, view->count, view->what);
	progress_write_numbers(view, &all, numbers);
	if (numbers[0])
		buf_addf(out, ", %s", numbers);
	buf_adds(out, ", ");
	progress_add_doing(view, out);
	for (size_t i = 0; i < view->count; i++) {
		const struct progress_item *item = &view->items[i];
		int percent = progress_percent(item);

		if (item->stage != PROGRESS_UNDER_WAY)
			continue;
		buf_addf(out, "; %s", item->name);
		if (percent >= 0)
			buf_addf(out, " %d %%", percent);
	}
}
