#include "verify/verify.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/plural.h"
#include "publish/names.h"
#include "verify/file.h"

enum rc verify_open(struct verify *verify, const struct app *app, const char *path)
{
	*verify = (struct verify){.app = app};
	return run_directory_open(&verify->run, app->stop, path);
}

void verify_close(struct verify *verify)
{
	run_directory_close(&verify->run);
}

struct listing {
	struct verify *verify;
	const char **names; /* sorted */
	size_t count;
};

static int verify_compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum rc verify_entry(void *context, const char *name)
{
	struct listing *listing = context;
	struct difference *difference = &listing->verify->run.difference;

	if (strcmp(name, MANIFEST_NAME) == 0 ||
	    (listing->count && bsearch(&name, listing->names, listing->count, sizeof(name), verify_compare_names)))
		return RC_OK;
	buf_adds(&difference->expected, "only files that the manifest lists");
	buf_adds(&difference->found, "another one");
	return difference_at(difference, name, 0);
}

static enum rc verify_listed_once(struct verify *verify, const struct listing *listing)
{
	for (size_t i = 1; i < listing->count; i++) {
		if (strcmp(listing->names[i - 1], listing->names[i]) != 0)
			continue;
		buf_adds(&verify->run.difference.expected, "each file listed once");
		difference_show(&verify->run.difference.found, sv_of(listing->names[i]));
		buf_adds(&verify->run.difference.found, " twice");
		return difference_at(&verify->run.difference, MANIFEST_NAME, 0);
	}
	return RC_OK;
}

/* The directory holds only files that the manifest lists. Whether each of them is there shows as it is opened. */
static enum rc verify_no_others(struct verify *verify)
{
	const struct manifest *manifest = verify->run.manifest;
	struct listing listing = {.verify = verify};
	AUTO_FREE const char **names = NULL;

	for (size_t i = 0; i < manifest->table_count; i++)
		listing.count += manifest->tables[i].file_count;
	names = mem_zero(listing.count + 1, sizeof(*names));
	listing.names = names;
	listing.count = 0;
	for (size_t i = 0; i < manifest->table_count; i++)
		for (size_t k = 0; k < manifest->tables[i].file_count; k++)
			listing.names[listing.count++] = manifest->tables[i].files[k].path;
	qsort(names, listing.count, sizeof(*names), verify_compare_names);
	TRY(verify_listed_once(verify, &listing));
	return run_directory_each(&verify->run, verify_entry, &listing);
}

/* The rows of a table are those of its files. */
static enum rc verify_row_count(struct verify *verify, const struct manifest_table *table)
{
	uint64_t rows = 0;

	for (size_t i = 0; i < table->file_count; i++)
		rows += table->files[i].rows;
	if (rows == table->rows.written)
		return RC_OK;
	buf_addf(&verify->run.difference.expected, "%llu row%s written of ", (unsigned long long)table->rows.written,
		 plural(table->rows.written));
	difference_show(&verify->run.difference.expected, sv_of(table->name));
	buf_addf(&verify->run.difference.found, "%llu in its files", (unsigned long long)rows);
	return difference_at(&verify->run.difference, MANIFEST_NAME, 0);
}

static enum rc verify_table(struct verify *verify, const struct manifest_table *table)
{
	TRY(verify_row_count(verify, table));
	for (size_t i = 0; i < table->file_count; i++) {
		TRY(verify_file(verify, table, &table->files[i]));
		verify->files++;
		verify->rows += table->files[i].rows;
		log_progress(verify->app->log, "verified %llu file%s, %llu row%s", (unsigned long long)verify->files,
			     plural(verify->files), (unsigned long long)verify->rows, plural(verify->rows));
	}
	verify->tables += table->file_count > 0;
	return RC_OK;
}

enum rc verify_run(struct verify *verify)
{
	TRY(run_directory_manifest(&verify->run));
	TRY(verify_no_others(verify));
	for (size_t i = 0; i < verify->run.manifest->table_count; i++)
		TRY(verify_table(verify, &verify->run.manifest->tables[i]));
	return RC_OK;
}
