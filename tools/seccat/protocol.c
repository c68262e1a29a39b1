// SPDX-License-Identifier: GPL-2.0
/*
 * The header to bytes and back. What comes from the network is checked here
 * for its own sense; against the connection's state, where it is used.
 */
#include <endian.h>
#include <string.h>

#include "protocol.h"

#define OFF_VERSION 2
#define OFF_FLAGS 3
#define OFF_SESSION 4
#define OFF_WINDOW 6
#define OFF_ID 8
#define OFF_SEQ 16
#define OFF_ACK 24
#define OFF_SACK 32

static void put16(__u8 *p, __u16 v)
{
	v = htobe16(v);
	memcpy(p, &v, sizeof(v));
}

static void put64(__u8 *p, __u64 v)
{
	v = htobe64(v);
	memcpy(p, &v, sizeof(v));
}

static __u16 get16(const __u8 *p)
{
	__u16 v;

	memcpy(&v, p, sizeof(v));
	return be16toh(v);
}

static __u64 get64(const __u8 *p)
{
	__u64 v;

	memcpy(&v, p, sizeof(v));
	return be64toh(v);
}

void sc_encode(__u8 out[SC_HDR_LEN], const struct sc_msg *m)
{
	out[0] = 'S';
	out[1] = 'C';
	out[OFF_VERSION] = SC_VERSION;
	out[OFF_FLAGS] = m->flags;
	put16(out + OFF_SESSION, m->session);
	put16(out + OFF_WINDOW, m->window);
	put64(out + OFF_ID, m->id);
	put64(out + OFF_SEQ, m->seq);
	put64(out + OFF_ACK, m->ack);
	memcpy(out + OFF_SACK, m->sack, SC_SACK_LEN);
}

bool sc_decode(struct sc_msg *m, const __u8 *data, size_t len)
{
	if (len < SC_HDR_LEN || data[0] != 'S' || data[1] != 'C' ||
	    data[OFF_VERSION] != SC_VERSION)
		return false;
	m->flags = data[OFF_FLAGS];
	m->session = get16(data + OFF_SESSION);
	m->window = get16(data + OFF_WINDOW);
	m->id = get64(data + OFF_ID);
	m->seq = get64(data + OFF_SEQ);
	m->ack = get64(data + OFF_ACK);
	memcpy(m->sack, data + OFF_SACK, SC_SACK_LEN);
	m->payload = data + SC_HDR_LEN;
	m->len = len - SC_HDR_LEN;
	if (m->flags & ~SC_FLAGS || m->window > SC_WINDOW || !m->ack)
		return false;
	if (m->seq)
		return !(m->flags & SC_ABORT) && (m->len || m->flags & SC_FIN);
	if (m->flags & SC_FIN)
		return false;
	return m->len == (m->flags & SC_ABORT ? 1 : 0);
}
