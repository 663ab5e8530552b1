/*
 * How many bytes of the heap are in use, by anybody: to see that memory is released.
 */
#ifndef SUPPORT_HEAP_H
#define SUPPORT_HEAP_H

#include <stdbool.h>
#include <stddef.h>

size_t heap_bytes(void);

/* False under a tool whose allocator has no such number (valgrind): a test that needs it is skipped then. */
bool heap_is_counted(void);

#endif
