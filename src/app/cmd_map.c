/*
 * map: turns JSON:API documents from files or standard input into rows of one table on standard output. No network.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "schema/choice.h"
#include "app/commands.h"
#include "cli/hash_key.h"
#include "export/outlet.h"
#include "exposure/exposure.h"
#include "base/idset.h"
#include "base/spool.h"
#include "jsonapi/document.h"
#include "manifest/table_warnings.h"
#include "map/mapper.h"

enum { READ_SIZE = 64 << 10 };

struct mapping {
	const struct plan *plan;
	struct mapper *mapper;
	struct document *document;
	struct outlet outlet;
	struct idset seen; /* a record that appears twice is written once */
	struct table_counts counts;
	uint64_t replaced; /* characters */
};

static enum rc mapping_on_row(void *context, const struct map_row *row)
{
	struct mapping *mapping = context;

	return outlet_row(&mapping->outlet, row->cells); /* only one table is wanted */
}

static enum rc mapping_on_resource(void *context, enum section section, const struct resource *resource)
{
	struct mapping *mapping = context;
	bool waits;

	if (section == SECTION_INCLUDED)
		return mapper_included(mapping->mapper, resource);
	if (!sv_is(resource->type, mapping->plan->endpoint->query.type)) {
		mapping->counts.other_types++;
		return RC_OK;
	}
	if (!idset_add(&mapping->seen, idset_of(resource->id)))
		return RC_OK;
	return mapper_record(mapping->mapper, resource, &waits);
}

static enum rc mapping_read_document(struct mapping *mapping, int fd)
{
	char bytes[READ_SIZE];
	ssize_t n;

	document_begin(mapping->document);
	mapper_begin(mapping->mapper, &document_facts(mapping->document)->included_first);
	for (;;) {
		n = read(fd, bytes, sizeof(bytes));
		/* EINTR means that a signal asks the run to end. */
		if (n < 0)
			return rc_fail(RC_USAGE, "cannot read it: %s", strerror(errno));
		if (n == 0)
			break;
		TRY(document_feed(mapping->document, (struct sv){bytes, (size_t)n}));
	}
	TRY(document_finish(mapping->document));
	mapping->counts.duplicate_names += document_facts(mapping->document)->duplicate_names;
	mapping->replaced += document_facts(mapping->document)->replaced;
	return mapper_end(mapping->mapper, true);
}

static enum rc mapping_context(enum rc rc, const char *name)
{
	if (rc == RC_OK || rc == RC_PIPE || rc == RC_OUTPUT)
		return rc;
	/* A file cannot be requested again, so what the service would be asked to repeat is a wrong format here. */
	return rc_context(rc == RC_SERVICE ? RC_FORMAT : rc, "%s", name);
}

static enum rc mapping_read_file(struct mapping *mapping, const char *path)
{
	int fd;
	enum rc rc;

	if (strcmp(path, "-") == 0)
		return mapping_context(mapping_read_document(mapping, STDIN_FILENO), "standard input");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return rc_fail(RC_USAGE, "cannot open %s: %s; name JSON:API documents after the table", path,
			       strerror(errno));
	rc = mapping_context(mapping_read_document(mapping, fd), path);
	close(fd);
	return rc;
}

static enum rc mapping_read_all(struct mapping *mapping, const struct options *options)
{
	if (options->operand_count == 1)
		TRY(mapping_read_file(mapping, "-"));
	for (size_t i = 1; i < options->operand_count; i++)
		TRY(mapping_read_file(mapping, options->operands[i]));
	return table_file_close(mapping->outlet.file);
}

static void mapping_open_outlet(struct mapping *mapping, const struct options *options)
{
	struct table_file_config config = {
		.fd = STDOUT_FILENO,
		.fd_name = "standard output",
	};

	for (unsigned i = 0; i < mapping->plan->count; i++)
		if (mapping->plan->tables[i].wanted)
			outlet_init(&mapping->outlet, &mapping->plan->tables[i], &row_formats[options->format],
				    &config);
}

/* What the manifest of a run says about a table: output/README.md, "manifest.json". */
static void mapping_report_warnings(const struct mapping *mapping, struct log *log)
{
	struct manifest_table table = {
		.name = mapping->outlet.plan->table->name,
		.replaced_characters = mapping->replaced,
	};
	unsigned place = (unsigned)(mapping->outlet.plan - mapping->plan->tables);
	struct arena arena = {0};

	table_warnings_collect(mapper_warnings(mapping->mapper, place), &mapping->counts, &arena, &table);
	table_warnings_report(&table, log);
	arena_release(&arena);
}

static enum rc mapping_run(const struct app *app, const struct plan *plan, struct token_maker *tokens)
{
	struct spool_budget budget = {SPOOL_BUDGET};
	struct mapping mapping = {.plan = plan};
	char changed_at[TIMESTAMP_SIZE];
	enum rc rc;

	timestamp_write(app->clock->now_ms(app->clock->context), changed_at);
	mapping.mapper = mapper_new(&(struct mapper_config){.plan = plan,
							    .spool_directory = app->temporary,
							    .spool_budget = &budget,
							    .changed_at = sv_of(changed_at),
							    .tokens = tokens,
							    .row = mapping_on_row,
							    .context = &mapping});
	mapping.document = document_new(&(struct document_config){.types = plan->types,
								  .type_count = plan->type_count,
								  .keep_raw = plan->needs_raw,
								  .resource = mapping_on_resource,
								  .context = &mapping});
	mapping_open_outlet(&mapping, app->options);
	rc = mapping_read_all(&mapping, app->options);
	if (rc == RC_OK)
		mapping_report_warnings(&mapping, app->log);
	outlet_release(&mapping.outlet);
	document_free(mapping.document);
	mapper_free(mapping.mapper);
	idset_release(&mapping.seen);
	return rc;
}

static void map_warn_of_exposed_key(const struct app *app)
{
	struct exposure found = {0};

	exposure_find_keys(app->options, &found);
	exposure_warn(&found, app->log);
}

enum rc cmd_map(const struct app *app)
{
	const struct options *options = app->options;
	const struct catalogue_table *table;
	struct catalogue catalogue;
	struct token_maker tokens;
	struct plan *plan;
	enum rc rc;

	TRY(catalogue_init(&catalogue));
	TRY(choice_one(&catalogue, sv_of(options->operands[0]), &table));
	TRY(choice_exclude(&catalogue, options->exclude_columns));
	TRY(choice_hash(&catalogue, options->hash_columns));
	plan = plan_new(&shipped_mappings, table->endpoint, sv_of(options->account),
			&(struct plan_choice){catalogue_wanted, catalogue_hashed, &catalogue});
	rc = hash_key_open(options, &tokens);
	map_warn_of_exposed_key(app);
	if (rc == RC_OK)
		rc = mapping_run(app, plan, &tokens);
	token_close(&tokens);
	plan_free(plan);
	return rc;
}
