/*
 * The small commands. cmd_export (export/export.h) and cmd_schema (schema/schema.h) have folders of their own.
 */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "base/error.h"
#include "cli/app.h"

enum rc cmd_check(const struct app *app) MUST_USE;
enum rc cmd_plan(const struct app *app) MUST_USE; /* check --plan */
enum rc cmd_manual(const struct app *app) MUST_USE;
enum rc cmd_load(const struct app *app) MUST_USE;
enum rc cmd_prune(const struct app *app) MUST_USE;
enum rc cmd_push(const struct app *app) MUST_USE;
enum rc cmd_map(const struct app *app) MUST_USE;
enum rc cmd_report(const struct app *app) MUST_USE;
enum rc cmd_status(const struct app *app) MUST_USE;
enum rc cmd_verify(const struct app *app) MUST_USE;

#endif
