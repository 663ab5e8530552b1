#include "cli/options_parse.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/nearest.h"
#include "cli/api_key.h"
#include "cli/config_file.h"
#include "cli/option_origin.h"
#include "cli/option_value.h"
#include "cli/options_check.h"

#define SHOWN(slice) (int)((slice).n < OPTION_SHOWN_MAX ? (slice).n : OPTION_SHOWN_MAX), (slice).p

struct parse {
	struct options *options;
	struct option_origins origins;
	int argc, at; /* `at`: the next argument */
	char *const *argv;
	bool operands_only;
};

/* Takes the value unless a stronger one was given; it is not even checked then. So call this with the strongest first. */
static enum rc parse_value(struct parse *parse, const struct option_row *row, const char *text,
			   enum option_origin origin)
{
	if (option_ignored(&parse->origins, row, origin))
		return RC_OK;
	TRY(option_read(row, text, parse->options));
	parse->origins.of[row - option_rows] = origin;
	return RC_OK;
}

/* Appends ", did you mean --output?", or nothing. */
static void parse_suggest(struct buf *out, struct sv name, const char *dashes)
{
	const char *names[OPTION_ROWS_MAX], *near;

	for (size_t i = 0; i < option_row_count; i++)
		names[i] = option_rows[i].name;
	near = nearest_name(name, names, option_row_count);
	if (near)
		buf_addf(out, ", did you mean %s%s?", dashes, near);
}

static enum rc parse_unknown_option(struct sv name)
{
	AUTO_BUF hint = {0};

	if (sv_is(name, "api-key"))
		return rc_fail(RC_USAGE, "--api-key does not exist because other users can read command lines: put the "
					 "key into a file and use --api-key-file FILE, or set " API_KEY_ENVIRONMENT);
	parse_suggest(&hint, name, "--");
	return rc_fail(RC_USAGE, "unknown option --%.*s%s", SHOWN(name),
		       hint.n ? buf_text(&hint) : "; --help lists all options");
}

static enum rc parse_unknown_key(const struct config_setting *setting)
{
	struct sv key = sv_of(setting->key);
	AUTO_BUF hint = {0};

	if (sv_is(key, "api-key"))
		return rc_fail(RC_USAGE, "%s, line %u: the key itself is not allowed here: use api-key-file = FILE",
			       setting->path, setting->line);
	parse_suggest(&hint, key, "");
	return rc_fail(RC_USAGE, "%s, line %u: unknown key %.*s%s", setting->path, setting->line, SHOWN(key),
		       buf_text(&hint));
}

static enum rc parse_setting(void *context, const struct config_setting *setting)
{
	const struct option_row *row = option_find(sv_of(setting->key));
	struct parse *parse = context;
	enum rc rc;

	if (!row)
		return parse_unknown_key(setting);
	if (row->line_only)
		return rc_fail(RC_USAGE, "%s, line %u: %s is allowed on the command line only", setting->path,
			       setting->line, setting->key);
	/* One file serves all commands. */
	if (!option_applies(row, parse->options->command))
		return RC_OK;
	rc = parse_value(parse, row, setting->value, FROM_CONFIG);
	return rc == RC_OK ? rc : rc_context(rc, "%s, line %u: %s", setting->path, setting->line, setting->key);
}

/* The value of the row's variable, and which one that is. An empty one counts as not set. */
static const char *parse_variable(const struct option_row *row, const char **name)
{
	const char *text = row->environment ? getenv(row->environment) : NULL;

	*name = row->environment;
	if ((text && *text) || !row->second)
		return text;
	*name = row->second;
	return getenv(row->second);
}

static enum rc parse_environment(struct parse *parse)
{
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];
		const char *name, *text = parse_variable(row, &name);
		enum rc rc;

		/* An empty variable is how a shell user switches one off. */
		if (!text || !*text || !option_applies(row, parse->options->command))
			continue;
		rc = parse_value(parse, row, text, FROM_ENVIRONMENT);
		if (rc != RC_OK)
			return rc_context(rc, "%s", name);
	}
	return RC_OK;
}

static enum rc parse_defaults(struct parse *parse)
{
	for (size_t i = 0; i < option_row_count; i++)
		if (option_rows[i].preset)
			TRY(parse_value(parse, &option_rows[i], option_rows[i].preset, FROM_DEFAULT));
	return RC_OK;
}

/* `value`: what was attached to the option, NULL if nothing was. */
static enum rc parse_option(struct parse *parse, const struct option_row *row, const char *value)
{
	enum rc rc;

