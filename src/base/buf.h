/*
 * A growing byte buffer that owns its memory. Zero-initialize it (`struct buf b = {0}`) and release it, or use AUTO_BUF for
 * a local that releases itself. A buffer is NUL-terminated only right after buf_text().
 * Limit: BUF_MAX bytes. Callers that fill a buffer with data from outside set themselves a far lower limit; reaching
 * BUF_MAX ends the run in the same way as running out of memory.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/error.h"
#include "base/sv.h"

#define BUF_MAX ((size_t)256 << 20)

struct buf {
	char *p;
	size_t n, cap;
};

void buf_reserve(struct buf *buf, size_t more); /* room for `more` bytes at p + n */
void buf_add(struct buf *buf, const void *bytes, size_t n);
void buf_addsv(struct buf *buf, struct sv slice);
void buf_adds(struct buf *buf, const char *text);
void buf_addf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
/* Percent-encoded (RFC 3986): letters, digits, "-._~" and the characters of `kept` stay as they are. */
void buf_add_encoded(struct buf *buf, struct sv text, const char *kept);
/* Appends a file, or its first `most` + 1 bytes if it is longer. False, with errno, if it cannot be read. */
bool buf_read(struct buf *buf, int fd, size_t most) MUST_USE;
const char *buf_text(struct buf *buf); /* NUL-terminated view, until the next change */
void buf_release(struct buf *buf);     /* frees; the buffer is empty and can be used again */

static inline void buf_addc(struct buf *buf, char c)
{
	if (buf->n == buf->cap)
		buf_reserve(buf, 1);
	buf->p[buf->n++] = c;
}

/* Empties the buffer and keeps its memory. */
static inline void buf_clear(struct buf *buf)
{
	buf->n = 0;
}

static inline struct sv buf_sv(const struct buf *buf)
{
	return (struct sv){buf->p, buf->n};
}

#define AUTO_BUF __attribute__((cleanup(buf_release))) struct buf

/* The same for secrets. Growing leaves a copy behind, so the room for all of it is reserved first. */
void buf_wipe(struct buf *buf);
#define AUTO_SECRET __attribute__((cleanup(buf_wipe))) struct buf

#endif
