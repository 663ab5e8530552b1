/*
 * The modes of an export (output/README.md, "Modes"): their names as --mode takes them and the manifest reports them.
 * Constant data.
 */
#ifndef CLI_MODE_H
#define CLI_MODE_H

enum mode { MODE_SNAPSHOT, MODE_CHANGES, MODE_DELTA, MODES };

extern const char *const mode_names[MODES + 1]; /* ends with NULL */

#endif
