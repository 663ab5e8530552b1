/*
 * Whether a text is UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/sv.h"

bool utf8_valid(struct sv text);

#endif
