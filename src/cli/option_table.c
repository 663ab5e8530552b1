#include "cli/option_table.h"

#include "row/format.h"
#include "sink/pool.h"

#define ON(command) (1u << (command))
#define EXPORT ON(COMMAND_EXPORT)
#define MAP ON(COMMAND_MAP)
#define SCHEMA ON(COMMAND_SCHEMA)
#define LOAD ON(COMMAND_LOAD)
#define CHECK ON(COMMAND_CHECK)
#define VERIFY ON(COMMAND_VERIFY)
#define STATUS ON(COMMAND_STATUS)
#define PUSH ON(COMMAND_PUSH)
#define PRUNE ON(COMMAND_PRUNE)
#define REPORT ON(COMMAND_REPORT)
#define SERVICE (EXPORT | CHECK)
#define NETWORK (SERVICE | PUSH)
#define RUNS (STATUS | PRUNE | REPORT) /* commands on published runs, without the network */
#define BUCKET (EXPORT | PUSH | PRUNE)
#define ACCOUNT (NETWORK | MAP | RUNS)
#define ALL (ON(COMMANDS) - 1)

#define AT(member) offsetof(struct options, member)
#define FLAG(on_, off_) OPTION_FLAG, .on = (on_), .off = (off_)
#define TEXT(value_) OPTION_TEXT, (value_)
#define NUMBER(value_, low_, high_) OPTION_NUMBER, (value_), (low_), (high_)
#define CHOICE(value_, names_) OPTION_CHOICE, (value_), .names = (names_)

static const char *mode_name(size_t number)
{
	return number < MODES ? mode_rows[number].name : NULL;
}

static const char *mode_about(size_t number)
{
	return number < MODES ? mode_rows[number].help : NULL;
}

static const char *format_name(size_t number)
{
	return number < ROW_FORMATS ? row_formats[number].name : NULL;
}

static const char *log_format_name(size_t number)
{
	static const char *const names[] = {[LOG_FORMAT_TEXT] = "text", [LOG_FORMAT_JSON] = "json"};

	return number < sizeof(names) / sizeof(names[0]) ? names[number] : NULL;
}

