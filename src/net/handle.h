/*
 * What is asked of libcurl for each transfer, and what it tells at the end. For net/client.c only.
 * Facts: libcurl 7.88.1 as Debian 12 has it.
 */
#ifndef NET_HANDLE_H
#define NET_HANDLE_H

#include <curl/curl.h>

#include "net/request.h"

/* Did libcurl do it? Where it found no memory the run ends (base/mem.h). */
bool handle_took(CURLcode code);

/* The headers of every request. The key stands in one of them. */
struct curl_slist *headers_new(const char *api_key);

const char *headers_key(const struct curl_slist *headers); /* as long as they are there */

/* Overwrites what held the key, then frees. */
void headers_wipe(struct curl_slist *headers);

/* A handle with all that is the same for every transfer; NULL where libcurl refuses a part of it. */
CURL *handle_new(const struct net_config *config, struct curl_slist *headers);

/* Fills in what the finished transfer says of itself, without the key. `failure` is libcurl's own words, or "". */
void handle_read_answer(CURL *handle, CURLcode result, const char *failure, const char *key, struct net_answer *answer);

#endif
