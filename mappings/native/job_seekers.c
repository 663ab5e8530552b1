/* GET /job_seekers: the people of the talent pipeline, who have not applied for a job. */
#include "columns.h"

// clang-format off
TABLE(job_seekers, RECORDS("/job_seekers"),
	KEY("candidate_id", "candidates", "Candidate who is the same person; NULL on older accounts"),
	TEXT("first_name", PERSONAL, "First name"),
	TEXT("last_name", PERSONAL, "Last name"),
	PERSON_COLUMNS,
	ADDRESS_COLUMNS,
	TEXT("summary", FREE_TEXT, "What the person wrote about themselves"),
	TEXT("locale", NONE, "Language that the person uses, a code such as en or pt-BR"),
	TEXT("channel", NONE, "Kind of source that the person came from, such as job_board"),
	TEXT("channel_source", NONE, "Name of that source, free text"),
	TEXT("pipeline_source", NONE, "How the person came into the talent pipeline: invited or self_registered"),
	TEXT("external_system_reference", NONE, "Identifier of the person in another system of the customer"),
	NUMBER("average_rating", ASSESSMENT, "Average of the ratings that the person got"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(job_seeker_tags, TAG_ITEMS("/job_seekers", "tags"),
	OWNER("job_seeker_id", "job_seekers", "Person of the talent pipeline who has the tag"),
	TAG_COLUMNS)

TABLE(job_seeker_attachments, ITEMS("/job_seekers", "attachments"),
	OWNER("job_seeker_id", "job_seekers", "Person of the talent pipeline whose file it is"),
	FILE_COLUMNS)

TABLE(job_seeker_answers, INCLUDED("/job_seekers", "answers"),
	OWNER("job_seeker_id", "job_seekers", "Person of the talent pipeline who answered"),
	POSITION("index", "Place among the answers of the person, from 0"),
	ANSWER_COLUMNS)

TABLE(job_seeker_custom_attributes, INCLUDED("/job_seekers", "custom_attributes"),
	OWNER("job_seeker_id", "job_seekers", "Person of the talent pipeline that the value belongs to"),
	CUSTOM_ATTRIBUTE_COLUMNS)

TABLE(job_seeker_structured_section_responses, INCLUDED("/job_seekers", "structured_section_responses"),
	OWNER("job_seeker_id", "job_seekers", "Person of the talent pipeline who filled in the block"),
	RESPONSE_COLUMNS)

TABLE(job_seeker_structured_section_answers, INCLUDED("/job_seekers", "structured_section_responses.answers"),
	OWNER("structured_section_response_id", "job_seeker_structured_section_responses",
	      "Filled-in block that the answer is part of"),
	POSITION("index", "Place among the answers of the block, from 0"),
	ANSWER_COLUMNS)

TABLE(job_seeker_user_scorecards, INCLUDED("/job_seekers", "user_scorecards"),
	OWNER("job_seeker_id", "job_seekers", "Person of the talent pipeline who is assessed"),
	USER_SCORECARD_COLUMNS)
