# Pushing to a real S3 server. Included by the Makefile.

.PHONY: check-s3
check-s3: ## runs pushed to Ceph's gateway and read back by others; signatures compared with botocore's (a minute)
	@scripts/install-deps.sh --s3
	@$(MAKE) $(JOBS) FLAVOUR=release program
	@$(MAKE) $(JOBS) FLAVOUR=check build/check/tests/s3/sign_lines
	@PYTHON='$(PYTHON)' $(PYTHON) tests/run.py --build build/s3 --program build/pinpoint-export --s3

$(B)/tests/s3/sign_lines: $(B)/obj/tests/s3/sign_lines.o $(call archives,s3 $(call below,s3))
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@$(LINK) -o $@ $^ $(call libraries,s3 $(call below,s3))
