#include "schema/sql.h"

#include "map/plan.h"
#include "schema/facts.h"

void sql_add_table(const struct sql_target *target, const struct catalogue_table *table, struct buf *out)
{
	const struct column *columns = table->table->columns;
	struct sql_column made[ROW_COLUMNS_MAX];
	struct sql_table sql = {.name = table->table->name,
				.key = SCRIPT_KEY,
				.version = SCRIPT_VERSION,
				.columns = made};

	for (size_t i = 0; columns[i].name; i++)
		made[sql.column_count++] = (struct sql_column){.name = columns[i].name,
							       .type = column_sql_type(&columns[i]),
							       .required = !plan_column_nullable(&columns[i]),
							       .meaning = columns[i].meaning};
	script_add_table(target, &sql, out);
}
