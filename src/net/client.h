/*
 * The HTTP client, on top of libcurl: one multi handle, many transfers, one thread. Callbacks run inside net_step() only.
 *
 * Lifecycle: net_new(), net_start() any number of times, net_step() until net_running() is 0, net_free().
 * Ownership: the client owns its transfers. A transfer is freed after its `done` was called, or by net_cancel().
 * Callbacks may start, resume and cancel transfers, but must not cancel their own (they return NET_STOP instead).
 * Errors: RC_USAGE for a configuration that cannot work, RC_INTERNAL for what libcurl refuses. What happens to a request is
 * not an error here; it is in the answer.
 * Security: only https, or http to a loopback address (then never through a proxy). Certificates are always checked,
 * TLS 1.2 or later. Redirects are never followed, since custom headers, so the key, would be sent along. The key is in
 * one header that libcurl holds, and in no URL and no log (a text that contains it becomes "(hidden)"). Headers of a request's
 * own are wiped when it ends. Debug output of libcurl is never enabled.
 */
#ifndef NET_CLIENT_H
#define NET_CLIENT_H

#include "base/error.h"
#include "net/request.h"

struct net;
struct net_transfer;

enum rc net_new(const struct net_config *config, struct net **out) MUST_USE;
void net_free(struct net *net); /* cancels all transfers; NULL is fine */

/* Starts a request at the next net_step(); `url` and `headers` are copied, `context` borrowed until `done` or net_cancel(). */
enum rc net_start(struct net *net, const struct net_request *request, struct net_transfer **out) MUST_USE;
void net_cancel(struct net *net, struct net_transfer *transfer);

/* What is known so far about the answer to a running transfer. */
void net_look(const struct net_transfer *transfer, struct net_answer *answer);

/* Takes effect at the next net_step(). Does nothing if the transfer is not paused. */
void net_resume(struct net *net, struct net_transfer *transfer);

/* Waits up to `timeout_ms` for something to happen, and handles it. Waits also if no transfer is running. */
enum rc net_step(struct net *net, int timeout_ms) MUST_USE;

/* How many transfers have not ended, including paused ones. */
unsigned net_running(const struct net *net);

#endif
