/* GET /jobs, with the stages, questions and people that live inside jobs. Attributes and enums: pinpoint-api.md 2.2. */
#include "map/words.h"

static const struct pair employment_types[] = {
	{"full_time", "FULL_TIME"},
	{"permanent_full_time", "FULL_TIME"},
	{"fixed_term_full_time", "FULL_TIME"},
	{"part_time", "PART_TIME"},
	{"permanent_part_time", "PART_TIME"},
	{"fixed_term_part_time", "PART_TIME"},
	{"part_time_term_time", "PART_TIME"},
	{"contract", "CONTRACT"},
	{"contract_temp", "CONTRACT"},
	{"contract_to_hire", "CONTRACT"},
	{"fixed_term_contract", "CONTRACT"},
	{"freelance", "CONTRACT"},
	{"temporary", "CONTRACT"},
	{"seasonal_full_time", "SEASONAL"},
	{"seasonal_part_time", "SEASONAL"},
	{"internship", "INTERNSHIP"},
	DOCUMENTED("permanent"),
	DOCUMENTED("zero_hours"),
	DOCUMENTED("flexible"),
	DOCUMENTED("volunteer"),
	DOCUMENTED("apprentice"),
	DOCUMENTED("programme"),
	DOCUMENTED("secondment"),
	DOCUMENTED("term_time"),
	DOCUMENTED("bank"),
	{NULL, NULL},
};

static const struct pair statuses[] = {
	{"open", "OPEN"},     {"closed", "CLOSED"},
	{"filled", "CLOSED"}, {"cancelled", "CLOSED"},
	{"draft", "DRAFT"},   {"pending_approval", "DRAFT"},
	{"preview", "DRAFT"}, {"archived", "ARCHIVED"},
	DOCUMENTED("hold"),   {NULL, NULL},
};

static const struct pair visibilities[] = {
	{"external", "PUBLIC"}, {"internal", "INTERNAL"}, {"private_job", "UNLISTED"}, {"confidential", "CONFIDENTIAL"},
	{NULL, NULL},
};

static const struct pair salary_periods[] = {
	{"hour", "HOUR"},   {"day", "DAY"},   {"week", "WEEK"}, {"two_weeks", "TWO_WEEKS"},
	{"month", "MONTH"}, {"year", "YEAR"}, {NULL, NULL},
};

static const struct pair question_formats[] = {
	{"short_text", "{\"type\":\"TEXT\",\"display_type\":\"SINGLE_LINE\",\"max_length\":null}"},
	{"long_text", "{\"type\":\"TEXT\",\"display_type\":\"MULTI_LINE\",\"max_length\":null}"},
	{"url", "{\"type\":\"TEXT\",\"display_type\":\"URL\",\"max_length\":null}"},
	{"number", "{\"type\":\"NUMBER\",\"display_type\":\"FIELD\",\"min\":null,\"max\":null}"},
	{"boolean", "{\"type\":\"BOOLEAN\"}"},
	{"date", "{\"type\":\"DATE\"}"},
	{"document", "{\"type\":\"FILE\",\"accepted_mime_types\":null,\"max_file_size_bytes\":null}"},
	{"multiple_choice", CHOICE_OF_OPTIONS},
	{NULL, NULL},
};

#define LOCATION_OF_JOB                                                                                                \
	OBJECT(COL("city", REL_ATTR("location", "city")), COL("country", REL_ATTR("location", "country_code")),        \
	       COL("raw", REL_ATTR("location", "name")), COL("state", REL_ATTR("location", "province")),               \
	       COL("street_1", REL_ATTR("location", "street_address")), COL("street_2", NOTHING),                      \
	       COL("zip_code", REL_ATTR("location", "postal_code")))
#define CUSTOM_LOCATION                                                                                                \
	OBJECT(COL("city", ATTR("custom_town")), COL("country", ATTR("custom_country")), COL("raw", NOTHING),          \
	       COL("state", ATTR("custom_county")), COL("street_1", NOTHING), COL("street_2", NOTHING),                \
	       COL("zip_code", NOTHING))

