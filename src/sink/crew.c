#include "sink/crew.h"

#define ZLIB_CONST
#include <pthread.h>
#include <signal.h>
#include <zlib.h>

#include "base/mem.h"

enum {
	MEMORY_LEVEL = 8, /* zlib's own default; named since the bytes depend on it */
	FLUSH_SIZE = 16,  /* an empty stored block after the data: 3 bits, padding, 4 bytes */
	SLOTS_MAX = CREW_THREADS_MAX + CREW_SPARE,
};

enum slot_state { SLOT_FREE, SLOT_WAITING, SLOT_AT_WORK, SLOT_DONE, SLOT_FAILED };

struct slot {
	enum slot_state state;
	struct buf bytes, deflated;
	z_stream deflate;
	bool ready; /* `deflate` was made */
	uint32_t crc;
	crew_done *done;
	void *owner; /* NULL: it went away */
};

struct crew {
	int level;
	unsigned threads, slot_count;
	struct slot slots[SLOTS_MAX]; /* a ring: `count` of them in flight from `oldest` on */
	unsigned oldest, count;
	pthread_t workers[CREW_THREADS_MAX];
	pthread_mutex_t lock; /* over the states, and over `ending` */
	pthread_cond_t work, news;
	bool ending;
};

/* zlib's memory is never refused, see base/mem.h. */
static voidpf take(voidpf unused, uInt items, uInt size)
{
	(void)unused;
	return mem_zero(items, size);
}

static void give(voidpf unused, voidpf memory)
{
	(void)unused;
	mem_free(memory);
}

