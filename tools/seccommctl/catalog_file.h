/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A kernel's types from a saved `seccommctl -j type show`, so that a stack can
 * be checked for that kernel on another machine.
 */
#ifndef SECCOMMCTL_CATALOG_FILE_H
#define SECCOMMCTL_CATALOG_FILE_H

#include <stdbool.h>

#include "checker/checker.h"

struct catalog;

/* Reads a file, "-" for standard input; NULL with a message if it is no dump of
 * types.
 */
struct catalog *catalog_read(const char *name);
void catalog_free(struct catalog *catalog);

/* A type's descriptor for the checker, @ctx being a catalog. Only what is in the
 * catalog is there: also what this program knows by itself must be.
 */
const struct seccomm_type_desc *catalog_find(const char *name, void *ctx);

/* Can that kernel run a type of the catalog? @lacks is the algorithm missing, or
 * NULL where it was not told.
 */
bool catalog_runs(const struct catalog *catalog,
		  const struct seccomm_type_desc *type, const char **lacks);

#endif /* SECCOMMCTL_CATALOG_FILE_H */
