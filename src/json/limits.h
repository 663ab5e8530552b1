/*
 * The limits of a JSON document. Past one of them it is refused (RC_FORMAT).
 */
#ifndef JSON_LIMITS_H
#define JSON_LIMITS_H

#include <stddef.h>

#define JSON_DEPTH_MAX 64                  /* objects and arrays inside each other */
#define JSON_STRING_MAX ((size_t)8 << 20)  /* bytes of one string or key as sent */
#define JSON_NUMBER_MAX ((size_t)64 << 10) /* characters of one number */
#define JSON_SPACE_MAX ((size_t)1 << 20)   /* bytes of consecutive white space */

#endif
