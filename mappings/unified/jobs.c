/*
 * GET /jobs, with the stages, questions and people of a job. Attributes: mappings/PINPOINT.md, "jobs". Values:
 * mappings/PINPOINT.md, "Enums".
 */
#include "map/unified.h"

// clang-format off
VALUES(employment_types,
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
	DOCUMENTED("bank"))

VALUES(statuses,
	VALUE("open", "OPEN"),
	VALUE("closed", "CLOSED"),
	VALUE("filled", "CLOSED"),
	VALUE("cancelled", "CLOSED"),
	VALUE("draft", "DRAFT"),
	VALUE("pending_approval", "DRAFT"),
	VALUE("preview", "DRAFT"),
	VALUE("archived", "ARCHIVED"),
	DOCUMENTED("hold"))

VALUES(visibilities,
	VALUE("external", "PUBLIC"),
	VALUE("internal", "INTERNAL"),
	VALUE("private_job", "UNLISTED"),
	VALUE("confidential", "CONFIDENTIAL"))

VALUES(salary_periods,
	VALUE("hour", "HOUR"),
	VALUE("day", "DAY"),
	VALUE("week", "WEEK"),
	VALUE("two_weeks", "TWO_WEEKS"),
	VALUE("month", "MONTH"),
	VALUE("year", "YEAR"))

VALUES(question_formats,
	VALUE("short_text", "{\"type\":\"TEXT\",\"display_type\":\"SINGLE_LINE\",\"max_length\":null}"),
	VALUE("long_text", "{\"type\":\"TEXT\",\"display_type\":\"MULTI_LINE\",\"max_length\":null}"),
	VALUE("url", "{\"type\":\"TEXT\",\"display_type\":\"URL\",\"max_length\":null}"),
	VALUE("number", "{\"type\":\"NUMBER\",\"display_type\":\"FIELD\",\"min\":null,\"max\":null}"),
	VALUE("boolean", "{\"type\":\"BOOLEAN\"}"),
	VALUE("date", "{\"type\":\"DATE\"}"),
	VALUE("document", "{\"type\":\"FILE\",\"accepted_mime_types\":null,\"max_file_size_bytes\":null}"),
	VALUE("multiple_choice", CHOICE_OF_OPTIONS))

MEMBERS(linked_location,
	NAMED("city", REL_ATTR("location", "city")),
	NAMED("country", REL_ATTR("location", "country_code")),
	NAMED("raw", REL_ATTR("location", "name")),
	NAMED("state", REL_ATTR("location", "province")),
	NAMED("street_1", REL_ATTR("location", "street_address")),
	NAMED("street_2", NOTHING),
	NAMED("zip_code", REL_ATTR("location", "postal_code")))

MEMBERS(custom_location,
	NAMED("city", ATTR("custom_town")),
	NAMED("country", ATTR("custom_country")),
	NAMED("raw", NOTHING),
	NAMED("state", ATTR("custom_county")),
	NAMED("street_1", NOTHING),
	NAMED("street_2", NOTHING),
	NAMED("zip_code", NOTHING))

