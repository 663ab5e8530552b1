#include "schema/facts.h"

#include "map/plan.h"

const char *column_meaning(const struct column *column)
{
	return column->meaning;
}

const char *column_references(const struct column *column)
{
	return column->as == CONVERT_KEY ? column->table : NULL;
}

enum sql_type column_sql_type(const struct column *column)
{
	enum sql_type type = SQL_TEXT;

	if (plan_column_is_id(column))
		return SQL_KEY;
	sql_type_find(sv_of(column_type_names[plan_column_type(column)]), &type);
	return type;
}
