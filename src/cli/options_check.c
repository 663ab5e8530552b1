/*
 * What the options mean together, after each was read on its own.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/api_key.h"
#include "cli/list.h"
#include "cli/option_table.h"
#include "base/mem.h"
#include "net/url.h"

static enum rc needs_state(const struct options *options)
{
	return rc_fail(RC_USAGE, "--mode %s compares with earlier runs, but %s keeps no state: use --mode snapshot",
		       mode_names[options->mode], options->to_stdout ? "--stdout" : "--no-state");
}

/* Rows that only pass through to standard output are never compared with earlier runs. */
static enum rc judge_state(struct options *options)
{
	if (options->state && options->no_state)
		return rc_fail(RC_USAGE, "--state and --no-state exclude each other: leave one of them out");
	if (options->state && options->to_stdout)
		return rc_fail(RC_USAGE, "--stdout keeps no state: leave out --state");
	if (options->to_stdout)
		options->no_state = 1;
	return options->mode != MODE_SNAPSHOT && options->no_state ? needs_state(options) : RC_OK;
}

static enum rc judge_stdout(const struct options *options)
{
	if (options->gzip && !options->to_stdout)
		return rc_fail(RC_USAGE, "--gzip belongs to --stdout; files are always compressed");
	if (options->to_stdout && list_count(options->tables) != 1)
		return rc_fail(RC_USAGE, "--stdout writes exactly one table: give its name with --tables NAME");
	return RC_OK;
}

static enum rc judge_ca_file(const struct options *options)
{
	if (options->ca_file && access(options->ca_file, R_OK) != 0)
		return rc_fail(RC_USAGE, "--ca-file %s cannot be read: %s", options->ca_file, strerror(errno));
	return RC_OK;
}

static enum rc set_account(struct options *options, const char *name)
{
	const struct option_row *row = option_find(SV("account"));
	enum rc rc = option_read(row, name, options);

	return rc == RC_OK ? rc
			   : rc_context(rc, "the base URL's host, which is the account's name unless --account gives "
					    "one");
}

static enum rc judge_base_url(struct options *options, char host[URL_HOST_MAX])
{
	AUTO_BUF given = {0};
	AUTO_BUF base = {0};
	enum rc rc;

	if (options->base_url)
		buf_adds(&given, options->base_url);
	else
		buf_addf(&given, "https://%s.pinpointhq.com/api/v1", options->subdomain);
	rc = url_base(buf_text(&given), &base, host, &options->loopback);
	if (rc != RC_OK)
		return rc_context(rc, "--base-url");
	mem_free(options->base_url);
	options->base_url = mem_text(buf_text(&base));
	return RC_OK;
}

/* Which account, and where: the subdomain is the account's name; without one --account, else the URL's host. */
static enum rc judge_service(struct options *options)
{
	char host[URL_HOST_MAX];

	if (!options->subdomain && !options->base_url)
		return rc_fail(RC_USAGE,
			       "which account? Give --subdomain NAME (acme for https://acme.pinpointhq.com) or set "
			       "PINPOINT_SUBDOMAIN");
	if (options->subdomain && options->account && strcmp(options->subdomain, options->account) != 0)
		return rc_fail(RC_USAGE,
			       "--account is for where there is no subdomain, which already names the account "
			       "(%s): leave one of them out",
			       options->subdomain);
	TRY(judge_base_url(options, host));
	if (options->account)
		return RC_OK;
	return set_account(options, options->subdomain ? options->subdomain : host);
}

static enum rc judge_export(struct options *options)
{
	TRY(judge_stdout(options));
	TRY(judge_ca_file(options));
	TRY(judge_service(options));
	return judge_state(options);
}

static enum rc judge_check(struct options *options)
{
	TRY(judge_ca_file(options));
	return judge_service(options);
}

static enum rc judge_map(struct options *options)
{
	if (options->account)
		return RC_OK;
	return set_account(options, options->subdomain ? options->subdomain : "local");
}

static enum rc judge_status(struct options *options)
{
	if (options->account || !options->subdomain)
		return RC_OK;
	return set_account(options, options->subdomain);
}

static enum rc judge_nothing(struct options *options)
{
	(void)options;
	return RC_OK;
}

enum rc options_judge(struct options *options, bool key_file_from_config)
{
	static enum rc (*const judges[COMMANDS])(struct options * options) = {
		[COMMAND_EXPORT] = judge_export, [COMMAND_MAP] = judge_map,        [COMMAND_SCHEMA] = judge_nothing,
		[COMMAND_CHECK] = judge_check,   [COMMAND_VERIFY] = judge_nothing, [COMMAND_STATUS] = judge_status,
	};
	const char *key = getenv(API_KEY_ENVIRONMENT);

	/* The environment is stronger than a config file also where it holds the key itself. */
	if (key_file_from_config && key && *key) {
		mem_free(options->api_key_file);
		options->api_key_file = NULL;
	}
	return judges[options->command](options);
}
