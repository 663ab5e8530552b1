#include "s3/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "s3/sources.h"

extern char **environ;

enum { POLL_MS = 250 };

struct process {
	const struct s3_credentials_config *config;
	pid_t id;
	int output; /* of the process, to be read */
};

/* Of a group of its own, so that what the shell starts can be ended with it; with the usual signals. */
static int process_start(struct process *process, const char *command, int output)
{
	char shell[] = "/bin/sh", option[] = "-c";
	char *arguments[] = {shell, option, (char *)(uintptr_t)command, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t signals;
	int failed;

	sigfillset(&signals);
	if (posix_spawn_file_actions_init(&files) != 0 || posix_spawnattr_init(&how) != 0)
		return ENOMEM;
	failed = posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0) |
		 posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO) | posix_spawnattr_setpgroup(&how, 0) |
		 posix_spawnattr_setsigdefault(&how, &signals) |
		 posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
	if (!failed)
		failed = posix_spawn(&process->id, shell, &files, &how, arguments, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&how);
	return failed;
}

static enum rc process_read(const struct process *process, struct buf *out)
{
	const struct clock *clock = process->config->clock;
	int64_t until = clock->steady_ms(clock->context) + S3_PROCESS_MS;
	struct pollfd ready = {.fd = process->output, .events = POLLIN};

	buf_reserve(out, S3_FILE_MAX + 1); /* once, so that growing leaves no copy behind */
	for (;;) {
		ssize_t got = 1;

		if (*process->config->stop)
			return rc_fail(RC_CREDENTIALS, "stopped by a signal");
		if (clock->steady_ms(clock->context) > until)
			return rc_fail(RC_CREDENTIALS, "credential_process did not end within %lld s",
				       (long long)S3_PROCESS_MS / 1000);
		if (poll(&ready, 1, POLL_MS) > 0)
			got = read(process->output, out->p + out->n, S3_FILE_MAX + 1 - out->n);
		else
			continue;
		if (got <= 0)
			return RC_OK;
		out->n += (size_t)got;
		if (out->n > S3_FILE_MAX)
			return rc_fail(RC_CREDENTIALS, "credential_process printed more than credentials");
	}
}

static enum rc process_end(const struct process *process, enum rc rc)
{
	int status = 0;

	/* It may go on after it closed its output; then only a signal ends it. */
	do
		if (rc != RC_OK || *process->config->stop)
			(void)kill(-process->id, SIGKILL);
	while (waitpid(process->id, &status, 0) < 0 && errno == EINTR);
	if (rc == RC_OK && (!WIFEXITED(status) || WEXITSTATUS(status) != 0))
		return rc_fail(RC_CREDENTIALS,
			       "credential_process failed (status %d): run the command by hand to see why",
			       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return rc;
}

enum rc s3_run_process(const struct s3_credentials_config *config, const char *command, struct buf *out)
{
	struct process process = {.config = config};
	int ends[2], failed;
	enum rc rc;

	if (pipe(ends) != 0)
		return rc_fail(RC_CREDENTIALS, "credential_process cannot be started: %s", strerror(errno));
	(void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	failed = process_start(&process, command, ends[1]);
	close(ends[1]);
	process.output = ends[0];
	if (failed)
		rc = rc_fail(RC_CREDENTIALS, "credential_process cannot be started: %s", strerror(failed));
	else
		rc = process_end(&process, process_read(&process, out));
	close(ends[0]);
	return rc;
}
