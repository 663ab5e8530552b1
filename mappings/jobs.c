/*
 * GET /jobs, with the stages, questions and people of a job. Attributes: mappings/PINPOINT.md, "jobs". Values:
 * mappings/PINPOINT.md, "Enums".
 */
#include "map/words.h"

VALUES(employment_types) = {
	VALUE("full_time", "FULL_TIME"),
	VALUE("permanent_full_time", "FULL_TIME"),
	VALUE("fixed_term_full_time", "FULL_TIME"),
	VALUE("part_time", "PART_TIME"),
	VALUE("permanent_part_time", "PART_TIME"),
	VALUE("fixed_term_part_time", "PART_TIME"),
	VALUE("part_time_term_time", "PART_TIME"),
	VALUE("contract", "CONTRACT"),
	VALUE("contract_temp", "CONTRACT"),
	VALUE("contract_to_hire", "CONTRACT"),
	VALUE("fixed_term_contract", "CONTRACT"),
	VALUE("freelance", "CONTRACT"),
	VALUE("temporary", "CONTRACT"),
	VALUE("seasonal_full_time", "SEASONAL"),
	VALUE("seasonal_part_time", "SEASONAL"),
	VALUE("internship", "INTERNSHIP"),
	DOCUMENTED("permanent"),
	DOCUMENTED("zero_hours"),
	DOCUMENTED("flexible"),
	DOCUMENTED("volunteer"),
	DOCUMENTED("apprentice"),
	DOCUMENTED("programme"),
	DOCUMENTED("secondment"),
	DOCUMENTED("term_time"),
	DOCUMENTED("bank"),
	END_OF_VALUES,
};

VALUES(statuses) = {
	VALUE("open", "OPEN"),     VALUE("closed", "CLOSED"),
	VALUE("filled", "CLOSED"), VALUE("cancelled", "CLOSED"),
	VALUE("draft", "DRAFT"),   VALUE("pending_approval", "DRAFT"),
	VALUE("preview", "DRAFT"), VALUE("archived", "ARCHIVED"),
	DOCUMENTED("hold"),        END_OF_VALUES,
};

VALUES(visibilities) = {
	VALUE("external", "PUBLIC"),
	VALUE("internal", "INTERNAL"),
	VALUE("private_job", "UNLISTED"),
	VALUE("confidential", "CONFIDENTIAL"),
	END_OF_VALUES,
};

VALUES(salary_periods) = {
	VALUE("hour", "HOUR"),   VALUE("day", "DAY"),   VALUE("week", "WEEK"), VALUE("two_weeks", "TWO_WEEKS"),
	VALUE("month", "MONTH"), VALUE("year", "YEAR"), END_OF_VALUES,
};

VALUES(question_formats) = {
	VALUE("short_text", "{\"type\":\"TEXT\",\"display_type\":\"SINGLE_LINE\",\"max_length\":null}"),
	VALUE("long_text", "{\"type\":\"TEXT\",\"display_type\":\"MULTI_LINE\",\"max_length\":null}"),
	VALUE("url", "{\"type\":\"TEXT\",\"display_type\":\"URL\",\"max_length\":null}"),
	VALUE("number", "{\"type\":\"NUMBER\",\"display_type\":\"FIELD\",\"min\":null,\"max\":null}"),
	VALUE("boolean", "{\"type\":\"BOOLEAN\"}"),
	VALUE("date", "{\"type\":\"DATE\"}"),
	VALUE("document", "{\"type\":\"FILE\",\"accepted_mime_types\":null,\"max_file_size_bytes\":null}"),
	VALUE("multiple_choice", CHOICE_OF_OPTIONS),
	END_OF_VALUES,
};

COLUMNS(linked_location) = {
	COL("city", REL_ATTR("location", "city")),
	COL("country", REL_ATTR("location", "country_code")),
	COL("raw", REL_ATTR("location", "name")),
	COL("state", REL_ATTR("location", "province")),
	COL("street_1", REL_ATTR("location", "street_address")),
	COL("street_2", NOTHING),
	COL("zip_code", REL_ATTR("location", "postal_code")),
	END_OF_COLUMNS,
};

COLUMNS(custom_location) = {
	COL("city", ATTR("custom_town")),
	COL("country", ATTR("custom_country")),
	COL("raw", NOTHING),
	COL("state", ATTR("custom_county")),
	COL("street_1", NOTHING),
	COL("street_2", NOTHING),
	COL("zip_code", NOTHING),
	END_OF_COLUMNS,
};

