/*
 * The role of an EC2 instance, from its metadata service: version 2 only, which begins with a token.
 */
#include "s3/sources.h"

#define METADATA "http://169.254.169.254"
#define ROLES "/latest/meta-data/iam/security-credentials/"
#define WHAT "the metadata service of the instance"

enum { ROLE_MAX = 128 };

static const char *metadata_base(const struct s3_credentials_config *config)
{
	const char *named = config->environment->values[S3_METADATA_URL];

	return named ? named : METADATA;
}

/* It is the last source, and only a request can show whether this machine has it. */
static enum rc metadata_find(const struct s3_credentials_config *config, bool *found)
{
	const char *off = config->environment->values[S3_METADATA_OFF];
	bool local;

	*found = !off || (strcmp(off, "true") != 0 && strcmp(off, "TRUE") != 0 && strcmp(off, "True") != 0);
	return *found ? s3_check_server(metadata_base(config), "AWS_EC2_METADATA_SERVICE_ENDPOINT", &local) : RC_OK;
}

static enum rc metadata_ask(const struct s3_credentials_config *config, enum net_method method, struct sv path,
			    const char *header, struct buf *out)
{
	const char *const headers[] = {header, NULL};
	struct s3_ask ask = {.what = WHAT, .method = method, .headers = headers};
	AUTO_BUF url = {0};

	TRY(s3_check_server(metadata_base(config), "AWS_EC2_METADATA_SERVICE_ENDPOINT", &ask.local));
	buf_adds(&url, metadata_base(config));
	while (url.n > 0 && url.p[url.n - 1] == '/')
		url.n--;
	buf_addsv(&url, path);
	ask.url = buf_text(&url);
	return s3_ask(config, &ask, out);
}

/* Appends the header with the token of a session. */
static enum rc metadata_begin(const struct s3_credentials_config *config, struct buf *header)
{
	AUTO_SECRET token = {0};
	struct sv text;

	TRY(metadata_ask(config, NET_PUT, SV("/latest/api/token"), "x-aws-ec2-metadata-token-ttl-seconds: 21600",
			 &token));
	text = sv_trim(buf_sv(&token));
	if (!sv_visible(text))
		return rc_fail(RC_CREDENTIALS, WHAT " gave no token");
	buf_reserve(header, text.n + sizeof("x-aws-ec2-metadata-token: "));
	buf_adds(header, "x-aws-ec2-metadata-token: ");
	buf_addsv(header, text);
	return RC_OK;
}

static enum rc metadata_find_role(const struct s3_credentials_config *config, const char *header, struct buf *path)
{
	AUTO_BUF roles = {0};
	struct sv role;

	TRY(metadata_ask(config, NET_GET, SV(ROLES), header, &roles));
	role = sv_trim(sv_until(sv_trim(buf_sv(&roles)), '\n'));
	if (role.n == 0 || role.n > ROLE_MAX)
		return rc_fail(RC_CREDENTIALS, WHAT " names no role: attach one to the instance");
	buf_adds(path, ROLES);
	buf_add_encoded(path, role, "/");
	return RC_OK;
}

static enum rc metadata_read(const struct s3_credentials_config *config, struct s3_secrets *out)
{
	AUTO_SECRET header = {0}, answer = {0};
	AUTO_BUF path = {0};

	TRY(metadata_begin(config, &header));
	TRY(metadata_find_role(config, buf_text(&header), &path));
	TRY(metadata_ask(config, NET_GET, buf_sv(&path), buf_text(&header), &answer));
	return s3_secrets_read(out, buf_sv(&answer), WHAT);
}

static enum rc metadata_fetch(const struct s3_credentials_config *config, struct s3_secrets *out)
{
	enum rc rc = metadata_read(config, out);

	return rc == RC_OK ? rc
			   : rc_context(rc, "neither the environment nor a profile has any (AWS_ACCESS_KEY_ID, "
					    "~/.aws/credentials), and of this machine");
}

const struct s3_source s3_from_metadata = {"the instance's role", metadata_find, metadata_fetch};
