/*
 * Is a body an error document of JSON:API: an object whose `errors` is an array of at least one object and of
 * nothing else? Tells an answer of the service from one of whatever stands before it.
 */
#ifndef JSONAPI_ERRORS_H
#define JSONAPI_ERRORS_H

#include <stdbool.h>

#include "base/sv.h"

bool errors_document(struct sv body);

#endif
