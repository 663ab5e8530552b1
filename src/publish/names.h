/*
 * The names of an output directory (output/README.md, "Files of a run").
 */
#ifndef PUBLISH_NAMES_H
#define PUBLISH_NAMES_H

#define MANIFEST_NAME "manifest.json"
#define LATEST_NAME "latest"
#define LATEST_FRESH_NAME LATEST_NAME ".new" /* where the link is made before it is renamed to LATEST_NAME */
#define STATE_DIRECTORY_NAME ".state"
#define STATE_FILE_SUFFIX ".db" /* of ACCOUNT.db in it */

#endif
