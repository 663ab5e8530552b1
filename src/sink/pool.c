#include "sink/pool.h"

#define ZLIB_CONST
#include <pthread.h>
#include <signal.h>
#include <zlib.h>

#include "base/mem.h"

enum {
	MEMORY_LEVEL = 8, /* zlib's default, given explicitly since the bytes depend on it */
	FLUSH_SIZE = 16,  /* an empty stored block after the data: 3 bits, padding, 4 bytes */
	SLOTS_MAX = POOL_THREADS_MAX + POOL_SPARE,
};

enum slot_state { SLOT_FREE, SLOT_WAITING, SLOT_AT_WORK, SLOT_DONE, SLOT_FAILED };

struct slot {
	enum slot_state state;
	struct buf bytes, deflated;
	z_stream deflate;
	bool ready; /* `deflate` is initialized */
	uint32_t crc;
	pool_done *done;
	void *owner; /* NULL: it was freed */
};

struct pool {
	int level;
	unsigned threads, slot_count;
	struct slot slots[SLOTS_MAX]; /* a ring: `count` of them in flight from `oldest` on */
	unsigned oldest, count;
	pthread_t workers[POOL_THREADS_MAX];
	pthread_mutex_t lock; /* over the states, and over `ending` */
	pthread_cond_t work, news;
	bool ending;
};

static bool slot_prepare(struct slot *slot, int level)
{
	int result;

	if (slot->ready)
		return deflateReset(&slot->deflate) == Z_OK;
	slot->deflate = (z_stream){0};
	result = deflateInit2(&slot->deflate, level, Z_DEFLATED, -MAX_WBITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY);
	if (result == Z_MEM_ERROR)
		mem_exhausted();
	slot->ready = result == Z_OK;
	return slot->ready;
}

static bool slot_deflate(struct slot *slot, int level)
{
	uLong room;

	if (!slot_prepare(slot, level))
		return false;
	room = deflateBound(&slot->deflate, (uLong)slot->bytes.n) + FLUSH_SIZE;
	buf_clear(&slot->deflated);
	buf_reserve(&slot->deflated, room);
	slot->deflate.next_in = (const Bytef *)slot->bytes.p;
	slot->deflate.avail_in = (uInt)slot->bytes.n;
	slot->deflate.next_out = (Bytef *)slot->deflated.p;
	slot->deflate.avail_out = (uInt)room;
	if (deflate(&slot->deflate, Z_FULL_FLUSH) != Z_OK || slot->deflate.avail_in > 0 || slot->deflate.avail_out == 0)
		return false;
	slot->deflated.n = room - slot->deflate.avail_out;
	slot->crc = (uint32_t)crc32_z(0, (const Bytef *)slot->bytes.p, slot->bytes.n);
	return true;
}

static struct slot *pool_slot(struct pool *pool, unsigned place)
{
	return &pool->slots[(pool->oldest + place) % pool->slot_count];
}

/* The oldest block that no worker has taken. Called with the lock held. */
static struct slot *pool_next_waiting(struct pool *pool)
{
	for (unsigned i = 0; i < pool->count; i++)
		if (pool_slot(pool, i)->state == SLOT_WAITING)
			return pool_slot(pool, i);
	return NULL;
}

static void *pool_worker(void *context)
{
	struct pool *pool = context;
	struct slot *slot;
	bool well;

	pthread_mutex_lock(&pool->lock);
	while (!pool->ending) {
		slot = pool_next_waiting(pool);
		if (!slot) {
			pthread_cond_wait(&pool->work, &pool->lock);
			continue;
		}
		slot->state = SLOT_AT_WORK;
		pthread_mutex_unlock(&pool->lock);
		well = slot_deflate(slot, pool->level);
		pthread_mutex_lock(&pool->lock);
		slot->state = well ? SLOT_DONE : SLOT_FAILED;
		pthread_cond_signal(&pool->news);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

/* Workers start with all signals blocked, so that the main thread handles them. */
static void pool_start_workers(struct pool *pool, unsigned threads)
{
	pthread_attr_t attributes;
	sigset_t all, before;

	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, POOL_STACK);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (pool->threads < threads &&
	       pthread_create(&pool->workers[pool->threads], &attributes, pool_worker, pool) == 0)
		pool->threads++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
}

struct pool *pool_new(int level, unsigned threads)
{
	struct pool *pool = mem_zero(1, sizeof(*pool));

	if (threads > POOL_THREADS_MAX)
		threads = POOL_THREADS_MAX;
	pool->level = level;
	pool->slot_count = threads > 1 ? threads + POOL_SPARE : 1;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->work, NULL);
	pthread_cond_init(&pool->news, NULL);
	if (threads > 1)
		pool_start_workers(pool, threads);
	return pool;
}

