/*
 * A yajl parser with this program's memory functions, and without a second check of UTF-8. For json/parser.c only.
 */
#ifndef JSON_ENGINE_H
#define JSON_ENGINE_H

#include <yajl/yajl_parse.h>

yajl_handle engine_new(const yajl_callbacks *callbacks, void *context); /* yajl_free() */

#endif
