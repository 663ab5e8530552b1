#include "cli/signals.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

_Static_assert(_Generic((sig_atomic_t)0, int : 1, default : 0), "signals_flag() returns it as an int");

static volatile sig_atomic_t flag, continued;
static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
static bool handled[sizeof(ending) / sizeof(ending[0])]; /* those that the parent did not ignore */

static void signals_set_action(int number, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

/*
 * A signal that arrives right before a call that blocks does not interrupt it, and nobody would look at the flag. So the calls
 * that follow are interrupted each second. alarm() and sigaction() may be called in a handler.
 */
static void signals_interrupt(int number)
{
	signals_set_action(SIGALRM, signals_interrupt);
	(void)number;
	alarm(1);
}

/* The first signal restores the default actions, so that a second one ends the process without waiting. */
static void signals_take(int number)
{
	flag = number;
	signals_interrupt(number);
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		if (handled[i])
			signals_set_action(ending[i], SIG_DFL);
}

static void signals_note_continued(int number)
{
	(void)number;
	continued = 1;
}

void signals_install(void)
{
	struct sigaction before, restart = {.sa_handler = signals_note_continued, .sa_flags = SA_RESTART};

	/* By default both kill the process; ignored, they let the write fail, which is reported. */
	signals_set_action(SIGPIPE, SIG_IGN);
	signals_set_action(SIGXFSZ, SIG_IGN);
	sigemptyset(&restart.sa_mask);
	sigaction(SIGCONT, &restart, NULL);
	/* What the parent ignored (nohup, background jobs of a script) stays ignored. */
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++) {
		handled[i] = sigaction(ending[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN;
		if (handled[i])
			signals_set_action(ending[i], signals_take);
	}
}

volatile const int *signals_flag(void)
{
	return &flag;
}

bool signals_take_continued(void)
{
	bool was = continued != 0;

	continued = 0;
	return was;
}
