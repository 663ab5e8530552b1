/*
 * SIGINT, SIGTERM and SIGHUP set a flag, which fetch/loop.c checks and then ends the run; a second signal ends the process
 * at once. After the first one SIGALRM interrupts calls that block, once a second. SIGPIPE and SIGXFSZ (a file beyond its
 * size limit) are ignored, so that the write fails instead. SIGCONT is noted.
 */
#ifndef CLI_SIGNALS_H
#define CLI_SIGNALS_H

#include <stdbool.h>

void signals_install(void);

/* Points to the number of the signal received, 0 if none; valid until the process ends. */
volatile const int *signals_flag(void);

/* Was the process stopped and continued since the last call? Then others may have written to its terminal. */
bool signals_take_continued(void);

#endif
