/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hands received messages on by their type.
 */
#ifndef SECCOMM_DEMUX_H
#define SECCOMM_DEMUX_H

/* Receives from the transports; seccomm_init() registers it with them. */
extern const struct seccomm_transport_input seccomm_demux;

#endif /* SECCOMM_DEMUX_H */
