#include "warehouse/script.h"

#include "warehouse/template.h"

/* What the names in a template refer to. */
struct script {
	const struct sql_target *target;
	const struct sql_source *source; /* NULL for CREATE TABLE alone */
	const struct sql_run *run;
	const struct sql_table *table;
	size_t number; /* of the table, from 1 */
	const struct sql_column *column;
	const char *file;
};

static void script_expand(struct buf *out, const char *text, const struct script *script);

/* --- Names and literals */

static void script_add_name(const struct script *script, struct sv name, struct buf *out)
{
	const struct dialect *dialect = script->target->dialect;

	buf_adds(out, dialect->quote);
	for (size_t i = 0; i < name.n; i++)
		buf_addc(out, dialect->upper_case ? ascii_upper(name.p[i]) : name.p[i]);
	buf_adds(out, dialect->quote);
}

/* The parts of the schema, each with a dot after it. */
static void script_add_prefix(const struct script *script, struct buf *out)
{
	const char *part = script->target->schema;

	while (part) {
		size_t n = strcspn(part, ".");

		script_add_name(script, (struct sv){part, n}, out);
		buf_addc(out, '.');
		part = part[n] ? part + n + 1 : NULL;
	}
}

static void script_add_schema(const struct script *script, struct buf *out)
{
	if (script->target->schema)
		buf_addf(out, "'%s'", script->target->schema);
	else
		buf_adds(out, script->target->dialect->default_schema);
}

static void script_add_table_name(const struct script *script, const char *name, struct buf *out)
{
	script_add_prefix(script, out);
	script_add_name(script, sv_of(name), out);
}

/* Our own text within a literal. */
static void script_add_meaning(const struct script *script, struct buf *out)
{
	for (const char *p = script->column->meaning; *p; p++)
		if (*p == '\'')
			buf_adds(out, script->target->dialect->apostrophe);
		else
			buf_addc(out, *p);
}

/* --- Types and values */

static void script_add_declared(const struct script *script, struct buf *out)
{
	const struct dialect *dialect = script->target->dialect;

	script_expand(out, script->column->required ? dialect->required : dialect->nullable, script);
}

static void script_add_staged(const struct script *script, struct buf *out)
{
	const char *staged = script->source->staged[script->column->type];

	script_expand(out, staged ? staged : "{type}", script);
}

static void script_add_read(const struct script *script, struct buf *out)
{
	const char *read = script->source->reads[script->column->type];

	script_expand(out, read ? read : "{name}", script);
}

static void script_add_comment(const struct script *script, struct buf *out)
{
	if (script->column->meaning)
		script_expand(out, script->target->dialect->comment, script);
}

/* --- The run */

static void script_add_previous(const struct script *script, struct buf *out)
{
	const char *previous = script->run->previous_run_id;

	buf_addf(out, previous ? "'%s'" : "NULL", previous);
}

static void script_add_replace(const struct script *script, struct buf *out)
{
	if (script->run->replace)
		script_expand(out, script->target->dialect->replace, script);
}

static const struct sql_location *script_location(const struct script *script)
{
	return dialect_location(script->target->dialect, sv_of(script->run->location));
}

/* The names that take one call. */
#define ADDS(function, call)                                                                                           \
	static void function(const struct script *script, struct buf *out)                                             \
	{                                                                                                              \
		call;                                                                                                  \
	}

