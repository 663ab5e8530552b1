#include "app/commands.h"
#include "cli/manual.h"
#include "cli/stdout.h"

static const struct manual_form *cmd_manual_form(const char *name)
{
	for (const struct manual_form *form = manual_forms; form->name; form++)
		if (strcmp(form->name, name) == 0)
			return form;
	return NULL;
}

enum rc cmd_manual(const struct app *app)
{
	const struct options *options = app->options;
	const struct manual_form *form =
		cmd_manual_form(options->operand_count ? options->operands[0] : manual_forms[0].name);
	AUTO_BUF text = {0};

	if (!form)
		return rc_fail(RC_USAGE, "unknown form of the manual; give man, bash, zsh or fish");
	form->add(&text, options);
	return stdout_print(buf_sv(&text));
}
