#include "cli/exit_status.h"

const struct exit_status_row exit_status_rows[] = {
	{"0", "complete"},
	{"1", "internal defect"},
	{"2", "usage or configuration"},
	{"3", "published, but incomplete"},
	{"4", "API key refused"},
	{"5", "service or network"},
	{"6", "answer in an unexpected format"},
	{"7", "output or state could not be written"},
	{"8", "locked by another run"},
	{"9", "too much would be deleted"},
	{"10", "verify found a difference"},
	{"11", "published, but not yet where --publish-to says"},
	{"128+n", "stopped by signal n"},
};

const size_t exit_status_count = sizeof(exit_status_rows) / sizeof(exit_status_rows[0]);
