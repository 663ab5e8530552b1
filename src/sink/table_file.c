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
	struct block block;
	size_t block_size; /* from this length on a block is full */
	struct sink *sink; /* of the current part; NULL if there is none */
	struct sink *tap;  /* in that chain: counts what has left gzip */
	struct table_part *parts;
	size_t part_count, part_room;
	enum rc failed;
};

struct table_file *table_file_new(const struct table_file_config *config)
{
	struct table_file *file = mem_zero(1, sizeof(*file));

	file->config = *config;
	block_init(&file->block, config->blocks);
	file->block_size = GZIP_BLOCK;
	if (config->max_file_size > 0 && config->max_file_size < GZIP_BLOCK)
		file->block_size = (size_t)config->max_file_size;
	return file;
}

static struct table_part *table_last_part(const struct table_file *file)
{
	return &file->parts[file->part_count - 1];
}

static char *table_part_name(const struct table_file *file, size_t number)
{
	AUTO_BUF name = {0};

	part_name_add(&name, file->config.table, file->config.extension, number);
	return mem_text(buf_text(&name));
}

/* The only part of a table has no number in its name, so the first one gets it when a second begins. */
static enum rc table_number_first_part(struct table_file *file)
{
	char *name = table_part_name(file, 1);
	AUTO_FREE char *from = file_path(file->config.directory, file->parts[0].path);
	AUTO_FREE char *to = file_path(file->config.directory, name);

	mem_free(file->parts[0].path);
	file->parts[0].path = name;
	return file_rename(from, to);
}

static struct table_part *table_add_part(struct table_file *file)
{
	if (file->part_count == file->part_room) {
		file->part_room = file->part_room ? file->part_room * 2 : PARTS_AT_FIRST;
		file->parts = mem_resize(file->parts, file->part_room * sizeof(*file->parts));
	}
	file->parts[file->part_count] = (struct table_part){0};
	return &file->parts[file->part_count++];
}

/* gzip -> tap -> file: the tap counts and hashes what is written to the file. */
static enum rc table_open_chain(struct table_file *file, const struct table_part *part)
{
	const struct table_file_config *config = &file->config;
	struct sink *end;

	if (config->directory) {
		AUTO_FREE char *path = file_path(file->config.directory, part->path);

		TRY(file_sink_new(path, config->mode, &end));
	} else {
		end = file_sink_for_descriptor(config->fd, config->fd_name);
	}
	file->tap = tap_sink_new(end, config->directory != NULL); /* the hash of a descriptor is not needed */
	file->sink = config->pool ? gzip_sink_new(config->pool, file->tap) : file->tap;
	return RC_OK;
}

static enum rc table_close_part(struct table_file *file)
{
	struct table_part *part = table_last_part(file);
	enum rc rc = sink_close(file->sink);

	part->bytes = tap_bytes(file->tap);
	if (rc == RC_OK)
		tap_hash(file->tap, part->sha256);
	sink_free(file->sink);
	file->sink = file->tap = NULL;
	return rc;
}

static enum rc table_begin_part(struct table_file *file)
{
	size_t number = file->part_count ? file->part_count + 1 : 0;
	struct table_part *part;

	if (number > PART_NUMBER_MAX)
		return rc_fail(RC_OUTPUT, "%s would have more than %d files: raise --max-file-size", file->config.table,
			       PART_NUMBER_MAX);
	if (file->sink)
		TRY(table_close_part(file));
	if (file->part_count == 1)
		TRY(table_number_first_part(file));
	part = table_add_part(file);
	if (file->config.directory)
		part->path = table_part_name(file, number);
	TRY(table_open_chain(file, part));
	buf_addsv(block_bytes(&file->block), file->config.header);
	return RC_OK;
}

/*
 * Where a part ends must not depend on how far the pool is. So the blocks in flight are waited for, but only if they could
 * fill the part.
 */
static enum rc table_part_is_full(struct table_file *file, bool *full)
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

/* One write is one block, so that its compressed bytes depend on nothing else. */
static enum rc table_flush_block(struct table_file *file)
{
	const struct buf *bytes = block_bytes(&file->block);
	enum rc rc;

	if (block_size(&file->block) == 0)
		return RC_OK;
	TRY(block_gather(&file->block));
	rc = sink_write(file->sink, buf_sv(bytes));
	table_last_part(file)->uncompressed_bytes += bytes->n;
	/* A full block for each table would be a lot of memory, and allocating is cheap compared to deflating. */
	block_clear(&file->block, !file->config.pool && bytes->cap <= TABLE_BLOCK_KEEP);
	return rc;
}

struct buf *table_file_row_begin(struct table_file *file)
{
	bool full;

	/* Only an empty block may begin a part: one with rows belongs to the current part. */
	if (file->failed == RC_OK && block_size(&file->block) == 0) {
		file->failed = table_part_is_full(file, &full);
		if (file->failed == RC_OK && full)
			file->failed = table_begin_part(file);
	}
	return block_bytes(&file->block);
}

enum rc table_file_row_end(struct table_file *file)
{
	if (file->failed != RC_OK) {
		block_clear(&file->block, true);
		return file->failed;
	}
	table_last_part(file)->rows++;
	if (block_size(&file->block) >= file->block_size)
		file->failed = table_flush_block(file);
	else
		file->failed = block_grown(&file->block);
	return file->failed;
}

enum rc table_file_close(struct table_file *file)
{
	TRY(file->failed);
	if (file->part_count == 0)
		file->failed = table_begin_part(file);
	if (file->failed == RC_OK)
		file->failed = table_flush_block(file);
	if (file->failed == RC_OK)
		file->failed = table_close_part(file);
	block_clear(&file->block, false);
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
	block_release(&file->block);
	mem_free(file);
}
