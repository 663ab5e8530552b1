/*
 * The commands, one function each. main.c calls one of them with what every command needs; all of it is borrowed.
 * A command returns its exit status and leaves the reason in rc_text(); main.c prints it, so that the last line of a
 * failed run is always the same one. RC_PARTIAL is announced by the command itself.
 */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "app/log.h"
#include "app/options.h"
#include "base/clock.h"
#include "base/error.h"

struct app {
	const struct options *options;
	struct log *log;
	const struct clock *clock;
	volatile const int *stop; /* the number of the signal that asks the run to end, else 0 */
};

enum rc cmd_export(const struct app *app) MUST_USE;
enum rc cmd_map(const struct app *app) MUST_USE;
enum rc cmd_schema(const struct app *app) MUST_USE;
enum rc cmd_check(const struct app *app) MUST_USE;
enum rc cmd_verify(const struct app *app) MUST_USE;
enum rc cmd_status(const struct app *app) MUST_USE;

#endif
