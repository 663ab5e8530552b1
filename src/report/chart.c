#include "report/chart.h"

#include "report/html.h"

enum { SLOT = 4, BAR = 3 }; /* units: a night, and its bar */

void chart_add_bar(struct chart *chart, struct chart_bar bar)
{
	buf_add(&chart->bars, &bar, sizeof(bar));
}

size_t chart_slots(size_t nights)
{
	return nights < CHART_SLOTS_MIN ? CHART_SLOTS_MIN : nights;
}

static size_t chart_count(const struct chart *chart)
{
	return chart->bars.n / sizeof(struct chart_bar);
}

static const struct chart_bar *chart_bar(const struct chart *chart, size_t i)
{
	return (const struct chart_bar *)(const void *)chart->bars.p + i;
}

/* The greatest value; without those that may be broken if `plain`. */
static uint64_t chart_greatest(const struct chart *chart, bool plain)
{
	uint64_t greatest = 0;

	for (size_t i = 0; i < chart_count(chart); i++) {
		const struct chart_bar *bar = chart_bar(chart, i);

		if (bar->known && !(plain && bar->anew) && bar->value > greatest)
			greatest = bar->value;
	}
	return greatest;
}

static void chart_add_title(const struct chart *chart, struct buf *out)
{
	size_t count = chart_count(chart);

	buf_adds(out, "<title>");
	if (chart->table) {
		html_add_text(out, chart->table);
		buf_adds(out, ": ");
	}
	buf_addf(out, "%s, %zu night%s, at most ", chart->what, count, count == 1 ? "" : "s");
	html_add_count(out, chart_greatest(chart, false));
	buf_adds(out, "</title>");
}

/* One path for all base lines: "M0 23h3v1h-3z". */
static void chart_add_base(const struct chart *chart, unsigned height, struct buf *out)
{
	size_t first = chart_slots(chart_count(chart)) - chart_count(chart);

	buf_adds(out, "<path class=base d=\"");
	for (size_t i = 0; i < chart_count(chart); i++)
		if (chart_bar(chart, i)->known)
			buf_addf(out, "M%zu %uh%dv1h-%dz", (first + i) * SLOT, height - 1, BAR, BAR);
	buf_adds(out, "\"/>");
}

/* A slanted gap near the top. */
static void chart_add_broken(size_t x, unsigned height, struct buf *out)
{
	unsigned cut = height / 3;

	buf_addf(out, "M%zu 0h%dv%ul-%d 2zM%zu %ul%d-2V%uh-%dz", x, BAR, cut - 2, BAR, x, cut + 3, BAR, height, BAR);
}

/* What is there is at least a pixel high, however small it is. */
static unsigned chart_length(uint64_t value, uint64_t greatest, unsigned height)
{
	double length = (double)value / (double)greatest * height;

	return length < 2 ? 2 : (unsigned)(length + 0.5);
}

static void chart_add_bars(const struct chart *chart, unsigned height, struct buf *out)
{
	size_t first = chart_slots(chart_count(chart)) - chart_count(chart);
	uint64_t greatest = chart->top ? chart->top : chart_greatest(chart, true);

	if (greatest == 0)
		greatest = chart_greatest(chart, false);
	buf_adds(out, "<path d=\"");
	for (size_t i = 0; i < chart_count(chart); i++) {
		const struct chart_bar *bar = chart_bar(chart, i);
		size_t x = (first + i) * SLOT;

		if (!bar->known || !bar->value)
			continue;
		if (bar->value > greatest)
			chart_add_broken(x, height, out);
		else
			buf_addf(out, "M%zu %uh%dV%uh-%dz", x, height - chart_length(bar->value, greatest, height), BAR,
				 height, BAR);
	}
	buf_adds(out, "\"/>");
}

void chart_draw(struct chart *chart, unsigned height, struct buf *out)
{
	buf_addf(out, "<svg role=img viewBox=\"0 0 %zu %u\" height=%u preserveAspectRatio=none>",
		 chart_slots(chart_count(chart)) * SLOT - (SLOT - BAR), height, height);
	chart_add_title(chart, out);
	chart_add_base(chart, height, out);
	chart_add_bars(chart, height, out);
	buf_adds(out, "</svg>");
	buf_clear(&chart->bars);
}
