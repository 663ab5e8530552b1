/*
 * What the user asked for: the command, its operands and every option, after flags, environment, config file and
 * defaults were put together (flags > environment > config file > default) and judged.
 *
 * Life cycle: options_parse() fills, options_release() frees; texts are owned and NUL-terminated, NULL where not given.
 * Names of tables and columns are not judged here: only the mappings know them. The key itself is not part of this
 * (cli/api_key.h). Errors: RC_USAGE with the option, where its value came from, and what is possible.
 * One table (cli/option_table.h) drives parsing, config file and help. Source of the facts: the contract, section 1.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdint.h>

#include "cli/mode.h"
#include "base/buf.h"
#include "base/timestamp.h"

#define SUBDOMAIN_MAX 63
#define ACCOUNT_MAX 128

enum command { COMMAND_EXPORT, COMMAND_MAP, COMMAND_SCHEMA, COMMAND_CHECK, COMMAND_VERIFY, COMMAND_STATUS, COMMANDS };
/* In the order of the words that --as takes. */
enum schema_form {
	SCHEMA_TEXT,
	SCHEMA_JSON,
	SCHEMA_JSONSCHEMA,
	SCHEMA_POSTGRES,
	SCHEMA_DUCKDB,
	SCHEMA_BIGQUERY,
	SCHEMA_SNOWFLAKE,
	SCHEMA_REDSHIFT,
	SCHEMA_FORMS,
};
enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };
enum progress { PROGRESS_AUTO, PROGRESS_ON, PROGRESS_OFF };

struct options {
	enum command command;
	bool command_named; /* not just the default one */
	char **operands;    /* what follows the command's name */
	size_t operand_count;

	char *subdomain; /* lower case */
	char *base_url;  /* export, check: always set, without a slash at its end */
	char *account;   /* export, check, map: the ACCOUNT of the contract, always set */
	bool loopback;   /* the base URL is a loopback address */
	char *api_key_file;

	char *output, *tables, *exclude_columns; /* the last two as given: comma-separated */
	int mode;                                /* enum mode */
	int format;                              /* enum row_format_id */
	int schema;                              /* enum schema_form */
	int json;                                /* 0 or 1: the result as one JSON object */
	char *state;                             /* as given; NULL: the usual one of the directory */
	int no_state, to_stdout, gzip;           /* 0 or 1; --stdout never keeps a state */
	double max_delete_ratio;
	int max_lookups, overlap; /* the last in seconds */
	int page_size, concurrency, gzip_level;
	int threads; /* 0: as many as there are cores */
	uint64_t max_file_size;
	unsigned umask;

	int retries, retry_budget, timeout; /* the last two in seconds */
	double rate;                        /* requests a second; 0 = no limit */
	char *ca_file, *proxy;

	int progress;   /* enum progress */
	int verbosity;  /* -1 quiet, 0, 1 verbose */
	int log_format; /* enum log_format */
	char *metrics_file;
	char *config;
	int64_t now_ms; /* TIMESTAMP_NONE: the machine's clock */
	int help, version;
};

/* With --help or --version only `command`, `help` and `version` count, and nothing else is judged. */
enum rc options_parse(struct options *options, int argc, char *const *argv) MUST_USE;
void options_release(struct options *options);

/* Appends the help: of everything, or of the command where one was named. */
void options_print_help(const struct options *options, struct buf *out);

#endif
