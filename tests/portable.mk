# The portable side of code that uses vector instructions (src/base/vector.h), for machines without them. Included by the
# Makefile. Only the folders with such code are compiled again; everything else is the flavour's own.

PORTABLE_FOLDERS := json row
P := $(B)/portable

portable_objects = $(patsubst %.c,$(P)/obj/%.o,$(sort $(wildcard $(foreach f,$(filter $(PORTABLE_FOLDERS),$1),$(call dir_of,$f)/*.c))))

$(P)/obj/%.o: %.c $(FLAGS_FILE)
	@mkdir -p $(@D)
	@echo '  CC    $(FLAVOUR), portable $<'
	@$(COMPILE) -DWITHOUT_VECTORS -MMD -MP -c -o $@ $<

# The portable objects come before the archives, so that nothing is taken from there in their place.
define portable_test_rule
$(P)/$(1:.c=): $(B)/obj/$(1:.c=.o) $(call replacements,$2) $(call portable_objects,$2 $(call below,$2)) \
		$(B)/libsupport.a $(call archives,$2 $(call below,$2))
	@mkdir -p $$(@D)
	@echo '  LINK  $$@'
	@$$(LINK) -o $$@ $$^ $$(cmocka_libs) $$(call libraries,base $2 $(call below,$2))
endef
PORTABLE_TEST_C := $(filter $(PORTABLE_FOLDERS:%=tests/unit/%/%),$(TEST_C))
$(foreach t,$(PORTABLE_TEST_C),$(eval $(call portable_test_rule,$t,$(call folder_of_test,$t))))

$(P)/pinpoint-export: $(call portable_objects,$(PORTABLE_FOLDERS)) $(call archives,$(EVERYTHING))
	@echo '  LINK  $@'
	@$(LINK) -o $@ $^ $(call libraries,$(EVERYTHING))

.PHONY: portable-program
portable-program: $(P)/pinpoint-export

unit-programs: $(PORTABLE_TEST_C:%.c=$(P)/%)
tested: portable-program
