/*
 * Retry-After and Date. Seconds are read as by a simple second reader. Each of the three forms of dates in HTTP gives the time
 * that it was written from. Whatever else the header says, the wait is within the limits, never shorter than Retry-After, and
 * never longer than the cap without it.
 * An input is eight bytes of a time and two of a wait, then the header's value.
 */
#include "base/timestamp.h"
#include "fuzz/expect.h"
#include "fuzz/input.h"
#include "net/retry.h"

#include <stdio.h>

#define DATES_END INT64_C(253402300799) /* of the dates that HTTP can write, the last of year 9999 */

enum { TRIES = 12, MOMENT = 8 };

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
				     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"}; /* 1970 began on a Thursday */
static const char *const long_days[] = {"Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"};

/* -1 if the text is not a number of seconds. A fraction counts as one more second. */
static int64_t slow_seconds(struct sv text)
{
	int64_t sum = 0;
	size_t i = 0;

	while (text.n > 0 && ascii_is_space(text.p[0]))
		text = sv_from(text, 1);
	while (text.n > 0 && ascii_is_space(text.p[text.n - 1]))
		text.n--;
	for (; i < text.n && ascii_is_digit(text.p[i]); i++)
		sum = sum > RETRY_AFTER_MAX ? sum : sum * 10 + (text.p[i] - '0');
	if (i == 0)
		return -1;
	if (i < text.n) {
		if (text.p[i] != '.' || !sv_digits(sv_from(text, i + 1)))
			return -1;
		sum++;
	}
	return sum < RETRY_AFTER_MAX ? sum : RETRY_AFTER_MAX;
}

/* The three forms of RFC 9110, section 5.6.7. */
static void write_date(int64_t seconds, unsigned form, char *out, size_t size)
{
	char iso[TIMESTAMP_SIZE]; /* 2026-11-23T02:00:00.000Z */
	int year, month, day;
	size_t weekday = (size_t)(seconds / 86400 % 7);

	timestamp_write(seconds * 1000, iso);
	year = (int)strtol(iso, NULL, 10);
	month = (int)strtol(iso + sizeof("2026-") - 1, NULL, 10);
	day = (int)strtol(iso + sizeof("2026-11-") - 1, NULL, 10);
	EXPECT(month >= 1 && month <= 12);
	if (form == 0)
		snprintf(out, size, "%s, %02d %s %04d %.8s GMT", days[weekday], day, months[month - 1], year, iso + 11);
	else if (form == 1)
		snprintf(out, size, "%s, %02d-%s-%02d %.8s GMT", long_days[weekday], day, months[month - 1], year % 100,
			 iso + 11);
	else
		snprintf(out, size, "%s %s %2d %.8s %04d", days[weekday], months[month - 1], day, iso + 11, year);
}

static void dates(uint64_t moment)
{
	/* A year of two digits is a year near the present: libcurl reads 71 as 1971 and 70 as 2070. */
	static const int64_t two_digits_begin = INT64_C(31536000), two_digits_span = INT64_C(3155760000);
	int64_t seconds = (int64_t)(moment % (uint64_t)(DATES_END + 1)), past = (int64_t)(moment >> 40);

	for (unsigned form = 0; form < 3; form++) {
		int64_t then = form == 1 ? two_digits_begin + seconds % two_digits_span : seconds;
		char text[HTTP_DATE_MAX];

		write_date(then, form, text, sizeof(text));
		EXPECT(http_date_ms(sv_of(text)) == then * 1000);
		EXPECT(retry_after_read(sv_of(text), then * 1000) == 0);
		EXPECT(retry_after_read(sv_of(text), -1) == -1);
		if (then > past)
			EXPECT(retry_after_read(sv_of(text), (then - past) * 1000) ==
			       (past < RETRY_AFTER_MAX ? past : RETRY_AFTER_MAX));
	}
}

static void waits(int64_t given, uint64_t chance)
{
	struct net_answer answer = {.retry_after = given};
	double random = (double)(chance & 0xffff) / 0x10000;

	for (unsigned tried = 1; tried < TRIES; tried++) {
		int64_t wait = retry_wait_ms(&answer, tried, random);

		EXPECT(wait >= 0 && wait >= given * 1000);
		EXPECT(wait <= RETRY_CAP_MS || wait == given * 1000);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct input input = {bytes, n};
	uint64_t moment = input_number(&input, MOMENT), chance = input_number(&input, 2);
	struct sv value = input_rest(&input);
	int64_t now_ms = (int64_t)(moment % (uint64_t)((DATES_END + 1) * 1000)), seconds = slow_seconds(value);
	int64_t given = retry_after_read(value, now_ms), date_ms = http_date_ms(value);

	EXPECT(given >= -1 && given <= RETRY_AFTER_MAX);
	EXPECT(date_ms >= -1 && date_ms <= DATES_END * 1000);
	if (seconds >= 0)
		EXPECT(given == seconds && retry_after_read(value, -1) == seconds);
	dates(moment);
	waits(given, chance);
	return 0;
}