TABLE(jobs, RECORDS("/jobs"),
	COL("name", NONE, "Title of the job", ATTR("title")),
	COL("description", NONE, "Description of the job, HTML", ATTR("description")),
	COL("confidential", NONE, "Whether the job is confidential", ATTR("visibility"), AS_EQUALS("confidential")),
	COL("employment_type", NONE, "Kind of employment; a value without a translation is as sent",
	    ATTR("employment_type"), AS_ENUM(employment_types, OR_VERBATIM)),
	COL("status", NONE, "State of the job; a value without a translation is as sent",
	    ATTR("status"), AS_ENUM(statuses, OR_VERBATIM)),
	COL("visibility", NONE, "Who may see the job; a value without a translation is as sent",
	    ATTR("visibility"), AS_ENUM(visibilities, OR_VERBATIM)),
	COL("department", NONE, "Name of the department of the job", REL_ATTR("department", "name")),
	COL("post_url", NONE, "Address of the public page of the job", ATTR("url")),
	COL("salary_amount_from", NONE, "Lowest pay, in salary_currency for each salary_period",
	    ATTR("compensation_minimum"), AS_NUMBER),
	COL("salary_amount_to", NONE, "Highest pay, in salary_currency for each salary_period",
	    ATTR("compensation_maximum"), AS_NUMBER),
	COL("salary_currency", NONE, "Currency of the pay, three letters of ISO 4217", ATTR("compensation_currency")),
	COL("salary_period", NONE, "Period of the pay; a value without a translation is as sent",
	    ATTR("compensation_frequency"), AS_ENUM(salary_periods, OR_VERBATIM)),
	COL("location", NONE, "Place of work, a JSON object; NULL if nothing is known of it",
	    WHEN_LINKED("location", OBJECT(linked_location), OBJECT(custom_location))),
	COL("custom_fields", FREE_TEXT, "Values of the customer's own fields by their names, a JSON object",
	    CUSTOM_FIELDS("custom_attributes")),
	COL("integration_fields", FREE_TEXT, "Further fields of the job and the customer's own ones, a JSON array of objects",
	    INTEGRATION_FIELDS("custom_attributes", "workplace_type", "remote", "reporting_to", "requisition_id",
			       "deadline_at")),
	COL("opened_at", NONE, "Time at which the job was opened", ATTR("opened_at"), AS_TIMESTAMP),
	COL("closed_at", NONE, "Time at which the job was closed or filled; NULL while it is not",
	    FIRST(ALT(ATTR("closed_at")), ALT(ATTR("filled_at"))), AS_TIMESTAMP),
	COL("remote_created_at", NONE, "Time at which the job was created at the service", ATTR("created_at"), AS_TIMESTAMP),
	COL("remote_updated_at", NONE, "Time at which the job was changed last at the service", ATTR("updated_at"), AS_TIMESTAMP),
	COL("contact_id", NONE, "User to ask about the job: the recruiter, else the hiring manager",
	    FIRST(ALT(REL_ID("recruitment_manager_user")), ALT(REL_ID("hiring_manager_user"))), AS_KEY("users")),
	COL("remote_data", ALL_MARKS, "The record as the service sent it, under the path of its endpoint", REMOTE_DATA_WITH("stages", "questions")))

TABLE(application_stages, INCLUDED_BY("/jobs", "stages", "position"),
	COL("name", NONE, "Name of the stage inside the company", EACH_ATTR("name")))

TABLE(screening_questions, INCLUDED("/jobs", "questions"),
	COL("title", NONE, "Text of the question", EACH_ATTR("title")),
	COL("description", NONE, "Explanation shown below the question", EACH_ATTR("additional_information")),
	COL("format", NONE, "Kind of answer and the options to choose from, a JSON object",
	    QUESTION_FORMAT("question_type", question_formats)))

LINK_TABLE(job_application_stages, LINKED_BY("/jobs", "stages", "position"),
	COL("index", NONE, "Place of the stage in the job, from 0", INDEX),
	COL("job_id", NONE, "Job that has the stage", RECORD_ID, AS_KEY("jobs")),
	COL("stage_id", NONE, "Stage of the job", EACH_ID, AS_KEY("application_stages")))

LINK_TABLE(job_screening_questions, LINKED("/jobs", "questions"),
	COL("index", NONE, "Place of the question in the form, from 0", INDEX),
	COL("required", NONE, "Whether the question must be answered", EACH_ATTR("required"), AS_BOOLEAN),
	COL("precondition_question_id", NONE, "Always NULL: the service has no preconditions", NOTHING),
	COL("precondition_options", NONE, "Always NULL: the service has no preconditions", NOTHING, AS_JSON),
	COL("job_id", NONE, "Job whose form has the question", RECORD_ID, AS_KEY("jobs")),
	COL("question_id", NONE, "Question that is asked", EACH_ID, AS_KEY("screening_questions")))

LINK_TABLE(job_hiring_team,
	ROLES("/jobs", ROLE("hiring_manager_user", "HIRING_MANAGER"), ROLE("recruitment_manager_user", "RECRUITER")),
	COL("roles", NONE, "Roles of the user in the job, a JSON array of HIRING_MANAGER and RECRUITER", EACH_ROLES),
	COL("job_id", NONE, "Job that the user works on", RECORD_ID, AS_KEY("jobs")),
	COL("user_id", NONE, "User who works on the job", EACH_ID, AS_KEY("users")))
