/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ledger: what was made and what is gone.
 */
#ifndef CACTUS_LEDGER_H
#define CACTUS_LEDGER_H

#include <linux/types.h>

/**
 * struct cactus_ledger_entry - one kind of object
 * @name: which
 * @created: how many were made since the module was loaded
 * @destroyed: how many of these are gone
 */
struct cactus_ledger_entry {
	const char *name;
	u64 created;
	u64 destroyed;
};

enum cactus_object {
	CACTUS_OBJ_COMPOSITE,
	CACTUS_OBJ_PLAN,
	CACTUS_OBJ_LANE,
	CACTUS_OBJ_ASYNC, /* messages of ASYNC raises */
	CACTUS_OBJ_QUEUED, /* messages that were queued or parked */
	CACTUS_OBJ_DELAYED, /* delayed raises: accepted, and over */
	CACTUS_OBJ_COURSE,
	CACTUS_OBJ_FORK,
	CACTUS_OBJ_HELD, /* messages held, and given back */
	CACTUS_N_OBJECTS,
};

/**
 * struct cactus_ledger - the engine's objects; also debugfs cactus/ledger
 * @entry: by kind, enum cactus_object
 */
struct cactus_ledger {
	struct cactus_ledger_entry entry[CACTUS_N_OBJECTS];
};

void cactus_ledger(struct cactus_ledger *l);

#endif /* CACTUS_LEDGER_H */
