#include "cli/option_table.h"

#define HELP_WIDTH 100
#define HELP_COLUMN 28 /* where the explanations begin */

static void pad_to(struct buf *out, size_t line_start, size_t column)
{
	while (out->n - line_start < column)
		buf_addc(out, ' ');
}

/* Appends the text in the right column, broken between words. */
static void add_explanation(struct buf *out, size_t line_start, const char *text)
{
	if (out->n - line_start > HELP_COLUMN - 2) {
		buf_addc(out, '\n');
		line_start = out->n;
	}
	pad_to(out, line_start, HELP_COLUMN);
	while (*text) {
		size_t word = strcspn(text, " ");
		bool fits = out->n - line_start + 1 + word <= HELP_WIDTH;

		if (!fits) {
			buf_addc(out, '\n');
			line_start = out->n;
			pad_to(out, line_start, HELP_COLUMN);
		} else if (out->n - line_start > HELP_COLUMN) {
			buf_addc(out, ' ');
		}
		buf_add(out, text, word);
		text += word;
		text += *text == ' ';
	}
	buf_addc(out, '\n');
}

static void add_option(struct buf *out, const struct option_row *row)
{
	AUTO_BUF text = {0};
	size_t start = out->n;

	if (row->letter)
		buf_addf(out, "  -%c, --%s", row->letter, row->name);
	else
		buf_addf(out, "      --%s", row->name);
	if (row->value)
		buf_addf(out, " %s", row->value);
	buf_adds(&text, row->help);
	if (row->preset)
		buf_addf(&text, " [%s]", row->preset);
	if (row->environment)
		buf_addf(&text, " (environment: %s)", row->environment);
	add_explanation(out, start, buf_text(&text));
}

static void add_commands(struct buf *out)
{
	buf_adds(out, "\nCommands:\n");
	for (unsigned i = 0; i < COMMANDS; i++) {
		size_t start = out->n;

		buf_addf(out, "  %s%s", command_rows[i].name, command_rows[i].operands);
		add_explanation(out, start, command_rows[i].help);
	}
}

void options_print_help(const struct options *options, struct buf *out)
{
	const struct command_row *command = &command_rows[options->command];
	/* The default command's help, asked for without naming it, is the help of everything. */
	bool whole = !options->command_named;

	if (whole)
		buf_adds(out, "Usage: pinpoint-export [COMMAND] [OPTIONS]\n\n"
			      "Exports an account of the Pinpoint applicant tracking system into compressed flat files "
			      "and a manifest.\n");
	else
		buf_addf(out, "Usage: pinpoint-export %s%s [OPTIONS]\n\n%s\n", command->name, command->operands,
			 command->help);
	if (whole)
		add_commands(out);
	buf_adds(out, "\nOptions [default]:\n");
	for (size_t i = 0; i < option_row_count; i++)
		if (whole || (option_rows[i].commands & (1u << options->command)))
			add_option(out, &option_rows[i]);
	if (whole)
		buf_adds(
			out,
			"\nStronger first: command line, environment, config file, default.\n"
			"Exit status: 0 complete, 1 defect, 2 usage, 3 published but something was not readable, "
			"4 key refused,\n5 service or network, 6 unexpected answer, 7 output, 8 locked by another run, "
			"9 too much would be deleted,\n10 verify found a difference, 128+n stopped by signal n.\n");
}
