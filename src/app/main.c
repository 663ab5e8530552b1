/*
 * From the arguments to an exit status: options, log, clock, signals, then one command. Every failure becomes one line
 * here.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "app/commands.h"
#include "cli/help.h"
#include "cli/options_parse.h"
#include "cli/signals.h"
#include "cli/stdout.h"
#include "cli/system_clock.h"
#include "export/export.h"
#include "schema/schema.h"

#define STOPPED_BY 128             /* plus the signal's number */
#define OWN_PAGES_FROM (256 << 10) /* bytes of a buffer that goes back to the system when it is freed */

static enum rc (*const commands[COMMANDS])(const struct app *app) = {
	[COMMAND_EXPORT] = cmd_export, [COMMAND_MAP] = cmd_map,       [COMMAND_SCHEMA] = cmd_schema,
	[COMMAND_CHECK] = cmd_check,   [COMMAND_VERIFY] = cmd_verify, [COMMAND_STATUS] = cmd_status,
	[COMMAND_PUSH] = cmd_push,     [COMMAND_MANUAL] = cmd_manual, [COMMAND_LOAD] = cmd_load,
	[COMMAND_PRUNE] = cmd_prune,   [COMMAND_REPORT] = cmd_report,
};

/* If a standard descriptor is closed, the file of a table must not get its number: messages would go there. */
static void main_hold_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/* Keeps the key out of core files and logs of libraries, and out of reach of other processes of the same user. */
static void main_keep_memory_private(void)
{
	static const struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	unsetenv("SSLKEYLOGFILE"); /* TLS libraries write keys there that decrypt a recorded connection */
#ifdef __linux__
	/* Needed where core files are piped to a program, which ignores the limit; it also closes /proc. */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/*
 * Large buffers are allocated and freed with each page and block. When the first one is freed, glibc would raise this
 * bound by itself and take later ones from a heap that fragments: a quarter more memory at peak.
 */
static void main_keep_memory_small(void)
{
#ifdef __GLIBC__
	mallopt(M_MMAP_THRESHOLD, OWN_PAGES_FROM);
#endif
}

static enum rc main_print_about(const struct options *options)
{
	AUTO_BUF text = {0};

	if (options->help)
		help_add(&text, options);
	else
		buf_adds(&text, "pinpoint-export " PINPOINT_EXPORT_VERSION "\n");
	return stdout_print(buf_sv(&text));
}

/* Reports what failed in one line, and returns the exit status. */
static int main_conclude(struct log *log, enum rc rc, int signal_number, const struct options *options, bool committed)
{
	log_progress_end(log);
	if (rc == RC_OK || rc == RC_PARTIAL || rc == RC_PIPE)
		return (int)rc;
	/* A committed run will be published, so a signal must not report the opposite. */
	if (signal_number && !committed) {
		log_line(log, LEVEL_ERROR, "stopped by signal %d; %srun it again", signal_number,
			 options->command == COMMAND_EXPORT ? "nothing was published, " : "");
		return STOPPED_BY + signal_number;
	}
	log_line(log, LEVEL_ERROR, "%s", rc_text());
	return (int)rc;
}

static const char *main_temporary_directory(void)
{
	const char *named = getenv("TMPDIR");

	return named && *named ? named : "/tmp";
}

static enum rc main_run(const struct options *options, struct log *log, const struct clock *clock, bool *committed)
{
	struct system_clock machine_clock;
	struct app app = {
		.options = options,
		.log = log,
		.clock = clock,
		.machine_clock = &machine_clock.clock,
		.stop = signals_flag(),
		.temporary = main_temporary_directory(),
		.committed = committed,
	};

	system_clock_init(&machine_clock, TIMESTAMP_NONE);
	if (options->help || options->version)
		return main_print_about(options);
	/* Files get the mode that they are created with, whatever mask was inherited. */
	umask((mode_t)options->umask);
	return commands[options->command](&app);
}

int main(int argc, char **argv)
{
	struct options options;
	struct system_clock clock;
	struct log log;
	bool committed = false;
	enum rc rc;
	int status;

	main_hold_descriptors();
	main_keep_memory_private();
	main_keep_memory_small();
	signals_install();
	rc = options_parse(&options, argc, argv, schema_form_name);
	system_clock_init(&clock, options.now_ms);
	log_init(&log, &options, &clock.clock);
	if (rc == RC_OK)
		rc = main_run(&options, &log, &clock.clock, &committed);
	status = main_conclude(&log, rc, *signals_flag(), &options, committed);
	options_release(&options);
	return status;
}
