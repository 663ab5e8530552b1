/*
 * map: JSON:API documents from files or standard input, rows of one table on standard output, no network.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "schema/catalogue.h"
#include "app/commands.h"
#include "export/outlet.h"
#include "base/idset.h"
#include "base/spool.h"
#include "jsonapi/document.h"
#include "map/mapper.h"

enum { READ_SIZE = 64 << 10 };

struct mapping {
	const struct plan *plan;
	struct mapper *mapper;
	struct document *document;
	struct outlet outlet;
	struct idset met; /* a record met twice is written once */
};

static enum rc on_row(void *context, const struct map_row *row)
{
	struct mapping *mapping = context;

	return outlet_row(&mapping->outlet, row->cells); /* only one table is wanted */
}

static enum rc on_resource(void *context, enum section section, const struct resource *resource)
{
	struct mapping *mapping = context;
	bool waits;

	if (section == SECTION_INCLUDED)
		return mapper_included(mapping->mapper, resource);
	if (!sv_is(resource->type, mapping->plan->entity->query.type))
		return RC_OK;
	if (!idset_add(&mapping->met, idset_of(resource->id)))
		return RC_OK;
	return mapper_record(mapping->mapper, resource, &waits);
}

static enum rc read_document(struct mapping *mapping, int fd)
{
	char bytes[READ_SIZE];
	ssize_t n;

	document_begin(mapping->document);
	mapper_begin(mapping->mapper, &document_facts(mapping->document)->included_first);
	for (;;) {
		n = read(fd, bytes, sizeof(bytes));
		/* Interrupted means a signal that asks to end: nothing else here interrupts. */
		if (n < 0)
			return rc_fail(RC_USAGE, "it cannot be read: %s", strerror(errno));
		if (n == 0)
			break;
		TRY(document_feed(mapping->document, (struct sv){bytes, (size_t)n}));
	}
	TRY(document_finish(mapping->document));
	return mapper_end(mapping->mapper, true);
}

static enum rc in_document(enum rc rc, const char *name)
{
	if (rc == RC_OK || rc == RC_PIPE || rc == RC_OUTPUT)
		return rc;
	/* In a file nothing can be asked again: what it holds is simply not of the format. */
	return rc_context(rc == RC_SERVICE ? RC_FORMAT : rc, "%s", name);
}

static enum rc read_file(struct mapping *mapping, const char *path)
{
	int fd;
	enum rc rc;

	if (strcmp(path, "-") == 0)
		return in_document(read_document(mapping, STDIN_FILENO), "standard input");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return rc_fail(RC_USAGE, "%s cannot be opened: %s; name JSON:API documents after the table", path,
			       strerror(errno));
	rc = in_document(read_document(mapping, fd), path);
	close(fd);
	return rc;
}

static enum rc read_all(struct mapping *mapping, const struct options *options)
{
	if (options->operand_count == 1)
		TRY(read_file(mapping, "-"));
	for (size_t i = 1; i < options->operand_count; i++)
		TRY(read_file(mapping, options->operands[i]));
	return table_file_close(mapping->outlet.file);
}

static void open_outlet(struct mapping *mapping, const struct options *options)
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

static enum rc map_table(const struct app *app, const struct plan *plan)
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
							    .row = on_row,
							    .context = &mapping});
	mapping.document = document_new(&(struct document_config){.attributes = &plan->attributes,
								  .relationships = &plan->relationships,
								  .keep_raw = plan->needs_raw,
								  .resource = on_resource,
								  .context = &mapping});
	open_outlet(&mapping, app->options);
	rc = read_all(&mapping, app->options);
	outlet_release(&mapping.outlet);
	document_free(mapping.document);
	mapper_free(mapping.mapper);
	idset_release(&mapping.met);
	return rc;
}

enum rc cmd_map(const struct app *app)
{
	const struct options *options = app->options;
	struct catalogue_table *table;
	struct catalogue catalogue;
	struct plan *plan;
	enum rc rc;

	TRY(catalogue_init(&catalogue));
	if (options->operand_count == 0)
		return rc_fail(RC_USAGE, "map needs a table: pinpoint-export map TABLE [FILE...]");
	table = catalogue_find(&catalogue, sv_of(options->operands[0]));
	if (!table)
		return catalogue_unknown_table(&catalogue, sv_of(options->operands[0]));
	TRY(catalogue_choose(&catalogue, options->operands[0], options->exclude_columns));
	plan = plan_new(table->entity, sv_of(options->account), &(struct plan_choice){catalogue_wanted, &catalogue});
	rc = map_table(app, plan);
	plan_free(plan);
	return rc;
}
