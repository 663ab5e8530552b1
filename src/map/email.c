#include "map/email.h"

enum { TOP_LABEL_MIN = 2 };

static bool email_one_of(char c, const char *characters)
{
	return c != '\0' && strchr(characters, c);
}

static bool email_local_part(struct sv part)
{
	if (part.n == 0 || part.p[0] == '.' || email_one_of(part.p[part.n - 1], ".',"))
		return false;
	for (size_t i = 0; i < part.n; i++) {
		char c = part.p[i];

		if (!ascii_is_letter(c) && !ascii_is_digit(c) && !email_one_of(c, "_'+-.,"))
			return false;
		if (c == '.' && i && part.p[i - 1] == '.')
			return false;
	}
	return true;
}

static bool email_label(struct sv part)
{
	if (part.n == 0 || part.p[0] == '-')
		return false;
	for (size_t i = 0; i < part.n; i++)
		if (!ascii_is_letter(part.p[i]) && !ascii_is_digit(part.p[i]) && part.p[i] != '-')
			return false;
	return true;
}

static bool email_top_label(struct sv part)
{
	for (size_t i = 0; i < part.n; i++)
		if (!ascii_is_letter(part.p[i]))
			return false;
	return part.n >= TOP_LABEL_MIN;
}

static bool email_domain(struct sv part)
{
	const char *dot = memchr(part.p, '.', part.n);

	if (!dot)
		return false;
	while (dot) {
		struct sv first = {part.p, (size_t)(dot - part.p)};

		if (!email_label(first))
			return false;
		part = sv_from(part, first.n + 1);
		dot = part.n ? memchr(part.p, '.', part.n) : NULL;
	}
	return email_top_label(part);
}

bool email_valid(struct sv text)
{
	const char *at = text.n ? memchr(text.p, '@', text.n) : NULL;

	if (!at || at == text.p + text.n - 1)
		return false;
	return email_local_part((struct sv){text.p, (size_t)(at - text.p)}) &&
	       email_domain(sv_from(text, (size_t)(at - text.p) + 1));
}
