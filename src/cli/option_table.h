/*
 * The one table of options, and the commands. A row says everything there is to know of an option: how it is spelled
 * on the command line, in the environment and in the config file (key = name), how its value is read and bounded,
 * where it is kept, which commands know it, and what the help says. A new option is a row here and a member of
 * struct options.
 */
#ifndef CLI_OPTION_TABLE_H
#define CLI_OPTION_TABLE_H

#include "cli/options.h"

#define OPTION_ROWS_MAX 64
#define OPTION_SHOWN_MAX 80 /* bytes of a refused value or name in a message */

enum option_kind {
	OPTION_FLAG,      /* int: `on`, or `off` where a config file says false */
	OPTION_TEXT,      /* char *, not empty */
	OPTION_SUBDOMAIN, /* char *, lowered */
	OPTION_ACCOUNT,   /* char * */
	OPTION_NUMBER,    /* int, low to high */
	OPTION_SIZE,      /* uint64_t bytes, with a unit if wanted */
	OPTION_RATE,      /* double, from N or N/SEC */
	OPTION_RATIO,     /* double, 0 to 1 */
	OPTION_CHOICE,    /* int: index into `choices` */
	OPTION_MASK,      /* unsigned, octal */
	OPTION_TIME,      /* int64_t, milliseconds */
};

struct option_row {
	const char *name;
	char letter;             /* of the short form, or 0 */
	const char *environment; /* variable, or NULL */
	enum option_kind kind;
	bool line_only;     /* has no place in a config file */
	unsigned commands;  /* mask of 1 << enum command */
	const char *preset; /* the default, spelled as a user would; NULL: none */
	int low, high;
	const char *const *choices; /* ends with NULL */
	int on, off;
	size_t offset;     /* into struct options */
	const char *value; /* how the help calls the value */
	const char *help;
};

struct command_row {
	const char *name, *operands, *help;
	size_t least, most;  /* operands */
	const char *missing; /* what to say where there are too few */
};

extern const struct option_row option_rows[];
extern const size_t option_row_count;
extern const struct command_row command_rows[COMMANDS];

/* The row of that name, or of that letter; NULL if there is none. */
const struct option_row *option_find(struct sv name);
const struct option_row *option_find_letter(char letter);

/* Reads `text` as the row's kind wants it into its member of `options`. RC_USAGE says what is possible. */
enum rc option_read(const struct option_row *row, const char *text, struct options *options) MUST_USE;

/* What the options mean together: account and base URL, what excludes what. `from_config`: of --api-key-file. */
enum rc options_judge(struct options *options, bool key_file_from_config) MUST_USE;

#endif
