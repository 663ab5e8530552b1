#include "exposure/exposure.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/timestamp.h"
#include "exposure/access_list.h"
#include "publish/directory.h"
#include "sink/file.h"

#define CAN_READ (S_IRGRP | S_IROTH)
#define CAN_WRITE (S_IWGRP | S_IWOTH)
#define CAN_ENTER (S_IXGRP | S_IXOTH)

/* What is looked at. */
struct exposable {
	const char *what, *path; /* `what`: for messages, with a space at its end, or "" */
	mode_t private;          /* bits of the mode that others must not have, if umask says so */
	unsigned umask;
	bool linked;      /* a link is followed */
	const char *mode; /* for chmod; NULL: take away what is too much */
	const char *tree; /* where chmod -R helps, for what is in a run; else NULL */
};

/* --- What is wrong */

static const char *exposure_verb(const struct stat *facts, mode_t bits)
{
	if (!(bits & (CAN_READ | CAN_ENTER)))
		return "change";
	return S_ISDIR(facts->st_mode) ? "open" : "read";
}

static void exposure_add_bits(struct buf *out, const char *who, unsigned bits)
{
	buf_addf(out, "%s-%s%s%s", who, bits & S_IROTH ? "r" : "", bits & S_IWOTH ? "w" : "",
		 bits & S_IXOTH ? "x" : "");
}

/* Such as g-w,o-rwx, so that nothing becomes readable that was not. */
static void exposure_add_mode(const struct exposable *one, struct buf *out)
{
	mode_t bits = (one->tree ? S_IRWXG | S_IRWXO : one->private) & (mode_t)one->umask;
	unsigned group = (unsigned)(bits >> 3) & S_IRWXO, others = (unsigned)bits & S_IRWXO;

	if (group && group != others)
		exposure_add_bits(out, "g", group);
	if (group && others && group != others)
		buf_addc(out, ',');
	if (others)
		exposure_add_bits(out, group == others ? "go" : "o", others);
}

static void exposure_add_chmod(const struct exposable *one, struct buf *out)
{
	buf_adds(out, one->tree ? "run chmod -R " : "run chmod ");
	if (one->mode)
		buf_adds(out, one->mode);
	else
		exposure_add_mode(one, out);
	buf_addf(out, " %s", one->tree ? one->tree : one->path);
}

static void exposure_say(const struct exposable *one, const struct stat *facts, mode_t bits, struct exposure *found)
{
	if (bits) {
		buf_addf(&found->first, "other users can %s %s%s", exposure_verb(facts, bits), one->what, one->path);
		exposure_add_chmod(one, &found->remedy);
		return;
	}
	buf_addf(&found->first, "%s%s belongs to the user %ld, but the user %ld runs this", one->what, one->path,
		 (long)facts->st_uid, (long)geteuid());
	buf_adds(&found->remedy, "run it as that user, or change the owner with chown");
}

static void exposure_look(const struct exposable *one, struct exposure *found)
{
	struct stat facts;
	mode_t bits;

	if ((one->linked ? stat(one->path, &facts) : lstat(one->path, &facts)) != 0)
		return;
	if (!S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode))
		return;
	bits = access_list_bits(one->path, &facts) & one->private & (mode_t)one->umask;
	if (!bits && (facts.st_uid == 0 || facts.st_uid == geteuid()))
		return;
	if (found->count++ == 0)
		exposure_say(one, &facts, bits, found);
}

/* --- Where to look */

static void exposure_look_at_key(const char *path, const char *what, struct exposure *found)
{
	if (path)
		exposure_look(&(struct exposable){.what = what,
						  .path = path,
						  .private = CAN_READ | CAN_WRITE,
						  .umask = S_IRWXG | S_IRWXO,
						  .mode = "600",
						  .linked = true},
			      found);
}

void exposure_find_keys(const struct options *options, struct exposure *found)
{
	exposure_look_at_key(options->api_key_file, "the API key file ", found);
	exposure_look_at_key(options->hash_key_file, "the hash key file ", found);
}

