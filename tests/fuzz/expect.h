/*
 * Checks for fuzz targets.
 */
#ifndef FUZZ_EXPECT_H
#define FUZZ_EXPECT_H

#include <stdint.h>
#include <stdlib.h>

#include "base/sv.h"

#define EXPECT(condition)                                                                                              \
	do {                                                                                                           \
		if (!(condition))                                                                                      \
			abort();                                                                                       \
	} while (0)

/* The code point at the front of the text and its length in bytes; 0 bytes if it is not UTF-8. */
static inline size_t expect_character(struct sv text, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char lead = (unsigned char)text.p[0];
	size_t n = lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 0;

	if (n == 0 || n > text.n)
		return 0;
	*code = n == 1 ? lead : lead & 0xffu >> (n + 1);
	for (size_t i = 1; i < n; i++) {
		if (((unsigned char)text.p[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | ((unsigned char)text.p[i] & 0x3f);
	}
	return *code >= least[n] && *code <= 0x10ffff && !(*code >= 0xd800 && *code <= 0xdfff) ? n : 0;
}

static inline bool expect_utf8(struct sv text)
{
	while (text.n) {
		uint32_t code;
		size_t n = expect_character(text, &code);

		if (n == 0)
			return false;
		text = sv_from(text, n);
	}
	return true;
}

#endif
