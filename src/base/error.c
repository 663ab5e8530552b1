#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static _Thread_local char text[ERROR_TEXT_MAX];

enum rc rc_fail(enum rc rc, const char *format, ...)
{
	/* Formatted into a copy first: an argument may be the recorded text itself. */
	char line[ERROR_TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	memcpy(text, line, sizeof(text));
	return rc;
}

enum rc rc_context(enum rc rc, const char *format, ...)
{
	char front[ERROR_TEXT_MAX / 2], line[ERROR_TEXT_MAX * 2];
	va_list args;

	va_start(args, format);
	vsnprintf(front, sizeof(front), format, args);
	va_end(args);
	snprintf(line, sizeof(line), "%s: %s", front, text);
	memcpy(text, line, sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	return rc;
}

const char *rc_text(void)
{
	return text;
}

void rc_keep(struct rc_kept *kept)
{
	memcpy(kept->text, text, sizeof(text));
}

enum rc rc_restore(const struct rc_kept *kept, enum rc rc)
{
	memcpy(text, kept->text, sizeof(text));
	return rc;
}
