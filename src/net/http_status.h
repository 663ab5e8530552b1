/*
 * The HTTP statuses that decide anything in this program.
 */
#ifndef NET_HTTP_STATUS_H
#define NET_HTTP_STATUS_H

enum http_status {
	HTTP_OK = 200,
	HTTP_ACCEPTED = 202,
	HTTP_REDIRECT = 300, /* from here on redirects, except 304 */
	HTTP_NOT_MODIFIED = 304,
	HTTP_BAD_REQUEST = 400, /* from here on errors of the request */
	HTTP_UNAUTHORIZED = 401,
	HTTP_FORBIDDEN = 403,
	HTTP_NOT_FOUND = 404,
	HTTP_REQUEST_TIMEOUT = 408,
	HTTP_CONFLICT = 409,
	HTTP_GONE = 410,
	HTTP_PRECONDITION_FAILED = 412,
	HTTP_MISDIRECTED = 421,
	HTTP_UNPROCESSABLE = 422,
	HTTP_TOO_EARLY = 425,
	HTTP_TOO_MANY_REQUESTS = 429,
	HTTP_SERVER_ERROR = 500, /* from here on errors of the service */
	HTTP_NOT_IMPLEMENTED = 501,
	HTTP_UNAVAILABLE = 503,
};

#endif
