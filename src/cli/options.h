/*
 * What the user asked for: the command, its operands and every option, after command line, environment, config file and
 * defaults were put together (cli/options_parse.h) and checked (cli/options_check.h).
 *
 * Texts are owned and NUL-terminated, NULL where not given. Names of tables and columns are not checked yet: only
 * schema/catalogue.h knows them. The API key itself is not part of this (cli/api_key.h).
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/timestamp.h"
#include "cli/mode.h"

enum command {
	COMMAND_EXPORT,
	COMMAND_MAP,
	COMMAND_SCHEMA,
	COMMAND_LOAD,
	COMMAND_CHECK,
	COMMAND_PUSH,
	COMMAND_PRUNE,
	COMMAND_VERIFY,
	COMMAND_STATUS,
	COMMAND_REPORT,
	COMMAND_MANUAL,
	COMMANDS
};
enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };
enum progress { PROGRESS_AUTO, PROGRESS_ON, PROGRESS_OFF };

/* The name of choice `number`, counted from 0; NULL after the last one. */
typedef const char *option_names(size_t number);

struct options {
	enum command command;
	bool command_named; /* not just the default one */
	char **operands;    /* what follows the command's name */
	size_t operand_count;

	char *subdomain; /* lower case */
	char *base_url;  /* export, check: always set, without a slash at its end */
	char *account;   /* export, check, map: always set (output/README.md, "Ids") */
	bool loopback;   /* the base URL is a loopback address */
	char *api_key_file;

	char *output;
	char *tables, *exclude_columns, *hash_columns; /* as given: comma-separated (cli/list.h) */
	char *hash_key_file;                           /* set where hash_columns is */
	int mode;                                /* enum mode */
	int format;                              /* enum row_format_id */
	option_names *form_names;                /* of --as, from a higher floor */
	int form;                                /* the number of one of them; -1: not given */
	char *schema, *from;                     /* of a warehouse, and where it finds the files */
	int replace;                             /* 0 or 1 */
	int json;                                /* 0 or 1: the result as one JSON object */
	int plan;                                /* 0 or 1: only the requests of a run */
	char *state;                             /* as given; NULL: the default file of the directory */
	int no_state, to_stdout, gzip;           /* 0 or 1; --stdout never keeps a state */
	double max_delete_ratio;
	int max_lookups, overlap; /* the last in seconds */
	int page_size, concurrency, gzip_level;
	int threads; /* 0: as many as there are cores */
	uint64_t max_file_size;
	unsigned umask;

	int retries, retry_budget, timeout; /* the last two in seconds */
	double rate;                        /* requests per second; 0: no limit */
	char *ca_file, *proxy;

	char *publish_to; /* as given; NULL: runs stay on disk */
	char *s3_endpoint, *s3_region, *s3_kms_key;
	int s3_plain_http, forget; /* 0 or 1 */

	int keep_days, keep; /* of published runs; 0: not given */
	int dry_run;         /* 0 or 1 */
	int nights;          /* the newest runs that a report shows */

	int progress;   /* enum progress */
	int verbosity;  /* -1 quiet, 0, 1 verbose */
	int log_format; /* enum log_format */
	char *metrics_file;
	char *config;
	int64_t now_ms; /* TIMESTAMP_NONE: the machine's clock */
	int help, version;
};

#endif
