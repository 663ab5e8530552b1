/*
 * Small charts of one value a night, as inline SVG without any text but its title: an image that stretches would stretch the text,
 * too. Shape alone tells the values apart, so that nothing is lost in print. Private to report/.
 *
 * A bar stands for each night, the newest on the right. A night of which nothing is known has no base line. A broken bar is
 * higher than drawn.
 */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H

#include <stdint.h>

#include "base/buf.h"

#define CHART_SLOTS_MIN 14 /* fewer nights do not make wider bars */

struct chart_bar {
	uint64_t value;
	bool known;
	bool anew; /* may be drawn broken, so that the others can be told apart */
};

struct chart {
	const char *table; /* for the title; NULL: all of them */
	const char *what;
	uint64_t top;    /* the value of a full bar; 0: the greatest one that is not anew */
	struct buf bars; /* of struct chart_bar, oldest first */
};

/* Adds the next night. */
void chart_add_bar(struct chart *chart, struct chart_bar bar);

/* Appends the image, `height` pixels high, and empties the chart. */
void chart_draw(struct chart *chart, unsigned height, struct buf *out);

/* How many nights have room: at least CHART_SLOTS_MIN. */
size_t chart_slots(size_t nights);

#endif
