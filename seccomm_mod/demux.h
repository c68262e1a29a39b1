/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From the transports to who takes a message of its type.
 */
#ifndef SECCOMM_DEMUX_H
#define SECCOMM_DEMUX_H

/* What the transports hand over what they receive to. */
extern const struct seccomm_transport_input seccomm_demux;

#endif /* SECCOMM_DEMUX_H */
