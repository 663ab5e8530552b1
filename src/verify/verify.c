#include "verify/verify.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/plural.h"
#include "publish/names.h"
#include "sink/part_name.h"
#include "verify/file.h"

/* --- The directory */

enum rc verify_open(struct verify *verify, const struct app *app, const char *path)
{
	*verify = (struct verify){.app = app, .path = path};
	verify->directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (verify->directory >= 0)
		return RC_OK;
	if (errno == ENOENT || errno == ENOTDIR)
		return rc_fail(RC_USAGE, "%s is not a directory: give a run, such as output/" LATEST_NAME, path);
	return rc_fail(RC_OUTPUT, "%s cannot be opened: %s; check the disk and the permissions", path, strerror(errno));
}

void verify_close(struct verify *verify)
{
	if (verify->directory >= 0)
		close(verify->directory);
	verify->directory = -1;
	manifest_reader_free(verify->reader);
	difference_release(&verify->difference);
}

/* Calls `each` with every name in the directory but "." and "..". */
static enum rc verify_each_entry(struct verify *verify, enum rc (*each)(void *context, const char *name), void *context)
{
	int fd = openat(verify->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	enum rc rc = RC_OK;

	if (!entries) {
		rc = verify_unreadable(verify, ".");
		if (fd >= 0)
			close(fd);
		return rc;
	}
	for (errno = 0; rc == RC_OK && (entry = readdir(entries)); errno = 0)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			rc = each(context, entry->d_name);
	if (rc == RC_OK && errno)
		rc = verify_unreadable(verify, ".");
	closedir(entries);
	return rc;
}

static enum rc verify_look_for_table(void *context, const char *name)
{
	const char *end = strrchr(name, '.');

	if (end && strcmp(end, PART_SUFFIX) == 0)
		*(bool *)context = true;
	return RC_OK;
}

/* A run that lost its manifest differs; a directory that never was a run is a mistake in the command. */
static enum rc verify_missing_manifest(struct verify *verify)
{
	bool has_table = false;
	struct stat facts;

	TRY(verify_each_entry(verify, verify_look_for_table, &has_table));
	if (has_table)
		return verify_differ_in_kind(verify, MANIFEST_NAME, "no such file");
	if (fstatat(verify->directory, LATEST_NAME, &facts, AT_SYMLINK_NOFOLLOW) == 0)
		return rc_fail(RC_USAGE, "%s holds runs but is not one: give one of them, such as %s/" LATEST_NAME,
			       verify->path, verify->path);
	return rc_fail(RC_USAGE,
		       "%s is not a run, it has no " MANIFEST_NAME ": give a run, such as output/" LATEST_NAME,
		       verify->path);
}

/* --- The manifest, and what it lists */

static enum rc verify_read_manifest(struct verify *verify)
{
	struct stat facts;
	struct sv piece = {0};
	uint64_t size;
	enum rc rc;
	int fd;

	if (fstatat(verify->directory, MANIFEST_NAME, &facts, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
		return verify_missing_manifest(verify);
	TRY(verify_open_file(verify, MANIFEST_NAME, &fd, &size));
	verify->reader = manifest_reader_new(&verify->difference);
	do {
		rc = verify_read(verify, MANIFEST_NAME, fd, &piece);
		if (rc == RC_OK)
			rc = manifest_reader_feed(verify->reader, piece);
	} while (rc == RC_OK && piece.n > 0);
	close(fd);
	TRY(rc);
	return manifest_reader_finish(verify->reader, &verify->manifest);
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
	struct difference *difference = &listing->verify->difference;

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
		buf_adds(&verify->difference.expected, "each file listed once");
		difference_show(&verify->difference.found, sv_of(listing->names[i]));
		buf_adds(&verify->difference.found, " twice");
		return difference_at(&verify->difference, MANIFEST_NAME, 0);
	}
	return RC_OK;
}

/* The directory holds only files that the manifest lists. Whether each of them is there shows as it is opened. */
static enum rc verify_no_others(struct verify *verify)
{
	const struct manifest *manifest = verify->manifest;
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
	return verify_each_entry(verify, verify_entry, &listing);
}

/* The rows of a table are those of its files. */
static enum rc verify_row_count(struct verify *verify, const struct manifest_table *table)
{
	uint64_t rows = 0;

	for (size_t i = 0; i < table->file_count; i++)
		rows += table->files[i].rows;
	if (rows == table->rows.written)
		return RC_OK;
	buf_addf(&verify->difference.expected, "%llu row%s written of ", (unsigned long long)table->rows.written,
		 plural(table->rows.written));
	difference_show(&verify->difference.expected, sv_of(table->name));
	buf_addf(&verify->difference.found, "%llu in its files", (unsigned long long)rows);
	return difference_at(&verify->difference, MANIFEST_NAME, 0);
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
	TRY(verify_read_manifest(verify));
	TRY(verify_no_others(verify));
	for (size_t i = 0; i < verify->manifest->table_count; i++)
		TRY(verify_table(verify, &verify->manifest->tables[i]));
	return RC_OK;
}
