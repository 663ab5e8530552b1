#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/config_file.h"
#include "base/nearest.h"
#include "cli/option_table.h"
#include "base/mem.h"

#define SHOWN(slice) (int)((slice).n < OPTION_SHOWN_MAX ? (slice).n : OPTION_SHOWN_MAX), (slice).p

/* Where a value comes from, weakest first. */
enum origin { FROM_NOWHERE, FROM_DEFAULT, FROM_CONFIG, FROM_ENVIRONMENT, FROM_LINE };

struct parse {
	struct options *options;
	enum origin origins[OPTION_ROWS_MAX];
	int argc, at; /* `at`: the next argument */
	char *const *argv;
	bool operands_only;
};

/* Two options may share a member (--progress, --no-progress): then the stronger origin of both counts. */
static enum origin member_origin(const struct parse *parse, const struct option_row *row)
{
	enum origin strongest = FROM_NOWHERE;

	for (size_t i = 0; i < option_row_count; i++)
		if (option_rows[i].offset == row->offset && parse->origins[i] > strongest)
			strongest = parse->origins[i];
	return strongest;
}

/* Takes the value unless a stronger one stands there already; it is not even judged then. */
static enum rc set(struct parse *parse, const struct option_row *row, const char *text, enum origin origin)
{
	if (member_origin(parse, row) > origin)
		return RC_OK;
	TRY(option_read(row, text, parse->options));
	parse->origins[row - option_rows] = origin;
	return RC_OK;
}

/* ", did you mean --output?", or nothing. */
static const char *suggest_option(struct sv name, const char *dashes, char out[OPTION_SHOWN_MAX])
{
	const char *names[OPTION_ROWS_MAX], *near;

	for (size_t i = 0; i < option_row_count; i++)
		names[i] = option_rows[i].name;
	near = nearest_name(name, names, option_row_count);
	out[0] = '\0';
	if (near)
		snprintf(out, OPTION_SHOWN_MAX, ", did you mean %s%s?", dashes, near);
	return out;
}

static enum rc unknown_option(struct sv name)
{
	char hint[OPTION_SHOWN_MAX];

	if (sv_is(name, "api-key"))
		return rc_fail(RC_USAGE,
			       "--api-key does not exist, since others on this machine can read command lines: "
			       "put the key into a file and give --api-key-file FILE, or set PINPOINT_API_KEY");
	suggest_option(name, "--", hint);
	return rc_fail(RC_USAGE, "unknown option --%.*s%s", SHOWN(name), *hint ? hint : "; --help lists them");
}

static enum rc unknown_key(const struct config_setting *setting)
{
	char hint[OPTION_SHOWN_MAX];
	struct sv key = sv_of(setting->key);

	if (sv_is(key, "api-key"))
		return rc_fail(RC_USAGE, "%s, line %u: the key does not stand in this file; give api-key-file = FILE",
			       setting->path, setting->line);
	suggest_option(key, "", hint);
	return rc_fail(RC_USAGE, "%s, line %u: unknown key %.*s%s", setting->path, setting->line, SHOWN(key), hint);
}

static enum rc take_setting(void *context, const struct config_setting *setting)
{
	const struct option_row *row = option_find(sv_of(setting->key));
	struct parse *parse = context;
	enum rc rc;

	if (!row)
		return unknown_key(setting);
	if (row->line_only)
		return rc_fail(RC_USAGE, "%s, line %u: %s has its place on the command line only", setting->path,
			       setting->line, setting->key);
	rc = set(parse, row, setting->value, FROM_CONFIG);
	return rc == RC_OK ? rc : rc_context(rc, "%s, line %u: %s", setting->path, setting->line, setting->key);
}

static enum rc take_environment(struct parse *parse)
{
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];
		const char *text = row->environment ? getenv(row->environment) : NULL;
		enum rc rc;

		/* An empty variable is how a shell user switches one off. */
		if (!text || !*text)
			continue;
		rc = set(parse, row, text, FROM_ENVIRONMENT);
		if (rc != RC_OK)
			return rc_context(rc, "%s", row->environment);
	}
	return RC_OK;
}

static enum rc take_defaults(struct parse *parse)
{
	for (size_t i = 0; i < option_row_count; i++)
		if (option_rows[i].preset)
			TRY(set(parse, &option_rows[i], option_rows[i].preset, FROM_DEFAULT));
	return RC_OK;
}

/* `value`: what was attached to the option, NULL if nothing was. */
static enum rc take_option(struct parse *parse, const struct option_row *row, const char *value)
{
	enum rc rc;

	if (row->kind == OPTION_FLAG) {
		if (value)
			return rc_fail(RC_USAGE, "--%s takes no value", row->name);
		value = "true";
	}
	if (!value && parse->at == parse->argc)
		return rc_fail(RC_USAGE, "--%s needs a value: %s", row->name, row->value);
	if (!value)
		value = parse->argv[parse->at++];
	rc = set(parse, row, value, FROM_LINE);
	return rc == RC_OK ? rc : rc_context(rc, "--%s", row->name);
}

static enum rc take_long(struct parse *parse, const char *text)
{
	const char *equals = strchr(text, '=');
	struct sv name = {text, equals ? (size_t)(equals - text) : strlen(text)};
	const struct option_row *row = option_find(name);