ADDS(script_add_account, buf_adds(out, script->run->account))
ADDS(script_add_bare, buf_adds(out, script->table->name))
ADDS(script_add_column, buf_adds(out, script->column->name))
ADDS(script_add_column_name, script_add_name(script, sv_of(script->column->name), out))
ADDS(script_add_complete, buf_adds(out, script->run->complete ? "true" : "false"))
ADDS(script_add_file, buf_adds(out, script->file))
ADDS(script_add_finished_at, buf_adds(out, script->run->finished_at))
ADDS(script_add_key, script_add_name(script, sv_of(script->table->key), out))
ADDS(script_add_load_format, buf_adds(out, script->source->load_format))
ADDS(script_add_load_lines, script_expand(out, script_location(script)->load_lines, script))
ADDS(script_add_load_of_location, script_expand(out, script_location(script)->load, script))
ADDS(script_add_location, buf_adds(out, script->run->location))
ADDS(script_add_mode, buf_adds(out, script->run->mode))
ADDS(script_add_number, buf_addf(out, "%zu", script->number))
ADDS(script_add_path, buf_addf(out, "%s%s", script->run->location, script->file))
ADDS(script_add_rows, buf_addf(out, "%llu", (unsigned long long)script->table->rows))
ADDS(script_add_run_id, buf_adds(out, script->run->run_id))
ADDS(script_add_runs, script_add_table_name(script, SCRIPT_RUNS, out))
ADDS(script_add_table_called, script_add_table_name(script, script->table->name, out))
ADDS(script_add_temporary, buf_adds(out, script->run->temporary))
ADDS(script_add_type, buf_adds(out, script->target->dialect->types[script->column->type]))
ADDS(script_add_version, script_add_name(script, sv_of(script->table->version), out))
ADDS(script_add_watermark, buf_adds(out, script->run->watermark))

static const struct script_name {
	const char *name;
	void (*add)(const struct script *script, struct buf *out);
} script_names[] = {
	{"account", script_add_account},
	{"bare", script_add_bare},
	{"column", script_add_column},
	{"comment", script_add_comment},
	{"complete", script_add_complete},
	{"declared", script_add_declared},
	{"file", script_add_file},
	{"finished_at", script_add_finished_at},
	{"key", script_add_key},
	{"load", script_add_load_of_location},
	{"load_format", script_add_load_format},
	{"load_lines", script_add_load_lines},
	{"location", script_add_location},
	{"meaning", script_add_meaning},
	{"mode", script_add_mode},
	{"name", script_add_column_name},
	{"number", script_add_number},
	{"path", script_add_path},
	{"prefix", script_add_prefix},
	{"previous_run_id", script_add_previous},
	{"read", script_add_read},
	{"replace", script_add_replace},
	{"rows", script_add_rows},
	{"run_id", script_add_run_id},
	{"runs", script_add_runs},
	{"schema", script_add_schema},
	{"staged", script_add_staged},
	{"table", script_add_table_called},
	{"temporary", script_add_temporary},
	{"type", script_add_type},
	{"version", script_add_version},
	{"watermark", script_add_watermark},
};

/* --- Lists */

static const struct sql_list *script_find_list(const struct sql_list *lists, size_t most, struct sv name)
{
	for (size_t i = 0; i < most && lists[i].name; i++)
		if (sv_is(name, lists[i].name))
			return &lists[i];
	return NULL;
}

static const struct sql_list *script_list(const struct script *script, struct sv name)
{
	const struct sql_list *list = NULL;

	if (script->source)
		list = script_find_list(script->source->lists, DIALECT_SOURCE_LISTS_MAX, name);
	return list ? list : script_find_list(script->target->dialect->lists, DIALECT_LISTS_MAX, name);
}

static bool script_is_added(const struct sql_table *table, const struct sql_column *column)
{
	return strcmp(column->name, table->key) != 0 && strcmp(column->name, table->version) != 0;
}

static void script_add_list(const struct script *script, const struct sql_list *list, struct buf *out)
{
	size_t count = list->over == OVER_FILES ? script->table->file_count : script->table->column_count;
	const char *separator = "";
	struct script one = *script;

	for (size_t i = 0; i < count; i++) {
		if (list->over == OVER_FILES)
			one.file = script->table->files[i];
		else
			one.column = &script->table->columns[i];
		if (list->over == OVER_ADDED && !script_is_added(script->table, one.column))
			continue;
		buf_adds(out, separator);
		script_expand(out, list->item, &one);
		separator = list->separator;
	}
}

