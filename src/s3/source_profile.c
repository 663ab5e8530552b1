/*
 * A profile of ~/.aws/credentials or ~/.aws/config (AWS_PROFILE, else "default"): its keys, or the program that it names as
 * credential_process. The files are read each time, since other programs renew what is in them.
 */
#include <unistd.h>

#include "s3/process.h"
#include "s3/sources.h"

#define DEFAULT_PROFILE "default"

enum { PROFILE_ID, PROFILE_SECRET, PROFILE_TOKEN, PROFILE_PROCESS, PROFILE_OTHER, PROFILE_PARTS };

/* What the files say of one profile. Each part is taken from the first file that has it. */
struct profile {
	struct buf parts[PROFILE_PARTS];
};

static void profile_release(struct profile *profile)
{
	for (size_t i = 0; i < PROFILE_PARTS; i++)
		buf_wipe(&profile->parts[i]);
}

#define AUTO_PROFILE __attribute__((cleanup(profile_release))) struct profile

static const char *profile_name(const struct s3_credentials_config *config)
{
	const char *named = config->environment->values[S3_PROFILE];

	return named ? named : DEFAULT_PROFILE;
}

/* "[name]"; in the config file "[profile name]" too. */
static bool profile_is_section(struct sv line, const char *name)
{
	static const char word[] = "profile ";
	struct sv inside = sv_trim((struct sv){line.p + 1, line.n - 1});

	if (inside.n > 0 && inside.p[inside.n - 1] == ']')
		inside = sv_trim((struct sv){inside.p, inside.n - 1});
	if (inside.n > sizeof(word) - 1 && memcmp(inside.p, word, sizeof(word) - 1) == 0)
		inside = sv_trim(sv_from(inside, sizeof(word) - 1));
	return sv_is(inside, name);
}

static void profile_take(struct profile *profile, struct sv line)
{
	static const struct {
		const char *name;
		int part;
	} names[] = {
		{"aws_access_key_id", PROFILE_ID},    {"aws_secret_access_key", PROFILE_SECRET},
		{"aws_session_token", PROFILE_TOKEN}, {"credential_process", PROFILE_PROCESS},
		{"role_arn", PROFILE_OTHER},          {"sso_start_url", PROFILE_OTHER},
		{"sso_session", PROFILE_OTHER},
	};
	struct sv before = sv_until(line, '='), name = sv_trim(before), value = sv_trim(sv_from(line, before.n + 1));

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (sv_is(name, names[i].name) && profile->parts[names[i].part].n == 0)
			buf_addsv(&profile->parts[names[i].part], value);
}

static void profile_read_lines(struct profile *profile, struct sv text, const char *name)
{
	bool inside = false;

	while (text.n > 0) {
		struct sv line = sv_until(text, '\n');
		bool nested = line.n > 0 && ascii_is_space(line.p[0]);

		text = sv_from(text, line.n + 1);
		line = sv_trim(line);
		if (line.n == 0 || nested || line.p[0] == '#' || line.p[0] == ';')
			continue;
		if (line.p[0] == '[')
			inside = profile_is_section(line, name);
		else if (inside)
			profile_take(profile, line);
	}
}

/* A file that is not there has no profile. */
static enum rc profile_read_file(const struct s3_credentials_config *config, enum s3_variable variable,
				 const char *usual, struct profile *profile)
{
	const char *named = config->environment->values[variable], *home = config->environment->values[S3_HOME];
	AUTO_BUF path = {0};
	AUTO_SECRET text = {0};

	if (!named && !home)
		return RC_OK;
	if (named)
		buf_adds(&path, named);
	else
		buf_addf(&path, "%s/.aws/%s", home, usual);
	if (!named && access(buf_text(&path), F_OK) != 0)
		return RC_OK;
	TRY(s3_read_file(buf_text(&path), &text));
	profile_read_lines(profile, sv_without_bom(buf_sv(&text)), profile_name(config));
	return RC_OK;
}

static enum rc profile_read(const struct s3_credentials_config *config, struct profile *profile)
{
	TRY(profile_read_file(config, S3_CREDENTIALS_FILE, "credentials", profile));
	return profile_read_file(config, S3_CONFIG_FILE, "config", profile);
}

static enum rc profile_check(const struct s3_credentials_config *config, const struct profile *profile, bool *found)
{
	const struct buf *parts = profile->parts;

	*found = parts[PROFILE_ID].n || parts[PROFILE_SECRET].n || parts[PROFILE_PROCESS].n;
	if (!parts[PROFILE_PROCESS].n && !parts[PROFILE_ID].n != !parts[PROFILE_SECRET].n)
		return rc_fail(RC_USAGE,
			       "the profile %s has one of aws_access_key_id and aws_secret_access_key without "
			       "the other",
			       profile_name(config));
	if (!*found && parts[PROFILE_OTHER].n)
		return rc_fail(
			RC_USAGE,
			"the profile %s has a role or a single sign-on, which this program cannot use itself: add "
			"credential_process = aws configure export-credentials --format process --profile %s to "
			"another profile, and name that one with AWS_PROFILE",
			profile_name(config), profile_name(config));
	if (!*found && config->environment->values[S3_PROFILE])
		return rc_fail(RC_USAGE,
			       "AWS_PROFILE: there is no profile %s with aws_access_key_id or credential_process in "
			       "~/.aws/credentials and ~/.aws/config (AWS_SHARED_CREDENTIALS_FILE, AWS_CONFIG_FILE)",
			       profile_name(config));
	return RC_OK;
}

static enum rc profile_find(const struct s3_credentials_config *config, bool *found)
{
	AUTO_PROFILE profile = {.parts = {{0}}};

	if (profile_read(config, &profile) != RC_OK)
		return RC_USAGE;
	return profile_check(config, &profile, found);
}

static enum rc profile_fetch(const struct s3_credentials_config *config, struct s3_secrets *out)
{
	AUTO_PROFILE profile = {.parts = {{0}}};
	AUTO_SECRET printed = {0};
	struct buf *parts = profile.parts;
	bool found;

	TRY(profile_read(config, &profile));
	TRY(profile_check(config, &profile, &found));
	if (parts[PROFILE_ID].n)
		return s3_secrets_take(out, buf_sv(&parts[PROFILE_ID]), buf_sv(&parts[PROFILE_SECRET]),
				       buf_sv(&parts[PROFILE_TOKEN]), SV(""));
	TRY(s3_run_process(config, buf_text(&parts[PROFILE_PROCESS]), &printed));
	return s3_secrets_read(out, buf_sv(&printed), "credential_process");
}

const struct s3_source s3_from_profile = {"a profile (AWS_PROFILE)", profile_find, profile_fetch};
