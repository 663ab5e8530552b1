/*
 * What published runs tell of themselves.
 */
#ifndef PUBLISH_PUBLISHED_H
#define PUBLISH_PUBLISHED_H

#include "base/buf.h"

#define PUBLISHED_MANIFEST_MAX ((size_t)16 << 20) /* bytes of a manifest that is looked at */

/* Appends the account of the run that DIR/latest points to; nothing where there is none, or it cannot be read. */
void published_account(const char *directory, struct buf *account);

#endif
