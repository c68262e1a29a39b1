// SPDX-License-Identifier: GPL-2.0
/*
 * The tracepoints' bodies, made from trace.h once.
 * Off, each is a no-op in the instruction stream of its caller.
 */
#include "course.h"
#include "plan_internal.h"

#define CREATE_TRACE_POINTS
#include "trace.h"
