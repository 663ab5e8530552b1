/*
 * Whether a body is an error document of JSON:API: an object whose `errors` is an array of one or more objects and nothing
 * else. So an answer of the service can be told from one of a proxy in front of it.
 */
#ifndef JSONAPI_ERRORS_H
#define JSONAPI_ERRORS_H

#include <stdbool.h>

#include "base/sv.h"

bool errors_document(struct sv body);

#endif
