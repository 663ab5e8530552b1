#include "base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/reason.h"

enum { SPOOL_PIECE = 64 << 10 }; /* bytes that are encrypted and written at once */

void spool_init(struct spool *spool, const char *directory, struct spool_budget *budget)
{
	*spool = (struct spool){.directory = directory, .budget = budget, .fd = -1};
}

static enum rc spool_fail(const struct spool *spool, const char *what)
{
	return rc_fail(RC_OUTPUT, "a temporary file in %s could not be %s: %s; %s", spool->directory, what,
		       strerror(errno), reason_advice(errno));
}

/* The file loses its name at once, so that nothing is left behind however the run ends. */
static enum rc spool_open_file(struct spool *spool)
{
	AUTO_BUF path = {0};

	buf_addf(&path, "%s/waiting-XXXXXX", spool->directory);
	(void)buf_text(&path);
	spool->fd = mkstemp(path.p);
	if (spool->fd < 0)
		return spool_fail(spool, "created");
	if (unlink(path.p) != 0)
		return spool_fail(spool, "unlinked");
	if (fcntl(spool->fd, F_SETFD, FD_CLOEXEC) != 0)
		return spool_fail(spool, "prepared");
	cipher_begin(&spool->cipher);
	return RC_OK;
}

static enum rc spool_write_piece(struct spool *spool, struct sv rest)
{
	while (rest.n > 0) {
		ssize_t n = pwrite(spool->fd, rest.p, rest.n, (off_t)spool->file_size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return spool_fail(spool, "written");
		spool->file_size += (uint64_t)n;
		rest = sv_from(rest, (size_t)n);
	}
	return RC_OK;
}

static enum rc spool_write_file(struct spool *spool, struct sv rest)
{
	char piece[SPOOL_PIECE];

	while (rest.n > 0) {
		size_t n = rest.n < sizeof(piece) ? rest.n : sizeof(piece);

		cipher_apply(&spool->cipher, spool->file_size, rest.p, piece, n);
		TRY(spool_write_piece(spool, (struct sv){piece, n}));
		rest = sv_from(rest, n);
	}
	return RC_OK;
}

enum rc spool_append(struct spool *spool, struct sv bytes, uint64_t *where)
{
	/* Once there is a file, everything goes there: a handle past the end of the memory is a place in the file. */
	if (spool->fd < 0 && bytes.n <= spool->budget->left) {
		*where = spool->memory.n;
		spool->budget->left -= bytes.n;
		spool->taken += bytes.n;
		buf_addsv(&spool->memory, bytes);
		return RC_OK;
	}
	if (spool->fd < 0)
		TRY(spool_open_file(spool));
	*where = spool->memory.n + spool->file_size;
	return spool_write_file(spool, bytes);
}

static enum rc spool_read_file(struct spool *spool, uint64_t from, size_t n, struct buf *scratch)
{
	buf_clear(scratch);
	buf_reserve(scratch, n);
	while (scratch->n < n) {
		ssize_t got = pread(spool->fd, scratch->p + scratch->n, n - scratch->n, (off_t)(from + scratch->n));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return spool_fail(spool, "read");
		if (got == 0)
			return rc_fail(RC_OUTPUT, "a temporary file in %s has become shorter; run again",
				       spool->directory);
		scratch->n += (size_t)got;
	}
	cipher_apply(&spool->cipher, from, scratch->p, scratch->p, n);
	return RC_OK;
}

enum rc spool_read(struct spool *spool, uint64_t where, size_t n, struct buf *scratch, struct sv *out)
{
	uint64_t in_memory = spool->memory.n, total = in_memory + spool->file_size;

	if (where > total || n > total - where || (where < in_memory && n > in_memory - where))
		return rc_fail(RC_INTERNAL,
			       "waiting rows were read past their end; this is a defect, please report it");
	if (where < in_memory) {
		*out = (struct sv){spool->memory.p + where, n};
		return RC_OK;
	}
	TRY(spool_read_file(spool, where - in_memory, n, scratch));
	*out = buf_sv(scratch);
	return RC_OK;
}

void spool_clear(struct spool *spool)
{
	spool->budget->left += spool->taken;
	buf_release(&spool->memory);
	if (spool->fd >= 0)
		close(spool->fd);
	cipher_release(&spool->cipher);
	spool_init(spool, spool->directory, spool->budget);
}
