#include "schema/describe.h"

#include "map/word.h"

/* One more argument of a word, after a comma unless it is the first. */
static void describe_argument(struct buf *out, const char *text)
{
	if (!text)
		return;
	if (out->n && out->p[out->n - 1] != '(')
		buf_adds(out, ", ");
	buf_adds(out, text);
}

static void describe_pairs(struct buf *out, const struct pair *list)
{
	for (; list && list->from; list++) {
		describe_argument(out, list->from[0] ? list->from : "otherwise");
		buf_addf(out, " -> %s", list->to ? list->to : "as it is");
	}
}

static void describe_source(struct buf *out, const struct source *from)
{
	buf_adds(out, word_table[from->kind].name ? word_table[from->kind].name : "?");
	buf_addc(out, '(');
	describe_argument(out, from->relationship);
	describe_argument(out, from->attribute);
	describe_argument(out, from->constant);
	/* What is requested together with the raw record does not describe it. */
	for (size_t i = 0; from->kind != SOURCE_RAW && from->attributes && from->attributes[i]; i++)
		describe_argument(out, from->attributes[i]);
	describe_pairs(out, from->pairs);
	for (size_t i = 0; from->alternatives && from->alternatives[i].from.kind; i++) {
		describe_argument(out, "");
		describe_source(out, &from->alternatives[i].from);
	}
	for (size_t i = 0; from->members && from->members[i].name; i++) {
		describe_argument(out, from->members[i].name);
		buf_adds(out, ": ");
		describe_column(out, &from->members[i]);
	}
	if (out->p[out->n - 1] == '(')
		out->n--;
	else
		buf_addc(out, ')');
}

void describe_column(struct buf *out, const struct column *column)
{
	describe_source(out, &column->from);
	if (column->as) {
		buf_addf(out, " %s(", convert_table[column->as].name);
		describe_argument(out, column->table);
		describe_argument(out, column->equals);
		describe_pairs(out, column->pairs);
		if (out->p[out->n - 1] == '(')
			out->n--;
		else
			buf_addc(out, ')');
	}
	if (column->only_if)
		buf_addf(out, " ONLY_IF(%s, %s)", column->only_if, column->only_if_value);
}

void describe_rows(struct buf *out, const struct table *table)
{
	const struct each *each = &table->each;

	buf_adds(out, each_table[each->kind].name);
	if (each->kind == EACH_RECORD)
		return;
	buf_addc(out, '(');
	describe_argument(out, each->relationship);
	describe_argument(out, each->attribute);
	if (each->by)
		buf_addf(out, " by %s", each->by);
	describe_pairs(out, each->roles);
	buf_adds(out, table->identity == OF_EACH ? "), each once" : "), link rows");
}
