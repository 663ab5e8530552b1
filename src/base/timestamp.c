#include "base/timestamp.h"

#include <stdio.h>

#define MS_PER_MINUTE INT64_C(60000)

enum { YEAR_MIN = 1, YEAR_MAX = 9999, FRACTION_DIGITS = 3 };

struct civil {
	int year, month, day, hour, minute, second, ms;
};

/* Days from 1970-01-01 to a Gregorian date. Years begin in March here, so that the leap day is the last one. */
static int64_t civil_days(int year, int month, int day)
{
	int shifted = month <= 2 ? year - 1 : year;
	int era = shifted / 400, year_of_era = shifted % 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return (int64_t)era * 146097 + day_of_era - 719468;
}

static int civil_days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static bool civil_valid(const struct civil *civil)
{
	return civil->year >= YEAR_MIN && civil->year <= YEAR_MAX && civil->month >= 1 && civil->month <= 12 &&
	       civil->day >= 1 && civil->day <= civil_days_in_month(civil->year, civil->month) && civil->hour <= 23 &&
	       civil->minute <= 59 && civil->second <= 59;
}

static int64_t civil_ms(const struct civil *civil)
{
	int64_t minutes = civil->hour * 60 + civil->minute;

	return civil_days(civil->year, civil->month, civil->day) * MS_PER_DAY + minutes * MS_PER_MINUTE +
	       civil->second * MS_PER_SECOND + civil->ms;
}

/* Whether the time can be written. */
static bool timestamp_in_range(int64_t ms)
{
	return ms >= civil_days(YEAR_MIN, 1, 1) * MS_PER_DAY && ms < civil_days(YEAR_MAX + 1, 1, 1) * MS_PER_DAY;
}

/* Reads exactly `count` digits from the front of `rest`. */
static bool timestamp_take_number(struct sv *rest, size_t count, int *number)
{
	int sum = 0;

	if (rest->n < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!ascii_is_digit(rest->p[i]))
			return false;
		sum = sum * 10 + (rest->p[i] - '0');
	}
	*number = sum;
	*rest = sv_from(*rest, count);
	return true;
}

static bool timestamp_take_date(struct sv *rest, struct civil *civil)
{
	return timestamp_take_number(rest, 4, &civil->year) && sv_take(rest, '-') &&
	       timestamp_take_number(rest, 2, &civil->month) && sv_take(rest, '-') &&
	       timestamp_take_number(rest, 2, &civil->day);
}

/* Any number of digits; those after the milliseconds are cut off, not rounded. */
static bool timestamp_take_fraction(struct sv *rest, int *ms)
{
	size_t n = 0;

	*ms = 0;
	for (; n < rest->n && ascii_is_digit(rest->p[n]); n++)
		if (n < FRACTION_DIGITS)
			*ms = *ms * 10 + (rest->p[n] - '0');
	for (size_t i = n; i < FRACTION_DIGITS; i++)
		*ms *= 10;
	*rest = sv_from(*rest, n);
	return n > 0;
}

static bool timestamp_take_time(struct sv *rest, struct civil *civil)
{
	if (!timestamp_take_number(rest, 2, &civil->hour) || !sv_take(rest, ':') ||
	    !timestamp_take_number(rest, 2, &civil->minute))
		return false;
	if (!sv_take(rest, ':'))
		return true;
	if (!timestamp_take_number(rest, 2, &civil->second))
		return false;
	return !sv_take(rest, '.') || timestamp_take_fraction(rest, &civil->ms);
}

