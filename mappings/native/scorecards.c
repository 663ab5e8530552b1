/* GET /scorecards: the forms of interviewers. The filled-in ones come with applications. */
#include "columns.h"

// clang-format off
TABLE(scorecards, RECORDS("/scorecards"),
	TEXT("scorecardable_type", NONE, "Kind of thing that the form belongs to, such as Company"),
	TEXT("scorecardable_id", NONE, "Identifier of that thing"),
	TEXT("name", NONE, "Name of the form that interviewers fill in"),
	FLAG("is_active", NONE, "Whether the form is in use"),
	TEXT("interview_guidance", NONE, "Advice to interviewers"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(scorecard_sections, INCLUDED("/scorecards", "scorecard_sections"),
	OWNER("scorecard_id", "scorecards", "Form that the section belongs to"),
	TEXT("name", NONE, "Title of the section"),
	TEXT("additional_details", NONE, "Explanation shown with the section"),
	TEXT("position", NONE, "Place of the section in the form, as text"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(scorecard_options, INCLUDED("/scorecards", "scorecard_sections.scorecard_options"),
	OWNER("scorecard_section_id", "scorecard_sections", "Section that the criterion belongs to"),
	COL("attributes", ALL_MARKS, "Attributes of the criterion, a JSON object; the vendor documents none of them",
	    ALL_ATTRIBUTES))

TABLE(scorecard_stages, LINKED("/scorecards", "stages"),
	OWNER("scorecard_id", "scorecards", "Form that is filled in"),
	EACH_KEY("stage_id", "job_stages", "Stage in which it is filled in; may be a stage of a hiring workflow"))
