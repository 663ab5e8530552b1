/*
 * Documents through the shipped mappings. For any document, cells are UTF-8 in the form of their kind, rows are JSON that
 * can be read back, rows that waited in a file are the same as rows that waited in memory, and the rows of a table do not
 * depend on which other tables are wanted (but for remote_data, which depends on what is requested). Hashed columns hold
 * tokens and blank texts only.
 * An input is: a byte that chooses the endpoint, then the document.
 */
#include "fuzz/expect.h"
#include "json/parser.h"
#include "jsonapi/document.h"
#include "map/mapper.h"
#include "map/plan.h"
#include "row/reader.h"

enum {
	MORE = 0x20, /* set in the first byte if it is a lower case letter: try more than one run */
	ALL_TABLES = MAP_TABLES_MAX
};

struct mapping {
	const struct plan *plan;
	struct mapper *mapper;
	struct document *document;
	unsigned only; /* the table whose rows are kept; ALL_TABLES */
	struct buf rows;
};

static struct token_maker tokens;

static enum rc expect_token(struct sv text)
{
	if (sv_blank(text))
		return RC_OK;
	EXPECT(text.n == TOKEN_LENGTH);
	for (size_t i = 0; i < text.n; i++)
		EXPECT(ascii_hex_digit(text.p[i]) >= 0);
	return RC_OK;
}

static enum rc expect_tokens(void *context, enum json_event event, struct sv text)
{
	(void)context;
	return event == JSON_STRING ? expect_token(text) : RC_OK;
}

static enum rc ignore(void *context, enum json_event event, struct sv text)
{
	(void)context;
	(void)event;
	(void)text;
	return RC_OK;
}

/* With the limits of rows: a row is deeper than the document that it contains. */
static bool is_json_of(struct sv text, json_handler *handler)
{
	struct json *json = json_new(handler, NULL);
	bool whole;

	json_set_limits(json, ROW_DEPTH_MAX, ROW_CELL_MAX);
	json_begin(json);
	whole = json_feed(json, text) == RC_OK && json_finish(json) == RC_OK;
	json_free(json);
	return whole;
}

static bool is_json(struct sv text)
{
	return is_json_of(text, ignore);
}

static void check_hashed(const struct cell *cell)
{
	if (cell->kind == CELL_JSON)
		EXPECT(is_json_of(cell->text, expect_tokens));
	else if (cell->kind == CELL_TEXT)
		EXPECT(expect_token(cell->text) == RC_OK);
	else
		EXPECT(cell->kind == CELL_NULL);
}

static void check_cell(const struct column *column, const struct cell *cell)
{
	if (cell->kind == CELL_NULL) {
		EXPECT(plan_column_nullable(column));
		return;
	}
	EXPECT(expect_utf8(cell->text));
	EXPECT(cell->text.n == 0 || !memchr(cell->text.p, '\0', cell->text.n));
	EXPECT((cell->kind == CELL_JSON) == (plan_column_type(column) == COLUMN_JSON));
	if (cell->kind != CELL_TEXT)
		EXPECT(is_json(cell->text));
}

static enum rc on_row(void *context, const struct map_row *row)
{
	struct mapping *mapping = context;
	const struct table_plan *plan = &mapping->plan->tables[row->table];
	const struct cell *cells = row->cells;
	size_t before = mapping->rows.n;
	AUTO_BUF csv = {0};

	if (mapping->only != ALL_TABLES && mapping->only != row->table)
		return RC_OK;
	for (unsigned i = 0; i < plan->count; i++)
		check_cell(plan->columns[i].column, &cells[i]);
	for (unsigned i = 0; i < plan->count; i++)
		if (plan->columns[i].hashed)
			check_hashed(&cells[i]);
	row_formats[ROW_NDJSON].row(&mapping->rows, plan->names, cells, plan->count);
	EXPECT(is_json(sv_from(buf_sv(&mapping->rows), before)));
	row_formats[ROW_CSV].row(&csv, plan->names, cells, plan->count);
	EXPECT(expect_utf8(buf_sv(&csv)));
	return RC_OK;
}

static enum rc on_resource(void *context, enum section section, const struct resource *resource)
{
	struct mapping *mapping = context;
	bool waits;

	if (section == SECTION_INCLUDED)
		return mapper_included(mapping->mapper, resource);
	return mapper_record(mapping->mapper, resource, &waits);
}

static enum rc read_document(struct mapping *mapping, struct sv text)
{
	document_begin(mapping->document);
	mapper_begin(mapping->mapper, &document_facts(mapping->document)->included_first);
	TRY(document_feed(mapping->document, text));
	return document_finish(mapping->document);
}

