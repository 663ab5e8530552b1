#include "export/service.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/plural.h"
#include "base/timestamp.h"
#include "cli/api_key.h"
#include "export/progress.h"

#define USER_AGENT "pinpoint-export/" PINPOINT_EXPORT_VERSION

enum { PAGE_LINE_MAX = 256 };

static void service_on_notice(void *context, const char *line)
{
	struct service *service = context;

	log_line(service->app->log, LEVEL_WARNING, "%s", line);
}

static void service_on_page(void *context, const char *path, uint64_t received, int64_t announced)
{
	struct service *service = context;
	struct log *log = service->app->log;
	char line[PAGE_LINE_MAX];

	if (announced >= 0)
		snprintf(line, sizeof(line), "%s: %llu of %lld record%s", path, (unsigned long long)received,
			 (long long)announced, plural((uint64_t)announced));
	else
		snprintf(line, sizeof(line), "%s: %llu record%s", path, (unsigned long long)received, plural(received));
	log_line(log, LEVEL_DEBUG, "%s", line);
}

static void service_on_step(void *context)
{
	const struct service *service = context;

	progress_of_fetch(service->app, service->fetch, service->clock_check.began_steady_ms);
}

static enum rc service_on_date(void *context, const struct fetch_date *date)
{
	struct service *service = context;

	service->date = *date;
	service->dated = true;
	if (service->app->options->command == COMMAND_CHECK)
		return RC_OK;
	return clock_check_answer(&service->clock_check, date);
}

enum rc service_open(struct service *service, const struct app *app)
{
	const struct options *options = app->options;
	struct fetch_config config = {
		.base_url = options->base_url,
		.page_size = options->page_size,
		.concurrency = options->concurrency,
		.retries = (unsigned)options->retries,
		.retry_budget_ms = options->retry_budget * MS_PER_SECOND,
		.rate = options->rate,
		.clock = app->clock,
		.net = {.user_agent = USER_AGENT,
			.ca_file = options->ca_file,
			.proxy = options->proxy,
			.loopback = options->loopback,
			.stall_seconds = options->timeout,
			.connections = options->concurrency},
		.stop = app->stop,
		.notice = service_on_notice,
		.step = service_on_step,
		.page = service_on_page,
		.dated = service_on_date,
		.context = service,
	};

	*service = (struct service){.app = app};
	clock_check_begin(&service->clock_check, app);
	TRY(api_key_read(options->api_key_file, &service->key));
	config.net.api_key = service->key;
	return fetch_new(&config, &service->fetch);
}

void service_close(struct service *service)
{
	fetch_free(service->fetch);
	mem_free_secret(&service->key);
}
