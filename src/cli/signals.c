#include "cli/signals.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

_Static_assert(_Generic((sig_atomic_t)0, int : 1, default : 0), "the flag is handed on as an int");

static volatile sig_atomic_t flag;
static const int asking[] = {SIGINT, SIGTERM, SIGHUP};
static bool taken[sizeof(asking) / sizeof(asking[0])]; /* those that the parent had not ignored */

static void set_action(int number, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

/* Whoever asks twice does not want to wait: after the first signal those we took have their default effect again. */
static void ask_to_end(int number)
{
	flag = number;
	for (size_t i = 0; i < sizeof(asking) / sizeof(asking[0]); i++)
		if (taken[i])
			set_action(asking[i], SIG_DFL);
}

void signals_install(void)
{
	struct sigaction before;

	/* Both end a process that does not look; a write that fails is reported instead. */
	set_action(SIGPIPE, SIG_IGN);
	set_action(SIGXFSZ, SIG_IGN);
	/* What the parent had ignored (nohup, background jobs of a script) stays ignored. */
	for (size_t i = 0; i < sizeof(asking) / sizeof(asking[0]); i++) {
		taken[i] = sigaction(asking[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN;
		if (taken[i])
			set_action(asking[i], ask_to_end);
	}
}

volatile const int *signals_flag(void)
{
	return &flag;
}
