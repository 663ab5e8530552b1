#include "support/http_stub.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct connection {
	struct http_stub *stub;
	pthread_t thread;
	int fd;
};

struct http_stub {
	const struct http_stub_route *routes;
	size_t count;
	int listener;
	unsigned port;
	pthread_t thread;
	pthread_mutex_t mutex; /* guards what follows */
	unsigned connections;
	struct connection all[HTTP_STUB_CONNECTIONS_MAX];
};

bool http_stub_send(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n > 0) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		p += sent;
		n -= (size_t)sent;
	}
	return true;
}

bool http_stub_say(int fd, const char *text)
{
	return http_stub_send(fd, text, strlen(text));
}

void http_stub_await(int fd)
{
	char byte;
	ssize_t ignored = recv(fd, &byte, 1, MSG_PEEK);

	(void)ignored;
}

/* One head, up to the empty line; requests here have no body. */
static bool read_head(int fd, char head[HTTP_STUB_REQUEST_MAX])
{
	size_t n = 0;

	while (n + 1 < HTTP_STUB_REQUEST_MAX && recv(fd, head + n, 1, 0) == 1) {
		head[++n] = '\0';
		if (n >= 4 && strcmp(head + n - 4, "\r\n\r\n") == 0)
			return true;
	}
	return false;
}

static bool answer(const struct http_stub *stub, int fd, const char *head)
{
	const char *path = strchr(head, ' ');

	for (size_t i = 0; path && i < stub->count; i++)
		if (strncmp(path + 1, stub->routes[i].path, strlen(stub->routes[i].path)) == 0)
			return stub->routes[i].answer(fd, head);
	http_stub_say(fd, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
	return true;
}

static void *serve(void *context)
{
	struct connection *connection = context;
	char head[HTTP_STUB_REQUEST_MAX];

	while (read_head(connection->fd, head) && answer(connection->stub, connection->fd, head))
		continue;
	shutdown(connection->fd, SHUT_RDWR);
	return NULL;
}

static void *accept_all(void *context)
{
	struct http_stub *stub = context;
	int fd;

	while ((fd = accept(stub->listener, NULL, NULL)) >= 0) {
		struct connection *connection;

		pthread_mutex_lock(&stub->mutex);
		connection = &stub->all[stub->connections];
		*connection = (struct connection){.stub = stub, .fd = fd};
		if (stub->connections == HTTP_STUB_CONNECTIONS_MAX ||
		    pthread_create(&connection->thread, NULL, serve, connection) != 0)
			close(fd);
		else
			stub->connections++;
		pthread_mutex_unlock(&stub->mutex);
	}
	return NULL;
}

static bool listen_on_loopback(struct http_stub *stub)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);

	stub->listener = socket(AF_INET, SOCK_STREAM, 0);
	if (stub->listener < 0 || bind(stub->listener, (const struct sockaddr *)&address, size) != 0 ||
	    listen(stub->listener, SOMAXCONN) != 0 ||
	    getsockname(stub->listener, (struct sockaddr *)&address, &size) != 0)
		return false;
	stub->port = ntohs(address.sin_port);
	return true;
}

struct http_stub *http_stub_start(const struct http_stub_route *routes, size_t count)
{
	struct http_stub *stub = calloc(1, sizeof(*stub));

	if (!stub)
		return NULL;
	stub->routes = routes;
	stub->count = count;
	pthread_mutex_init(&stub->mutex, NULL);
	if (!listen_on_loopback(stub) || pthread_create(&stub->thread, NULL, accept_all, stub) != 0) {
		free(stub);
		return NULL;
	}
	return stub;
}

void http_stub_stop(struct http_stub *stub)
{
	shutdown(stub->listener, SHUT_RDWR);
	pthread_join(stub->thread, NULL);
	close(stub->listener);
	for (unsigned i = 0; i < stub->connections; i++) {
		shutdown(stub->all[i].fd, SHUT_RDWR);
		pthread_join(stub->all[i].thread, NULL);
		close(stub->all[i].fd);
	}
	pthread_mutex_destroy(&stub->mutex);
	free(stub);
}

unsigned http_stub_port(const struct http_stub *stub)
{
	return stub->port;
}

unsigned http_stub_connections(struct http_stub *stub)
{
	unsigned connections;

	pthread_mutex_lock(&stub->mutex);
	connections = stub->connections;
	pthread_mutex_unlock(&stub->mutex);
	return connections;
}