ENTITY(jobs, .order = 2, .tells_updates = true,
       .query = {.path = "/jobs",
		 .type = "jobs",
		 .include = LIST_OF("department", "location", "hiring_manager_user", "recruitment_manager_user",
				    "stages", "questions", "custom_attributes", "custom_attributes.custom_field"),
		 .filter = "visibility",
		 .filter_values = LIST_OF("external", "internal", "private_job", "confidential"),
		 .optional = {{.name = "custom_attributes.custom_field",
			       .without_include = "custom_attributes.custom_field"},
			      {.name = "private_job", .without_filter_value = "private_job"},
			      {.name = "stats", .without_stats = true}}},
       TABLES(TABLE(20, "jobs",
		    COLUMNS(IDENTITY_COLUMNS, COL("name", ATTR("title")), COL("description", ATTR("description")),
			    COL("confidential", ATTR("visibility"), AS_EQUALS("confidential")),
			    COL("employment_type", ATTR("employment_type"), AS_ENUM(employment_types, OR_VERBATIM)),
			    COL("status", ATTR("status"), AS_ENUM(statuses, OR_VERBATIM)),
			    COL("visibility", ATTR("visibility"), AS_ENUM(visibilities, OR_VERBATIM)),
			    COL("department", REL_ATTR("department", "name")), COL("post_url", ATTR("url")),
			    COL("salary_amount_from", ATTR("compensation_minimum"), AS_NUMBER),
			    COL("salary_amount_to", ATTR("compensation_maximum"), AS_NUMBER),
			    COL("salary_currency", ATTR("compensation_currency")),
			    COL("salary_period", ATTR("compensation_frequency"), AS_ENUM(salary_periods, OR_VERBATIM)),
			    COL("location", WHEN_LINKED("location", LOCATION_OF_JOB, CUSTOM_LOCATION)),
			    COL("custom_fields", CUSTOM_FIELDS("custom_attributes")),
			    COL("integration_fields",
				INTEGRATION_FIELDS("custom_attributes", "workplace_type", "remote", "reporting_to",
						   "requisition_id", "deadline_at")),
			    COL("opened_at", ATTR("opened_at"), AS_TIMESTAMP),
			    COL("closed_at", FIRST(ALT(ATTR("closed_at")), ALT(ATTR("filled_at"))), AS_TIMESTAMP),
			    COL("remote_created_at", ATTR("created_at"), AS_TIMESTAMP),
			    COL("remote_updated_at", ATTR("updated_at"), AS_TIMESTAMP),
			    COL("contact_id",
				FIRST(ALT(REL_ID("recruitment_manager_user")), ALT(REL_ID("hiring_manager_user"))),
				AS_KEY("users")),
			    COL("remote_data", REMOTE_DATA))),
	      TABLE(40, "application_stages", .each = TO_MANY_BY("stages", "position"), .identity = OF_EACH,
		    .included_type = "stages", COLUMNS(IDENTITY_COLUMNS, COL("name", EACH_ATTR("name")))),
	      TABLE(60, "screening_questions", .each = TO_MANY("questions"), .identity = OF_EACH,
		    .included_type = "questions",
		    COLUMNS(IDENTITY_COLUMNS, COL("title", EACH_ATTR("title")),
			    COL("description", EACH_ATTR("additional_information")),
			    COL("format", QUESTION_FORMAT("question_type", question_formats)))),
	      TABLE(100, "job_application_stages", .each = TO_MANY_BY("stages", "position"), .identity = OF_BOTH,
		    COLUMNS(COL("index", INDEX), COL("job_id", RECORD_ID, AS_KEY("jobs")),
			    COL("stage_id", EACH_ID, AS_KEY("application_stages")), LINK_COLUMNS)),
	      TABLE(110, "job_screening_questions", .each = TO_MANY("questions"), .identity = OF_BOTH,
		    COLUMNS(COL("index", INDEX), COL("required", EACH_ATTR("required"), AS_BOOLEAN),
			    COL("precondition_question_id", NOTHING), COL("precondition_options", NOTHING, AS_JSON),
			    COL("job_id", RECORD_ID, AS_KEY("jobs")),
			    COL("question_id", EACH_ID, AS_KEY("screening_questions")), LINK_COLUMNS)),
	      TABLE(120, "job_hiring_team",
		    .each = ROLES(ROLE("hiring_manager_user", "HIRING_MANAGER"),
				  ROLE("recruitment_manager_user", "RECRUITER")),
		    .identity = OF_BOTH,
		    COLUMNS(COL("roles", EACH_ROLES), COL("job_id", RECORD_ID, AS_KEY("jobs")),
			    COL("user_id", EACH_ID, AS_KEY("users")), LINK_COLUMNS))));
