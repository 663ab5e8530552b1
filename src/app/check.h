/*
 * The parts of `check`, each of which adds its rows to the screen. Private to app/cmd_check.c and app/check_*.c.
 * They do not fail: the screen shows what is wrong, and its status says so.
 */
#ifndef APP_CHECK_H
#define APP_CHECK_H

#include "app/screen.h"
#include "cli/app.h"
#include "export/service.h"

/* Directory, state, space. Returns whether there is a state that can be read. */
bool check_place(const struct app *app, struct screen *screen);

void check_clock(const struct service *service, struct screen *screen);
/* `known`: as check_place() returned. `announced`: requests by what the service announces, where the state does not know; or 0. */
void check_rate(const struct app *app, bool known, uint64_t announced, struct screen *screen);
void check_hash_key(const struct app *app, struct screen *screen);    /* no row without one */
void check_files(const struct app *app, struct screen *screen);       /* who can get at them */
void check_destination(const struct app *app, struct screen *screen); /* makes a request, if there is a destination */

#endif
