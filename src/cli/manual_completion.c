/* Completions for bash, zsh and fish. None of them starts the program: everything they offer is in their text. */
#include "cli/manual.h"

#include "cli/option_table.h"

/* Appends the names of a choice, each after `before`; false if the option is none. */
static bool manual_add_names(struct buf *out, const struct option_row *row, const struct options *options,
			     const char *before)
{
	option_names *names = option_row_names(row, options);

	for (size_t i = 0; names && names(i); i++)
		buf_addf(out, "%s%s", i ? before : "", names(i));
	return names != NULL;
}

static bool manual_takes_path(const struct option_row *row)
{
	return row->value && (strcmp(row->value, "FILE") == 0 || strcmp(row->value, "DIR") == 0);
}

/* Appends text inside single quotes of a shell. */
static void manual_add_quoted(struct buf *out, const char *text, const char *quote)
{
	for (; *text; text++) {
		if (*text == '\'')
			buf_adds(out, quote);
		else
			buf_addc(out, *text);
	}
}

static void manual_bash_add(struct buf *out, const struct options *options)
{
	buf_adds(out, "# bash completion for pinpoint-export\n"
		      "_pinpoint_export() {\n"
		      "\tlocal word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
		      "\tCOMPREPLY=()\n"
		      "\tcase $previous in\n");
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];
		AUTO_BUF names = {0};

		if (!row->value)
			continue;
		buf_adds(out, "\t");
		if (row->letter)
			buf_addf(out, "-%c|", row->letter);
		buf_addf(out, "--%s) ", row->name);
		if (manual_add_names(&names, row, options, " "))
			buf_addf(out, "COMPREPLY=($(compgen -W '%s' -- \"$word\")); ", buf_text(&names));
		else if (manual_takes_path(row))
			buf_adds(out, "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$word\")); ");
		buf_adds(out, "return ;;\n");
	}
	buf_adds(out, "\tesac\n\tif [[ $word == -* ]]; then\n\t\tCOMPREPLY=($(compgen -W '");
	for (size_t i = 0; i < option_row_count; i++)
		buf_addf(out, "%s--%s", i ? " " : "", option_rows[i].name);
	buf_adds(out, "' -- \"$word\"))\n\telif [[ $COMP_CWORD -eq 1 ]]; then\n\t\tCOMPREPLY=($(compgen -W '");
	for (unsigned i = 0; i < COMMANDS; i++)
		buf_addf(out, "%s%s", i ? " " : "", command_rows[i].name);
	buf_adds(out,
		 "' -- \"$word\"))\n\telse\n\t\tcompopt -o filenames; COMPREPLY=($(compgen -f -- \"$word\"))\n\tfi\n}\n"
		 "complete -F _pinpoint_export pinpoint-export\n");
}

/* A colon ends a part of a specification, and a bracket its explanation. */
static void manual_zsh_add_about(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (strchr(":[]\\", *text))
			buf_addc(out, '\\');
		if (*text == '\'')
			buf_adds(out, "'\\'");
		buf_addc(out, *text);
	}
}

static void manual_zsh_add_option(struct buf *out, const struct option_row *row, const struct options *options)
{
	AUTO_BUF names = {0};

	if (row->letter)
		buf_addf(out, "\t'(-%c --%s)'{-%c,--%s}'[", row->letter, row->name, row->letter, row->name);
	else
		buf_addf(out, "\t'--%s[", row->name);
	manual_zsh_add_about(out, row->help);
	buf_addc(out, ']');
	if (row->value) {
		buf_addf(out, ":%s:", row->value);
		if (manual_add_names(&names, row, options, " "))
			buf_addf(out, "(%s)", buf_text(&names));
		else if (manual_takes_path(row))
			buf_adds(out, "_files");
	}
	buf_adds(out, "' \\\n");
}

static void manual_zsh_add(struct buf *out, const struct options *options)
{
	buf_adds(out, "#compdef pinpoint-export\n"
		      "local -a commands=(\n");
	for (unsigned i = 0; i < COMMANDS; i++) {
		buf_addf(out, "\t'%s:", command_rows[i].name);
		manual_zsh_add_about(out, command_rows[i].help);
		buf_adds(out, "'\n");
	}
	buf_adds(out, ")\n_arguments -S \\\n");
	for (size_t i = 0; i < option_row_count; i++)
		manual_zsh_add_option(out, &option_rows[i], options);
	buf_adds(out, "\t'1: :{_describe command commands}' \\\n\t'*:file:_files'\n");
}

static void manual_fish_add(struct buf *out, const struct options *options)
{
	buf_adds(out, "# fish completion for pinpoint-export\n");
	for (unsigned i = 0; i < COMMANDS; i++) {
		buf_addf(out, "complete -c pinpoint-export -n __fish_use_subcommand -a %s -d '", command_rows[i].name);
		manual_add_quoted(out, command_rows[i].help, "\\'");
		buf_adds(out, "'\n");
	}
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];
		AUTO_BUF names = {0};

		buf_addf(out, "complete -c pinpoint-export -l %s", row->name);
		if (row->letter)
			buf_addf(out, " -s %c", row->letter);
		if (manual_add_names(&names, row, options, " "))
			buf_addf(out, " -x -a '%s'", buf_text(&names));
		else if (row->value)
			buf_adds(out, manual_takes_path(row) ? " -r -F" : " -x");
		buf_adds(out, " -d '");
		manual_add_quoted(out, row->help, "\\'");
		buf_adds(out, "'\n");
	}
}

const struct manual_form manual_forms[] = {
	{"man", manual_page_add},
	{"bash", manual_bash_add},
	{"zsh", manual_zsh_add},
	{"fish", manual_fish_add},
	{NULL, NULL},
};
