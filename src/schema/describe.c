#include "schema/describe.h"

static const char *const words[SOURCE_KINDS] = {
	[SOURCE_NOTHING] = "NOTHING",
	[SOURCE_ID] = "ID",
	[SOURCE_REMOTE_ID] = "REMOTE_ID",
	[SOURCE_CHANGED_AT] = "CHANGED_AT",
	[SOURCE_REMOTE_DELETED_AT] = "REMOTE_DELETED_AT",
	[SOURCE_RECORD_ID] = "RECORD_ID",
	[SOURCE_EACH_ID] = "EACH_ID",
	[SOURCE_ATTRIBUTE] = "ATTR",
	[SOURCE_EACH_ATTRIBUTE] = "EACH_ATTR",
	[SOURCE_EACH_NAME] = "EACH_TAG_NAME",
	[SOURCE_EACH_ROLES] = "EACH_ROLES",
	[SOURCE_INDEX] = "INDEX",
	[SOURCE_RELATED_ATTRIBUTE] = "REL_ATTR",
	[SOURCE_RELATED_ID] = "REL_ID",
	[SOURCE_RELATED_ID_IF_SENT] = "REL_ID_IF_SENT",
	[SOURCE_OLDEST] = "OLDEST",
	[SOURCE_FIRST] = "FIRST",
	[SOURCE_CONSTANT] = "CONSTANT",
	[SOURCE_CASES] = "CASES",
	[SOURCE_OBJECT] = "OBJECT",
	[SOURCE_LIST] = "LIST",
	[SOURCE_WHEN_LINKED] = "WHEN_LINKED",
	[SOURCE_COUNTRY] = "COUNTRY",
	[SOURCE_PROFILES] = "PROFILES",
	[SOURCE_KEYED] = "CUSTOM_FIELDS",
	[SOURCE_INTEGRATION_FIELDS] = "INTEGRATION_FIELDS",
	[SOURCE_QUESTION_FORMAT] = "QUESTION_FORMAT",
	[SOURCE_RAW] = "REMOTE_DATA",
};

static const char *const converts[CONVERTS] = {
	[CONVERT_TIMESTAMP] = "AS_TIMESTAMP",
	[CONVERT_NUMBER] = "AS_NUMBER",
	[CONVERT_BOOLEAN] = "AS_BOOLEAN",
	[CONVERT_EQUALS] = "AS_EQUALS",
	[CONVERT_ENUM] = "AS_ENUM",
	[CONVERT_EMAIL] = "AS_EMAIL",
	[CONVERT_KEY] = "AS_KEY",
	[CONVERT_JSON] = "AS_JSON",
};

const char *describe_word(enum source_kind kind)
{
	return words[kind];
}

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
	buf_adds(out, words[from->kind] ? words[from->kind] : "?");
	buf_addc(out, '(');
	describe_argument(out, from->relationship);
	describe_argument(out, from->attribute);
	describe_argument(out, from->constant);
	for (size_t i = 0; from->attributes && from->attributes[i]; i++)
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
		buf_addf(out, " %s(", converts[column->as]);
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
	static const char *const kinds[EACH_KINDS] = {[EACH_RECORD] = "one row per record",
						      [EACH_TO_MANY] = "TO_MANY(",
						      [EACH_ROLE] = "ROLES(",
						      [EACH_TAG] = "TAGS("};
	const struct each *each = &table->each;

	buf_adds(out, kinds[each->kind]);
	if (each->kind == EACH_RECORD)
		return;
	describe_argument(out, each->relationship);
	describe_argument(out, each->attribute);
	if (each->by)
		buf_addf(out, " by %s", each->by);
	describe_pairs(out, each->roles);
	buf_adds(out, table->identity == OF_EACH ? "), each once" : "), link rows");
}
