/*
 * The modes of an export (output/README.md, "Modes"), one row each. Constant data.
 */
#ifndef CLI_MODE_H
#define CLI_MODE_H

enum mode { MODE_SNAPSHOT, MODE_CHANGES, MODE_DELTA, MODES };

struct mode_row {
	const char *name; /* as --mode takes it, and as "mode" in the manifest */
	const char *help;
};

extern const struct mode_row mode_rows[MODES];

#endif
