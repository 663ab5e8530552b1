/* GET /candidates: one record for each person, however often that person applied. */
#include "columns.h"

// clang-format off
TABLE(candidates, RECORDS("/candidates"),
	TEXT("first_name", PERSONAL, "First name"),
	TEXT("middle_name", PERSONAL, "Middle name"),
	TEXT("last_name", PERSONAL, "Last name"),
	TEXT("preferred_name", PERSONAL, "Name that the person wants to be called"),
	TEXT("full_name", PERSONAL, "Whole name, as the service shows it"),
	TEXT("email", PERSONAL, "E-mail address"),
	TEXT("phone", PERSONAL, "Phone number"),
	TEXT("phone_iso2", NONE, "Country of the phone number, two letters"),
	DATE("date_of_birth", PERSONAL | SPECIAL, "Date of birth"),
	TEXT("address1", PERSONAL, "First line of the address"),
	TEXT("address2", PERSONAL, "Second line of the address"),
	TEXT("town", PERSONAL, "Town"),
	TEXT("state_province", PERSONAL, "State or province; only in addresses of the United States"),
	TEXT("postcode", PERSONAL, "Postal code"),
	TEXT("country", PERSONAL, "Country, a name or a code"),
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
	OWNER("candidate_id", "candidates", "Candidate who was handed over"),
	HRIS_EXPORT_COLUMNS)

TABLE(candidate_custom_attributes, INCLUDED("/candidates", "custom_attributes"),
	OWNER("candidate_id", "candidates", "Candidate that the value belongs to"),
	CUSTOM_ATTRIBUTE_COLUMNS)
