/*
 * What the state knows of a resource, and what it is told at the end. Everything here does nothing without a state.
 */
#ifndef EXPORT_REMEMBER_H
#define EXPORT_REMEMBER_H

#include "export/context.h"

enum rc export_know_resource(struct export *export, struct export_resource *resource) MUST_USE;
void export_choose_since(struct export *export, struct export_resource *resource); /* once its ledger is open */
void export_compare_forms(const struct export *export, struct export_resource *resource);

/* May records that were not seen be taken for gone at all (output/README.md, "What counts as gone")? */
bool export_may_delete(const struct export *export, const struct export_resource *resource);

enum rc export_remember(struct export *export) MUST_USE; /* forms, since-times, watermarks: before the manifest */
enum rc export_commit_state(struct export *export, const char *place) MUST_USE;

#endif
