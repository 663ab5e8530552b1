/*
 * How many bytes are taken from the heap now, whoever took them: to see that memory is given back.
 */
#ifndef SUPPORT_HEAP_H
#define SUPPORT_HEAP_H

#include <stdbool.h>
#include <stddef.h>

size_t heap_bytes(void);

/* False under a tool whose allocator tells no such number (valgrind): a test that needs it is then skipped. */
bool heap_is_counted(void);

#endif
