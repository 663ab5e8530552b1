/* How the rules report a defect, and what they look up in the query. */
#include "schema/check_rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "schema/check.h"

void check_defect(struct check *check, const char *format, ...)
{
	char line[CHECK_DEFECT_MAX];
	size_t n = 0;
	va_list args;

	if (check->table)
		n = (size_t)snprintf(line, sizeof(line), "%s%s%s: ", check->table->name, check->column ? "." : "",
				     check->column ? check->column->name : "");
	else
		n = (size_t)snprintf(line, sizeof(line), "%s: ",
				     check->endpoint && check->endpoint->query.path ? check->endpoint->query.path
										    : "mappings");
	va_start(args, format);
	if (n < sizeof(line))
		vsnprintf(line + n, sizeof(line) - n, format, args);
	va_end(args);
	check->defects++;
	if (check->report)
		check->report(check->context, line);
}

bool check_requested(const struct check *check, enum query_kind kind, const char *name)
{
	const struct query *query = &check->endpoint->query;
	unsigned count = query_count(query);

	for (unsigned i = 0; i < count; i++)
		if (query->parts[i].kind == kind && query->parts[i].name && strcmp(query->parts[i].name, name) == 0)
			return true;
	return false;
}

bool check_included(const struct check *check, const char *path)
{
	return check_requested(check, QUERY_INCLUDE, path);
}
