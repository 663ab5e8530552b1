#include "cli/config_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

static enum rc config_read_all(int fd, const char *path, struct buf *out)
{
	if (!buf_read(out, fd, CONFIG_FILE_MAX))
		return rc_fail(RC_USAGE, "cannot read the config file %s: %s", path, strerror(errno));
	if (out->n > CONFIG_FILE_MAX)
		return rc_fail(RC_USAGE, "the config file %s is longer than %zu bytes: check that it is the right file",
			       path, CONFIG_FILE_MAX);
	return RC_OK;
}

static struct sv config_drop_comment(struct sv line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == '#' && (i == 0 || ascii_is_space(line.p[i - 1])))
			return (struct sv){line.p, i};
	return line;
}

/* Copies the slice to `out` and adds a NUL. */
static void config_copy(struct sv slice, char *out)
{
	if (slice.n)
		memcpy(out, slice.p, slice.n);
	out[slice.n] = '\0';
}

/* `key` and `value` have room for CONFIG_LINE_MAX + 1 bytes. */
static enum rc config_split_line(struct sv line, const struct config_setting *setting, char *key, char *value)
{
	struct sv before = sv_until(line, '=');

	if (memchr(line.p, '\0', line.n))
		return rc_fail(RC_USAGE, "%s, line %u: contains a NUL byte", setting->path, setting->line);
	if (before.n == line.n || sv_blank(before))
		return rc_fail(RC_USAGE, "%s, line %u: expected `key = value`", setting->path, setting->line);
	config_copy(sv_trim(before), key);
	config_copy(sv_trim(sv_from(line, before.n + 1)), value);
	return RC_OK;
}

static enum rc config_take_lines(struct sv rest, const char *path,
				 enum rc (*take)(void *context, const struct config_setting *setting), void *context)
{
	char key[CONFIG_LINE_MAX + 1], value[CONFIG_LINE_MAX + 1];
	struct config_setting setting = {.path = path, .key = key, .value = value};

	while (rest.n) {
		struct sv line = sv_until(rest, '\n');

		setting.line++;
		rest = sv_from(rest, line.n + 1);
		if (line.n > CONFIG_LINE_MAX)
			return rc_fail(RC_USAGE, "%s, line %u: longer than %zu bytes", path, setting.line,
				       CONFIG_LINE_MAX);
		line = sv_trim(config_drop_comment(line));
		if (!line.n)
			continue;
		TRY(config_split_line(line, &setting, key, value));
		TRY(take(context, &setting));
	}
	return RC_OK;
}

enum rc config_file_read(const char *path, enum rc (*take)(void *context, const struct config_setting *setting),
			 void *context)
{
	AUTO_BUF text = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum rc rc;

	if (fd < 0)
		return rc_fail(RC_USAGE, "cannot open the config file %s: %s", path, strerror(errno));
	rc = config_read_all(fd, path, &text);
	close(fd);
	TRY(rc);
	return config_take_lines(sv_without_bom(buf_sv(&text)), path, take, context);
}
