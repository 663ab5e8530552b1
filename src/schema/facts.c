#include "schema/facts.h"

#include "map/plan.h"

static const struct {
	enum column_mark mark;
	const char *name;
} marks[] = {
	{MARK_PERSONAL, "personal"}, {MARK_SPECIAL, "special"},       {MARK_FREE_TEXT, "free_text"},
	{MARK_LINK, "link"},         {MARK_ASSESSMENT, "assessment"},
};

void column_add_marks(const struct column *column, const struct marks_form *form, struct buf *out)
{
	size_t before = out->n;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (column->marks & (unsigned)marks[i].mark)
			buf_addf(out, "%s%s", out->n > before ? form->between : form->before, marks[i].name);
	if (out->n > before)
		buf_adds(out, form->after);
}

enum sql_type column_sql_type(const struct column *column)
{
	enum sql_type type = SQL_TEXT;

	if (plan_column_is_id(column) || column->from.kind == SOURCE_PLAIN_ID || column->as == CONVERT_REFERENCE)
		return SQL_KEY;
	sql_type_find(sv_of(column_type_names[plan_column_type(column)]), &type);
	return type;
}
