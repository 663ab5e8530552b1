/* GET /one_way_video_interviews: times only; the videos cannot be read. */
#include "columns.h"

// clang-format off
TABLE(one_way_video_interviews, RECORDS("/one_way_video_interviews"),
	KEY("application_id", "applications", "Application whose person answers on video"),
	TEXT("interview_name", NONE, "Name of the video interview"),
	TEXT("interview_description", NONE, "What the person is told about it"),
	TEXT("interview_stage", NONE, "Name of the stage it belongs to; a text, no key"),
	INTEGER("num_questions", NONE, "Number of questions"),
	TEXT("status", NONE, "State: Completed or Incomplete"),
	TIME("sent_at", NONE, "Time at which the person was invited"),
	TIME("responded_at", NONE, "Time at which the person finished; NULL until then"),
	NUMBER("total_time_spent_mins", NONE, "Minutes that the person spent on it"),
	NUMBER("time_to_complete_hours", NONE, "Hours from the invitation to the end"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
