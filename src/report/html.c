#include "report/html.h"

#include "base/utf8.h"

/* What would begin or end markup. */
static const struct html_reference {
	char character;
	const char *reference;
} references[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};

static void html_add_character(struct buf *out, char c)
{
	for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++) {
		if (c != references[i].character)
			continue;
		buf_adds(out, references[i].reference);
		return;
	}
	buf_addc(out, c);
}

/* Control characters become visible escapes, and so do bytes that are not UTF-8. */
static void html_add(struct buf *out, const char *text, const char *breaks)
{
	char shown[HTML_NAME_MAX * UTF8_CHARACTER_MAX + 1];
	size_t n = utf8_write_printable(sv_of(text), shown, sizeof(shown));
	size_t characters = 0;

	for (size_t i = 0; i < n; i++) {
		characters += ((unsigned char)shown[i] & 0xc0) != 0x80;
		if (characters > HTML_NAME_MAX) {
			buf_adds(out, "…");
			return;
		}
		html_add_character(out, shown[i]);
		if (strchr(breaks, shown[i]))
			buf_adds(out, "<wbr>");
	}
}

void html_add_text(struct buf *out, const char *text)
{
	html_add(out, text, "");
}

void html_add_name(struct buf *out, const char *name)
{
	html_add(out, name, "_./");
}

/* Three digits, the last ones cut off: nothing is rounded up to what it is not. */
static void html_add_short_count(struct buf *out, uint64_t count)
{
	static const struct {
		uint64_t of;
		char letter;
	} units[] = {{UINT64_C(1000000000000), 'T'}, {1000000000, 'G'}, {1000000, 'M'}, {1000, 'k'}};
	size_t unit = 0;
	uint64_t whole, parts;

	while (count < units[unit].of)
		unit++;
	whole = count / units[unit].of;
	parts = count % units[unit].of / (units[unit].of / 100);
	if (whole >= 100)
		buf_addf(out, "%llu%c", (unsigned long long)whole, units[unit].letter);
	else if (whole >= 10)
		buf_addf(out, "%llu.%llu%c", (unsigned long long)whole, (unsigned long long)(parts / 10),
			 units[unit].letter);
	else
		buf_addf(out, "%llu.%02llu%c", (unsigned long long)whole, (unsigned long long)parts,
			 units[unit].letter);
}

void html_add_count(struct buf *out, uint64_t count)
{
	if (count > HTML_WHOLE_MAX)
		html_add_short_count(out, count);
	else if (count >= 1000)
		buf_addf(out, "%llu,%03llu", (unsigned long long)(count / 1000), (unsigned long long)(count % 1000));
	else
		buf_addf(out, "%llu", (unsigned long long)count);
}

void html_add_duration(struct buf *out, int64_t ms)
{
	long long seconds = (long long)(ms / MS_PER_SECOND);

	if (ms < 0)
		buf_adds(out, "–");
	else if (seconds < 10)
		buf_addf(out, "%lld.%llds", seconds, (long long)(ms % MS_PER_SECOND / 100));
	else if (seconds < 60)
		buf_addf(out, "%llds", seconds);
	else if (seconds < 3600)
		buf_addf(out, "%lldm %02llds", seconds / 60, seconds % 60);
	else
		buf_addf(out, "%lldh %02lldm", seconds / 3600, seconds % 3600 / 60);
}

void html_add_day(struct buf *out, int64_t ms)
{
	char text[TIMESTAMP_SIZE];

	timestamp_write(ms, text);
	buf_addf(out, "%.10s", text);
}

void html_add_minute(struct buf *out, int64_t ms)
{
	char text[TIMESTAMP_SIZE];

	timestamp_write(ms, text);
	buf_addf(out, "%.10s %.5s", text, text + strlen("2026-11-23T"));
}
