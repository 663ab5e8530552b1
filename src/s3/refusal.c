#include "s3/refusal.h"

#include <stdio.h>

#define CHECK_KEYS "check the credentials: are they of this account, and still active?"
#define CHECK_RIGHTS "give the credentials s3:PutObject and s3:GetObject for the prefix"
#define CHECK_FILE "the file is not what its manifest says: check the run with `pinpoint-export verify`"
#define CHECK_KMS "check --s3-kms-key, and the rights to use it"
#define CHECK_REGION "give the bucket's region with --s3-region"

static const struct s3_refusal refusals[] = {
	{"AccessDenied", S3_FORBIDDEN, RC_CREDENTIALS, CHECK_RIGHTS},
	{"InvalidAccessKeyId", S3_REFUSED, RC_CREDENTIALS, CHECK_KEYS},
	{"SignatureDoesNotMatch", S3_REFUSED, RC_CREDENTIALS, CHECK_KEYS},
	{"InvalidToken", S3_REFUSED, RC_CREDENTIALS, CHECK_KEYS},
	{"InvalidSecurity", S3_REFUSED, RC_CREDENTIALS, CHECK_KEYS},
	{"ExpiredToken", S3_EXPIRED, RC_CREDENTIALS, "the credentials have expired: renew them"},
	{"TokenRefreshRequired", S3_EXPIRED, RC_CREDENTIALS, "the credentials have expired: renew them"},
	{"RequestTimeTooSkewed", S3_REFUSED, RC_OUTPUT, "this machine's clock is wrong: set it"},
	{"RequestExpired", S3_REFUSED, RC_OUTPUT, "this machine's clock is wrong: set it"},
	{"AccountProblem", S3_REFUSED, RC_CREDENTIALS, "the account has a problem: ask the provider"},
	{"AllAccessDisabled", S3_REFUSED, RC_CREDENTIALS, "all access to it is disabled: ask the provider"},
	{"NotSignedUp", S3_REFUSED, RC_CREDENTIALS, CHECK_KEYS},
	{"NoSuchBucket", S3_REFUSED, RC_USAGE,
	 "there is no such bucket, and this program makes none: check --publish-to and --s3-endpoint, or create it"},
	{"InvalidBucketName", S3_REFUSED, RC_USAGE, "check the bucket's name in --publish-to"},
	{"NoSuchKey", S3_NO_OBJECT, RC_SERVICE, NULL},
	{"PermanentRedirect", S3_ELSEWHERE, RC_SERVICE, CHECK_REGION},
	{"TemporaryRedirect", S3_ELSEWHERE, RC_SERVICE, CHECK_REGION},
	{"Redirect", S3_ELSEWHERE, RC_SERVICE, CHECK_REGION},
	{"AuthorizationHeaderMalformed", S3_ELSEWHERE, RC_SERVICE, CHECK_REGION},
	{"IllegalLocationConstraintException", S3_ELSEWHERE, RC_SERVICE, CHECK_REGION},
	{"XAmzContentSHA256Mismatch", S3_DAMAGED, RC_OUTPUT, CHECK_FILE},
	{"BadDigest", S3_DAMAGED, RC_OUTPUT, CHECK_FILE},
	{"InvalidDigest", S3_DAMAGED, RC_OUTPUT, CHECK_FILE},
	{"EntityTooLarge", S3_REFUSED, RC_USAGE, "choose a smaller --max-file-size"},
	{"QuotaExceeded", S3_REFUSED, RC_SERVICE, "the quota of the bucket or the user is used up: raise it"},
	{"KMS.NotFoundException", S3_REFUSED, RC_USAGE, CHECK_KMS},
	{"KMS.DisabledException", S3_REFUSED, RC_USAGE, CHECK_KMS},
	{"KMS.AccessDeniedException", S3_REFUSED, RC_CREDENTIALS, CHECK_KMS},
	{"KMS.KMSInvalidStateException", S3_REFUSED, RC_USAGE, CHECK_KMS},
	{"IncompleteBody", S3_AGAIN, RC_SERVICE, NULL},
	{"InternalError", S3_AGAIN, RC_SERVICE, NULL},
	{"OperationAborted", S3_AGAIN, RC_SERVICE, NULL},
	{"ConditionalRequestConflict", S3_AGAIN, RC_SERVICE, NULL},
	{"RequestTimeout", S3_AGAIN, RC_SERVICE, NULL},
	{"ServiceUnavailable", S3_AGAIN, RC_SERVICE, NULL},
	{"SlowDown", S3_AGAIN, RC_SERVICE, NULL},
	{"Throttling", S3_AGAIN, RC_SERVICE, NULL},
	{"TooManyRequests", S3_AGAIN, RC_SERVICE, NULL},
	{"NotImplemented", S3_UNSUPPORTED, RC_SERVICE, "the store does not support the request"},
	{"PreconditionFailed", S3_REFUSED, RC_OUTPUT, NULL},
	{"InvalidRequest", S3_REFUSED, RC_SERVICE, NULL},
	{"InvalidArgument", S3_REFUSED, RC_SERVICE, NULL},
	{"MethodNotAllowed", S3_REFUSED, RC_SERVICE, "the address is not that of an S3 API: check --s3-endpoint"},
};

/* Where the text begins in the document; its length if it does not. */
static size_t refusal_search(struct sv document, size_t from, const char *text)
{
	size_t n = strlen(text);

	for (size_t i = from; i + n <= document.n; i++)
		if (memcmp(document.p + i, text, n) == 0)
			return i;
	return document.n;
}

struct sv s3_element(struct sv document, const char *name)
{
	char begin[64], end[64];
	size_t from, to;

	snprintf(begin, sizeof(begin), "<%s>", name);
	snprintf(end, sizeof(end), "</%s>", name);
	from = refusal_search(document, 0, begin);
	to = refusal_search(document, from, end);
	if (to == document.n)
		return SV("");
	from += strlen(begin);
	return sv_trim((struct sv){document.p + from, to - from});
}

const struct s3_refusal *s3_refusal_find(struct sv body)
{
	struct sv code = s3_element(body, "Code");

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (sv_is(code, refusals[i].code))
			return &refusals[i];
	return NULL;
}

bool s3_refusal_has_code(struct sv body)
{
	return s3_element(body, "Code").n > 0;
}