int pool_level(const struct pool *pool)
{
	return pool->level;
}

static void pool_stop_workers(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->ending = true;
	pthread_cond_broadcast(&pool->work);
	pthread_mutex_unlock(&pool->lock);
	for (unsigned i = 0; i < pool->threads; i++)
		pthread_join(pool->workers[i], NULL);
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	pool_stop_workers(pool);
	for (unsigned i = 0; i < pool->slot_count; i++) {
		if (pool->slots[i].ready)
			deflateEnd(&pool->slots[i].deflate);
		buf_release(&pool->slots[i].bytes);
		buf_release(&pool->slots[i].deflated);
	}
	pthread_cond_destroy(&pool->news);
	pthread_cond_destroy(&pool->work);
	pthread_mutex_destroy(&pool->lock);
	mem_free(pool);
}

static void pool_wait_for(struct pool *pool, struct slot *slot)
{
	pthread_mutex_lock(&pool->lock);
	while (slot->state != SLOT_DONE && slot->state != SLOT_FAILED)
		pthread_cond_wait(&pool->news, &pool->lock);
	pthread_mutex_unlock(&pool->lock);
}

/* So that one huge row does not hold its memory forever. */
static void pool_trim(struct buf *buf)
{
	if (buf->cap > POOL_KEEP)
		buf_release(buf);
	buf_clear(buf);
}

static enum rc pool_return_oldest(struct pool *pool)
{
	struct slot *slot = pool_slot(pool, 0);
	bool failed;

	pool_wait_for(pool, slot);
	failed = slot->state == SLOT_FAILED;
	if (!failed && slot->owner) {
		struct pool_block block = {buf_sv(&slot->deflated), slot->crc, slot->bytes.n};

		slot->done(slot->owner, &block);
	}
	pool_trim(&slot->bytes);
	pool_trim(&slot->deflated);
	pthread_mutex_lock(&pool->lock);
	slot->state = SLOT_FREE;
	pool->oldest = (pool->oldest + 1) % pool->slot_count;
	pool->count--;
	pthread_mutex_unlock(&pool->lock);
	return failed ? rc_fail(RC_INTERNAL, "zlib did not finish a block; this is a defect, please report it") : RC_OK;
}

static void pool_start(struct pool *pool, struct slot *slot)
{
	pthread_mutex_lock(&pool->lock);
	pool->count++;
	if (pool->threads) {
		slot->state = SLOT_WAITING;
		pthread_cond_signal(&pool->work);
	} else {
		slot->state = slot_deflate(slot, pool->level) ? SLOT_DONE : SLOT_FAILED;
	}
	pthread_mutex_unlock(&pool->lock);
}

enum rc pool_deflate(struct pool *pool, struct sv bytes, pool_done *done, void *owner)
{
	struct slot *slot;

	if (bytes.n > POOL_BLOCK_MAX)
		return rc_fail(RC_INTERNAL,
			       "a block of %zu bytes is too large to deflate; this is a defect, please report it",
			       bytes.n);
	if (pool->count == pool->slot_count)
		TRY(pool_return_oldest(pool));
	slot = pool_slot(pool, pool->count);
	buf_addsv(&slot->bytes, bytes);
	slot->done = done;
	slot->owner = owner;
	pool_start(pool, slot);
	return pool->threads ? RC_OK : pool_return_oldest(pool);
}

static bool pool_has_any(struct pool *pool, const void *owner)
{
	for (unsigned i = 0; i < pool->count; i++)
		if (pool_slot(pool, i)->owner == owner)
			return true;
	return false;
}

enum rc pool_wait(struct pool *pool, const void *owner)
{
	while (pool_has_any(pool, owner))
		TRY(pool_return_oldest(pool));
	return RC_OK;
}

void pool_forget(struct pool *pool, const void *owner)
{
	for (unsigned i = 0; i < pool->count; i++)
		if (pool_slot(pool, i)->owner == owner)
			pool_slot(pool, i)->owner = NULL;
}

size_t pool_in_flight(const struct pool *pool, const void *owner)
{
	size_t bytes = 0;

	for (unsigned i = 0; i < pool->count; i++) {
		const struct slot *slot = &pool->slots[(pool->oldest + i) % pool->slot_count];

		if (slot->owner == owner)
			bytes += (size_t)compressBound((uLong)slot->bytes.n) + FLUSH_SIZE;
	}
	return bytes;
}
