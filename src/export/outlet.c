#include "export/outlet.h"

void outlet_init(struct outlet *outlet, const struct table_plan *plan, const struct row_format *format,
		 const struct table_file_config *config)
{
	struct table_file_config complete = *config;

	*outlet = (struct outlet){.plan = plan, .format = format, .updated_column = -1};
	for (unsigned i = 0; i < plan->count; i++)
		if (strcmp(plan->names[i], "remote_updated_at") == 0 || strcmp(plan->names[i], "updated_at") == 0)
			outlet->updated_column = (int)i;
	if (format->header)
		format->header(&outlet->header, plan->names, plan->count);
	complete.table = plan->table->name;
	complete.extension = format->extension;
	complete.header = buf_sv(&outlet->header);
	outlet->file = table_file_new(&complete);
}

/* All timestamps have one form, so that their texts sort like the times. */
static void outlet_note_update(struct outlet *outlet, const struct cell *cell)
{
	if (cell->kind != CELL_TEXT || cell->text.n != TIMESTAMP_SIZE - 1)
		return;
	if (memcmp(cell->text.p, outlet->remote_updated_at, TIMESTAMP_SIZE - 1) > 0)
		memcpy(outlet->remote_updated_at, cell->text.p, TIMESTAMP_SIZE - 1);
}

void outlet_see(struct outlet *outlet, const struct cell *cells)
{
	if (outlet->updated_column >= 0)
		outlet_note_update(outlet, &cells[outlet->updated_column]);
}

enum rc outlet_row(struct outlet *outlet, const struct cell *cells)
{
	outlet->format->row(table_file_row_begin(outlet->file), outlet->plan->names, cells, outlet->plan->count);
	outlet->rows++;
	return table_file_row_end(outlet->file);
}

void outlet_release(struct outlet *outlet)
{
	table_file_free(outlet->file);
	buf_release(&outlet->header);
}
