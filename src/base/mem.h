/*
 * Memory that is never NULL.
 *
 * The program cannot do its work without memory, so running out of it ends the run here, in one place: the
 * handler set by mem_on_exhausted() is called (it must not return; by default it prints one line and leaves with
 * status 1). That is safe at any moment, since nothing counts before the commit point and the next run removes
 * what an ended one left. yajl, whose own calls go unchecked, is given these functions too.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *mem_alloc(size_t size);              /* not initialised */
void *mem_zero(size_t count, size_t size); /* zeroed */
void *mem_resize(void *memory, size_t size);
char *mem_text(const char *text); /* a copy */
void mem_free(void *memory);      /* NULL is fine */

/* Overwrites a secret, in a way that no compiler leaves out. */
void mem_wipe(void *memory, size_t size);

void mem_on_exhausted(void (*handler)(void));
_Noreturn void mem_exhausted(void); /* for memory that a library failed to get by itself */

/* Frees what an owning local pointer holds as it goes out of scope. */
void mem_free_local(void *pointer_to_pointer);
#define AUTO_FREE __attribute__((cleanup(mem_free_local)))

#endif
