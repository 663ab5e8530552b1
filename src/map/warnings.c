#include "map/warnings.h"

#include <string.h>

void warnings_add(struct warnings *warnings, const char *of, const char *what)
{
	for (unsigned i = 0; i < warnings->count; i++) {
		struct warning *warning = &warnings->list[i];

		if (strcmp(warning->of, of) == 0 && strcmp(warning->what, what) == 0) {
			warning->count++;
			return;
		}
	}
	if (warnings->count < WARNINGS_MAX)
		warnings->list[warnings->count++] = (struct warning){of, what, 1};
}
