#include "cli/help.h"

#include "base/sv.h"
#include "cli/exit_status.h"
#include "cli/option_table.h"
#include "cli/option_value.h"

#define HELP_WIDTH 100
#define HELP_COLUMN 28        /* where the explanations begin */
#define HELP_STATUS_COLUMN 40 /* where the second column of exit statuses begins */
#define HELP_NAME 10          /* columns for the name of a choice that is explained */

static void help_pad_to(struct buf *out, size_t line_start, size_t column)
{
	while (out->n - line_start < column)
		buf_addc(out, ' ');
}

/* Appends the text from `column` on, broken between words. */
static void help_add_wrapped(struct buf *out, size_t line_start, size_t column, const char *text)
{
	if (out->n - line_start > column - 2) {
		buf_addc(out, '\n');
		line_start = out->n;
	}
	help_pad_to(out, line_start, column);
	while (*text) {
		size_t word = strcspn(text, " ");
		bool fits = out->n - line_start + 1 + word <= HELP_WIDTH;

		if (!fits) {
			buf_addc(out, '\n');
			line_start = out->n;
			help_pad_to(out, line_start, column);
		} else if (out->n - line_start > column) {
			buf_addc(out, ' ');
		}
		buf_add(out, text, word);
		text += word;
		text += *text == ' ';
	}
	buf_addc(out, '\n');
}

/* One of the facts between the parentheses; `label` may be "". */
static void help_add_fact(struct buf *facts, const char *label, const char *fact)
{
	if (!fact || !*fact)
		return;
	buf_addf(facts, "%s%s%s", facts->n ? ", " : "", label, fact);
}

/* Appends " (1 to 1000, default 1000)": what the row says about values, default and environment. */
static void help_add_facts(struct buf *text, const struct option_row *row, const struct options *options)
{
	AUTO_BUF facts = {0}, values = {0};

	if (!row->about)
		option_add_values(&values, row, options);
	help_add_fact(&facts, "", buf_text(&values));
	help_add_fact(&facts, "default ", row->preset);
	help_add_fact(&facts, "default ", row->unset);
	help_add_fact(&facts, "environment: ", row->environment);
	help_add_fact(&facts, "", row->second);
	if (facts.n)
		buf_addf(text, " (%s)", buf_text(&facts));
}

static void help_add_option(struct buf *out, const struct option_row *row, const struct options *options)
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
	help_add_facts(&text, row, options);
	help_add_wrapped(out, start, HELP_COLUMN, buf_text(&text));
	for (size_t i = 0; row->about && row->about(i); i++) {
		start = out->n;
		help_pad_to(out, start, HELP_COLUMN);
		buf_addf(out, "  %s", row->names(i));
		help_add_wrapped(out, start, HELP_COLUMN + 2 + HELP_NAME, row->about(i));
	}
}

static void help_add_commands(struct buf *out)
{
	buf_adds(out, "\nCommands:\n");
	for (unsigned i = 0; i < COMMANDS; i++) {
		size_t start = out->n;

		buf_addf(out, "  %s%s", command_rows[i].name, command_rows[i].operands);
		help_add_wrapped(out, start, HELP_COLUMN, command_rows[i].help);
	}
}

/* All options, or those of the command, under the headings of their groups. */
static void help_add_options(struct buf *out, const struct options *options, bool all)
{
	const char *heading = NULL;

	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];

		heading = row->group ? row->group : heading;
		if (!all && !(row->commands & (1u << options->command)))
			continue;
		if (heading)
			buf_addf(out, "\n%s:\n", heading);
		heading = NULL;
		help_add_option(out, row, options);
	}
}

/* In two columns, the first one down to the middle. */
static void help_add_exit_statuses(struct buf *out)
{
	size_t lines = (exit_status_count + 1) / 2;

	buf_adds(out, "\nExit status:\n");
	for (size_t i = 0; i < lines; i++) {
		const struct exit_status_row *left = &exit_status_rows[i];
		size_t start = out->n;

		buf_addf(out, "%3s %s", left->status, left->meaning);
		if (i + lines < exit_status_count) {
			help_pad_to(out, start, HELP_STATUS_COLUMN);
			buf_addf(out, "%5s %s", left[lines].status, left[lines].meaning);
		}
		buf_addc(out, '\n');
	}
}

void help_add(struct buf *out, const struct options *options)
{
	const struct command_row *command = &command_rows[options->command];

	if (options->command_named) {
		buf_addf(out, "Usage: pinpoint-export %s%s [OPTIONS]\n\n%c%s.\n", command->name, command->operands,
			 ascii_upper(command->help[0]), command->help + 1);
		help_add_options(out, options, false);
		return;
	}
	buf_adds(out, "Usage: pinpoint-export [COMMAND] [OPTIONS]\n\n"
		      "Exports an account of the Pinpoint applicant tracking system into compressed flat files and a "
		      "manifest.\n");
	help_add_commands(out);
	help_add_options(out, options, true);
	buf_adds(out, "\nThe command line overrides the environment, which overrides the config file.\n");
	help_add_exit_statuses(out);
}
