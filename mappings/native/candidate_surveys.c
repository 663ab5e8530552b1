/* GET /candidate_surveys: how applicants liked the process. */
#include "columns.h"

// clang-format off
TABLE(candidate_surveys, RECORDS("/candidate_surveys"),
	LINK("application", "applications", "Application whose person was asked"),
	INTEGER("rating", ASSESSMENT, "Rating that the person gave; the vendor does not document the scale"),
	TEXT("comment", FREE_TEXT, "What the person wrote"),
	TIME("responded_at", NONE, "Time of the answer; NULL until the person has answered"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(candidate_survey_answers, INCLUDED("/candidate_surveys", "answers"),
	OWNER("candidate_survey_id", "candidate_surveys", "Survey that the answer is part of"),
	POSITION("index", "Place among the answers of the survey, from 0"),
	ANSWER_COLUMNS)
