/*
 * How many bytes are taken from the heap now, whoever took them: to see that memory is given back.
 */
#ifndef SUPPORT_HEAP_H
#define SUPPORT_HEAP_H

#include <stddef.h>

size_t heap_bytes(void);

#endif
