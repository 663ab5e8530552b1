#include "support/triples.h"

enum { TRIPLE = 3 };

static bool next_line(struct sv *rest, struct sv *line)
{
	const char *end;

	if (rest->n == 0)
		return false;
	end = memchr(rest->p, '\n', rest->n);
	*line = (struct sv){rest->p, end ? (size_t)(end - rest->p) : rest->n};
	*rest = sv_from(*rest, line->n + 1);
	return true;
}

static int hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = memchr(digits, ascii_lower(c), sizeof(digits) - 1);

	return found ? (int)(found - digits) : 0;
}

/* One escape at the front of `rest`, which begins with the backslash. */
static size_t unescape(struct sv rest, char *out)
{
	static const char from[] = "nrt\\\"", to[] = "\n\r\t\\\"";
	const char *found = rest.n > 1 ? memchr(from, rest.p[1], sizeof(from) - 1) : NULL;

	if (rest.n > 3 && rest.p[1] == 'x') {
		*out = (char)(hex_value(rest.p[2]) * 16 + hex_value(rest.p[3]));
		return 4;
	}
	*out = found ? to[found - from] : '\\';
	return found ? 2 : 1;
}

static void unquote(struct sv line, struct buf *out)
{
	buf_clear(out);
	if (line.n < 2 || line.p[0] != '"' || line.p[line.n - 1] != '"') {
		buf_addsv(out, line);
		return;
	}
	for (struct sv rest = {line.p + 1, line.n - 2}; rest.n > 0;) {
		char c = rest.p[0];

		rest = sv_from(rest, c == '\\' ? unescape(rest, &c) : 1);
		buf_addc(out, c);
	}
}

static const struct triple_conversion *find(const struct triple_conversion *conversions, struct sv name)
{
	for (; conversions->name; conversions++)
		if (sv_is(name, conversions->name))
			return conversions;
	return NULL;
}

static bool passes(const struct triple_conversion *conversion, const struct sv lines[TRIPLE], struct buf *got)
{
	AUTO_BUF input = {0}, expected = {0};
	bool refusal = sv_is(lines[2], "NULL");

	unquote(lines[1], &input);
	unquote(lines[2], &expected);
	if (!conversion->convert(buf_sv(&input), got)) {
		buf_clear(got);
		buf_adds(got, "NULL");
		return refusal;
	}
	return !refusal && sv_same(buf_sv(got), buf_sv(&expected));
}

static unsigned run_case(const char *path, const struct triple_conversion *conversions, const struct sv lines[TRIPLE])
{
	const struct triple_conversion *conversion = find(conversions, lines[0]);
	AUTO_BUF got = {0};

	if (!conversion) {
		fprintf(stderr, "%s: unknown conversion %.*s\n", path, SV_ARG(lines[0]));
		return 1;
	}
	if (passes(conversion, lines, &got))
		return 0;
	fprintf(stderr, "%s: %.*s of %.*s: expected %.*s, got %s\n", path, SV_ARG(lines[0]), SV_ARG(lines[1]),
		SV_ARG(lines[2]), buf_text(&got));
	return 1;
}

static bool read_whole(const char *path, struct buf *out)
{
	FILE *file = fopen(path, "rb");

	if (!file)
		return false;
	buf_reserve(out, TRIPLES_FILE_MAX);
	out->n = fread(out->p, 1, TRIPLES_FILE_MAX, file);
	fclose(file);
	return out->n < TRIPLES_FILE_MAX;
}

unsigned triples_run(const char *path, const struct triple_conversion *conversions)
{
	AUTO_BUF file = {0};
	struct sv rest, line, lines[TRIPLE];
	unsigned failures = 0, cases = 0, held = 0;

	if (!read_whole(path, &file)) {
		fprintf(stderr, "%s: cannot be read, or is too long\n", path);
		return 1;
	}
	for (rest = buf_sv(&file); next_line(&rest, &line);) {
		if (line.n == 0 ? held == 0 : line.p[0] == '#')
			continue;
		lines[held++] = line;
		if (line.n > 0 && held < TRIPLE)
			continue;
		if (line.n == 0) {
			fprintf(stderr, "%s: a case of fewer than three lines, %.*s\n", path, SV_ARG(lines[0]));
			failures++;
		} else {
			failures += run_case(path, conversions, lines);
		}
		cases++;
		held = 0;
	}
	if (cases == 0 || held > 0)
		fprintf(stderr, "%s: no case, or an unfinished one at its end\n", path);
	return failures + (cases == 0 || held > 0);
}
