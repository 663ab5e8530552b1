#include "app/verify.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/timestamp.h"

#define LATEST "latest" /* the link to the last complete run */
#define LINK_BYTES_MAX 4096

static enum rc unreadable(const struct verify *verify, const char *name)
{
	if (errno == ENOMEM)
		mem_exhausted();
	return rc_fail(RC_OUTPUT, "%s/%s cannot be read: %s; check the disk and who may read there", verify->path, name,
		       strerror(errno));
}

static enum rc differ_in_kind(struct verify *verify, const char *name, const char *found)
{
	buf_adds(&verify->difference.expected, "a regular file");
	buf_adds(&verify->difference.found, found);
	return difference_at(&verify->difference, name, 0);
}

static const char *kind_of(mode_t mode)
{
	return S_ISLNK(mode) ? "a symbolic link" : S_ISDIR(mode) ? "a directory" : "something else";
}

/* Whether it is there, as a regular file and not as a link to one. */
static enum rc judge_kind(struct verify *verify, const char *name)
{
	struct stat facts;

	if (fstatat(verify->directory, name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT || errno == ENAMETOOLONG ? differ_in_kind(verify, name, "no such file")
								: unreadable(verify, name);
	return S_ISREG(facts.st_mode) ? RC_OK : differ_in_kind(verify, name, kind_of(facts.st_mode));
}

enum rc verify_open_file(struct verify *verify, const char *name, int *fd, uint64_t *size)
{
	struct stat facts;

	TRY(judge_kind(verify, name));
	/* Neither may anything be followed nor waited for, should it have been exchanged since. */
	*fd = openat(verify->directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*fd < 0)
		return unreadable(verify, name);
	if (fstat(*fd, &facts) == 0 && S_ISREG(facts.st_mode)) {
		*size = (uint64_t)facts.st_size;
		return RC_OK;
	}
	close(*fd);
	return differ_in_kind(verify, name, "something else");
}

enum rc verify_read(struct verify *verify, const char *name, int fd, struct sv *piece)
{
	static char bytes[VERIFY_PIECE];
	ssize_t n;

	do {
		if (*verify->app->stop)
			return rc_fail(RC_OUTPUT, "stopped while %s was read", name);
		n = read(fd, bytes, sizeof(bytes));
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return unreadable(verify, name);
	*piece = (struct sv){bytes, (size_t)n};
	return RC_OK;
}

/* --- The directory */

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n >= m && strcmp(name + n - m, end) == 0;
}

enum rc verify_open(struct verify *verify, const struct app *app, const char *path)
{
	*verify = (struct verify){.app = app, .path = path};
	verify->directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (verify->directory >= 0)
		return RC_OK;
	if (errno == ENOENT || errno == ENOTDIR)
		return rc_fail(RC_USAGE, "%s is no directory: give a run's, such as output/latest", path);
	return rc_fail(RC_OUTPUT, "%s cannot be opened: %s; check the disk and who may read there", path,
		       strerror(errno));
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
static enum rc each_entry(struct verify *verify, enum rc (*each)(void *context, const char *name), void *context)
{
	int fd = openat(verify->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	enum rc rc = RC_OK;

	if (!entries) {
		rc = unreadable(verify, ".");
		if (fd >= 0)
			close(fd);
		return rc;
	}
	for (errno = 0; rc == RC_OK && (entry = readdir(entries)); errno = 0)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			rc = each(context, entry->d_name);
	if (rc == RC_OK && errno)
		rc = unreadable(verify, ".");
	closedir(entries);
	return rc;
}

static enum rc look_for_table(void *context, const char *name)
{
	bool *has_table = context;

	*has_table = *has_table || ends_with(name, ".gz");
	return RC_OK;
}

static bool names_run(struct sv path)
{
	size_t start;
	int64_t ms;

	while (path.n && path.p[path.n - 1] == '/')
		path.n--;
	for (start = path.n; start && path.p[start - 1] != '/'; start--)
		;
	return timestamp_read_run_name(sv_from(path, start), &ms);
}

/* A run that lost its manifest differs; a directory that never was a run is a mistake of whoever named it. */
static enum rc judge_missing_manifest(struct verify *verify)
{
	char target[LINK_BYTES_MAX];
	ssize_t n = readlink(verify->path, target, sizeof(target));
	bool is_run = names_run(sv_of(verify->path)) || names_run((struct sv){target, n < 0 ? 0 : (size_t)n});
	struct stat facts;

	TRY(each_entry(verify, look_for_table, &is_run));
	if (is_run)
		return differ_in_kind(verify, MANIFEST_NAME, "no such file");
	if (fstatat(verify->directory, LATEST, &facts, AT_SYMLINK_NOFOLLOW) == 0)
		return rc_fail(RC_USAGE, "%s holds runs and is none: give one of them, such as %s/" LATEST,
			       verify->path, verify->path);
	return rc_fail(RC_USAGE,
		       "%s is no run, since it has no " MANIFEST_NAME
		       ": give a run's directory, such as output/" LATEST,
		       verify->path);
}

/* --- The manifest, and what it lists */

static enum rc read_manifest(struct verify *verify)
{
	struct stat facts;
	struct sv piece = {0};
	uint64_t size;
	enum rc rc;
	int fd;

	if (fstatat(verify->directory, MANIFEST_NAME, &facts, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
		return judge_missing_manifest(verify);
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

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum rc judge_entry(void *context, const char *name)
{
	struct listing *listing = context;
	struct difference *difference = &listing->verify->difference;

	if (strcmp(name, MANIFEST_NAME) == 0 ||
	    (listing->count && bsearch(&name, listing->names, listing->count, sizeof(name), compare_names)))
		return RC_OK;
	buf_adds(&difference->expected, "only files that the manifest lists");
	buf_adds(&difference->found, "one more");
	return difference_at(difference, name, 0);
}

/* Every file that is listed is there, and no other. */
static enum rc judge_entries(struct verify *verify)
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
	for (size_t i = 0; i < listing.count; i++)
		TRY(judge_kind(verify, listing.names[i]));
	qsort(listing.names, listing.count, sizeof(*listing.names), compare_names);
	return each_entry(verify, judge_entry, &listing);
}

static enum rc judge_table(struct verify *verify, const struct manifest_table *table)
{
	for (size_t i = 0; i < table->file_count; i++) {
		TRY(verify_file(verify, table, &table->files[i]));
		verify->files++;
		verify->rows += table->files[i].rows;
		log_progress(verify->app->log, "verified %llu files, %llu rows", (unsigned long long)verify->files,
			     (unsigned long long)verify->rows);
	}
	verify->tables += table->file_count > 0;
	return RC_OK;
}

enum rc verify_run(struct verify *verify)
{
	TRY(read_manifest(verify));
	TRY(manifest_judge(verify->manifest, &verify->difference));
	TRY(judge_entries(verify));
	for (size_t i = 0; i < verify->manifest->table_count; i++)
		TRY(judge_table(verify, &verify->manifest->tables[i]));
	return RC_OK;
}
