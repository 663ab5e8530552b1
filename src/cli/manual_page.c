/* The manual page in mdoc, the macro language that mandoc and groff read. */
#include "cli/manual.h"

#include "base/sv.h"
#include "cli/exit_status.h"
#include "cli/option_table.h"
#include "cli/option_value.h"

#define MANUAL_WIDTH 78 /* of a line of the source: mandoc complains past 80 */

/* A word at the beginning of a line must not look like a macro. */
static void manual_add_word(struct buf *out, size_t line_start, const char *word, size_t n)
{
	if (out->n == line_start && (word[0] == '.' || word[0] == '\''))
		buf_adds(out, "\\&");
	for (size_t i = 0; i < n; i++) {
		if (word[i] == '\\')
			buf_adds(out, "\\e");
		else
			buf_addc(out, word[i]);
	}
}

/* Appends text in lines that the formatter fills again. */
static void manual_add_text(struct buf *out, const char *text)
{
	size_t line_start = out->n;

	while (*text) {
		size_t word = strcspn(text, " ");

		if (out->n > line_start && out->n - line_start + 1 + word > MANUAL_WIDTH) {
			buf_addc(out, '\n');
			line_start = out->n;
		} else if (out->n > line_start) {
			buf_addc(out, ' ');
		}
		manual_add_word(out, line_start, text, word);
		text += word;
		text += *text == ' ';
	}
	buf_addc(out, '\n');
}

static void manual_add_item(struct buf *out, const char *macro, const char *name, const char *text)
{
	buf_addf(out, ".It %s %s\n", macro, name);
	manual_add_text(out, text);
}

static void manual_add_capital(struct buf *out, const char *text)
{
	AUTO_BUF sentence = {0};

	buf_addc(&sentence, ascii_upper(text[0]));
	buf_addf(&sentence, "%s.", text + 1);
	manual_add_text(out, buf_text(&sentence));
}

static void manual_add_fact(struct buf *out, const char *label, const char *fact)
{
	AUTO_BUF sentence = {0};

	if (!fact || !*fact)
		return;
	buf_addf(&sentence, "%s: %s.", label, fact);
	manual_add_text(out, buf_text(&sentence));
}

static void manual_add_choices(struct buf *out, const struct option_row *row)
{
	if (!row->about)
		return;
	buf_adds(out, ".Bl -tag -width Ds -compact\n");
	for (size_t i = 0; row->about(i); i++)
		manual_add_item(out, "Cm", row->names(i), row->about(i));
	buf_adds(out, ".El\n");
}

static void manual_add_option(struct buf *out, const struct option_row *row, const struct options *options)
{
	AUTO_BUF values = {0};

	if (row->letter)
		buf_addf(out, ".It Fl %c , Fl Fl %s", row->letter, row->name);
	else
		buf_addf(out, ".It Fl Fl %s", row->name);
	if (row->value)
		buf_addf(out, " Ar %s", row->value);
	buf_addc(out, '\n');
	manual_add_capital(out, row->help);
	if (!row->about)
		option_add_values(&values, row, options);
	manual_add_fact(out, "Values", buf_text(&values));
	manual_add_fact(out, "Default", row->kind == OPTION_FORM ? options->form_names(0) : row->preset);
	manual_add_fact(out, "Default", row->unset);
	manual_add_fact(out, "Environment", row->environment);
	manual_add_fact(out, "Or", row->second);
	manual_add_choices(out, row);
}

static void manual_add_options(struct buf *out, const struct options *options)
{
	for (size_t i = 0; i < option_row_count; i++) {
		if (option_rows[i].group)
			buf_addf(out, "%s.Ss %s\n.Bl -tag -width Ds\n", i ? ".El\n" : "", option_rows[i].group);
		manual_add_option(out, &option_rows[i], options);
	}
	buf_adds(out, ".El\n");
}

static void manual_add_commands(struct buf *out)
{
	buf_adds(out, ".Bl -tag -width Ds\n");
	for (unsigned i = 0; i < COMMANDS; i++) {
		buf_addf(out, ".It Cm %s%s%s\n", command_rows[i].name, command_rows[i].operands[0] ? " Ar" : "",
			 command_rows[i].operands);
		manual_add_capital(out, command_rows[i].help);
	}
	buf_adds(out, ".El\n");
}

