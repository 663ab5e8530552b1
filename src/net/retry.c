#include "net/retry.h"

#include <curl/curl.h>

#include "base/timestamp.h"
#include "net/http_status.h"

#define DATE_LAST INT64_C(253402300799) /* the end of year 9999 */

bool retry_from_between(const struct net_answer *answer)
{
	return answer->markup && (answer->status == HTTP_UNAUTHORIZED || answer->status == HTTP_FORBIDDEN);
}

enum retry_class retry_classify(const struct net_answer *answer)
{
	if (retry_from_between(answer))
		return RETRY_THROTTLED;
	switch (answer->status) {
	case HTTP_TOO_MANY_REQUESTS:
	case HTTP_UNAVAILABLE:
		return RETRY_THROTTLED;
	case HTTP_ACCEPTED:
	case HTTP_REQUEST_TIMEOUT:
	case HTTP_MISDIRECTED:
	case HTTP_TOO_EARLY:
		return RETRY_SERVER;
	default:
		break;
	}
	if (answer->status >= HTTP_SERVER_ERROR)
		return RETRY_SERVER;
	if (answer->status >= HTTP_REDIRECT || answer->permanent)
		return RETRY_NOT;
	return answer->status >= HTTP_OK && answer->complete ? RETRY_NOT : RETRY_TRANSPORT;
}

static int64_t retry_ceiling_ms(unsigned tried)
{
	int64_t ceiling = RETRY_BASE_MS;

	for (unsigned n = 1; n < tried && ceiling < RETRY_CAP_MS; n++)
		ceiling *= 2;
	return ceiling < RETRY_CAP_MS ? ceiling : RETRY_CAP_MS;
}

int64_t retry_wait_ms(const struct net_answer *answer, unsigned tried, double random)
{
	int64_t own = (int64_t)((double)retry_ceiling_ms(tried) * random);
	int64_t given = answer->retry_after < RETRY_AFTER_MAX ? answer->retry_after : RETRY_AFTER_MAX;

	return given * MS_PER_SECOND > own ? given * MS_PER_SECOND : own;
}

/* A whole number. A fraction, which is not standard but sent by some services, is rounded up. */
static bool retry_read_seconds(struct sv text, int64_t *seconds)
{
	int64_t value = 0;
	size_t i = 0;

	for (; i < text.n && ascii_is_digit(text.p[i]); i++)
		if (value < RETRY_AFTER_MAX)
			value = value * 10 + (text.p[i] - '0');
	if (i == 0 || (i < text.n && (text.p[i] != '.' || !sv_digits(sv_from(text, i + 1)))))
		return false;
	if (i < text.n && value < RETRY_AFTER_MAX)
		value++;
	*seconds = value < RETRY_AFTER_MAX ? value : RETRY_AFTER_MAX;
	return true;
}

int64_t retry_after_read(struct sv value, int64_t now_ms)
{
	int64_t seconds, date_ms;

	value = sv_trim(value);
	if (retry_read_seconds(value, &seconds))
		return seconds;
	date_ms = http_date_ms(value);
	if (date_ms < 0 || now_ms < 0)
		return -1;
	if (date_ms <= now_ms)
		return 0;
	seconds = (date_ms - now_ms + MS_PER_SECOND - 1) / MS_PER_SECOND;
	return seconds < RETRY_AFTER_MAX ? seconds : RETRY_AFTER_MAX;
}

int64_t http_date_ms(struct sv value)
{
	char text[HTTP_DATE_MAX + 1];
	time_t seconds;

	if (value.n == 0 || value.n > HTTP_DATE_MAX)
		return -1;
	memcpy(text, value.p, value.n);
	text[value.n] = '\0';
	seconds = curl_getdate(text, NULL);
	return seconds < 0 || seconds > DATE_LAST ? -1 : (int64_t)seconds * MS_PER_SECOND;
}
