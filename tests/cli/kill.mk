# Included by the Makefile: what `make check` samples, tried in full.

.PHONY: check-kill
check-kill: ## kills and failures at every call that changes something on disk (some minutes)
	@$(MAKE) $(JOBS) FLAVOUR=release program
	@CHECK_LONG=1 PINPOINT_EXPORT_RELEASE='$(CURDIR)/build/pinpoint-export' $(PYTHON) tests/cli/test_kill_points.py
