#include "cli/mode.h"

const struct mode_row mode_rows[MODES] = {
	[MODE_SNAPSHOT] = {"snapshot", "read everything, write everything"},
	[MODE_CHANGES] = {"changes", "read everything, write what is new, changed or deleted"},
	[MODE_DELTA] = {"delta", "read only what was updated, write what differs; finds no deletions"},
};
