#include "cli/mode.h"

#include <stddef.h>

const char *const mode_names[MODES + 1] = {
	[MODE_SNAPSHOT] = "snapshot",
	[MODE_CHANGES] = "changes",
	[MODE_DELTA] = "delta",
};
