#include "cli/option_value.h"

#include "base/mem.h"
#include "base/timestamp.h"

#define RATIO_FRACTION_MAX 999999999
#define RATE_COUNT_MAX 100000
#define RATE_SECONDS_MAX 86400
#define RATIO_RANGE "0 to 1"
#define SIZE_EXAMPLES "such as 250MB or 1GiB"
#define SIZE_BYTES_MAX ((uint64_t)1 << 50)
#define MASK_MAX 077
#define SHOWN(text) OPTION_SHOWN_MAX, (text)

typedef enum rc option_reader(const struct option_row *row, const char *text, void *member);

/* Reads digits, a number of at most `most`. Sets *rest to what follows them. */
static bool option_digits(const char *text, uint64_t most, uint64_t *number, const char **rest)
{
	const char *p = text;

	for (*number = 0; ascii_is_digit(*p); p++) {
		uint64_t digit = (uint64_t)(*p - '0');

		if (digit > most || *number > (most - digit) / 10)
			return false;
		*number = *number * 10 + digit;
	}
	*rest = p;
	return p > text;
}

static enum rc option_keep_text(const char *text, void *member)
{
	char **slot = member;

	mem_free(*slot);
	*slot = mem_text(text);
	return RC_OK;
}

static enum rc option_read_text(const struct option_row *row, const char *text, void *member)
{
	(void)row;
	return option_keep_text(text, member);
}

static enum rc option_read_flag(const struct option_row *row, const char *text, void *member)
{
	int *slot = member;
	bool on = strcmp(text, "true") == 0;

	if (!on && strcmp(text, "false") != 0)
		return rc_fail(RC_USAGE, "\"%.*s\" is neither true nor false", SHOWN(text));
	*slot = on ? row->on : row->off;
	return RC_OK;
}

static enum rc option_read_subdomain(const struct option_row *row, const char *text, void *member)
{
	size_t n = strlen(text);
	char **slot = member;

	(void)row;
	for (size_t i = 0; i < n; i++)
		if (!ascii_is_letter(text[i]) && !ascii_is_digit(text[i]) && text[i] != '-')
			return rc_fail(RC_USAGE,
				       "\"%.*s\" is not a subdomain (letters, digits and -): use acme for "
				       "https://acme.pinpointhq.com",
				       SHOWN(text));
	if (n > SUBDOMAIN_MAX || text[0] == '-' || text[n - 1] == '-')
		return rc_fail(RC_USAGE, "\"%.*s\" is not a subdomain: at most %d characters, no - at either end",
			       SHOWN(text), SUBDOMAIN_MAX);
	TRY(option_keep_text(text, member));
	for (char *p = *slot; *p; p++)
		*p = ascii_lower(*p);
	return RC_OK;
}

/* The account's name becomes part of file names, so it must be safe there. */
static enum rc option_read_account(const struct option_row *row, const char *text, void *member)
{
	size_t n = strlen(text);

	(void)row;
	for (size_t i = 0; i < n; i++)
		if (!ascii_is_letter(text[i]) && !ascii_is_digit(text[i]) && !strchr(".-_:", text[i]))
			return rc_fail(RC_USAGE, "\"%.*s\" is not an account name: letters, digits and . _ - : only",
				       SHOWN(text));
	if (n > ACCOUNT_MAX || text[0] == '.')
		return rc_fail(RC_USAGE, "\"%.*s\" is not an account name: at most %d characters, not beginning with .",
			       SHOWN(text), ACCOUNT_MAX);
	return option_keep_text(text, member);
}

static enum rc option_read_number(const struct option_row *row, const char *text, void *member)
{
	const char *rest = text;
	uint64_t number = 0;
	int *slot = member;

	if (!option_digits(text, (uint64_t)row->high, &number, &rest) || *rest || number < (uint64_t)row->low)
		return rc_fail(RC_USAGE, "\"%.*s\" is not a whole number from %d to %d", SHOWN(text), row->low,
			       row->high);
	*slot = (int)number;
	return RC_OK;
}

static uint64_t option_unit_bytes(const char *unit)
{
	static const struct {
		const char *unit;
		uint64_t bytes;
	} units[] = {
		{"", 1},
		{"B", 1},
		{"kB", 1000},
		{"KB", 1000},
		{"MB", 1000 * 1000},
		{"GB", 1000 * 1000 * 1000},
		{"KiB", (uint64_t)1 << 10},
		{"MiB", (uint64_t)1 << 20},
		{"GiB", (uint64_t)1 << 30},
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(unit, units[i].unit) == 0)
			return units[i].bytes;
	return 0;
}

static enum rc option_read_size(const struct option_row *row, const char *text, void *member)
{
	const char *rest = text;
	uint64_t number = 0, unit = 0, *slot = member;

	(void)row;
	if (option_digits(text, SIZE_BYTES_MAX, &number, &rest))
		unit = option_unit_bytes(rest);
	if (number == 0 || unit == 0)
		return rc_fail(RC_USAGE, "\"%.*s\" is not a size " SIZE_EXAMPLES, SHOWN(text));
	if (number > SIZE_BYTES_MAX / unit)
		return rc_fail(RC_USAGE, "\"%.*s\" is too large", SHOWN(text));
	*slot = number * unit;
	return RC_OK;
}

