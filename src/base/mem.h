/*
 * Memory allocation that never returns NULL.
 *
 * The program cannot work without memory, so running out of it ends the run here, in one place: the handler that was set
 * by mem_on_exhausted() is called. It must not return; the default one prints one line and exits with status 1.
 * That is safe at any moment, since nothing is published before the commit point, and the next run removes what an
 * unfinished one left. yajl does not check its own allocations, so it is given these functions too.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *mem_alloc(size_t size);              /* not initialized */
void *mem_zero(size_t count, size_t size); /* zeroed */
void *mem_resize(void *memory, size_t size);
char *mem_text(const char *text); /* a copy */
void mem_free(void *memory);      /* NULL is fine */

/* Overwrites a secret, in a way that no compiler leaves out. */
void mem_wipe(void *memory, size_t size);
void mem_free_secret(char **text); /* wipes, frees, sets NULL; of NULL too */

void mem_on_exhausted(void (*handler)(void));
_Noreturn void mem_exhausted(void); /* for a library that reports that it got no memory */

/* AUTO_FREE frees what an owning local pointer points to as it goes out of scope. */
void mem_free_local(void *pointer_to_pointer);
#define AUTO_FREE __attribute__((cleanup(mem_free_local)))

#endif
