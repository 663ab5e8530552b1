#include "app/screen.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"

enum {
	NAME_WIDTH = 11,
	VERDICT_WIDTH = 7,
	GAP = 2,
	TEXT_AT = NAME_WIDTH + GAP + VERDICT_WIDTH + GAP,
	TEXT_MAX = 4 * ERROR_TEXT_MAX, /* escapes are longer than what they stand for */
};

static const char *const verdict_names[] = {"ok", "note", "problem"};

/* An export looks at the destination first, then at the key, and so on; it pushes last. */
static const enum rc order[] = {RC_INTERNAL, RC_USAGE,	RC_CREDENTIALS, RC_SERVICE, RC_FORMAT,
				RC_LOCKED,   RC_OUTPUT, RC_UNPUSHED,	RC_PARTIAL};

static size_t screen_rank(enum rc rc)
{
	size_t i = 0;

	while (i < sizeof(order) / sizeof(order[0]) && order[i] != rc)
		i++;
	return i;
}

static void screen_add_head(struct screen *screen, int width, enum verdict verdict, const char *name)
{
	buf_addf(&screen->text, "%-*s  %-*s  ", width, name, VERDICT_WIDTH, verdict_names[verdict]);
}

/* How many columns its characters take. */
static size_t screen_columns(struct sv text)
{
	size_t columns = 0;

	for (size_t i = 0; i < text.n; i++)
		columns += ((unsigned char)text.p[i] & 0xc0) != 0x80;
	return columns;
}

/* Breaks lines between words. */
static void screen_add_words(struct screen *screen, struct sv rest)
{
	size_t column = TEXT_AT;

	while (rest.n > 0) {
		struct sv word = sv_until(rest, ' ');
		size_t columns = screen_columns(word);
		bool first = column == TEXT_AT;

		if (!first && column + 1 + columns > SCREEN_COLUMNS) {
			buf_addf(&screen->text, "\n%*s", TEXT_AT, "");
			column = TEXT_AT;
			first = true;
		}
		if (!first)
			buf_addc(&screen->text, ' ');
		buf_addsv(&screen->text, word);
		column += columns + !first;
		rest = sv_from(rest, word.n < rest.n ? word.n + 1 : rest.n);
	}
	buf_addc(&screen->text, '\n');
}

static void screen_add_text(struct screen *screen, enum verdict verdict, const char *name, const char *text)
{
	char printable[TEXT_MAX];
	size_t n = utf8_write_printable(sv_of(text), printable, sizeof(printable));

	screen->problems += verdict == VERDICT_PROBLEM;
	screen_add_head(screen, NAME_WIDTH, verdict, name);
	screen_add_words(screen, (struct sv){printable, n});
}

void screen_add(struct screen *screen, enum verdict verdict, const char *name, const char *format, ...)
{
	char text[ERROR_TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	screen_add_text(screen, verdict, name, text);
}

void screen_fail(struct screen *screen, enum rc rc, const char *name)
{
	screen_add_text(screen, VERDICT_PROBLEM, name, rc_text());
	if (screen->rc != RC_OK && screen_rank(screen->rc) <= screen_rank(rc))
		return;
	screen->rc = rc;
	rc_keep(&screen->why);
}

void screen_add_line(struct screen *screen, int width, enum verdict verdict, const char *name, struct sv text)
{
	screen_add_head(screen, width, verdict, name);
	buf_addsv(&screen->text, text);
	buf_addc(&screen->text, '\n');
}

enum rc screen_conclude(const struct screen *screen)
{
	return screen->rc == RC_OK ? RC_OK : rc_restore(&screen->why, screen->rc);
}

void screen_release(struct screen *screen)
{
	buf_release(&screen->text);
}