static enum rc option_read_rate(const struct option_row *row, const char *text, void *member)
{
	const char *rest = text;
	uint64_t count = 0, seconds = 1;
	double *slot = member;
	bool good = option_digits(text, RATE_COUNT_MAX, &count, &rest);

	(void)row;
	if (good && *rest == '/')
		good = option_digits(rest + 1, RATE_SECONDS_MAX, &seconds, &rest);
	if (!good || *rest || count == 0 || seconds == 0)
		return rc_fail(RC_USAGE, "\"%.*s\" is not a rate such as 10 (a second) or 100/60 (in 60 seconds)",
			       SHOWN(text));
	*slot = (double)count / (double)seconds;
	return RC_OK;
}

static enum rc option_read_ratio(const struct option_row *row, const char *text, void *member)
{
	const char *rest = text, *fraction;
	uint64_t whole = 0, part = 0;
	double *slot = member, scale = 1;
	bool good = option_digits(text, 1, &whole, &rest);

	(void)row;
	if (good && *rest == '.') {
		fraction = rest + 1;
		good = option_digits(fraction, RATIO_FRACTION_MAX, &part, &rest);
		for (; fraction < rest; fraction++)
			scale *= 10;
	}
	if (!good || *rest || (whole == 1 && part > 0))
		return rc_fail(RC_USAGE, "\"%.*s\" is not a share from " RATIO_RANGE ", such as 0.2", SHOWN(text));
	*slot = (double)whole + (double)part / scale;
	return RC_OK;
}

/* "csv or ndjson", "text, json or jsonschema" */
static void option_add_names(struct buf *out, option_names *names)
{
	for (size_t i = 0; names(i); i++) {
		if (i > 0)
			buf_adds(out, names(i + 1) ? ", " : " or ");
		buf_adds(out, names(i));
	}
}

static enum rc option_read_name(option_names *names, const char *text, int *slot)
{
	AUTO_BUF known = {0};

	for (size_t i = 0; names(i); i++) {
		if (strcmp(text, names(i)) != 0)
			continue;
		*slot = (int)i;
		return RC_OK;
	}
	option_add_names(&known, names);
	return rc_fail(RC_USAGE, "\"%.*s\" is not known: use %s", SHOWN(text), buf_text(&known));
}

static enum rc option_read_mask(const struct option_row *row, const char *text, void *member)
{
	unsigned mask = 0, *slot = member;
	const char *p = text;

	(void)row;
	for (; *p >= '0' && *p <= '7' && mask <= MASK_MAX; p++)
		mask = mask * 8 + (unsigned)(*p - '0');
	if (*p || mask > MASK_MAX)
		return rc_fail(RC_USAGE, "\"%.*s\" is not an octal mask from 0 to %03o (the owner keeps all rights)",
			       SHOWN(text), MASK_MAX);
	*slot = mask;
	return RC_OK;
}

static enum rc option_read_time(const struct option_row *row, const char *text, void *member)
{
	int64_t *slot = member;

	(void)row;
	if (!timestamp_read(sv_of(text), slot))
		return rc_fail(RC_USAGE, "\"%.*s\" is not a time such as 2026-11-23T02:00:00Z", SHOWN(text));
	/* The state cannot store earlier times. */
	return *slot < 0 ? rc_fail(RC_USAGE, "\"%.*s\" is before 1970", SHOWN(text)) : RC_OK;
}

enum rc option_read(const struct option_row *row, const char *text, struct options *options)
{
	static option_reader *const readers[] = {
		[OPTION_FLAG] = option_read_flag,           [OPTION_TEXT] = option_read_text,
		[OPTION_SUBDOMAIN] = option_read_subdomain, [OPTION_ACCOUNT] = option_read_account,
		[OPTION_NUMBER] = option_read_number,       [OPTION_SIZE] = option_read_size,
		[OPTION_RATE] = option_read_rate,           [OPTION_RATIO] = option_read_ratio,
		[OPTION_MASK] = option_read_mask,           [OPTION_TIME] = option_read_time,
	};
	option_names *names = option_row_names(row, options);
	void *member = (char *)options + row->offset;

	if (!*text)
		return rc_fail(RC_USAGE, "the value is empty");
	return names ? option_read_name(names, text, member) : readers[row->kind](row, text, member);
}

void option_add_values(struct buf *out, const struct option_row *row, const struct options *options)
{
	option_names *names = option_row_names(row, options);

	if (names)
		option_add_names(out, names);
	else if (row->kind == OPTION_NUMBER)
		buf_addf(out, "%d to %d", row->low, row->high);
	else if (row->kind == OPTION_RATIO)
		buf_adds(out, RATIO_RANGE);
	else if (row->kind == OPTION_MASK)
		buf_adds(out, "octal");
	else if (row->kind == OPTION_SIZE)
		buf_adds(out, SIZE_EXAMPLES);
}
