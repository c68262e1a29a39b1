/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Cactus: composition of micro-protocols by events.
 * The whole interface of cactus.ko: one header for each source that exports functions, and
 * msg.h for handlers.
 */
#ifndef CACTUS_H
#define CACTUS_H

#include "bind.h"
#include "compose.h"
#include "course.h"
#include "delayed.h"
#include "fork.h"
#include "freeze.h"
#include "hold.h"
#include "lane.h"
#include "ledger.h"
#include "msg.h"
#include "plan.h"
#include "raise.h"

#endif /* CACTUS_H */