/* The offset from UTC in minutes; no zone means UTC. */
static bool timestamp_take_zone(struct sv *rest, int64_t *minutes)
{
	bool east = false;
	int hour, minute;

	*minutes = 0;
	if (rest->n == 0 || sv_take(rest, 'Z'))
		return true;
	if (sv_take(rest, '+'))
		east = true;
	else if (!sv_take(rest, '-'))
		return false;
	if (!timestamp_take_number(rest, 2, &hour))
		return false;
	(void)sv_take(rest, ':'); /* +HHMM is read like +HH:MM */
	if (!timestamp_take_number(rest, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*minutes = (east ? 1 : -1) * (hour * 60 + minute);
	return true;
}

bool timestamp_read(struct sv text, int64_t *ms)
{
	struct civil civil = {0};
	struct sv rest = text;
	int64_t offset = 0, result;

	if (!timestamp_take_date(&rest, &civil))
		return false;
	if (rest.n > 0 &&
	    !(sv_take(&rest, 'T') && timestamp_take_time(&rest, &civil) && timestamp_take_zone(&rest, &offset)))
		return false;
	if (rest.n > 0 || !civil_valid(&civil))
		return false;
	result = civil_ms(&civil) - offset * MS_PER_MINUTE;
	if (!timestamp_in_range(result))
		return false;
	*ms = result;
	return true;
}

/* The reverse of civil_days() and civil_ms(). */
static struct civil civil_of(int64_t ms)
{
	int64_t days = ms / MS_PER_DAY, rest = ms % MS_PER_DAY;
	int day, era, day_of_era, year_of_era, day_of_year, month;

	if (rest < 0) {
		rest += MS_PER_DAY;
		days--;
	}
	day = (int)days + 719468;
	era = day / 146097;
	day_of_era = day % 146097;
	year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	month = (5 * day_of_year + 2) / 153;
	return (struct civil){
		.year = era * 400 + year_of_era + (month >= 10),
		.month = month < 10 ? month + 3 : month - 9,
		.day = day_of_year - (153 * month + 2) / 5 + 1,
		.hour = (int)(rest / 3600000),
		.minute = (int)(rest / MS_PER_MINUTE % 60),
		.second = (int)(rest / MS_PER_SECOND % 60),
		.ms = (int)(rest % MS_PER_SECOND),
	};
}

static char *timestamp_put_number(char *out, int number, int digits)
{
	for (int i = digits; i-- > 0; number /= 10)
		out[i] = (char)('0' + number % 10);
	return out + digits;
}

static char *timestamp_put_char(char *out, char c)
{
	*out = c;
	return out + 1;
}

void timestamp_write(int64_t ms, char out[TIMESTAMP_SIZE])
{
	struct civil civil = civil_of(ms);
	char *end = timestamp_put_char(timestamp_put_number(out, civil.year, 4), '-');

	end = timestamp_put_char(timestamp_put_number(end, civil.month, 2), '-');
	end = timestamp_put_char(timestamp_put_number(end, civil.day, 2), 'T');
	end = timestamp_put_char(timestamp_put_number(end, civil.hour, 2), ':');
	end = timestamp_put_char(timestamp_put_number(end, civil.minute, 2), ':');
	end = timestamp_put_char(timestamp_put_number(end, civil.second, 2), '.');
	end = timestamp_put_char(timestamp_put_number(end, civil.ms, FRACTION_DIGITS), 'Z');
	*end = '\0';
}

void timestamp_run_name(int64_t ms, char out[RUN_NAME_SIZE])
{
	struct civil civil = civil_of(ms);

	snprintf(out, RUN_NAME_SIZE, "%04d%02d%02dT%02d%02d%02dZ", civil.year, civil.month, civil.day, civil.hour,
		 civil.minute, civil.second);
}

bool timestamp_read_run_name(struct sv text, int64_t *ms)
{
	struct civil civil = {0};
	struct sv rest = text;
	bool read = timestamp_take_number(&rest, 4, &civil.year) && timestamp_take_number(&rest, 2, &civil.month) &&
		    timestamp_take_number(&rest, 2, &civil.day) && sv_take(&rest, 'T') &&
		    timestamp_take_number(&rest, 2, &civil.hour) && timestamp_take_number(&rest, 2, &civil.minute) &&
		    timestamp_take_number(&rest, 2, &civil.second) && sv_take(&rest, 'Z');

	if (!read || rest.n > 0 || !civil_valid(&civil))
		return false;
	*ms = civil_ms(&civil);
	return true;
}
