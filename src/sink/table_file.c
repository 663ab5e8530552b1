#include "sink/table_file.h"

#include <stdio.h>

#include "base/mem.h"
#include "sink/file.h"
#include "sink/gzip.h"
#include "sink/part_name.h"
#include "sink/tap.h"

#define PARTS_AT_FIRST 4

struct table_file {
	struct table_file_config config;
	struct buf block;
	size_t block_size; /* a block is full from here on */
	struct sink *sink; /* of the part under way; NULL between parts */
	struct sink *tap;  /* within that chain: what has come out of the pool */
	struct table_part *parts;
	size_t part_count, part_room;
	enum rc failed;
};

struct table_file *table_file_new(const struct table_file_config *config)
{
	struct table_file *file = mem_zero(1, sizeof(*file));

	file->config = *config;
	file->block_size = GZIP_BLOCK;
	if (config->max_file_size > 0 && config->max_file_size < GZIP_BLOCK)
		file->block_size = (size_t)config->max_file_size;
	return file;
}

static struct table_part *last_part(const struct table_file *file)
{
	return &file->parts[file->part_count - 1];
}

static char *part_name(const struct table_file *file, size_t number)
{
	AUTO_BUF name = {0};

	part_name_add(&name, file->config.table, file->config.extension, number);
	return mem_text(buf_text(&name));
}

/* A table that fits into one part keeps the plain name, so the first is numbered only when a second begins. */
static enum rc number_first_part(struct table_file *file)
{
	char *name = part_name(file, 1);
	AUTO_FREE char *from = file_path(file->config.directory, file->parts[0].path);
	AUTO_FREE char *to = file_path(file->config.directory, name);

	mem_free(file->parts[0].path);
	file->parts[0].path = name;
	return file_rename(from, to);
}

static struct table_part *add_part(struct table_file *file)
{
	if (file->part_count == file->part_room) {
		file->part_room = file->part_room ? file->part_room * 2 : PARTS_AT_FIRST;
		file->parts = mem_resize(file->parts, file->part_room * sizeof(*file->parts));
	}
	file->parts[file->part_count] = (struct table_part){0};
	return &file->parts[file->part_count++];
}

/* gzip -> tap -> file: the tap counts and hashes what stands in the file. */
static enum rc open_chain(struct table_file *file, const struct table_part *part)
{
	const struct table_file_config *config = &file->config;
	struct sink *end;

	if (config->directory) {
		AUTO_FREE char *path = file_path(file->config.directory, part->path);

		TRY(file_sink_new(path, config->mode, &end));
	} else {
		end = fd_sink_new(config->fd, config->fd_name);
	}
	file->tap = tap_sink_new(end, config->directory != NULL); /* of a descriptor nobody asks for it */
	file->sink = config->pool ? gzip_sink_new(config->pool, file->tap) : file->tap;
	return RC_OK;
}

static enum rc close_part(struct table_file *file)
{
	struct table_part *part = last_part(file);
	enum rc rc = sink_close(file->sink);

	part->bytes = tap_bytes(file->tap);
	if (rc == RC_OK)
		tap_hash(file->tap, part->sha256);
	sink_free(file->sink);
	file->sink = file->tap = NULL;
	return rc;
}

static enum rc begin_part(struct table_file *file)
{
	size_t number = file->part_count ? file->part_count + 1 : 0;
	struct table_part *part;

	if (number > PART_NUMBER_MAX)
		return rc_fail(RC_OUTPUT, "%s would have more than %d files: raise --max-file-size", file->config.table,
			       PART_NUMBER_MAX);
	if (file->sink)
		TRY(close_part(file));
	if (file->part_count == 1)
		TRY(number_first_part(file));
	part = add_part(file);
	if (file->config.directory)
		part->path = part_name(file, number);
	TRY(open_chain(file, part));
	buf_addsv(&file->block, file->config.header);
	return RC_OK;
}

/*
 * Where a part ends must not depend on how far the pool is: near the limit its blocks are waited for, and only there,
 * since what is still in flight could not fill the part.
 */
static enum rc part_is_full(struct table_file *file, bool *full)
{
	uint64_t limit = file->config.max_file_size;

	*full = !file->sink;
	if (!file->sink || !file->config.directory)
		return RC_OK;
	if (tap_bytes(file->tap) + gzip_pending(file->sink) >= limit)
		TRY(gzip_wait(file->sink));
	*full = tap_bytes(file->tap) >= limit;
	return RC_OK;
}

/* One block, one write: what gzip makes of it depends on nothing else. */
static enum rc flush_block(struct table_file *file)
{
	enum rc rc;

	if (file->block.n == 0)
		return RC_OK;
	rc = sink_write(file->sink, buf_sv(&file->block));
	last_part(file)->uncompressed_bytes += file->block.n;
	/* Twelve tables with a full block each would be a lot; beside deflating, pages of memory come cheap. */
	if (file->config.pool || file->block.cap > TABLE_BLOCK_KEEP)
		buf_release(&file->block);
	buf_clear(&file->block);
	return rc;
}

struct buf *table_file_row_begin(struct table_file *file)
{
	bool full;

	/* Only an empty block may begin a part; one that has rows belongs to the part under way. */
	if (file->failed == RC_OK && file->block.n == 0) {
		file->failed = part_is_full(file, &full);
		if (file->failed == RC_OK && full)
			file->failed = begin_part(file);
	}
	return &file->block;
}

enum rc table_file_row_end(struct table_file *file)
{
	if (file->failed != RC_OK) {
		buf_clear(&file->block);
		return file->failed;
	}
	last_part(file)->rows++;
	if (file->block.n >= file->block_size)
		file->failed = flush_block(file);
	return file->failed;
}

enum rc table_file_close(struct table_file *file)
{
	TRY(file->failed);
	if (file->part_count == 0)
		file->failed = begin_part(file);
	if (file->failed == RC_OK)
		file->failed = flush_block(file);
	if (file->failed == RC_OK)
		file->failed = close_part(file);
	buf_release(&file->block);
	return file->failed;
}

size_t table_file_parts(const struct table_file *file, const struct table_part **parts)
{
	*parts = file->parts;
	return file->part_count;
}

void table_file_free(struct table_file *file)
{
	if (!file)
		return;
	sink_free(file->sink);
	for (size_t i = 0; i < file->part_count; i++)
		mem_free(file->parts[i].path);
	mem_free(file->parts);
	buf_release(&file->block);
	mem_free(file);
}
