#include "cli/option_origin.h"

#include <stdio.h>

/*
 * A value of `option` is ignored if `rival` comes from a stronger origin. So a variable that is left over in the
 * environment can neither break a command line nor send the API key anywhere else. If both come from the same origin,
 * options_check() decides.
 */
static const struct {
	const char *option, *rival;
} rivals[] = {
	{"state", "no-state"},     {"no-state", "state"},    {"subdomain", "base-url"},
	{"base-url", "subdomain"}, {"account", "subdomain"},
};

enum option_origin option_origin(const struct option_origins *origins, const char *name)
{
	return origins->of[option_find(sv_of(name)) - option_rows];
}

bool option_ignored(const struct option_origins *origins, const struct option_row *row, enum option_origin origin)
{
	/* Two options may share a member (--progress, --no-progress): then they are one. */
	for (size_t i = 0; i < option_row_count; i++)
		if (option_rows[i].offset == row->offset && origins->of[i] > origin)
			return true;
	for (size_t i = 0; i < sizeof(rivals) / sizeof(rivals[0]); i++)
		if (strcmp(rivals[i].option, row->name) == 0 && option_origin(origins, rivals[i].rival) > origin)
			return true;
	return false;
}

struct option_spelling option_spelling(const struct option_origins *origins, const struct options *options,
				       const char *name)
{
	const struct option_row *row = option_find(sv_of(name));
	enum option_origin origin = origins->of[row - option_rows];
	struct option_spelling spelling;

	if (origin == FROM_CONFIG)
		snprintf(spelling.text, sizeof(spelling.text), "%s in %s", name, options->config);
	else if (origin == FROM_ENVIRONMENT)
		snprintf(spelling.text, sizeof(spelling.text), "%s", row->environment);
	else
		snprintf(spelling.text, sizeof(spelling.text), "--%s", name);
	return spelling;
}
