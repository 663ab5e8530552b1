/*
 * What the parts of a manifest say of each other. Files have the names that sink/table_file.c gives them, so no path can lead
 * out of the run, and no file can stand under two tables.
 */
#include "manifest/read.h"

#include "schema/catalogue.h"
#include "publish/names.h"
#include "base/timestamp.h"

static enum rc differ(struct difference *difference)
{
	return difference_at(difference, MANIFEST_NAME, 0);
}

/* The run's one time is its name, too. */
static enum rc judge_time(const struct manifest *manifest, struct difference *difference)
{
	char watermark[TIMESTAMP_SIZE];
	int64_t ms;

	if (!timestamp_read_run_name(sv_of(manifest->run_id), &ms))
		return rc_fail(RC_INTERNAL, "a run's name was not judged; this is a defect, please report it");
	timestamp_write(ms, watermark);
	if (strcmp(manifest->watermark, watermark) == 0)
		return RC_OK;
	buf_addf(&difference->expected, "the watermark %s of run_id %s", watermark, manifest->run_id);
	buf_adds(&difference->found, manifest->watermark);
	return differ(difference);
}

/* "jobs.csv.gz" alone, else "jobs.00001.csv.gz" and so on. */
static void add_file_name(const char *format, const struct manifest_table *table, size_t place, struct buf *out)
{
	buf_adds(out, table->name);
	if (table->file_count > 1)
		buf_addf(out, ".%05zu", place + 1);
	buf_addf(out, ".%s.gz", format);
}

static enum rc judge_path(const struct manifest *manifest, const struct manifest_table *table, size_t place,
			  struct difference *difference)
{
	const char *path = table->files[place].path;
	AUTO_BUF name = {0};

	add_file_name(manifest->format, table, place, &name);
	/* Table names are the file's, too: one that is a path is as bad. */
	if (sv_same(sv_of(path), buf_sv(&name)) && !strchr(path, '/') && strcmp(path, "..") != 0)
		return RC_OK;
	buf_adds(&difference->expected, "the path ");
	difference_show(&difference->expected, buf_sv(&name));
	if (strchr(path, '/'))
		buf_adds(&difference->expected, ", in the run's own directory");
	difference_show(&difference->found, sv_of(path));
	return differ(difference);
}

static enum rc judge_rows(const struct manifest_table *table, struct difference *difference)
{
	uint64_t rows = 0;

	for (size_t i = 0; i < table->file_count; i++)
		rows += table->files[i].rows;
	if (rows == table->rows.written)
		return RC_OK;
	buf_addf(&difference->expected, "%llu rows written in table ", (unsigned long long)table->rows.written);
	difference_show(&difference->expected, sv_of(table->name));
	buf_addf(&difference->found, "%llu rows in its files", (unsigned long long)rows);
	return differ(difference);
}

/* UINT64_MAX where the sum is greater. */
static uint64_t differing_rows(const struct manifest_rows *rows)
{
	uint64_t sum = rows->created;

	sum = rows->changed > UINT64_MAX - sum ? UINT64_MAX : sum + rows->changed;
	return rows->deleted > UINT64_MAX - sum ? UINT64_MAX : sum + rows->deleted;
}

/* Rows that differ are written; a run that writes only those wrote as many as it counts. */
static enum rc judge_counts(const struct manifest *manifest, const struct manifest_table *table,
			    struct difference *difference)
{
	uint64_t differing = differing_rows(&table->rows);

	if (strcmp(manifest->mode, "snapshot") == 0 ? differing <= table->rows.written
						    : differing == table->rows.written)
		return RC_OK;
	buf_addf(&difference->expected, "%llu rows created, changed or deleted in table ",
		 (unsigned long long)table->rows.written);
	difference_show(&difference->expected, sv_of(table->name));
	buf_addf(&difference->found, "%llu", (unsigned long long)differing);
	return differ(difference);
}

/* The run's one time is that of each row that differs, and no row knows a later one. Times of one form compare as texts. */
static enum rc judge_watermark(const struct manifest *manifest, const struct manifest_table *table,
			       struct difference *difference)
{
	const char *greatest = table->changed_at ? table->changed_at : "";
	int order = strcmp(greatest, manifest->watermark);

