/* GET /interviews, with their parts and who interviews. */
#include "columns.h"

// clang-format off
TABLE(interviews, RECORDS("/interviews"),
	LINK("stage", "job_stages", "Stage that the interview belongs to"),
	COL("application_id", NONE,
	    "Application that the interview is about; NULL if it is about a person of the talent pipeline",
	    OWN("interviewable_id"), AS_KEY("applications"), ONLY_IF("interviewable_type", "Application")),
	TEXT("interviewable_type", NONE, "What the interview is about: Application or JobSeeker"),
	TEXT("interviewable_id", NONE, "Identifier of that application or person of the talent pipeline"),
	TEXT("status", NONE, "State, such as scheduled, in_progress or completed"),
	TEXT("presence", NONE, "Whether the person came: attended or no_show; NULL on older accounts"),
	TIME("start_at", NONE, "Time at which the interview begins"),
	TIME("end_at", NONE, "Time at which the interview ends"),
	TEXT("summary", FREE_TEXT, "Summary of the interview"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(interview_parts, INCLUDED("/interviews", "interview_parts"),
	KEY("interview_id", "interviews", "Interview that the part belongs to"),
	KEY("company_id", "companies", "Company that the interview belongs to"),
	INTEGER("position", NONE, "Place of the part in the interview, from 1"),
	TEXT("conferencing_provider_name", NONE, "Service that the meeting is held with"),
	COL("conferencing_join_url", FILE_LINK, "Link to join the meeting", OWN("conferencing_join_url"), NOT_COMPARED),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(interview_part_users, LINKED("/interviews", "interview_parts.interviewing_users"),
	RECORD_KEY("interview_id", "interviews", "Interview that the user takes part in"),
	OWNER("interview_part_id", "interview_parts", "Part of the interview that the user takes part in"),
	EACH_KEY("user_id", "users", "User who interviews"),
	POSITION("index", "Place among the interviewers of the part, from 0"))
