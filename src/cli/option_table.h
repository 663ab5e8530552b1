/*
 * The table of options, and the table of commands. A row says everything there is to know about an option: its name on
 * the command line and in the config file, its environment variable, how its value is read and what it may be, where it
 * is kept, which commands take it, and what the help says about it. The help adds range, choices, default and variable
 * from the row. A new option is a row here and a member of struct options. Constant data.
 */
#ifndef CLI_OPTION_TABLE_H
#define CLI_OPTION_TABLE_H

#include "base/sv.h"
#include "cli/options.h"

#define OPTION_ROWS_MAX 64
#define OPTION_SHOWN_MAX 80 /* bytes of a refused value or name in a message */

enum option_kind {
	OPTION_FLAG,      /* int: `on`, or `off` where a config file says false */
	OPTION_TEXT,      /* char *, not empty */
	OPTION_SUBDOMAIN, /* char *, in lower case */
	OPTION_ACCOUNT,   /* char * */
	OPTION_NUMBER,    /* int, low to high */
	OPTION_SIZE,      /* uint64_t bytes; the text may have a unit */
	OPTION_RATE,      /* double, from N or N/SEC */
	OPTION_RATIO,     /* double, 0 to 1 */
	OPTION_CHOICE,    /* int: the number of a name */
	OPTION_FORM,      /* the same, with options->form_names */
	OPTION_MASK,      /* unsigned, octal */
	OPTION_TIME,      /* int64_t, milliseconds */
};

struct option_row {
	const char *name;
	size_t offset;     /* into struct options */
	unsigned commands; /* mask of 1 << enum command */
	enum option_kind kind;
	const char *value;       /* how the help calls the value; NULL: it takes none */
	int low, high;           /* OPTION_NUMBER */
	int on, off;             /* OPTION_FLAG */
	option_names *names;     /* OPTION_CHOICE */
	option_names *about;     /* what the help says about each name, or NULL */
	const char *preset;      /* the default, spelled as a user would; NULL: none */
	const char *unset;       /* what the help calls the default where there is no preset */
	const char *environment; /* variable, or NULL */
	const char *second;      /* variable that is read where the first one is not set, or NULL */
	char letter;             /* of the short form, or 0 */
	bool line_only;          /* not allowed in a config file */
	const char *group;       /* the heading that begins here in the help, or NULL */
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

/* `check`, `push` and `status` take the whole line of an export, so that a user can put them in front of it. */
bool option_applies(const struct option_row *row, enum command command);

/* The names of a choice or form; NULL for other kinds. */
option_names *option_row_names(const struct option_row *row, const struct options *options);

#endif
