/*
 * export: reads the account and leaves one published run, or writes the rows of one table to standard output.
 */
#ifndef EXPORT_EXPORT_H
#define EXPORT_EXPORT_H

#include "base/error.h"
#include "cli/app.h"

enum rc cmd_export(const struct app *app) MUST_USE;

#endif
