/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Making a plan of a composite, or saying why that cannot be.
 */
#ifndef CACTUS_FREEZE_H
#define CACTUS_FREEZE_H

#include "compose.h"

/* Why cactus_freeze() refused; cactus_fault_str() has the words. */
enum cactus_fault_kind {
	CACTUS_FAULT_NONE,
	CACTUS_FAULT_CYCLE, /* an event reaches itself */
	CACTUS_FAULT_SHARED_EVENT, /* raised by two bindings, or twice by one */
	CACTUS_FAULT_DEPTH, /* nested deeper than CACTUS_MAX_DEPTH */
	CACTUS_FAULT_HANDLERS, /* over CACTUS_MAX_HANDLERS for a message */
	CACTUS_FAULT_DIRECTION, /* a SYNC raise leaves its direction */
	CACTUS_FAULT_GROWTH, /* growth overflows 32 bits */
	CACTUS_FAULT_HOLD, /* held while a handler waits for its raise, or ASYNC */
	CACTUS_FAULT_NOMEM,
};

/**
 * struct cactus_fault - why a composite cannot be frozen
 * @kind: the rule broken
 * @event: name of the event where the fault was seen
 * @binding: name of the binding at fault, or empty
 */
struct cactus_fault {
	enum cactus_fault_kind kind;
	char event[CACTUS_NAME_LEN];
	char binding[CACTUS_NAME_LEN];
};

/* A plan with one reference, or ERR_PTR(-ELOOP, -E2BIG, -EINVAL, -EMSGSIZE,
 * -ENOMEM) with @fault filled. The composite stays the caller's.
 */
struct cactus_plan *cactus_freeze(struct cactus_composite *c,
				  struct cactus_fault *fault);
const char *cactus_fault_str(enum cactus_fault_kind kind);

#endif /* CACTUS_FREEZE_H */
