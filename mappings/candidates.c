/*
 * GET /candidates, with their tags. Attributes: mappings/PINPOINT.md, "candidates". The source and the profiles are attributes
 * of applications: mappings/PINPOINT.md, "applications".
 */
#include "map/words.h"

COLUMNS(phone_number) = {
	COL("phone_number", ATTR("phone")),
	COL("type", NOTHING),
	END_OF_COLUMNS,
};

COLUMNS(email_address) = {
	COL("email_address", ATTR("email"), AS_EMAIL),
	COL("type", NOTHING),
	END_OF_COLUMNS,
};

COLUMNS(location) = {
	COL("city", ATTR("town")),
	COL("country", COUNTRY("country", "applications")),
	COL("raw", NOTHING),
	COL("state", ATTR("state_province")),
	COL("street_1", ATTR("address1")),
	COL("street_2", ATTR("address2")),
	COL("zip_code", ATTR("postcode")),
	END_OF_COLUMNS,
};

COLUMNS(candidates) = {
	IDENTITY_COLUMNS,
	COL("first_name", ATTR("first_name")),
	COL("last_name", ATTR("last_name")),
	COL("source", FIRST(ALT(OLDEST("applications", "channel_source")), ALT(OLDEST("applications", "channel")))),
	COL("phone_numbers", LIST(OBJECT(phone_number))),
	COL("email_addresses", LIST(OBJECT(email_address))),
	COL("social_media", PROFILES("applications", "linkedin_url", "LINKEDIN")),
	COL("location", OBJECT(location)),
	COL("remote_created_at", ATTR("created_at"), AS_TIMESTAMP),
	COL("remote_updated_at", ATTR("updated_at"), AS_TIMESTAMP),
	COL("remote_data", REMOTE_DATA),
	END_OF_COLUMNS,
};

COLUMNS(tags) = {
	IDENTITY_COLUMNS,
	COL("name", EACH_TAG_NAME),
	END_OF_COLUMNS,
};

COLUMNS(candidate_tags) = {
	COL("candidate_id", RECORD_ID, AS_KEY("candidates")),
	COL("tag_id", EACH_ID, AS_KEY("tags")),
	LINK_COLUMNS,
	END_OF_COLUMNS,
};

ENTITY(candidates) = {
	.order = 3,
	.updated_at_filter = true,
	.query.path = "/candidates",
	.query.type = "candidates",
	.query.parts = {INCLUDE("applications", "applications"), MAY_EXTRA("candidates", "tags"), MAY_STATS,
			SORT("id")},
	.tables =
		{
			TABLE(30, candidates, RECORDS),
			TABLE(70, tags, .each = TAGS("tags"), .identity = OF_EACH),
			TABLE(90, candidate_tags, .each = TAGS("tags"), .identity = OF_BOTH),
		},
};
