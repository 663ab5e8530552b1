/*
 * What libdeflate and ISA-L would give in zlib's place: `deflate pack FILE` compresses blocks of 1 MiB, `deflate unpack FILE`
 * inflates blocks of PAGE bytes that zlib -6 compressed. By turns; medians of CPU and of bytes, as ratios to zlib -6.
 */
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

enum { BLOCK = 1 << 20, PAGE = 1700000, ROUNDS = 5, WAYS_MAX = 8, BLOCKS_MAX = 1024, SPARE = 65536, RAW = -15 };

struct bytes {
	unsigned char *p;
	size_t n;
};

struct way {
	const char *name;
	size_t (*turn)(struct bytes from, struct bytes to, int level);
	int level;
};

static size_t zlib_pack(struct bytes from, struct bytes to, int level)
{
	z_stream z = {.next_in = from.p, .avail_in = (uInt)from.n, .next_out = to.p, .avail_out = (uInt)to.n};

	if (deflateInit2(&z, level, Z_DEFLATED, RAW, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
	    deflate(&z, Z_FINISH) != Z_STREAM_END)
		return 0;
	deflateEnd(&z);
	return z.total_out;
}

static size_t libdeflate_pack(struct bytes from, struct bytes to, int level)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(level);
	size_t n = libdeflate_deflate_compress(c, from.p, from.n, to.p, to.n);

	libdeflate_free_compressor(c);
	return n;
}

static size_t isal_pack(struct bytes from, struct bytes to, int level)
{
	static const unsigned sizes[] = {0, ISAL_DEF_LVL1_DEFAULT, ISAL_DEF_LVL2_DEFAULT, ISAL_DEF_LVL3_DEFAULT};
	struct isal_zstream z;
	unsigned char *room = malloc(sizes[level]);
	size_t n;

	isal_deflate_init(&z);
	z.next_in = from.p;
	z.avail_in = (uint32_t)from.n;
	z.next_out = to.p;
	z.avail_out = (uint32_t)to.n;
	z.level = (uint32_t)level;
	z.level_buf = room;
	z.level_buf_size = sizes[level];
	z.end_of_stream = 1;
	n = isal_deflate(&z) == COMP_OK && z.avail_in == 0 ? z.total_out : 0;
	free(room);
	return n;
}

static size_t zlib_unpack(struct bytes from, struct bytes to, int level)
{
	z_stream z = {.next_in = from.p, .avail_in = (uInt)from.n, .next_out = to.p, .avail_out = (uInt)to.n};

	(void)level;
	if (inflateInit2(&z, RAW) != Z_OK || inflate(&z, Z_FINISH) != Z_STREAM_END)
		return 0;
	inflateEnd(&z);
	return z.total_out;
}

static size_t libdeflate_unpack(struct bytes from, struct bytes to, int level)
{
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	size_t n = 0;

	(void)level;
	if (libdeflate_deflate_decompress(d, from.p, from.n, to.p, to.n, &n) != LIBDEFLATE_SUCCESS)
		n = 0;
	libdeflate_free_decompressor(d);
	return n;
}

static size_t isal_unpack(struct bytes from, struct bytes to, int level)
{
	struct inflate_state state;

	(void)level;
	isal_inflate_init(&state);
	state.next_in = from.p;
	state.avail_in = (uint32_t)from.n;
	state.next_out = to.p;
	state.avail_out = (uint32_t)to.n;
	return isal_inflate(&state) == ISAL_DECOMP_OK && state.block_state == ISAL_BLOCK_FINISH ? state.total_out : 0;
}

static const struct way packing[WAYS_MAX] = {
	{"zlib -6", zlib_pack, 6},
	{"zlib -1", zlib_pack, 1},
	{"libdeflate -6", libdeflate_pack, 6},
	{"libdeflate -1", libdeflate_pack, 1},
	{"ISA-L -1", isal_pack, 1},
	{"ISA-L -2", isal_pack, 2},
	{"ISA-L -3", isal_pack, 3},
};
static const struct way unpacking[WAYS_MAX] = {
	{"zlib", zlib_unpack, 0},
	{"libdeflate", libdeflate_unpack, 0},
	{"ISA-L", isal_unpack, 0},
};

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static struct bytes whole_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct bytes all = {malloc((size_t)BLOCKS_MAX * BLOCK), 0};

	if (file && all.p)
		all.n = fread(all.p, 1, (size_t)BLOCKS_MAX * BLOCK, file);
	if (file)
		fclose(file);
	return all;
}

/* One way over all blocks: how many bytes it gave, 0 where one block failed. */
static size_t turn(const struct way *way, const struct bytes *blocks, size_t count, struct bytes to)
{
	size_t sum = 0;

	for (size_t i = 0; i < count; i++) {
		size_t n = way->turn(blocks[i], to, way->level);

		if (n == 0)
			return 0;
		sum += n;
	}
	return sum;
}

static int compare(const struct way *ways, const struct bytes *blocks, size_t count, size_t input)
{
	static double ratios[WAYS_MAX][ROUNDS];
	size_t given[WAYS_MAX];
	struct bytes to = {malloc(2 * PAGE + SPARE), 2 * PAGE + SPARE};
	double first = 0;

	for (int round = 0; round < ROUNDS; round++) {
		for (size_t w = 0; ways[w].name; w++) {
			double begin = seconds(), took;

			given[w] = turn(&ways[w], blocks, count, to);
			if (given[w] == 0 || (ways != packing && given[w] != input))
				return fprintf(stderr, "deflate: %s failed\n", ways[w].name), 1;
			took = seconds() - begin;
			if (w == 0)
				first = took;
			ratios[w][round] = took / first;
		}
	}
	for (size_t w = 0; ways[w].name; w++) {
		qsort(ratios[w], ROUNDS, sizeof(double), by_size);
		printf("  %-14s CPU %6.3f  (%.3f to %.3f)", ways[w].name, ratios[w][ROUNDS / 2], ratios[w][0],
		       ratios[w][ROUNDS - 1]);
		if (ways == packing)
			printf("   bytes %6.3f", (double)given[w] / (double)given[0]);
		printf("\n");
	}
	free(to.p);
	return 0;
}

int main(int count, char **words)
{
	static struct bytes blocks[BLOCKS_MAX];
	int packs = count == 3 && strcmp(words[1], "pack") == 0;
	size_t size = packs ? BLOCK : PAGE, n = 0;
	struct bytes all = count == 3 ? whole_file(words[2]) : (struct bytes){NULL, 0};

	for (size_t at = 0; at < all.n && n < BLOCKS_MAX; at += size)
		blocks[n++] = (struct bytes){all.p + at, all.n - at < size ? all.n - at : size};
	if (n == 0)
		return fprintf(stderr, "deflate pack|unpack FILE\n"), 2;
	for (size_t i = 0; i < n && !packs; i++) {
		struct bytes to = {malloc(PAGE + SPARE), PAGE + SPARE};

		to.n = zlib_pack(blocks[i], to, 6);
		blocks[i] = to;
	}
	return compare(packs ? packing : unpacking, blocks, n, all.n);
}
