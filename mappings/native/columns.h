/* Columns that several native tables have. Each group is about the thing that the row is about. */
#ifndef NATIVE_COLUMNS_H
#define NATIVE_COLUMNS_H

#include "map/native.h"

// clang-format off
#define RECORD_TIMES \
	TIME("created_at", NONE, "Time at which the service created the record"), \
	TIME("updated_at", NONE, "Time of the latest change, as the service counts changes")

#define PERSON_COLUMNS \
	TEXT("preferred_name", PERSONAL, "Name that the person wants to be called"), \
	TEXT("full_name", PERSONAL, "Whole name, as the service shows it"), \
	TEXT("email", PERSONAL, "E-mail address"), \
	TEXT("phone", PERSONAL, "Phone number"), \
	TEXT("phone_iso2", NONE, "Country of the phone number, two letters"), \
	DATE("date_of_birth", PERSONAL | SPECIAL, "Date of birth")

#define ADDRESS_COLUMNS \
	TEXT("address1", PERSONAL, "First line of the address"), \
	TEXT("address2", PERSONAL, "Second line of the address"), \
	TEXT("town", PERSONAL, "Town"), \
	TEXT("state_province", PERSONAL, "State or province; only in addresses of the United States"), \
	TEXT("postcode", PERSONAL, "Postal code"), \
	TEXT("country", PERSONAL, "Country, a name or a code")

#define CUSTOM_ATTRIBUTE_COLUMNS \
	COL("custom_field_id", NONE, "Custom field that the value is for; NULL if the service did not say", \
	    FIRST(ALT(REL_ID("custom_field")), ALT(REL_ID("custom_fields"))), AS_KEY("custom_fields")), \
	TEXT("field_name", NONE, "Name of the custom field"), \
	TEXT("value", FREE_TEXT, "Value as text, whatever the kind of field; several choices are joined into one text"), \
	TEXT("option_value", NONE, "Stored value of the chosen option; NULL on older accounts"), \
	TEXT("option_label", NONE, "Text of the chosen option; NULL on older accounts"), \
	RECORD_TIMES, \
	OTHER_ATTRIBUTES

#define STAGE_COLUMNS \
	TEXT("name", NONE, "Name of the stage inside the company"), \
	TEXT("external_name", NONE, "Name of the stage that applicants see"), \
	TEXT("description", NONE, "What happens in the stage"), \
	TEXT("basic_type", NONE, "Kind of stage: applied, review, interview, offer, hired or rejected"), \
	INTEGER("position", NONE, "Place of the stage, from 1; the stage for rejected ones may come first"), \
	FLAG("visible", NONE, "Whether the stage is shown"), \
	TEXT("external_system_reference", NONE, "Identifier of the stage in another system of the customer"), \
	RECORD_TIMES, \
	OTHER_ATTRIBUTES

#define TAG_COLUMNS \
	POSITION("index", "Place in the list, from 0"), \
	TEXT("context", NONE, "Kind of tag; NULL if it has none"), \
	TEXT("name", ASSESSMENT, "Text of the tag")

#define FILE_COLUMNS \
	POSITION("index", "Place in the list, from 0"), \
	TEXT("context", NONE, "Purpose of the file, such as cv"), \
	COL("filename", PERSONAL, "Name of the file", FIRST(ALT(OWN("filename")), ALT(OWN("name")))), \
	COL("url", FILE_LINK, "Link to the file; anyone who has the link may be able to read the file", OWN("url"), NOT_COMPARED)

#define HRIS_EXPORT_COLUMNS \
	TEXT("hris_system", NONE, "HR system that the person was exported to"), \
	TEXT("hris_reference", NONE, "Identifier of the person in that HR system"), \
	RECORD_TIMES, \
	OTHER_ATTRIBUTES

#define RESPONSE_COLUMNS \
	POSITION("index", "Place among the filled-in blocks, from 0"), \
	LINK("structured_section", "structured_sections", "Block of the form that is filled in"), \
	DATE("date_from_answer", NONE, "First day of what the block describes, such as a job"), \
	DATE("date_to_answer", NONE, "Last day of what the block describes; NULL if it goes on"), \
	INTEGER("position", NONE, "Place of the entry as the service numbers it"), \
	RECORD_TIMES, \
	OTHER_ATTRIBUTES

#define USER_SCORECARD_COLUMNS \
	LINK("scorecard", "scorecards", "Form that is filled in"), \
	LINK("user", "users", "User who assesses"), \
	TEXT("name", NONE, "Name of the form"), \
	TEXT("status", NONE, "State; the values are not documented"), \
	TEXT("sentiment", ASSESSMENT, "Overall opinion; the values are not documented"), \
	TEXT("summary", FREE_TEXT, "Summary in words"), \
	FLAG("locked", NONE, "Whether the scorecard can no longer be edited"), \
	TIME("completed_at", NONE, "Time at which the scorecard was completed; NULL until then"), \
	RECORD_TIMES, \
	OTHER_ATTRIBUTES

#define ANSWER_COLUMNS \
	LINK("question", "questions", "Question that is answered; NULL if the service did not say"), \
	TEXT("title", NONE, "Text of the question, copied into the answer"), \
	TEXT("additional_information", NONE, "Explanation shown below the question"), \
	TEXT("question_type", NONE, "Kind of question, which tells the column that has the value"), \
	TEXT("text_answer", FREE_TEXT, "Answer in words"), \
	FLAG("boolean_answer", NONE, "Answer to a yes/no question"), \
	NUMBER("number_answer", NONE, "Answer that is a number"), \
	DATE("date_answer", NONE, "Answer that is a day"), \
	DATE("date_from_answer", NONE, "First day of an answer that is a range of days"), \
	DATE("date_to_answer", NONE, "Last day of an answer that is a range of days"), \
	TEXT("url_answer", FREE_TEXT, "Link given as answer"), \
	JSON("multiple_choice_answer", NONE, "Chosen texts, a JSON array; [] if the question is of another kind"), \
	COL("document_answer_context", NONE, "Purpose of the document that was handed in", MEMBER("document_answer", "context")), \
	COL("document_answer_filename", PERSONAL, "Name of the document that was handed in", \
	    FIRST(ALT(MEMBER("document_answer", "filename")), ALT(MEMBER("document_answer", "name")))), \
	COL("document_answer_url", FILE_LINK, "Link to that document; anyone who has the link may be able to read it", \
	    MEMBER("document_answer", "url"), NOT_COMPARED), \
	RECORD_TIMES, \
	OTHER_ATTRIBUTES
// clang-format on

#endif
