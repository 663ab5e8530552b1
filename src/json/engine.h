/*
 * A yajl as the parser wants it: with this program's memory, and without judging UTF-8 once more. For json/parser.c only.
 */
#ifndef JSON_ENGINE_H
#define JSON_ENGINE_H

#include <yajl/yajl_parse.h>

yajl_handle engine_new(const yajl_callbacks *callbacks, void *context); /* yajl_free() */

#endif
