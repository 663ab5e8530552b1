/*
 * The screen of `check`: a row for each part of the set-up, with a verdict and what to do. The names and verdicts are
 * aligned; a text that is too long for SCREEN_COLUMNS goes on in the next line. And the exit status: the first in the order
 * in which an export would end for one of the problems.
 */
#ifndef APP_SCREEN_H
#define APP_SCREEN_H

#include "base/buf.h"
#include "base/error.h"

#define SCREEN_COLUMNS 80

enum verdict { VERDICT_OK, VERDICT_NOTE, VERDICT_PROBLEM };

/* Zero-initialize; screen_release() it. */
struct screen {
	struct buf text;
	size_t problems;
	enum rc rc; /* of the problem that comes first */
	struct rc_kept why;
};

void screen_add(struct screen *screen, enum verdict verdict, const char *name, const char *format, ...)
	PRINTF_LIKE(4, 5);

/* A problem whose text is rc_text(). */
void screen_fail(struct screen *screen, enum rc rc, const char *name);

/* A line of a list: its text is never broken, and its names have `width` columns. */
void screen_add_line(struct screen *screen, int width, enum verdict verdict, const char *name, struct sv text);

/* Records the text of the problem that comes first, and returns its status. */
enum rc screen_conclude(const struct screen *screen) MUST_USE;

void screen_release(struct screen *screen);

#endif