COLUMNS(jobs) = {
	IDENTITY_COLUMNS,
	COL("name", ATTR("title")),
	COL("description", ATTR("description")),
	COL("confidential", ATTR("visibility"), AS_EQUALS("confidential")),
	COL("employment_type", ATTR("employment_type"), AS_ENUM(employment_types, OR_VERBATIM)),
	COL("status", ATTR("status"), AS_ENUM(statuses, OR_VERBATIM)),
	COL("visibility", ATTR("visibility"), AS_ENUM(visibilities, OR_VERBATIM)),
	COL("department", REL_ATTR("department", "name")),
	COL("post_url", ATTR("url")),
	COL("salary_amount_from", ATTR("compensation_minimum"), AS_NUMBER),
	COL("salary_amount_to", ATTR("compensation_maximum"), AS_NUMBER),
	COL("salary_currency", ATTR("compensation_currency")),
	COL("salary_period", ATTR("compensation_frequency"), AS_ENUM(salary_periods, OR_VERBATIM)),
	COL("location", WHEN_LINKED("location", OBJECT(linked_location), OBJECT(custom_location))),
	COL("custom_fields", CUSTOM_FIELDS("custom_attributes")),
	COL("integration_fields", INTEGRATION_FIELDS("custom_attributes", "workplace_type", "remote", "reporting_to",
						     "requisition_id", "deadline_at")),
	COL("opened_at", ATTR("opened_at"), AS_TIMESTAMP),
	COL("closed_at", FIRST(ALT(ATTR("closed_at")), ALT(ATTR("filled_at"))), AS_TIMESTAMP),
	COL("remote_created_at", ATTR("created_at"), AS_TIMESTAMP),
	COL("remote_updated_at", ATTR("updated_at"), AS_TIMESTAMP),
	COL("contact_id", FIRST(ALT(REL_ID("recruitment_manager_user")), ALT(REL_ID("hiring_manager_user"))),
	    AS_KEY("users")),
	COL("remote_data", REMOTE_DATA),
	END_OF_COLUMNS,
};

COLUMNS(application_stages) = {
	IDENTITY_COLUMNS,
	COL("name", EACH_ATTR("name")),
	END_OF_COLUMNS,
};

COLUMNS(screening_questions) = {
	IDENTITY_COLUMNS,
	COL("title", EACH_ATTR("title")),
	COL("description", EACH_ATTR("additional_information")),
	COL("format", QUESTION_FORMAT("question_type", question_formats)),
	END_OF_COLUMNS,
};

COLUMNS(job_application_stages) = {
	COL("index", INDEX),
	COL("job_id", RECORD_ID, AS_KEY("jobs")),
	COL("stage_id", EACH_ID, AS_KEY("application_stages")),
	LINK_COLUMNS,
	END_OF_COLUMNS,
};

COLUMNS(job_screening_questions) = {
	COL("index", INDEX),
	COL("required", EACH_ATTR("required"), AS_BOOLEAN),
	COL("precondition_question_id", NOTHING),
	COL("precondition_options", NOTHING, AS_JSON),
	COL("job_id", RECORD_ID, AS_KEY("jobs")),
	COL("question_id", EACH_ID, AS_KEY("screening_questions")),
	LINK_COLUMNS,
	END_OF_COLUMNS,
};

COLUMNS(job_hiring_team) = {
	COL("roles", EACH_ROLES),
	COL("job_id", RECORD_ID, AS_KEY("jobs")),
	COL("user_id", EACH_ID, AS_KEY("users")),
	LINK_COLUMNS,
	END_OF_COLUMNS,
};

ENTITY(jobs) = {
	.order = 2,
	.updated_at_filter = true,
	.query.path = "/jobs",
	.query.type = "jobs",
	.query.parts = {INCLUDE("department", "departments"), INCLUDE("location", "locations"),
			INCLUDE("hiring_manager_user", "users"), INCLUDE("recruitment_manager_user", "users"),
			INCLUDE("stages", "stages"), INCLUDE("questions", "questions"),
			INCLUDE("custom_attributes", "custom_attributes"),
			MAY_INCLUDE("custom_attributes.custom_field", "custom_fields"),
			FILTER("visibility", "external"), FILTER("visibility", "internal"),
			MAY_FILTER("visibility", "private_job"), FILTER("visibility", "confidential"), MAY_STATS,
			SORT("id")},
	.tables =
		{
			TABLE(20, jobs, RECORDS),
			TABLE(40, application_stages, .each = TO_MANY_BY("stages", "position"), .identity = OF_EACH,
			      .included_type = "stages"),
			TABLE(60, screening_questions, .each = TO_MANY("questions"), .identity = OF_EACH,
			      .included_type = "questions"),
			TABLE(100, job_application_stages, .each = TO_MANY_BY("stages", "position"),
			      .identity = OF_BOTH),
			TABLE(110, job_screening_questions, .each = TO_MANY("questions"), .identity = OF_BOTH),
			TABLE(120, job_hiring_team,
			      .each = ROLES(ROLE("hiring_manager_user", "HIRING_MANAGER"),
					    ROLE("recruitment_manager_user", "RECRUITER")),
			      .identity = OF_BOTH),
		},
};
