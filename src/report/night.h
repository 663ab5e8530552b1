/*
 * What is known of the last runs. A run is called a night, whenever it was. Private to report/.
 */
#ifndef REPORT_NIGHT_H
#define REPORT_NIGHT_H

#include "base/arena.h"
#include "base/buf.h"
#include "manifest/manifest.h"

#define NIGHTS_TABLES_MAX 1024 /* distinct names in all manifests; what is beyond is not shown */
#define NIGHTS_WARNINGS_MAX 64 /* of a table; likewise */

enum night_table_status {
	NIGHT_TABLE_NOT_THERE, /* not requested, or nothing is known */
	NIGHT_TABLE_COMPLETE,
	NIGHT_TABLE_INCOMPLETE,
	NIGHT_TABLE_NOT_READABLE
};

struct night_table {
	enum night_table_status status;
	struct manifest_rows rows;
	bool anew; /* all of its rows count as new or changed */
	const struct manifest_warning *warnings;
	size_t warning_count;
};

enum night_source { NIGHT_UNKNOWN, NIGHT_FROM_STATE, NIGHT_FROM_MANIFEST };

struct night {
	int64_t ms; /* the time of the run, which is also its name */
	bool on_disk;
	enum night_source source;
	const char *problem; /* why its manifest is not used; NULL: it is, or there is no directory */
	const char *mode;    /* NULL: not known */
	bool complete,
		anew; /* anew: most of what came or changed does so because rows are not compared with earlier ones */
	struct manifest_rows rows;
	int64_t duration_ms;        /* HTML_DURATION_NONE: not known */
	uint64_t requests, retried; /* from the manifest only */
	struct night_table *tables; /* by number, table_count of them */
	size_t table_count;
};

struct nights {
	struct buf list;     /* of struct night, oldest first */
	struct buf names;    /* of const char *: the names of tables, in the order of the newest manifest */
	size_t known;        /* runs that there are, of which the list has the newest */
	const char *account; /* NULL: no manifest can be read */
	struct arena arena;
};

size_t nights_count(const struct nights *nights);
const struct night *nights_at(const struct nights *nights, size_t i);
size_t nights_table_count(const struct nights *nights);
const char *nights_table_name(const struct nights *nights, size_t table);
void nights_release(struct nights *nights); /* zero-initialize it first */

/* What a night says of a table; one that is NIGHT_TABLE_NOT_THERE if it says nothing. */
const struct night_table *night_table(const struct night *night, size_t table);

bool night_is_delta(const struct night *night);

/* The number of the newest night that has tables; nights_count() if none has. */
size_t nights_last(const struct nights *nights);

/*
 * The number of the night before `last` with which a table can be compared: it was read, and not by a delta unless `last` is one.
 * nights_count() if there is none.
 */
size_t nights_before(const struct nights *nights, size_t last, size_t table);

/* How often a warning is in a table; 0 if it is not there. */
uint64_t night_warning(const struct night_table *table, const char *name);

#endif
