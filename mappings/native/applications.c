/* GET /applications, with the nineteen tables of what is attached to an application. */
#include "columns.h"

// clang-format off
TABLE(applications, RECORDS("/applications"),
	LINK("furthest_stage", "job_stages", "Furthest stage that the application reached"),
	LINK("onboarding_application", "onboarding_applications", "Onboarding that followed; NULL if there is none"),
	LINK_AS("hris_export_id", "hris_reference", "application_hris_exports",
	        "Export to the HR system; NULL if there was none"),
	COL("ai_score_status", ASSESSMENT, "State of the vendor's automatic assessment; NULL if it is switched off",
	    MEMBER("ai_score", "status")),
	COL("ai_score_score", ASSESSMENT, "Score of the automatic assessment", MEMBER("ai_score", "score"), AS_NUMBER),
	COL("ai_score_verdict", ASSESSMENT, "Verdict of the automatic assessment", MEMBER("ai_score", "verdict")),
	COL("ai_score_scored_at", ASSESSMENT, "Time of the automatic assessment",
	    MEMBER("ai_score", "scored_at"), AS_TIMESTAMP),
	COL("ai_score_strengths", ASSESSMENT, "What speaks for the person, a JSON array",
	    MEMBER("ai_score", "strengths"), AS_JSON),
	COL("ai_score_concerns", ASSESSMENT, "What speaks against the person, a JSON array",
	    MEMBER("ai_score", "concerns"), AS_JSON),
	COL("ai_score_interview_focus", ASSESSMENT, "What to ask in an interview, a JSON array",
	    MEMBER("ai_score", "interview_focus"), AS_JSON),
	TEXT("uuid", NONE, "Identifier of the application in links and other systems; NULL on older accounts"),
	KEY("job_id", "jobs", "Job applied for"),
	KEY("job_posting_id", "job_postings", "Advertisement that the person came through; NULL if there is none"),
	KEY("candidate_id", "candidates", "Candidate who applied; the same person may have several applications"),
	KEY("stage_id", "job_stages", "Stage that the application is in"),
	TIME("hired_at", NONE, "Time at which the person was hired; NULL if that has not happened"),
	TIME("rejected_at", NONE, "Time at which the application was rejected; NULL if that has not happened"),
	DATE("start_on", NONE, "First working day"),
	FLAG("internal_candidate", NONE, "Whether the person works for the company already"),
	FLAG("is_demo", NONE, "Whether the application is one of the vendor's examples"),
	FLAG("concealed", NONE, "Whether blind screening hides who the person is"),
	TEXT("locale", NONE, "Language of the application, a code such as en or pt-BR"),
	TEXT("channel", NONE, "Kind of source that the person came from, such as job_board or employee_referral"),
	TEXT("channel_source", NONE, "Name of that source, free text, such as Indeed"),
	TEXT("first_name", PERSONAL, "First name"),
	TEXT("last_name", PERSONAL, "Last name"),
	PERSON_COLUMNS,
	TEXT("preferred_pronouns", PERSONAL | SPECIAL, "Pronouns that the person wants to be used"),
	TEXT("national_identifier", PERSONAL | SPECIAL, "National number of the person"),
	TEXT("linkedin_url", PERSONAL, "Address of the person's LinkedIn profile"),
	TEXT("summary", FREE_TEXT, "What the person wrote about themselves"),
	TEXT("address1", PERSONAL, "First line of the address"),
	TEXT("address2", PERSONAL, "Second line of the address; NULL in addresses of the United States"),
	TEXT("town", PERSONAL, "Town"),
	TEXT("state_province", PERSONAL, "State or province; only in addresses of the United States"),
	TEXT("postcode", PERSONAL, "Postal code"),
	TEXT("country", PERSONAL, "Country, a name or a code"),
	TEXT("country_code", NONE, "Country, two letters"),
	TEXT("country_code_alpha3", NONE, "Country, three letters"),
	TEXT("country_name", NONE, "Name of the country"),
	TEXT("external_system_reference", NONE, "Identifier of the application in another system of the customer"),
	NUMBER("average_rating", ASSESSMENT, "Average of the ratings in all scorecards of the application"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES_BUT("days_in_current_stage"))

TABLE(application_tags, TAG_ITEMS("/applications", "tags"),
	OWNER("application_id", "applications",
	      "Application that has the tag; a rejection reason is a tag with the context rejection"),
	TAG_COLUMNS)

TABLE(application_attachments, ITEMS("/applications", "attachments"),
	OWNER("application_id", "applications", "Application that the file came with"),
	FILE_COLUMNS)

TABLE(application_stage_times, ATTRIBUTES_ENDING("/applications", "_stage_at"),
	OWNER("application_id", "applications", "Application that reached the stage"),
	COL("name", NONE, "Name of the stage as the attribute spells it; few accounts have such attributes", ITEM_NAME),
	COL("at", NONE, "Time at which the application reached the stage", ITEM_VALUE, AS_TIMESTAMP))

TABLE(application_answers, INCLUDED("/applications", "answers"),
	OWNER("application_id", "applications", "Application that holds the answer"),
	POSITION("index", "Place among the answers of the application, from 0"),
	ANSWER_COLUMNS)

TABLE(application_answer_attachments, ITEMS_OF("/applications", "answers", "attachments"),
	OWNER("answer_id", "application_answers", "Answer that the file belongs to"),
	FILE_COLUMNS)

TABLE(application_custom_attributes, INCLUDED("/applications", "custom_attributes"),
	OWNER("application_id", "applications", "Application that the value belongs to"),
	CUSTOM_ATTRIBUTE_COLUMNS)

TABLE(application_structured_section_responses, INCLUDED("/applications", "structured_section_responses"),
	OWNER("application_id", "applications", "Application in which the block was filled in"),
	RESPONSE_COLUMNS)

TABLE(application_structured_section_answers, INCLUDED("/applications", "structured_section_responses.answers"),
	OWNER("structured_section_response_id", "application_structured_section_responses",
	      "Filled-in block that the answer is part of"),
	POSITION("index", "Place among the answers of the block, from 0"),
	ANSWER_COLUMNS)

TABLE(application_document_requests, INCLUDED("/applications", "document_requests"),
	OWNER("application_id", "applications", "Application whose person was asked for documents"),
	TEXT("status", NONE, "State of the request; the values are not documented"),
	TIME("sent_at", NONE, "Time at which the person was asked; NULL until then"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(document_request_attachments, ITEMS_OF("/applications", "document_requests", "attachments"),
	OWNER("document_request_id", "application_document_requests", "Request that the file answers"),
	FILE_COLUMNS)

TABLE(document_request_answers, INCLUDED("/applications", "document_requests.answers"),
	OWNER("document_request_id", "application_document_requests", "Request that the answer belongs to"),
	POSITION("index", "Place among the answers of the request, from 0"),
	ANSWER_COLUMNS)

TABLE(application_hris_exports, INCLUDED("/applications", "hris_reference"),
	OWNER("application_id", "applications", "Application whose person was exported"),
	HRIS_EXPORT_COLUMNS)

TABLE(offers, INCLUDED("/applications", "offers"),
	KEY("application_id", "applications", "Application that the offer answers"),
	KEY("stage_id", "job_stages", "Stage in which the offer was made"),
	KEY("creator_id", "users", "User who wrote the offer"),
	KEY("manager_id", "users", "User named as manager in the offer"),
	TEXT("status", NONE, "State of the document: draft or open"),
	TEXT("result", NONE, "What came of it: pending, accepted, rejected or retracted"),
	TIME("result_at", NONE, "Time of that result; NULL while it is pending"),
	TIME("sent_at", NONE, "Time at which the offer was sent; NULL until then"),
	TIME("expires_at", NONE, "Time until which the offer holds"),
	DATE("start_on", NONE, "First working day that is offered"),
	TEXT("job_title", NONE, "Job title that is offered"),
	NUMBER("salary_amount", ASSESSMENT, "Pay that is offered, in salary_currency for each salary_period"),
	TEXT("salary_currency", NONE, "Currency of the pay, three letters of ISO 4217"),
	TEXT("salary_period", NONE, "Period of the pay: hour, day, week, two_weeks, month or year"),
	TEXT("paid_days_off", NONE, "Paid holidays, in words"),
	TEXT("work_address", FREE_TEXT, "Place of work, in words"),
	TEXT("signature_type", NONE, "How the offer is signed: electronic, wet or not_required"),
	TEXT("comment", FREE_TEXT, "Comment on the offer"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(offer_attachments, ITEMS_OF("/applications", "offers", "attachments"),
	OWNER("offer_id", "offers", "Offer that the file belongs to"),
	FILE_COLUMNS)

TABLE(offer_custom_attributes, INCLUDED("/applications", "offers.custom_attributes"),
	OWNER("offer_id", "offers", "Offer that the value belongs to"),
	CUSTOM_ATTRIBUTE_COLUMNS)

TABLE(user_scorecards, INCLUDED("/applications", "user_scorecards"),
	OWNER("application_id", "applications", "Application that is assessed"),
	USER_SCORECARD_COLUMNS)

TABLE(scorecard_ratings, INCLUDED("/applications", "scorecard_ratings"),
	OWNER("application_id", "applications", "Application that is rated"),
	COL("user_scorecard_id", NONE, "Filled-in scorecard that the rating is part of",
	    LISTED_BY("user_scorecards", "scorecard_ratings"), AS_KEY("user_scorecards")),
	LINK("scorecard_option", "scorecard_options", "Criterion that is rated"),
	KEY("user_id", "users", "User who rated"),
	INTEGER("score", ASSESSMENT, "Score that was given; the vendor does not document the scale"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(scorecard_notes, INCLUDED("/applications", "scorecard_notes"),
	OWNER("application_id", "applications", "Application that the note is about"),
	COL("user_scorecard_id", NONE, "Filled-in scorecard that the note is part of",
	    LISTED_BY("user_scorecards", "scorecard_note"), AS_KEY("user_scorecards")),
	KEY("user_id", "users", "User who wrote the note"),
	TEXT("body", FREE_TEXT, "Text of the note"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(scorecard_answers, INCLUDED("/applications", "scorecard_answers"),
	OWNER("application_id", "applications", "Application that the answer is about"),
	COL("user_scorecard_id", NONE, "Filled-in scorecard that the answer is part of",
	    LISTED_BY("user_scorecards", "scorecard_answers"), AS_KEY("user_scorecards")),
	KEY("question_id", "questions", "Question of the scorecard"),
	KEY("user_id", "users", "User who answered"),
	FLAG("boolean_answer", ASSESSMENT, "Answer to a yes/no question"),
	TEXT("text_answer", FREE_TEXT, "Answer in words"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