// clang-format off
const struct option_row option_rows[] = {
	{"subdomain", AT(subdomain), ACCOUNT, OPTION_SUBDOMAIN, "NAME", .environment = "PINPOINT_SUBDOMAIN",
	 .group = "Account", .help = "the account: NAME of https://NAME.pinpointhq.com"},
	{"base-url", AT(base_url), SERVICE, TEXT("URL"), .environment = "PINPOINT_BASE_URL",
	 .help = "use URL instead of https://NAME.pinpointhq.com/api/v1; http:// only for this machine"},
	{"account", AT(account), ACCOUNT, OPTION_ACCOUNT, "NAME", .unset = "host of the base URL, local for map",
	 .help = "name of the account if no subdomain is given"},
	{"api-key-file", AT(api_key_file), SERVICE, TEXT("FILE"), .environment = "PINPOINT_API_KEY_FILE",
	 .help = "file whose first line is the API key; or put the key itself into PINPOINT_API_KEY"},

	{"mode", AT(mode), SERVICE, CHOICE("MODE", mode_name), .about = mode_about, .preset = "snapshot",
	 .group = "What to export", .help = "what to read and what to write"},
	{"tables", AT(tables), SERVICE, TEXT("LIST"), .unset = "unified",
	 .help = "these tables: names, patterns such as pinpoint_job*, or unified, native, all"},
	{"exclude-columns", AT(exclude_columns), SERVICE | MAP, TEXT("LIST"),
	 .help = "leave out these columns, such as jobs.description,*.remote_data; patterns as for --tables, or @MARK: @personal, "
		 "@special, @free_text, @link, @assessment"},
	{"hash-columns", AT(hash_columns), SERVICE | MAP, TEXT("LIST"),
	 .help = "replace the texts of these columns by tokens: the same text, the same token"},
	{"hash-key-file", AT(hash_key_file), SERVICE | MAP, TEXT("FILE"),
	 .help = "file with the secret key of the tokens, 32 bytes or more"},
	{"state", AT(state), NETWORK | RUNS, TEXT("FILE"), .unset = "DIR/.state/ACCOUNT.db",
	 .help = "file that remembers earlier runs"},
	{"no-state", AT(no_state), NETWORK | PRUNE, FLAG(1, 0),
	 .help = "do not compare with earlier runs: every row counts as new"},
	{"overlap", AT(overlap), SERVICE, NUMBER("SEC", 0, 604800), .preset = "600",
	 .help = "seconds before the last reading from which a delta requests updates"},
	{"max-delete-ratio", AT(max_delete_ratio), EXPORT, OPTION_RATIO, "R", .preset = "0.2",
	 .help = "refuse a run if more than this share of a resource, and more than 20 records or all, is missing"},
	{"max-lookups", AT(max_lookups), SERVICE, NUMBER("N", 0, 1000000), .preset = "2000",
	 .help = "requests by id per run, to tell deleted records from hidden ones"},

	{"output", AT(output), NETWORK | RUNS, TEXT("DIR"), .letter = 'o', .preset = "output",
	 .group = "Output", .help = "where runs are published; one account per directory"},
	{"format", AT(format), EXPORT | MAP, CHOICE("FORMAT", format_name), .preset = "csv",
	 .help = "format of the rows"},
	{"stdout", AT(to_stdout), EXPORT, FLAG(1, 0),
	 .help = "write the rows of exactly one table to standard output, and no files"},
	{"gzip", AT(gzip), EXPORT, FLAG(1, 0),
	 .help = "compress what --stdout writes"},
	{"gzip-level", AT(gzip_level), EXPORT, NUMBER("N", 1, 9), .preset = "6",
	 .help = "1 is fastest, 9 compresses best"},
	{"threads", AT(threads), EXPORT, NUMBER("N", 1, POOL_THREADS_MAX), .unset = "one per core",
	 .help = "threads that compress"},
	{"max-file-size", AT(max_file_size), EXPORT, OPTION_SIZE, "SIZE", .preset = "250MB",
	 .help = "compressed size after which the next part of a table begins"},
	{"umask", AT(umask), SERVICE, OPTION_MASK, "MODE", .preset = "077",
	 .help = "077 keeps other users out, 027 lets the group read"},
	{"as", AT(form), SCHEMA | LOAD, OPTION_FORM, "FORM", .unset = "text for schema; load needs a warehouse",
	 .help = "a warehouse: its CREATE TABLE statements, or the script that loads a run; else how to describe the tables"},
	{"schema", AT(schema), SCHEMA | LOAD, TEXT("NAME"),
	 .help = "schema, dataset or database of the tables in the warehouse"},
	{"from", AT(from), LOAD, TEXT("URL"), .unset = "the directory of the run, where the client can read it",
	 .help = "where the warehouse finds the files of the run, such as s3://bucket/prefix/RUN"},
	{"replace", AT(replace), LOAD, FLAG(1, 0),
	 .help = "delete what a complete snapshot does not hold"},
	{"plan", AT(plan), CHECK, FLAG(1, 0), .line_only = true,
	 .help = "only print the requests of an export with these options, and how long they take at least"},
	{"nights", AT(nights), REPORT, NUMBER("N", 1, 366), .preset = "30",
	 .help = "show the newest N runs"},
	{"json", AT(json), VERIFY | STATUS, FLAG(1, 0), .line_only = true,
	 .help = "print the result as one JSON object"},

	{"page-size", AT(page_size), SERVICE, NUMBER("N", 1, 1000), .preset = "1000",
	 .group = "Requests", .help = "records per request"},
	{"concurrency", AT(concurrency), NETWORK, NUMBER("N", 1, 16), .preset = "4",
	 .help = "requests in flight over the whole run"},
	{"retries", AT(retries), NETWORK, NUMBER("N", 0, 100), .preset = "8",
	 .help = "how often a failed request is repeated"},
	{"retry-budget", AT(retry_budget), NETWORK, NUMBER("SEC", 1, 86400), .preset = "900",
	 .help = "give up after this many seconds without a finished page"},
	{"timeout", AT(timeout), NETWORK, NUMBER("SEC", 1, 3600), .preset = "60",
	 .help = "end a request after this many seconds without a byte"},
	{"rate", AT(rate), NETWORK, OPTION_RATE, "N/SEC", .unset = "no limit",
	 .help = "at most N requests in SEC seconds; N alone means per second"},
	{"ca-file", AT(ca_file), NETWORK, TEXT("FILE"), .unset = "those of the system",
	 .help = "trusted certificates"},
	{"proxy", AT(proxy), NETWORK, TEXT("URL"), .unset = "curl's own environment variables",
	 .help = "proxy for all requests"},

	{"publish-to", AT(publish_to), BUCKET, TEXT("URL"),
	 .group = "Object storage", .help = "send published runs to s3://BUCKET/PREFIX"},
	{"s3-endpoint", AT(s3_endpoint), BUCKET, TEXT("URL"), .unset = "Amazon's",
	 .environment = "AWS_ENDPOINT_URL_S3", .second = "AWS_ENDPOINT_URL",
	 .help = "the server that has the bucket"},
	{"s3-region", AT(s3_region), BUCKET, TEXT("NAME"), .environment = "AWS_REGION", .second = "AWS_DEFAULT_REGION",
	 .help = "the region of the bucket"},
	{"s3-kms-key", AT(s3_kms_key), EXPORT | PUSH, TEXT("ID"),
	 .help = "have objects encrypted with this key of the key management service"},
	{"forget", AT(forget), PUSH, FLAG(1, 0), .line_only = true,
	 .help = "send nothing: no run is meant for that destination any more, and none waits for it"},
	{"s3-plain-http", AT(s3_plain_http), BUCKET, FLAG(1, 0),
	 .help = "allow an endpoint of http:// on another machine: rows are sent without encryption"},

	{"keep-days", AT(keep_days), PRUNE, NUMBER("N", 1, 36500),
	 .group = "Old runs", .help = "delete runs that are older than N days"},
	{"keep", AT(keep), PRUNE, NUMBER("N", 1, 1000000),
	 .help = "delete runs beyond the newest N; with --keep-days only those that are both"},
	{"dry-run", AT(dry_run), PRUNE, FLAG(1, 0), .line_only = true,
	 .help = "delete nothing, only print what would be deleted"},

	{"progress", AT(progress), ALL, FLAG(PROGRESS_ON, PROGRESS_OFF),
	 .group = "Messages", .help = "show progress without a terminal, too, as a line that is drawn again in place"},
	{"no-progress", AT(progress), ALL, FLAG(PROGRESS_OFF, PROGRESS_AUTO),
	 .help = "show no progress"},
	{"quiet", AT(verbosity), ALL, FLAG(-1, 0), .letter = 'q',
	 .help = "print only errors and why a run is incomplete"},
	{"verbose", AT(verbosity), ALL, FLAG(1, 0), .letter = 'v',
	 .help = "print more"},
	{"log-format", AT(log_format), ALL, CHOICE("FORMAT", log_format_name), .preset = "text",
	 .help = "format of the lines on standard error"},
	{"metrics-file", AT(metrics_file), EXPORT | PUSH, TEXT("FILE"),
	 .help = "write how the run or the push ended, as a Prometheus textfile"},

	{"config", AT(config), ALL, TEXT("FILE"), .line_only = true,
	 .group = "Other", .help = "file with more options, as lines of `key = value` without dashes"},
	{"now", AT(now_ms), EXPORT | MAP | CHECK | PUSH | PRUNE | REPORT, OPTION_TIME, "TIME",
	 .help = "use TIME as the current time, for tests"},
	{"version", AT(version), ALL, FLAG(1, 0), .line_only = true,
	 .help = "print the version"},
	{"help", AT(help), ALL, FLAG(1, 0), .line_only = true, .letter = 'h',
	 .help = "print this text; after a command: only its options"},
};

