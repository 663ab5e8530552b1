/*
 * Makes the use of some library functions a compile error. The Makefile includes this file before every other.
 * These functions do not know the size of the buffer that they write to (strcpy, strcat, sprintf, vsprintf, strncpy), hide
 * errors (atoi, atol), keep state between calls (strtok, gmtime, localtime) or round what must stay exact (strtod).
 * The headers that declare them are included first, since a poisoned name must not even be declared.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strtok
#pragma GCC poison sprintf vsprintf
#pragma GCC poison atoi atol strtod
#pragma GCC poison gmtime localtime

#endif