static enum rc map_document(const struct plan *plan, struct sv text, size_t budget_size, unsigned only,
			    struct buf *rows)
{
	struct spool_budget budget = {budget_size};
	struct mapping mapping = {.plan = plan, .only = only};
	enum rc rc, end;

	mapping.mapper = mapper_new(&(struct mapper_config){.plan = plan,
							    .spool_directory = "/tmp",
							    .spool_budget = &budget,
							    .changed_at = SV("2026-11-23T02:00:00.000Z"),
							    .tokens = &tokens,
							    .row = on_row,
							    .context = &mapping});
	mapping.document = document_new(&(struct document_config){.types = plan->types,
								  .type_count = plan->type_count,
								  .keep_raw = plan->needs_raw,
								  .resource = on_resource,
								  .context = &mapping});
	rc = read_document(&mapping, text);
	end = mapper_end(mapping.mapper, rc == RC_OK);
	EXPECT(budget.left == budget_size);
	document_free(mapping.document);
	mapper_free(mapping.mapper);
	*rows = mapping.rows;
	return rc == RC_OK ? end : rc;
}

/* All columns but remote_data, of all tables or of the one in the context. */
static bool choose(void *context, const struct table *table, const struct column *column)
{
	return column ? strcmp(column->name, "remote_data") != 0 : !context || context == table;
}

static void compare_one_table(const struct endpoint *endpoint, struct sv text, size_t choice)
{
	AUTO_BUF among_all = {0}, alone = {0};
	struct plan *all = plan_new(&shipped_mappings, endpoint, SV("acme"), &(struct plan_choice){choose, NULL, NULL}), *one;
	unsigned table = (unsigned)(choice % all->count);
	void *only = (void *)(uintptr_t)all->tables[table].table;

	one = plan_new(&shipped_mappings, endpoint, SV("acme"), &(struct plan_choice){choose, NULL, only});
	if (map_document(all, text, SPOOL_BUDGET, table, &among_all) == RC_OK) {
		EXPECT(map_document(one, text, SPOOL_BUDGET, ALL_TABLES, &alone) == RC_OK);
		EXPECT(sv_same(buf_sv(&among_all), buf_sv(&alone)));
	}
	plan_free(all);
	plan_free(one);
}

/* What --hash-columns can hash. */
static bool choose_texts(void *context, const struct table *table, const struct column *column)
{
	enum column_type type = plan_column_type(column);

	(void)context;
	(void)table;
	return plan_column_nullable(column) && !plan_column_is_id(column) && !column->table &&
	       (type == COLUMN_TEXT || type == COLUMN_JSON);
}

static void hash_document(const struct endpoint *endpoint, struct sv text)
{
	AUTO_BUF rows = {0};
	struct plan *plan = plan_new(&shipped_mappings, endpoint, SV("acme"),
				     &(struct plan_choice){plan_choose_all, choose_texts, NULL});

	if (!tokens.key)
		EXPECT(token_open(&tokens, SV("0123456789abcdef0123456789abcdef")) == RC_OK);
	EXPECT(map_document(plan, text, SPOOL_BUDGET, ALL_TABLES, &rows) == RC_OK);
	plan_free(plan);
}

/* A to E, as in the oldest inputs, or any endpoint by its number. */
static const struct endpoint *endpoint_of(uint8_t byte)
{
	static const char *const paths[] = {"/applications", "/candidates", "/interviews", "/jobs", "/users"};
	unsigned letter = (byte & ~(unsigned)MORE) - 'A';

	if (letter < sizeof(paths) / sizeof(*paths))
		return mappings_find_endpoint(&shipped_mappings, paths[letter]);
	return &shipped_mappings.endpoints[byte % mappings_endpoint_count(&shipped_mappings)];
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	AUTO_BUF in_memory = {0}, in_file = {0};
	const struct endpoint *endpoint;
	struct plan *plan;
	struct sv text;
	enum rc rc;

	if (n == 0)
		return 0;
	text = (struct sv){(const char *)bytes + 1, n - 1};
	endpoint = endpoint_of(bytes[0]);
	plan = plan_new(&shipped_mappings, endpoint, SV("acme"), &(struct plan_choice){plan_choose_all, NULL, NULL});
	rc = map_document(plan, text, SPOOL_BUDGET, ALL_TABLES, &in_memory);
	EXPECT(rc == RC_OK || rc == RC_FORMAT || rc == RC_SERVICE);
	if (rc == RC_OK && (bytes[0] & MORE)) {
		EXPECT(map_document(plan, text, 0, ALL_TABLES, &in_file) == RC_OK);
		EXPECT(sv_same(buf_sv(&in_memory), buf_sv(&in_file)));
		compare_one_table(endpoint, text, n);
		hash_document(endpoint, text);
	}
	plan_free(plan);
	return 0;
}