static bool make_ready(struct slot *slot, int level)
{
	if (slot->ready)
		return deflateReset(&slot->deflate) == Z_OK;
	slot->deflate = (z_stream){.zalloc = take, .zfree = give};
	slot->ready =
		deflateInit2(&slot->deflate, level, Z_DEFLATED, -MAX_WBITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK;
	return slot->ready;
}

/* A pure function of the bytes and the level. */
static bool deflate_slot(struct slot *slot, int level)
{
	uLong room;

	if (!make_ready(slot, level))
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

static struct slot *slot_at(struct crew *crew, unsigned place)
{
	return &crew->slots[(crew->oldest + place) % crew->slot_count];
}

/* The oldest block that nobody works on. Called with the lock held. */
static struct slot *next_waiting(struct crew *crew)
{
	for (unsigned i = 0; i < crew->count; i++)
		if (slot_at(crew, i)->state == SLOT_WAITING)
			return slot_at(crew, i);
	return NULL;
}

static void *worker(void *context)
{
	struct crew *crew = context;
	struct slot *slot;
	bool well;

	pthread_mutex_lock(&crew->lock);
	while (!crew->ending) {
		slot = next_waiting(crew);
		if (!slot) {
			pthread_cond_wait(&crew->work, &crew->lock);
			continue;
		}
		slot->state = SLOT_AT_WORK;
		pthread_mutex_unlock(&crew->lock);
		well = deflate_slot(slot, crew->level);
		pthread_mutex_lock(&crew->lock);
		slot->state = well ? SLOT_DONE : SLOT_FAILED;
		pthread_cond_signal(&crew->news);
	}
	pthread_mutex_unlock(&crew->lock);
	return NULL;
}

/* Signals belong to the thread that looks at their flag, so workers are made with all of them blocked. */
static void hire(struct crew *crew, unsigned threads)
{
	pthread_attr_t attributes;
	sigset_t all, before;

	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, CREW_STACK);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (crew->threads < threads && pthread_create(&crew->workers[crew->threads], &attributes, worker, crew) == 0)
		crew->threads++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
}

struct crew *crew_new(int level, unsigned threads)
{
	struct crew *crew = mem_zero(1, sizeof(*crew));

	if (threads > CREW_THREADS_MAX)
		threads = CREW_THREADS_MAX;
	crew->level = level;
	crew->slot_count = threads > 1 ? threads + CREW_SPARE : 1;
	pthread_mutex_init(&crew->lock, NULL);
	pthread_cond_init(&crew->work, NULL);
	pthread_cond_init(&crew->news, NULL);
	if (threads > 1)
		hire(crew, threads);
	return crew;
}

int crew_level(const struct crew *crew)
{
	return crew->level;
}

static void dismiss(struct crew *crew)
{
	pthread_mutex_lock(&crew->lock);
	crew->ending = true;
	pthread_cond_broadcast(&crew->work);
	pthread_mutex_unlock(&crew->lock);
	for (unsigned i = 0; i < crew->threads; i++)
		pthread_join(crew->workers[i], NULL);
}

void crew_free(struct crew *crew)
{
	if (!crew)
		return;
	dismiss(crew);
	for (unsigned i = 0; i < crew->slot_count; i++) {
		if (crew->slots[i].ready)
			deflateEnd(&crew->slots[i].deflate);
		buf_release(&crew->slots[i].bytes);
		buf_release(&crew->slots[i].deflated);
	}
	pthread_cond_destroy(&crew->news);
	pthread_cond_destroy(&crew->work);
	pthread_mutex_destroy(&crew->lock);
	mem_free(crew);
}

static void finish(struct crew *crew, struct slot *slot)
{
	pthread_mutex_lock(&crew->lock);
	while (slot->state != SLOT_DONE && slot->state != SLOT_FAILED)
		pthread_cond_wait(&crew->news, &crew->lock);
	pthread_mutex_unlock(&crew->lock);
}

/* One huge row must not keep its memory for ever. */
static void trim(struct buf *buf)
{
	if (buf->cap > CREW_KEEP)
		buf_release(buf);
	buf_clear(buf);
}

static enum rc hand_back_oldest(struct crew *crew)
{
	struct slot *slot = slot_at(crew, 0);
	bool failed;

	finish(crew, slot);
	failed = slot->state == SLOT_FAILED;
	if (!failed && slot->owner) {
		struct crew_block block = {buf_sv(&slot->deflated), slot->crc, slot->bytes.n};

		slot->done(slot->owner, &block);
	}
	trim(&slot->bytes);
	trim(&slot->deflated);
	pthread_mutex_lock(&crew->lock);
	slot->state = SLOT_FREE;
	crew->oldest = (crew->oldest + 1) % crew->slot_count;
	crew->count--;
	pthread_mutex_unlock(&crew->lock);
	return failed ? rc_fail(RC_INTERNAL, "zlib did not finish a block; this is a defect, please report it") : RC_OK;
}

static void put_to_work(struct crew *crew, struct slot *slot)
{
	pthread_mutex_lock(&crew->lock);
	crew->count++;
	if (crew->threads) {
		slot->state = SLOT_WAITING;
		pthread_cond_signal(&crew->work);
	} else {
		slot->state = deflate_slot(slot, crew->level) ? SLOT_DONE : SLOT_FAILED;
	}
	pthread_mutex_unlock(&crew->lock);
}

enum rc crew_give(struct crew *crew, struct sv bytes, crew_done *done, void *owner)
{
	struct slot *slot;

	if (bytes.n > CREW_BLOCK_MAX)
		return rc_fail(RC_INTERNAL,
			       "a block of %zu bytes is too large to deflate; this is a defect, please report it",
			       bytes.n);
	if (crew->count == crew->slot_count)
		TRY(hand_back_oldest(crew));
	slot = slot_at(crew, crew->count);
	buf_addsv(&slot->bytes, bytes);
	slot->done = done;
	slot->owner = owner;
	put_to_work(crew, slot);
	return crew->threads ? RC_OK : hand_back_oldest(crew);
}

static bool owns_any(struct crew *crew, const void *owner)
{
	for (unsigned i = 0; i < crew->count; i++)
		if (slot_at(crew, i)->owner == owner)
			return true;
	return false;
}

enum rc crew_settle(struct crew *crew, const void *owner)
{
	while (owns_any(crew, owner))
		TRY(hand_back_oldest(crew));
	return RC_OK;
}

void crew_forget(struct crew *crew, const void *owner)
{
	for (unsigned i = 0; i < crew->count; i++)
		if (slot_at(crew, i)->owner == owner)
			slot_at(crew, i)->owner = NULL;
}

size_t crew_in_flight(const struct crew *crew, const void *owner)
{
	size_t bytes = 0;

	for (unsigned i = 0; i < crew->count; i++) {
		const struct slot *slot = &crew->slots[(crew->oldest + i) % crew->slot_count];

		if (slot->owner == owner)
			bytes += (size_t)compressBound((uLong)slot->bytes.n) + FLUSH_SIZE;
	}
	return bytes;
}