	if (row->kind == OPTION_FLAG) {
		if (value)
			return rc_fail(RC_USAGE, "--%s takes no value", row->name);
		value = "true";
	}
	if (!value && parse->at == parse->argc)
		return rc_fail(RC_USAGE, "--%s needs a value: --%s %s", row->name, row->name, row->value);
	if (!value)
		value = parse->argv[parse->at++];
	rc = parse_value(parse, row, value, FROM_LINE);
	return rc == RC_OK ? rc : rc_context(rc, "--%s", row->name);
}

static enum rc parse_long(struct parse *parse, const char *text)
{
	const char *equals = strchr(text, '=');
	struct sv name = {text, equals ? (size_t)(equals - text) : strlen(text)};
	const struct option_row *row = option_find(name);

	return row ? parse_option(parse, row, equals ? equals + 1 : NULL) : parse_unknown_option(name);
}

static enum rc parse_short(struct parse *parse, const char *text)
{
	const struct option_row *row = option_find_letter(text[0]);

	if (!row)
		return rc_fail(RC_USAGE, "unknown option -%c; --help lists all options", text[0]);
	/* Flags may share a dash (-vv); what follows the letter of another option is its value. */
	if (row->kind == OPTION_FLAG && text[1] && text[1] != '=') {
		TRY(parse_option(parse, row, NULL));
		return parse_short(parse, text + 1);
	}
	return parse_option(parse, row, text[1] ? text + 1 : NULL);
}

static enum rc parse_command(struct parse *parse, const char *text)
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
	return rc_fail(RC_USAGE, "unknown command %.*s; --help lists all commands", SHOWN(name));
}

static enum rc parse_argument(struct parse *parse)
{
	const char *text = parse->argv[parse->at++];
	struct options *options = parse->options;

	if (!parse->operands_only && strcmp(text, "--") == 0) {
		parse->operands_only = true;
		return RC_OK;
	}
	if (!parse->operands_only && text[0] == '-' && text[1] == '-')
		return parse_long(parse, text + 2);
	if (!parse->operands_only && text[0] == '-' && text[1])
		return parse_short(parse, text + 1);
	if (!options->command_named)
		return parse_command(parse, text);
	options->operands[options->operand_count++] = mem_text(text);
	return RC_OK;
}

/* Only the options of the command line must apply to the command: config file and environment serve all commands. */
static enum rc parse_check_line(const struct parse *parse)
{
	const struct options *options = parse->options;
	const struct command_row *command = &command_rows[options->command];

	for (size_t i = 0; i < option_row_count; i++)
		if (parse->origins.of[i] == FROM_LINE && !option_applies(&option_rows[i], options->command))
			return rc_fail(RC_USAGE,
				       "--%s does not apply to %s; `pinpoint-export %s --help` lists its options",
				       option_rows[i].name, command->name, command->name);
	if (options->operand_count < command->least)
		return rc_fail(RC_USAGE, "%s needs %s", command->name, command->missing);
	if (options->operand_count > command->most)
		return rc_fail(RC_USAGE, "unexpected argument: %.*s", OPTION_SHOWN_MAX,
			       options->operands[command->most]);
	return RC_OK;
}

enum rc options_parse(struct options *options, int argc, char *const *argv, option_names *form_names)
{
	struct parse parse = {.options = options, .argc = argc, .argv = argv, .at = 1};

	*options = (struct options){.now_ms = TIMESTAMP_NONE, .form_names = form_names, .form = -1};
	options->operands = mem_zero((size_t)argc + 1, sizeof(*options->operands));
	while (parse.at < argc)
		TRY(parse_argument(&parse));
	if (options->help || options->version)
		return RC_OK;
	TRY(parse_check_line(&parse));
	TRY(parse_environment(&parse));
	if (options->config)
		TRY(config_file_read(options->config, parse_setting, &parse));
	TRY(parse_defaults(&parse));
	return options_check(options, &parse.origins);
}

void options_release(struct options *options)
{
	char **const texts[] = {
		&options->subdomain,  &options->base_url,    &options->account,         &options->api_key_file,
		&options->output,     &options->tables,      &options->exclude_columns, &options->state,
		&options->ca_file,    &options->proxy,       &options->metrics_file,    &options->config,
		&options->publish_to, &options->s3_endpoint, &options->s3_region,       &options->s3_kms_key,
		&options->schema,     &options->from,        &options->hash_columns,    &options->hash_key_file,
	};

	for (size_t i = 0; i < options->operand_count; i++)
		mem_free(options->operands[i]);
	mem_free(options->operands);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		mem_free(*texts[i]);
	*options = (struct options){.now_ms = TIMESTAMP_NONE};
}
