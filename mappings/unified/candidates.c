/*
 * GET /candidates, with their tags. Attributes: mappings/PINPOINT.md, "candidates". The source and the profiles are attributes
 * of applications: mappings/PINPOINT.md, "applications".
 */
#include "map/unified.h"

// clang-format off
MEMBERS(phone_number,
	NAMED("phone_number", ATTR("phone")),
	NAMED("type", NOTHING))

MEMBERS(email_address,
	NAMED("email_address", ATTR("email"), AS_EMAIL),
	NAMED("type", NOTHING))

MEMBERS(location,
	NAMED("city", ATTR("town")),
	NAMED("country", COUNTRY("country", "applications")),
	NAMED("raw", NOTHING),
	NAMED("state", ATTR("state_province")),
	NAMED("street_1", ATTR("address1")),
	NAMED("street_2", ATTR("address2")),
	NAMED("zip_code", ATTR("postcode")))

TABLE(candidates, RECORDS("/candidates"),
	COL("first_name", PERSONAL, "First name of the candidate", ATTR("first_name")),
	COL("last_name", PERSONAL, "Last name of the candidate", ATTR("last_name")),
	COL("source", NONE, "Where the candidate came from: the source of the oldest application that names one",
	    FIRST(ALT(OLDEST("applications", "channel_source")), ALT(OLDEST("applications", "channel")))),
	COL("phone_numbers", PERSONAL, "Phone numbers, a JSON array of objects", LIST(OBJECT(phone_number))),
	COL("email_addresses", PERSONAL, "E-mail addresses, a JSON array of objects", LIST(OBJECT(email_address))),
	COL("social_media", PERSONAL, "Links to profiles, a JSON array of objects, that of the oldest application first",
	    PROFILES("applications", "linkedin_url", "LINKEDIN")),
	COL("location", PERSONAL, "Address of the candidate, a JSON object", OBJECT(location)),
	COL("remote_created_at", NONE, "Time at which the candidate was created at the service", ATTR("created_at"), AS_TIMESTAMP),
	COL("remote_updated_at", NONE, "Time at which the candidate was changed last at the service", ATTR("updated_at"), AS_TIMESTAMP),
	COL("remote_data", ALL_MARKS, "The record as the service sent it, under the path of its endpoint", REMOTE_DATA_WITH("tags")))

TAG_TABLE(tags, TAGS("/candidates", "tags"),
	COL("name", ASSESSMENT, "Text of the tag", EACH_TAG_NAME))

LINK_TABLE(candidate_tags, TAG_LINKS("/candidates", "tags"),
	COL("candidate_id", NONE, "Candidate who has the tag", RECORD_ID, AS_KEY("candidates")),
	COL("tag_id", NONE, "Tag that the candidate has", EACH_ID, AS_KEY("tags")))