	if (order == 0 || (order < 0 && differing_rows(&table->rows) == 0))
		return RC_OK;
	buf_addf(&difference->expected, "%s %s as the greatest changed_at of table ",
		 order > 0 ? "at most" : "the time", manifest->watermark);
	difference_show(&difference->expected, sv_of(table->name));
	buf_adds(&difference->found, *greatest ? greatest : "null");
	return differ(difference);
}

static bool was_read(const struct manifest_table *table)
{
	return strcmp(table->status, "complete") == 0 || strcmp(table->status, "incomplete") == 0;
}

/* Files if and only if the table was read: that is how nobody empties a table for want of a permission. */
static enum rc judge_status(const struct manifest_table *table, struct difference *difference)
{
	if (was_read(table) == (table->file_count > 0))
		return RC_OK;
	buf_addf(&difference->expected, "%s for table ", table->file_count ? "no files" : "files");
	difference_show(&difference->expected, sv_of(table->name));
	buf_addf(&difference->expected, ", which is %s", table->status);
	buf_addf(&difference->found, "%zu", table->file_count);
	return differ(difference);
}

static enum rc judge_columns(const struct manifest_table *table, struct difference *difference)
{
	bool has_key = false, twice = false;

	for (size_t i = 0; i < table->column_count; i++) {
		has_key = has_key || strcmp(table->columns[i].name, "id") == 0;
		for (size_t k = 0; k < i; k++)
			twice = twice || strcmp(table->columns[i].name, table->columns[k].name) == 0;
	}
	if (has_key && !twice)
		return RC_OK;
	buf_adds(&difference->expected, twice ? "each column once in table " : "a column \"id\" in table ");
	difference_show(&difference->expected, sv_of(table->name));
	buf_adds(&difference->found, twice ? "one twice" : "none");
	return differ(difference);
}

static enum rc judge_complete(const struct manifest *manifest, struct difference *difference)
{
	bool complete = true;

	for (size_t i = 0; i < manifest->table_count; i++)
		complete = complete && strcmp(manifest->tables[i].status, "incomplete") != 0 &&
			   strcmp(manifest->tables[i].status, "not_readable") != 0;
	if (complete == manifest->complete)
		return RC_OK;
	buf_addf(&difference->expected, "complete to be %s, as the tables' statuses have it",
		 complete ? "true" : "false");
	buf_adds(&difference->found, complete ? "false" : "true");
	return differ(difference);
}

static enum rc judge_table(const struct manifest *manifest, const struct manifest_table *table,
			   struct difference *difference)
{
	TRY(judge_status(table, difference));
	TRY(judge_columns(table, difference));
	for (size_t i = 0; i < table->file_count; i++)
		TRY(judge_path(manifest, table, i, difference));
	TRY(judge_rows(table, difference));
	TRY(judge_counts(manifest, table, difference));
	return judge_watermark(manifest, table, difference);
}

static bool has_table(const struct manifest *manifest, const char *name)
{
	for (size_t i = 0; i < manifest->table_count; i++)
		if (strcmp(manifest->tables[i].name, name) == 0)
			return true;
	return false;
}

static bool has_resource(const struct manifest *manifest, const char *name)
{
	for (size_t i = 0; i < manifest->resource_count; i++)
		if (strcmp(manifest->resources[i].name, name) == 0)
			return true;
	return false;
}

/* All tables of a resource that was asked for stand there, wanted or not. A resource may be younger than the run. */
static enum rc judge_tables(const struct manifest *manifest, struct difference *difference)
{
	struct catalogue catalogue;

	TRY(catalogue_init(&catalogue));
	for (size_t i = 0; i < catalogue.table_count; i++) {
		const struct catalogue_table *table = &catalogue.tables[i];

		if (has_table(manifest, table->table->name) || !has_resource(manifest, table->entity->query.path + 1))
			continue;
		buf_adds(&difference->expected, "the table ");
		difference_show(&difference->expected, sv_of(table->table->name));
		buf_adds(&difference->found, "none of that name");
		return differ(difference);
	}
	return RC_OK;
}

enum rc manifest_judge(const struct manifest *manifest, struct difference *difference)
{
	TRY(judge_time(manifest, difference));
	for (size_t i = 0; i < manifest->table_count; i++)
		TRY(judge_table(manifest, &manifest->tables[i], difference));
	TRY(judge_tables(manifest, difference));
	return judge_complete(manifest, difference);
}