static bool script_lookup(void *context, struct sv name, struct buf *out)
{
	const struct script *script = context;
	const struct sql_list *list = script_list(script, name);

	if (list) {
		script_add_list(script, list, out);
		return true;
	}
	for (size_t i = 0; i < sizeof(script_names) / sizeof(script_names[0]); i++) {
		if (!sv_is(name, script_names[i].name))
			continue;
		script_names[i].add(script, out);
		return true;
	}
	return false;
}

static void script_expand(struct buf *out, const char *text, const struct script *script)
{
	struct script own = *script;

	if (text)
		template_expand(out, text, script_lookup, &own);
}

/* --- Statements */

// clang-format off
static const struct sql_column runs_columns[] = {
	{"run_id", SQL_KEY, true, "Name of the run"},
	{"account", SQL_TEXT, false, "Account that was exported"},
	{"previous_run_id", SQL_TEXT, false, "Run before it, NULL for the first one"},
	{"watermark", SQL_TIMESTAMP, false, "changed_at of every row that the run found new, changed or gone"},
	{"mode", SQL_TEXT, false, "snapshot, changes or delta"},
	{"complete", SQL_BOOLEAN, false, "Whether everything that was requested could be read"},
	{"finished_at", SQL_TIMESTAMP, false, "When the export ended"},
	{"loaded_at", SQL_TIMESTAMP, true, "When the run was loaded here, the last time"},
};
// clang-format on

const struct sql_table script_runs = {
	.name = SCRIPT_RUNS,
	.key = "run_id",
	.version = "loaded_at",
	.columns = runs_columns,
	.column_count = sizeof(runs_columns) / sizeof(runs_columns[0]),
};

void script_add_table(const struct sql_target *target, const struct sql_table *table, struct buf *out)
{
	struct script script = {.target = target, .table = table};

	script_expand(out, target->dialect->create, &script);
	for (size_t i = 0; i < table->column_count; i++) {
		script.column = &table->columns[i];
		if (script.column->meaning)
			script_expand(out, target->dialect->comment_on, &script);
	}
}

static bool script_has_added(const struct sql_table *table)
{
	for (size_t i = 0; i < table->column_count; i++)
		if (script_is_added(table, &table->columns[i]))
			return true;
	return false;
}

/* A table that is there, with all columns, once this ran. */
static void script_add_made(const struct script *script, const struct sql_table *table, struct buf *out)
{
	struct script one = *script;

	one.table = table;
	script_add_table(script->target, table, out);
	if (script_has_added(table))
		script_expand(out, script->target->dialect->add, &one);
}

/* A step of every table. */
static void script_add_step(const struct script *script, const char *step, struct buf *out)
{
	const char *announce = script->target->dialect->announce;
	struct script one = *script;

	for (size_t i = 0; i < script->run->table_count; i++) {
		one.table = &script->run->tables[i];
		one.number = i + 1;
		/* Files are loaded in the first of the steps that there are. */
		if (script->run->announced && step && (step == script->source->prepare || !script->source->prepare))
			script_expand(out, announce ? announce : DIALECT_ANNOUNCE, &one);
		script_expand(out, step, &one);
	}
}

void script_add_load(const struct sql_target *target, const struct sql_source *source, const struct sql_run *run,
		     struct buf *out)
{
	const struct dialect *dialect = target->dialect;
	struct script script = {.target = target, .source = source, .run = run, .table = &script_runs};

	buf_addf(out, "-- run %s of %s, for %s\n", run->run_id, run->account, dialect->title);
	script_expand(out, dialect->open, &script);
	script_add_table(target, &script_runs, out);
	for (size_t i = 0; i < run->table_count; i++)
		script_add_made(&script, &run->tables[i], out);
	script_add_step(&script, source->prepare, out);
	script_expand(out, dialect->begin, &script);
	script_add_step(&script, source->merge, out);
	script_expand(out, dialect->record, &script);
	script_expand(out, dialect->end, &script);
}