static void manual_add_environment(struct buf *out)
{
	AUTO_BUF text = {0};

	buf_adds(out, ".Bl -tag -width Ds\n"
		      ".It Ev PINPOINT_API_KEY\n"
		      "The API key itself.\n");
	for (size_t i = 0; i < option_row_count; i++) {
		if (!option_rows[i].environment)
			continue;
		buf_clear(&text);
		buf_addf(&text, "The same as --%s.", option_rows[i].name);
		manual_add_item(out, "Ev", option_rows[i].environment, buf_text(&text));
	}
	buf_adds(out, ".It Ev TMPDIR\n"
		      "Where commands that write no run keep temporary files.\n"
		      ".It Ev https_proxy , no_proxy\n"
		      "Read by curl if\n.Fl Fl proxy\nis not given.\n"
		      ".El\n");
}

static void manual_add_exit_statuses(struct buf *out)
{
	buf_adds(out, ".Bl -tag -width 128+n -compact\n");
	for (size_t i = 0; i < exit_status_count; i++)
		manual_add_item(out, "", exit_status_rows[i].status, exit_status_rows[i].meaning);
	buf_adds(out, ".El\n");
}

static const char files[] = ".Bl -tag -width Ds\n"
			    ".It Pa DIR/RUN/\n"
			    "A published run: one or more compressed files per table, and\n"
			    ".Pa manifest.json .\n"
			    ".It Pa DIR/latest\n"
			    "A symbolic link to the newest complete run.\n"
			    ".It Pa DIR/.state/\n"
			    "The state of the account, the lock, and runs that are being written.\n"
			    ".El\n";

static const char examples[] = "Export an account every night:\n"
			       ".Bd -literal -offset indent\n"
			       "pinpoint-export --subdomain acme --api-key-file ~/.pinpoint-key -o /srv/acme\n"
			       ".Ed\n"
			       ".Pp\n"
			       "Write only what changed since the last run:\n"
			       ".Bd -literal -offset indent\n"
			       "pinpoint-export --config /etc/pinpoint-export/acme.conf --mode changes\n"
			       ".Ed\n"
			       ".Pp\n"
			       "Print one table as lines of JSON:\n"
			       ".Bd -literal -offset indent\n"
			       "pinpoint-export --config acme.conf --tables jobs --format ndjson --stdout\n"
			       ".Ed\n"
			       ".Pp\n"
			       "Check that a run is still what was published:\n"
			       ".Bd -literal -offset indent\n"
			       "pinpoint-export verify /srv/acme/latest\n"
			       ".Ed\n";

void manual_page_add(struct buf *out, const struct options *options)
{
	buf_adds(out, ".Dd " PINPOINT_EXPORT_DATE "\n"
		      ".Dt PINPOINT-EXPORT 1\n"
		      ".Os\n"
		      ".Sh NAME\n"
		      ".Nm pinpoint-export\n"
		      ".Nd export an account of the Pinpoint applicant tracking system\n"
		      ".Sh SYNOPSIS\n"
		      ".Nm\n"
		      ".Op Ar command\n"
		      ".Op Ar options\n"
		      ".Sh DESCRIPTION\n"
		      ".Nm\n"
		      "reads an account of the Pinpoint applicant tracking system through its\n"
		      "JSON:API and writes compressed CSV or NDJSON files, one set per table,\n"
		      "with a manifest.\n"
		      "A run appears in one rename, complete, or not at all.\n"
		      "The command line overrides the environment, which overrides the config file.\n"
		      ".Sh COMMANDS\n");
	manual_add_commands(out);
	buf_adds(out, ".Sh OPTIONS\n");
	manual_add_options(out, options);
	buf_adds(out, ".Sh ENVIRONMENT\n");
	manual_add_environment(out);
	buf_addf(out, ".Sh FILES\n%s.Sh EXIT STATUS\n", files);
	manual_add_exit_statuses(out);
	buf_addf(out, ".Sh EXAMPLES\n%s", examples);
}
