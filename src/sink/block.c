#include "sink/block.h"

void block_init(struct block *block, struct blocks *blocks)
{
	*block = (struct block){.blocks = blocks};
	if (!blocks)
		return;
	spool_init(&block->parked, blocks->directory, &block->nothing);
	block->next = blocks->first;
	blocks->first = block;
}

static void block_count(struct block *block)
{
	if (!block->blocks)
		return;
	block->blocks->in_memory += block->bytes.n;
	block->blocks->in_memory -= block->counted;
	block->counted = block->bytes.n;
}

void block_clear(struct block *block, bool keep)
{
	if (block->parked_size)
		spool_clear(&block->parked);
	block->parked_size = 0;
	buf_clear(&block->bytes);
	if (!keep)
		buf_release(&block->bytes);
	block_count(block);
}

void block_release(struct block *block)
{
	struct block **link = block->blocks ? &block->blocks->first : NULL;

	block_clear(block, false);
	while (link && *link && *link != block)
		link = &(*link)->next;
	if (link && *link)
		*link = block->next;
}

struct buf *block_bytes(struct block *block)
{
	return &block->bytes;
}

size_t block_size(const struct block *block)
{
	return block->parked_size + block->bytes.n;
}

static enum rc block_park(struct block *block)
{
	uint64_t where;

	TRY(spool_append(&block->parked, buf_sv(&block->bytes), &where));
	block->parked_size += block->bytes.n;
	buf_release(&block->bytes);
	block_count(block);
	return RC_OK;
}

static struct block *block_largest(const struct blocks *blocks)
{
	struct block *largest = blocks->first;

	for (struct block *block = blocks->first; block; block = block->next)
		if (block->bytes.n > largest->bytes.n)
			largest = block;
	return largest;
}

enum rc block_grown(struct block *block)
{
	block_count(block);
	if (!block->blocks || block->blocks->in_memory <= block->blocks->most)
		return RC_OK;
	return block_park(block_largest(block->blocks));
}

enum rc block_gather(struct block *block)
{
	struct buf whole = {0};
	struct sv parked;
	enum rc rc;

	if (block->parked_size == 0)
		return RC_OK;
	rc = spool_read(&block->parked, 0, block->parked_size, &whole, &parked);
	if (rc == RC_OK) {
		buf_addsv(&whole, buf_sv(&block->bytes));
		buf_release(&block->bytes);
		block->bytes = whole;
		spool_clear(&block->parked);
		block->parked_size = 0;
	} else {
		buf_release(&whole);
	}
	block_count(block);
	return rc;
}
