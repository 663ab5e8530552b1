/*
 * The options of a libcurl handle, and what libcurl reports at the end of its transfer. For net/client.c and net/transfer.c
 * only. Facts are about libcurl 7.88.1, the version of Debian 12.
 */
#ifndef NET_HANDLE_H
#define NET_HANDLE_H

#include <curl/curl.h>

#include "net/request.h"

/* Whether libcurl did it. If it had no memory, the run ends (base/mem.h). */
bool handle_took(CURLcode code);

/* The headers of every request; the key is in one of them. headers_wipe() frees them. */
struct curl_slist *headers_new(const char *api_key);

struct curl_slist *headers_copy(const char *const *lines);

const char *headers_key(const struct curl_slist *headers); /* borrowed from the headers; "" without headers */

/* Overwrites the headers, then frees them. NULL is fine. */
void headers_wipe(struct curl_slist *headers);

/* Gives libcurl the method of a request; false if it refuses. */
bool handle_set_method(CURL *handle, enum net_method method);

/* Fills in the header fields that the caller wants. */
void handle_read_fields(CURL *handle, struct net_field *fields, size_t count);

/* A handle with the options of every transfer; NULL if libcurl refuses one of them. */
CURL *handle_new(const struct net_config *config, struct curl_slist *headers);

/* Fills in all that is known about the finished transfer but retry_after, without the key. `failure` is libcurl's text, or "". */
void handle_read_answer(CURL *handle, CURLcode result, const char *failure, const char *key, struct net_answer *answer);

/* The Retry-After header in seconds, a date counted from `now_ms`; -1 where there is none that can be read. */
int64_t handle_retry_after(CURL *handle, int64_t now_ms);

#endif
