#include "load/location.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

/*
 * A path goes through the literals of many clients, through psql's \copy and a shell's double quotes, and some warehouses
 * expand patterns in it. Nothing is escaped: these characters and controls are refused. An argument holds no NUL.
 */
#define LOCATION_REFUSED "'\"\\`$*?[]{}"

static bool location_refuses(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f || strchr(LOCATION_REFUSED, c);
}

static bool location_is_plain(const char *path)
{
	while (*path && !location_refuses(*path))
		path++;
	return !*path;
}

static void location_add(const char *path, struct buf *out)
{
	buf_adds(out, path);
	if (!out->n || out->p[out->n - 1] != '/')
		buf_addc(out, '/');
}

/* Lists what the URL may begin with. */
static void location_add_prefixes(const struct dialect *dialect, struct buf *out)
{
	for (size_t i = 0; i < DIALECT_LOCATIONS_MAX && dialect->locations[i].prefix; i++)
		buf_addf(out, "%s%s", i ? " or " : "", dialect->locations[i].prefix);
}

static enum rc location_check(const struct dialect *dialect, const char *path, const char *what)
{
	AUTO_BUF prefixes = {0};

	location_add_prefixes(dialect, &prefixes);
	if (!location_is_plain(path))
		return rc_fail(
			RC_USAGE,
			"%s has a control character or one of %s, which a client could interpret: move the run to "
			"another path",
			what, LOCATION_REFUSED);
	if (!dialect_location(dialect, sv_of(path)))
		return rc_fail(RC_USAGE, "%s: %s does not read files from there: use a place that begins with %s", what,
			       dialect->title, buf_text(&prefixes));
	return RC_OK;
}

enum rc location_find(const struct dialect *dialect, const char *run_directory, const char *from, struct buf *out)
{
	AUTO_BUF prefixes = {0};
	char real[PATH_MAX];

	if (from) {
		TRY(location_check(dialect, from, "--from"));
		location_add(from, out);
		return RC_OK;
	}
	location_add_prefixes(dialect, &prefixes);
	if (!dialect->local)
		return rc_fail(RC_USAGE,
			       "%s does not read files from this machine: say where the files of the run are, "
			       "with --from URL that begins with %s",
			       dialect->title, buf_text(&prefixes));
	/* Not output/latest: that may be another run by the time the script is read. */
	if (!realpath(run_directory, real))
		return rc_fail(RC_OUTPUT, "%s: its path cannot be found: %s; check the disk and the permissions",
			       run_directory, strerror(errno));
	TRY(location_check(dialect, real, "the path of the run"));
	location_add(real, out);
	return RC_OK;
}

void location_temporary(const char *temporary, const char *run_id, struct buf *out)
{
	bool usable = temporary[0] == '/' && location_is_plain(temporary);

	location_add(usable ? temporary : "/tmp", out);
	buf_addf(out, "pinpoint-export-load-%s", run_id);
}
