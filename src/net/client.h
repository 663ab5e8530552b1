/*
 * The door to libcurl: one multi handle, many transfers, one thread. Callbacks run inside net_step() only.
 *
 * Life cycle: net_new(), net_start() any number of times, net_step() until nothing is under way, net_free().
 * Owned: the client owns its transfers; a transfer is gone once its `done` is called, or after net_cancel().
 * Callbacks may start, resume and cancel transfers; only their own they must not cancel (NET_STOP is for that).
 * Security: only https, or http to a loopback address (then never through a proxy); certificates are always checked,
 * TLS 1.2 or later; redirects are never followed (custom headers, so our key, would go along); the key stands in
 * one header that libcurl holds, in no URL and no log (a text that shows it is "(hidden)"); no debug output of libcurl
 * is ever asked for.
 */
#ifndef NET_CLIENT_H
#define NET_CLIENT_H

#include "base/error.h"
#include "net/request.h"

struct net;
struct net_transfer;

enum rc net_new(const struct net_config *config, struct net **out) MUST_USE;
void net_free(struct net *net); /* cancels what is under way; NULL is fine */

/* Starts a GET at the next net_step(); `url` is copied, `context` borrowed until `done` or net_cancel(). */
enum rc net_start(struct net *net, const struct net_request *request, struct net_transfer **out) MUST_USE;
void net_cancel(struct net *net, struct net_transfer *transfer);

/* What is known of an answer that is under way. */
void net_look(const struct net_transfer *transfer, struct net_answer *answer);

/* Takes effect at the next net_step(). Nothing happens to a transfer that is not paused. */
void net_resume(struct net *net, struct net_transfer *transfer);

/* Waits up to `timeout_ms`, also where nothing is under way, for something to happen and lets it happen. */
enum rc net_step(struct net *net, int timeout_ms) MUST_USE;

unsigned net_running(const struct net *net);

#endif