static void exposure_look_at_state(const struct options *options, struct exposure *found)
{
	AUTO_FREE char *usual = NULL;

	if (options->no_state)
		return;
	if (!options->state)
		usual = directory_usual_state(options->output, options->account);
	exposure_look(&(struct exposable){.what = "the state ",
					  .path = usual ? usual : options->state,
					  .private = CAN_READ | CAN_WRITE,
					  .umask = options->umask},
		      found);
}

void exposure_find_directory(const struct options *options, struct exposure *found)
{
	AUTO_FREE char *unfinished = file_path(options->output, STATE_DIRECTORY_NAME);

	exposure_look(&(struct exposable){.what = "the output directory ",
					  .path = options->output,
					  .private = S_IWOTH,
					  .umask = options->umask,
					  .linked = true},
		      found);
	exposure_look(&(struct exposable){.what = "",
					  .path = unfinished,
					  .private = S_IRWXG | S_IRWXO,
					  .umask = options->umask},
		      found);
	exposure_look_at_state(options, found);
}

struct exposure_search {
	const struct options *options;
	const char *directory, *tree;
	struct exposure *found;
};

static enum rc exposure_see_file(void *context, const char *name)
{
	const struct exposure_search *search = context;
	AUTO_FREE char *path = file_path(search->directory, name);

	exposure_look(&(struct exposable){.what = "",
					  .path = path,
					  .private = CAN_READ | CAN_WRITE,
					  .umask = search->options->umask,
					  .tree = search->tree},
		      search->found);
	return RC_OK;
}

/* What cannot be listed is passed over. */
static void exposure_each(struct exposure_search *search, enum rc (*see)(void *context, const char *name))
{
	struct rc_kept kept;

	rc_keep(&kept);
	(void)rc_restore(&kept, file_each_entry(search->directory, see, search));
}

static void exposure_look_at_run(const struct options *options, const char *run, const char *tree,
				 struct exposure *found)
{
	struct exposure_search search = {options, run, tree, found};

	exposure_look(&(struct exposable){.what = "the run ",
					  .path = run,
					  .private = S_IRWXG | S_IRWXO,
					  .umask = options->umask,
					  .tree = tree},
		      found);
	exposure_each(&search, exposure_see_file);
}

void exposure_find_run(const struct options *options, const char *run, struct exposure *found)
{
	exposure_look_at_run(options, run, run, found);
}

/* A link to a run is somebody else's. */
static enum rc exposure_see_run(void *context, const char *name)
{
	const struct exposure_search *search = context;
	AUTO_FREE char *path = file_path(search->directory, name);
	struct stat facts;
	int64_t ms;

	if (timestamp_read_run_name(sv_of(name), &ms) && lstat(path, &facts) == 0 && S_ISDIR(facts.st_mode))
		exposure_look_at_run(search->options, path, search->tree, search->found);
	return RC_OK;
}

void exposure_find_all(const struct options *options, struct exposure *found)
{
	AUTO_FREE char *runs = file_path(options->output, "2*Z");
	struct exposure_search search = {options, options->output, runs, found};

	exposure_find_keys(options, found);
	exposure_find_directory(options, found);
	exposure_each(&search, exposure_see_run);
}

/* --- The line */

void exposure_add_line(const struct exposure *found, struct buf *out)
{
	if (found->count == 0)
		return;
	buf_addsv(out, buf_sv(&found->first));
	if (found->count > 1)
		buf_addf(out, ", the first of %zu exposed files", found->count);
	buf_adds(out, ": ");
	buf_addsv(out, buf_sv(&found->remedy));
}

void exposure_warn(struct exposure *found, struct log *log)
{
	AUTO_BUF line = {0};

	exposure_add_line(found, &line);
	if (line.n > 0)
		log_line(log, LEVEL_WARNING, "%s", buf_text(&line));
	exposure_release(found);
}

void exposure_release(struct exposure *found)
{
	buf_release(&found->first);
	buf_release(&found->remedy);
}
