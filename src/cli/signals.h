/*
 * SIGINT, SIGTERM and SIGHUP ask the run to end by setting a flag, which the loop of fetch looks at; the second one
 * ends the process at once. SIGPIPE and SIGXFSZ (a file past the limit) are ignored, so that a write reports them.
 */
#ifndef CLI_SIGNALS_H
#define CLI_SIGNALS_H

void signals_install(void);

/* The number of the signal that came, else 0. Valid for ever. */
volatile const int *signals_flag(void);

#endif
