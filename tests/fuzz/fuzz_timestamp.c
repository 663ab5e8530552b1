/*
 * Timestamps. A second reader, which does not use eras but counts days year by year, gives the same result for every text.
 * What is written is read back as the same time, and written in the same way again. The same holds for names of runs.
 * An input is a text, whose first eight bytes are also used as a time.
 */
#include "base/timestamp.h"
#include "fuzz/expect.h"
#include "fuzz/input.h"

#define DAY_MS INT64_C(86400000)
#define EARLIEST (INT64_C(-719162) * DAY_MS)   /* 0001-01-01 */
#define LATEST (INT64_C(2932897) * DAY_MS - 1) /* the last millisecond of 9999 */

/* Whether the text has digits where the form has a d, and the same characters elsewhere. */
static bool fits(struct sv text, const char *form)
{
	if (text.n < strlen(form))
		return false;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == 'd' ? !ascii_is_digit(text.p[i]) : text.p[i] != form[i])
			return false;
	return true;
}

static int64_t digits_at(struct sv text, size_t at, size_t n)
{
	int64_t sum = 0;

	for (size_t i = at; i < at + n; i++)
		sum = sum * 10 + (text.p[i] - '0');
	return sum;
}

static bool leap(int64_t year)
{
	return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
}

static int64_t month_days(int64_t year, int64_t month)
{
	if (month == 4 || month == 6 || month == 9 || month == 11)
		return 30;
	return month == 2 ? (leap(year) ? 29 : 28) : 31;
}

/* False if there is no such day. */
static bool slow_date(int64_t year, int64_t month, int64_t day, int64_t *days)
{
	if (year < 1 || month < 1 || month > 12 || day < 1 || day > month_days(year, month))
		return false;
	*days = day - 1;
	for (int64_t m = 1; m < month; m++)
		*days += month_days(year, m);
	for (int64_t y = 1970; y < year; y++)
		*days += leap(y) ? 366 : 365;
	for (int64_t y = year; y < 1970; y++)
		*days -= leap(y) ? 366 : 365;
	return true;
}

/* Hour and minute, as in "02:30" or "0230". */
static bool slow_clock(struct sv text, size_t minute_at, int64_t *minutes)
{
	int64_t hour = digits_at(text, 0, 2), minute = digits_at(text, minute_at, 2);

	*minutes = hour * 60 + minute;
	return hour < 24 && minute < 60;
}

static bool slow_zone(struct sv text, int64_t *minutes)
{
	bool colon = fits(sv_from(text, 1), "dd:dd") && text.n == 6,
	     none = fits(sv_from(text, 1), "dddd") && text.n == 5;

	*minutes = 0;
	if (text.n == 0 || sv_is(text, "Z"))
		return true;
	if ((text.p[0] != '+' && text.p[0] != '-') || !(colon || none))
		return false;
	if (!slow_clock(sv_from(text, 1), colon ? 3 : 2, minutes))
		return false;
	*minutes *= text.p[0] == '-' ? -1 : 1;
	return true;
}

/* Reads what follows the minutes: seconds and their fraction. Leaves the zone. */
static bool slow_seconds(struct sv *text, int64_t *ms)
{
	size_t n = 0;

	*ms = 0;
	if (text->n == 0 || text->p[0] != ':')
		return true;
	if (!fits(*text, ":dd") || digits_at(*text, 1, 2) > 59)
		return false;
	*ms = digits_at(*text, 1, 2) * 1000;
	*text = sv_from(*text, 3);
	if (text->n == 0 || text->p[0] != '.')
		return true;
	*text = sv_from(*text, 1);
	while (n < text->n && ascii_is_digit(text->p[n]))
		n++;
	for (size_t i = 0, worth = 100; i < 3 && i < n; i++, worth /= 10)
		*ms += (text->p[i] - '0') * (int64_t)worth;
	*text = sv_from(*text, n);
	return n > 0;
}

static bool slow_read(struct sv text, int64_t *result)
{
	int64_t days, minutes = 0, ms = 0, zone = 0;
	struct sv rest = sv_from(text, 10);

	if (!fits(text, "dddd-dd-dd") ||
	    !slow_date(digits_at(text, 0, 4), digits_at(text, 5, 2), digits_at(text, 8, 2), &days))
		return false;
	if (rest.n > 0) {
		if (!fits(rest, "Tdd:dd") || !slow_clock(sv_from(rest, 1), 3, &minutes))
			return false;
		rest = sv_from(rest, 6);
		if (!slow_seconds(&rest, &ms) || !slow_zone(rest, &zone))
			return false;
	}
	*result = days * DAY_MS + (minutes - zone) * 60000 + ms;
	return *result >= EARLIEST && *result <= LATEST;
}

static void round_trip(int64_t ms)
{
	char text[TIMESTAMP_SIZE], name[RUN_NAME_SIZE];
	int64_t again, slow;

	timestamp_write(ms, text);
	EXPECT(strlen(text) == TIMESTAMP_SIZE - 1 && fits(sv_of(text), "dddd-dd-ddTdd:dd:dd.dddZ"));
	EXPECT(timestamp_read(sv_of(text), &again) && again == ms);
	EXPECT(slow_read(sv_of(text), &slow) && slow == ms);

	timestamp_run_name(ms, name);
	EXPECT(strlen(name) == RUN_NAME_SIZE - 1);
	EXPECT(timestamp_read_run_name(sv_of(name), &again));
	EXPECT(again <= ms && ms - again < 1000 && again % 1000 == 0);
}

/* A text that is read as the name of a run is the name of its time. */
static void read_name(struct sv text)
{
	char name[RUN_NAME_SIZE];
	int64_t ms;

	if (!timestamp_read_run_name(text, &ms))
		return;
	EXPECT(ms >= EARLIEST && ms <= LATEST);
	timestamp_run_name(ms, name);
	EXPECT(sv_is(text, name));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct input input = {bytes, n};
	struct sv text = input_rest(&input);
	int64_t read = -1, slow = -1, range = LATEST - EARLIEST + 1;
	bool is_read = timestamp_read(text, &read);

	EXPECT(is_read == slow_read(text, &slow));
	EXPECT(is_read ? read == slow : read == -1);
	if (is_read)
		round_trip(read);
	read_name(text);
	round_trip(EARLIEST + (int64_t)(input_number(&input, sizeof(uint64_t)) % (uint64_t)range));
	return 0;
}
