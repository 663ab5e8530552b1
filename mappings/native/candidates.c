/* GET /candidates: one record for each person, however often that person applied. */
#include "columns.h"

// clang-format off
TABLE(candidates, RECORDS("/candidates"),
	TEXT("first_name", PERSONAL, "First name"),
	TEXT("middle_name", PERSONAL, "Middle name"),
	TEXT("last_name", PERSONAL, "Last name"),
	PERSON_COLUMNS,
	ADDRESS_COLUMNS,
	TEXT("locale", NONE, "Language that the person uses, a code such as en or pt-BR"),
	FLAG("blocked", ASSESSMENT, "Whether the person is barred from applying"),
	TEXT("external_system_reference", NONE, "Identifier of the person in another system of the customer"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(candidate_tags, TAG_ITEMS("/candidates", "tags"),
	OWNER("candidate_id", "candidates", "Candidate who has the tag"),
	TAG_COLUMNS)

TABLE(candidate_attachments, ITEMS("/candidates", "attachments"),
	OWNER("candidate_id", "candidates", "Candidate whose file it is"),
	FILE_COLUMNS)

TABLE(candidate_skills, LINKED("/candidates", "skills"),
	OWNER("candidate_id", "candidates", "Candidate who has the skill"),
	EACH_IDENTIFIER("skill_id", "Identifier of the skill, the same for every candidate who has it"),
	TEXT("name", NONE, "Name of the skill"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(candidate_hris_exports, INCLUDED("/candidates", "hris_references"),
	OWNER("candidate_id", "candidates", "Candidate who was exported"),
	HRIS_EXPORT_COLUMNS)

TABLE(candidate_custom_attributes, INCLUDED("/candidates", "custom_attributes"),
	OWNER("candidate_id", "candidates", "Candidate that the value belongs to"),
	CUSTOM_ATTRIBUTE_COLUMNS)
