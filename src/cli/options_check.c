#include "cli/options_check.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/api_key.h"
#include "cli/list.h"
#include "cli/option_value.h"
#include "net/url.h"

#define PUT_FILE_SIZE_MAX UINT64_C(5000000000) /* a part is longer by a block of rows, and must stay below 5 GiB */

#define SPELLED(name) option_spelling(origins, options, (name)).text

/* Rows that are only passed on to standard output are never compared with earlier runs. */
static enum rc options_check_state(struct options *options, const struct option_origins *origins)
{
	if (options->state && options->no_state)
		return rc_fail(RC_USAGE, "%s and %s exclude each other: drop one of them", SPELLED("state"),
			       SPELLED("no-state"));
	if (options->state && options->to_stdout)
		return rc_fail(RC_USAGE, "%s keeps no state: drop %s", SPELLED("stdout"), SPELLED("state"));
	if (options->mode != MODE_SNAPSHOT && (options->no_state || options->to_stdout))
		return rc_fail(RC_USAGE,
			       "mode %s compares with earlier runs, but %s keeps no state: use --mode snapshot",
			       mode_rows[options->mode].name, SPELLED(options->to_stdout ? "stdout" : "no-state"));
	options->no_state |= options->to_stdout;
	return RC_OK;
}

static enum rc options_check_stdout(const struct options *options, const struct option_origins *origins)
{
	if (options->gzip && !options->to_stdout)
		return rc_fail(RC_USAGE, "%s is only for --stdout; files are always compressed", SPELLED("gzip"));
	if (options->to_stdout && list_count(options->tables) != 1)
		return rc_fail(RC_USAGE, "%s writes exactly one table: name it with --tables NAME", SPELLED("stdout"));
	return RC_OK;
}

static enum rc options_check_ca_file(const struct options *options, const struct option_origins *origins)
{
	if (options->ca_file && access(options->ca_file, R_OK) != 0)
		return rc_fail(RC_USAGE, "%s: cannot read %s: %s", SPELLED("ca-file"), options->ca_file,
			       strerror(errno));
	return RC_OK;
}

static enum rc options_set_account(struct options *options, const char *name)
{
	return option_read(option_find(SV("account")), name, options);
}

/* The environment is stronger than a config file, also where it holds the key itself. */
static void options_check_key_file(struct options *options, const struct option_origins *origins)
{
	const char *key = getenv(API_KEY_ENVIRONMENT);

	if (option_origin(origins, "api-key-file") != FROM_CONFIG || !key || !*key)
		return;
	mem_free(options->api_key_file);
	options->api_key_file = NULL;
}

static enum rc options_check_base_url(struct options *options, const struct option_origins *origins,
				      char host[URL_HOST_MAX])
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
		return rc_context(rc, "%s", SPELLED("base-url"));
	mem_free(options->base_url);
	options->base_url = mem_text(buf_text(&base));
	return RC_OK;
}

/* An account must equal the subdomain, unless it is stronger and there is a base URL, which it then names. */
static enum rc options_check_account(const struct options *options, const struct option_origins *origins)
{
	bool stronger = option_origin(origins, "account") > option_origin(origins, "subdomain");

	if (!options->subdomain || !options->account || strcmp(options->subdomain, options->account) == 0)
		return RC_OK;
	if (stronger && options->base_url)
		return RC_OK;
	return rc_fail(RC_USAGE, "%s (%s) already names the account: drop it, or drop %s (%s)", SPELLED("subdomain"),
		       options->subdomain, SPELLED("account"), options->account);
}

/* Which account, and where: the subdomain is the account's name; without one it is --account, else the URL's host. */
static enum rc options_check_service(struct options *options, const struct option_origins *origins)
{
	char host[URL_HOST_MAX];
	enum rc rc;

	if (!options->subdomain && !options->base_url && options->account)
		return rc_fail(RC_USAGE,
			       "no base URL given for the account %s: add --base-url URL, or use --subdomain "
			       "NAME alone",
			       options->account);
	if (!options->subdomain && !options->base_url)
		return rc_fail(RC_USAGE, "no account given: use --subdomain NAME (acme for "
					 "https://acme.pinpointhq.com) or set PINPOINT_SUBDOMAIN");
	TRY(options_check_account(options, origins));
	TRY(options_check_base_url(options, origins, host));
	options_check_key_file(options, origins);
	if (options->account)
		return RC_OK;
	if (options->subdomain)
		return options_set_account(options, options->subdomain);
	rc = options_set_account(options, host);
	return rc == RC_OK ? rc
			   : rc_context(rc, "the host of the base URL cannot name the account, use --account NAME");
}

