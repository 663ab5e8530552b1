#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"

enum { FIRST_CAPACITY = 64 };

void buf_reserve(struct buf *buf, size_t more)
{
	size_t cap = buf->cap ? buf->cap : FIRST_CAPACITY;

	if (buf->cap - buf->n >= more)
		return;
	if (more > BUF_MAX - buf->n)
		mem_exhausted();
	while (cap - buf->n < more)
		cap *= 2;
	buf->p = mem_resize(buf->p, cap);
	buf->cap = cap;
}

void buf_add(struct buf *buf, const void *bytes, size_t n)
{
	if (n == 0)
		return;
	buf_reserve(buf, n);
	memcpy(buf->p + buf->n, bytes, n);
	buf->n += n;
}

void buf_addsv(struct buf *buf, struct sv slice)
{
	buf_add(buf, slice.p, slice.n);
}

void buf_adds(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_addf(struct buf *buf, const char *format, ...)
{
	va_list args, again;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n > 0) {
		buf_reserve(buf, (size_t)n + 1);
		vsnprintf(buf->p + buf->n, (size_t)n + 1, format, again);
		buf->n += (size_t)n;
	}
	va_end(again);
}

void buf_add_encoded(struct buf *buf, struct sv text, const char *kept)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (ascii_is_letter(c) || ascii_is_digit(c) || (c && (strchr("-._~", c) || strchr(kept, c))))
			buf_addc(buf, c);
		else
			buf_addf(buf, "%%%02X", (unsigned)(unsigned char)c);
	}
}

bool buf_read(struct buf *buf, int fd, size_t most)
{
	size_t end = buf->n + most + 1;
	ssize_t got = 1;

	buf_reserve(buf, most + 1);       /* once, so that growing leaves no copy of a secret behind */
	while (buf->n < end && got > 0) { /* a signal asks the run to end, so it ends this loop too */
		got = read(fd, buf->p + buf->n, end - buf->n);
		if (got > 0)
			buf->n += (size_t)got;
	}
	return got >= 0;
}

const char *buf_text(struct buf *buf)
{
	buf_reserve(buf, 1);
	buf->p[buf->n] = '\0';
	return buf->p;
}

void buf_release(struct buf *buf)
{
	mem_free(buf->p);
	*buf = (struct buf){0};
}

void buf_wipe(struct buf *buf)
{
	if (buf->p)
		mem_wipe(buf->p, buf->cap);
	buf_release(buf);
}
