/*
 * Config files. A second reader, which goes through the file byte by byte, finds the same settings, or the same first line
 * that is wrong. No error text contains a byte of the file.
 * An input is the file.
 */
#include <stdio.h>
#include <unistd.h>

#include "cli/config_file.h"
#include "base/buf.h"
#include "fuzz/expect.h"
#include "fuzz/input.h"

/* Each setting is noted as "LINE KEY\0VALUE\0". */
static enum rc note(void *context, const struct config_setting *setting)
{
	struct buf *log = context;

	buf_addf(log, "%u %s", setting->line, setting->key);
	buf_addc(log, '\0');
	buf_adds(log, setting->value);
	buf_addc(log, '\0');
	return RC_OK;
}

static void add_trimmed(struct buf *log, const char *p, size_t n)
{
	size_t first = 0;

	while (first < n && ascii_is_space(p[first]))
		first++;
	while (n > first && ascii_is_space(p[n - 1]))
		n--;
	buf_add(log, p + first, n - first);
	buf_addc(log, '\0');
}

/* Reads a line without its comment. Returns what is wrong with it, or NULL. */
static const char *slow_line(struct sv line, unsigned number, struct buf *log)
{
	size_t end = 0, equals;

	if (line.n > CONFIG_LINE_MAX)
		return "longer than 4096 bytes";
	while (end < line.n && !(line.p[end] == '#' && (end == 0 || ascii_is_space(line.p[end - 1]))))
		end++;
	if (sv_blank((struct sv){line.p, end}))
		return NULL;
	for (equals = 0; equals < end; equals++)
		if (line.p[equals] == '\0')
			return "contains a NUL byte";
	for (equals = 0; equals < end && line.p[equals] != '='; equals++)
		;
	if (equals == end || sv_blank((struct sv){line.p, equals}))
		return "expected `key = value`";
	buf_addf(log, "%u ", number);
	add_trimmed(log, line.p, equals);
	add_trimmed(log, line.p + equals + 1, end - equals - 1);
	return NULL;
}

static const char *slow_read(struct sv text, struct buf *log, unsigned *number)
{
	struct input input = {(const uint8_t *)text.p, text.n};
	const char *wrong = NULL;

	if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0) {
		input.p += 3;
		input.n -= 3;
	}
	for (*number = 1; input.n > 0; ++*number) {
		wrong = slow_line(input_until(&input, '\n'), *number, log);
		if (wrong)
			break;
	}
	return wrong;
}

static void compare(const char *path, struct sv text)
{
	AUTO_BUF found = {0}, expected = {0}, error = {0};
	unsigned number;
	const char *wrong = slow_read(text, &expected, &number);
	enum rc rc = config_file_read(path, note, &found);

	if (text.n > CONFIG_FILE_MAX) {
		EXPECT(rc == RC_USAGE && found.n == 0);
		return;
	}
	EXPECT(rc == (wrong ? RC_USAGE : RC_OK));
	EXPECT(sv_same(buf_sv(&found), buf_sv(&expected)));
	if (wrong) {
		buf_addf(&error, "%s, line %u: %s", path, number, wrong);
		EXPECT(sv_is(buf_sv(&error), rc_text()));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static FILE *file;
	AUTO_BUF path = {0};
	struct input input = {bytes, n};

	if (!file)
		file = tmpfile(); /* has no name that could be left behind */
	EXPECT(file && ftruncate(fileno(file), 0) == 0);
	EXPECT(pwrite(fileno(file), bytes, n, 0) == (ssize_t)n);
	buf_addf(&path, "/dev/fd/%d", fileno(file));
	compare(buf_text(&path), input_rest(&input));
	return 0;
}