const struct command_row command_rows[COMMANDS] = {
	[COMMAND_EXPORT] = {"export", "", .help = "fetch the account and write one run (the default command)"},
	[COMMAND_MAP] = {"map", " TABLE [FILE...]", .least = 1, .most = SIZE_MAX,
			 .missing = "the name of a table; `pinpoint-export schema` lists them",
			 .help = "turn JSON:API documents from files or standard input into rows of one table; no network"},
	[COMMAND_SCHEMA] = {"schema", " [TABLE...]", .most = SIZE_MAX, .help = "list tables, columns and types"},
	[COMMAND_LOAD] = {"load", " RUNDIR --as WAREHOUSE", .least = 1, .most = 1,
			  .missing = "the directory of a run, such as output/latest",
			  .help = "print the SQL that loads a published run into a warehouse; no network"},
	[COMMAND_CHECK] = {"check", "", .help = "check the set-up: key, permissions, directory, clock, space, destination; or print the requests of a run"},
	[COMMAND_PUSH] = {"push", " [RUNDIR...]", .most = SIZE_MAX,
			  .help = "send published runs to object storage; without RUNDIR all that are not there yet"},
	[COMMAND_PRUNE] = {"prune", "", .help = "delete old published runs, but none that is still needed"},
	[COMMAND_VERIFY] = {"verify", " RUNDIR", .least = 1, .most = 1,
			    .missing = "the directory of a run, such as output/latest",
			    .help = "check a published run against its manifest"},
	[COMMAND_STATUS] = {"status", "", .help = "show the last runs, and watermarks and counts per table, from the state"},
	[COMMAND_REPORT] = {"report", " [DIR]", .most = 1,
			    .help = "draw the last runs as an HTML page on standard output"},
	[COMMAND_MANUAL] = {"manual", " [man|bash|zsh|fish]", .most = 1,
			    .help = "print the manual page, or the completions for a shell"},
};
// clang-format on

const size_t option_row_count = sizeof(option_rows) / sizeof(option_rows[0]);

_Static_assert(sizeof(option_rows) / sizeof(option_rows[0]) <= OPTION_ROWS_MAX, "raise OPTION_ROWS_MAX");

const struct option_row *option_find(struct sv name)
{
	for (size_t i = 0; i < option_row_count; i++)
		if (sv_is(name, option_rows[i].name))
			return &option_rows[i];
	return NULL;
}

const struct option_row *option_find_letter(char letter)
{
	for (size_t i = 0; i < option_row_count; i++)
		if (option_rows[i].letter && option_rows[i].letter == letter)
			return &option_rows[i];
	return NULL;
}

bool option_applies(const struct option_row *row, enum command command)
{
	bool takes_exports = command == COMMAND_CHECK || command == COMMAND_STATUS || command == COMMAND_PUSH ||
			     command == COMMAND_PRUNE || command == COMMAND_REPORT;

	return row->commands & ON(command) || (takes_exports && row->commands & EXPORT);
}

option_names *option_row_names(const struct option_row *row, const struct options *options)
{
	return row->kind == OPTION_FORM ? options->form_names : row->names;
}
