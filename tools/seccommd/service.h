/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the service manager is told, and what the process gives up.
 */
#ifndef SECCOMMD_SERVICE_H
#define SECCOMMD_SERVICE_H

#include <stdbool.h>

/* Send a text such as "READY=1" to where NOTIFY_SOCKET says (sd_notify(3)), if it does. */
void service_tell(const char *text);
/* Enter the network namespace of this name, as iproute2 names them. False, having said why. */
bool service_enter(const char *netns);
/* Give up all privilege, for good, and keep memory to ourselves. False, having said why. */
bool service_harden(void);

#endif /* SECCOMMD_SERVICE_H */