/* Whether the bucket and its server can be used is checked where they are read (s3/bucket.h). */
static enum rc options_check_push(struct options *options, const struct option_origins *origins)
{
	TRY(options_check_ca_file(options, origins));
	if (!options->publish_to)
		return rc_fail(RC_USAGE, "push needs a destination: --publish-to s3://BUCKET/PREFIX");
	if (options->forget && options->operand_count)
		return rc_fail(RC_USAGE, "%s sends no runs: drop it, or %s", SPELLED("forget"), options->operands[0]);
	if (!options->account && options->subdomain)
		return options_set_account(options, options->subdomain);
	return RC_OK;
}

static enum rc options_check_published_to(const struct options *options, const struct option_origins *origins)
{
	if (!options->publish_to)
		return RC_OK;
	if (options->to_stdout)
		return rc_fail(RC_USAGE, "%s publishes no run: drop %s", SPELLED("stdout"), SPELLED("publish-to"));
	if (options->max_file_size > PUT_FILE_SIZE_MAX)
		return rc_fail(
			RC_USAGE,
			"%s: no store takes more than 5 GiB in one piece, and %s sends files as they are: choose "
			"5GB at most",
			SPELLED("max-file-size"), SPELLED("publish-to"));
	return RC_OK;
}

static enum rc options_check_hashing(const struct options *options, const struct option_origins *origins)
{
	if (options->hash_columns && !options->hash_key_file)
		return rc_fail(RC_USAGE, "%s needs a key: --hash-key-file FILE", SPELLED("hash-columns"));
	if (options->hash_key_file && !options->hash_columns)
		return rc_fail(RC_USAGE, "%s hashes nothing: name columns with --hash-columns, or drop it",
			       SPELLED("hash-key-file"));
	return RC_OK;
}

static enum rc options_check_export(struct options *options, const struct option_origins *origins)
{
	TRY(options_check_stdout(options, origins));
	TRY(options_check_published_to(options, origins));
	TRY(options_check_hashing(options, origins));
	TRY(options_check_ca_file(options, origins));
	TRY(options_check_service(options, origins));
	return options_check_state(options, origins);
}

static enum rc options_check_check(struct options *options, const struct option_origins *origins)
{
	TRY(options_check_hashing(options, origins));
	TRY(options_check_ca_file(options, origins));
	TRY(options_check_service(options, origins));
	return options->plan ? options_check_state(options, origins) : RC_OK;
}

static enum rc options_check_map(struct options *options, const struct option_origins *origins)
{
	TRY(options_check_hashing(options, origins));
	if (options->account)
		return RC_OK;
	return options_set_account(options, options->subdomain ? options->subdomain : "local");
}

static enum rc options_check_status(struct options *options, const struct option_origins *origins)
{
	(void)origins;
	if (options->account || !options->subdomain)
		return RC_OK;
	return options_set_account(options, options->subdomain);
}

/* The directory can be given as it is for other commands, too. */
static enum rc options_check_report(struct options *options, const struct option_origins *origins)
{
	if (options->operand_count)
		TRY(option_read(option_find(SV("output")), options->operands[0], options));
	return options_check_status(options, origins);
}

static enum rc options_check_prune(struct options *options, const struct option_origins *origins)
{
	if (!options->keep_days && !options->keep)
		return rc_fail(RC_USAGE, "prune needs --keep-days N, --keep N or both");
	if (options->publish_to && options->no_state)
		return rc_fail(RC_USAGE, "%s: only the state says what was pushed to %s: drop one of them",
			       SPELLED("no-state"), SPELLED("publish-to"));
	TRY(options_check_state(options, origins));
	return options_check_status(options, origins);
}

enum rc options_check(struct options *options, const struct option_origins *origins)
{
	/* The other commands have nothing to check. */
	static enum rc (*const checks[COMMANDS])(struct options *, const struct option_origins *) = {
		[COMMAND_EXPORT] = options_check_export, [COMMAND_MAP] = options_check_map,
		[COMMAND_CHECK] = options_check_check,   [COMMAND_STATUS] = options_check_status,
		[COMMAND_PUSH] = options_check_push,     [COMMAND_PRUNE] = options_check_prune,
		[COMMAND_REPORT] = options_check_report,
	};

	return checks[options->command] ? checks[options->command](options, origins) : RC_OK;
}