	return row ? take_option(parse, row, equals ? equals + 1 : NULL) : unknown_option(name);
}

static enum rc take_short(struct parse *parse, const char *text)
{
	const struct option_row *row = option_find_letter(text[0]);

	if (!row)
		return rc_fail(RC_USAGE, "unknown option -%c; --help lists them", text[0]);
	/* Flags may share a dash (-vv); what follows the letter of another option is its value. */
	if (row->kind == OPTION_FLAG && text[1] && text[1] != '=') {
		TRY(take_option(parse, row, NULL));
		return take_short(parse, text + 1);
	}
	return take_option(parse, row, text[1] ? text + 1 : NULL);
}

static enum rc take_command(struct parse *parse, const char *text)
{
	const char *names[COMMANDS], *near;
	struct sv name = sv_of(text);

	parse->options->command_named = true;
	for (unsigned i = 0; i < COMMANDS; i++) {
		names[i] = command_rows[i].name;
		if (sv_is(name, names[i])) {
			parse->options->command = (enum command)i;
			return RC_OK;
		}
	}
	near = nearest_name(name, names, COMMANDS);
	if (near)
		return rc_fail(RC_USAGE, "unknown command %.*s, did you mean %s?", SHOWN(name), near);
	return rc_fail(RC_USAGE, "unknown command %.*s; --help lists them", SHOWN(name));
}

static enum rc take_argument(struct parse *parse)
{
	const char *text = parse->argv[parse->at++];
	struct options *options = parse->options;

	if (!parse->operands_only && strcmp(text, "--") == 0) {
		parse->operands_only = true;
		return RC_OK;
	}
	if (!parse->operands_only && text[0] == '-' && text[1] == '-')
		return take_long(parse, text + 2);
	if (!parse->operands_only && text[0] == '-' && text[1])
		return take_short(parse, text + 1);
	if (!options->command_named)
		return take_command(parse, text);
	options->operands[options->operand_count++] = mem_text(text);
	return RC_OK;
}

/*
 * Only what stands on the command line must concern the command: a config file and an environment serve them all. `check`
 * and `status` go with the whole line of an export, so that one can put them in front of it.
 */
static bool concerns(const struct option_row *row, enum command command)
{
	bool takes_exports = command == COMMAND_CHECK || command == COMMAND_STATUS;

	return row->commands & (1u << command) || (takes_exports && row->commands & (1u << COMMAND_EXPORT));
}

static enum rc judge_line(const struct parse *parse)
{
	const struct command_row *command = &command_rows[parse->options->command];
	size_t operands = parse->options->operand_count;

	for (size_t i = 0; i < option_row_count; i++)
		if (parse->origins[i] == FROM_LINE && !concerns(&option_rows[i], parse->options->command))
			return rc_fail(RC_USAGE,
				       "--%s does not concern %s; `pinpoint-export %s --help` lists what does",
				       option_rows[i].name, command->name, command->name);
	if (operands < command->least)
		return rc_fail(RC_USAGE, "%s needs %s", command->name, command->missing);
	if (operands > command->most)
		return rc_fail(RC_USAGE, "%s takes no further words, but there is %.*s", command->name,
			       OPTION_SHOWN_MAX, parse->options->operands[command->most]);
	return RC_OK;
}

static enum origin origin_of(const struct parse *parse, struct sv name)
{
	return parse->origins[option_find(name) - option_rows];
}

/* Of two that exclude each other the stronger one counts; where both are as strong, options_judge() refuses them. */
static void choose_state(struct parse *parse)
{
	enum origin state = origin_of(parse, SV("state")), none = origin_of(parse, SV("no-state"));
	struct options *options = parse->options;

	if (state > none)
		options->no_state = 0;
	if (state >= none)
		return;
	mem_free(options->state);
	options->state = NULL;
}

enum rc options_parse(struct options *options, int argc, char *const *argv)
{
	struct parse parse = {.options = options, .argc = argc, .argv = argv, .at = 1};

	*options = (struct options){.now_ms = TIMESTAMP_NONE};
	options->operands = mem_zero((size_t)argc + 1, sizeof(*options->operands));
	while (parse.at < argc)
		TRY(take_argument(&parse));
	if (options->help || options->version)
		return RC_OK;
	TRY(judge_line(&parse));
	if (options->config)
		TRY(config_file_read(options->config, take_setting, &parse));
	TRY(take_environment(&parse));
	TRY(take_defaults(&parse));
	choose_state(&parse);
	return options_judge(options, origin_of(&parse, SV("api-key-file")) == FROM_CONFIG);
}

void options_release(struct options *options)
{
	for (size_t i = 0; i < options->operand_count; i++)
		mem_free(options->operands[i]);
	mem_free(options->operands);
	mem_free(options->subdomain);
	mem_free(options->base_url);
	mem_free(options->account);
	mem_free(options->api_key_file);
	mem_free(options->output);
	mem_free(options->state);
	mem_free(options->metrics_file);
	mem_free(options->tables);
	mem_free(options->exclude_columns);
	mem_free(options->ca_file);
	mem_free(options->proxy);
	mem_free(options->config);
	*options = (struct options){.now_ms = TIMESTAMP_NONE};
}
