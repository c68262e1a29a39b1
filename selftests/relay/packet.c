// SPDX-License-Identifier: GPL-2.0
/*
 * Finds the SecComm message in an Ethernet frame and alters it, with the IP
 * header's length and checksum made right again.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <string.h>

#include "relay.h"

#define IP4_LEN 20
#define IP6_LEN 40

static void put16(__u8 *p, unsigned int v)
{
	p[0] = v >> 8;
	p[1] = v & 0xff;
}

static unsigned int get16(const __u8 *p)
{
	return p[0] << 8 | p[1];
}

/* False: not of the protocol, or a fragment. */
bool frame_parse(struct frame *f, int proto)
{
	const __u8 *ip = f->data + ETH_HLEN;
	size_t left = f->len - ETH_HLEN, len;

	if (f->len < ETH_HLEN)
		return false;
	f->ip = ETH_HLEN;
	f->v6 = get16(f->data + 12) == ETH_P_IPV6;
	if (f->v6) {
		if (left < IP6_LEN || ip[6] != proto)
			return false;
		f->msg = f->ip + IP6_LEN;
		len = IP6_LEN + get16(ip + 4);
	} else {
		if (get16(f->data + 12) != ETH_P_IP || left < IP4_LEN ||
		    ip[9] != proto || get16(ip + 6) & 0x3fff)
			return false;
		f->msg = f->ip + (ip[0] & 15) * 4;
		len = get16(ip + 2);
	}
	if (len > left || f->ip + len <= f->msg)
		return false;
	f->len = f->ip + len;
	return true;
}

int frame_type(const struct frame *f)
{
	return f->data[f->msg] & 15;
}

size_t frame_message_len(const struct frame *f)
{
	return f->len - f->msg;
}

static void fix_ip(struct frame *f)
{
	__u8 *ip = f->data + f->ip;
	size_t hlen = f->msg - f->ip, i;
	__u32 sum = 0;

	if (f->v6) {
		put16(ip + 4, f->len - f->msg);
		return;
	}
	put16(ip + 2, f->len - f->ip);
	put16(ip + 10, 0);
	for (i = 0; i < hlen; i += 2)
		sum += get16(ip + i);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put16(ip + 10, ~sum & 0xffff);
}

void frame_set_message(struct frame *f, const __u8 *msg, size_t len)
{
	memcpy(f->data + f->msg, msg, len);
	f->len = f->msg + len;
	fix_ip(f);
}

static void swap(__u8 *a, __u8 *b, size_t len)
{
	__u8 t[16];

	memcpy(t, a, len);
	memcpy(a, b, len);
	memcpy(b, t, len);
}

static void swap_addresses(struct frame *f)
{
	__u8 *ip = f->data + f->ip;

	swap(f->data, f->data + ETH_ALEN, ETH_ALEN);
	if (f->v6)
		swap(ip + 8, ip + 24, 16);
	else
		swap(ip + 12, ip + 16, 4);
}

/* False: @address, of @len bytes, is of the other IP version. */
static bool set_address(struct frame *f, bool source, const __u8 *address,
			size_t len)
{
	size_t first = f->v6 ? 8 : 12;

	if (len != (f->v6 ? 16 : 4))
		return false;
	memcpy(f->data + f->ip + first + (source ? 0 : len), address, len);
	return true;
}

/* False: the change does not fit the packet: its message's length, or its IP version. */
bool frame_change(struct frame *f, const struct change *c)
{
	size_t len = f->len - f->msg, off, i;
	__u8 *m = f->data + f->msg;

	switch (c->action) {
	case ACT_FLIP:
	case ACT_SET:
		off = c->offset < 0 ? len + c->offset : (size_t)c->offset;
		if (off > len || c->count > len - off)
			return false;
		for (i = 0; i < c->count; i++)
			if (c->action == ACT_FLIP)
				m[off + i] ^= c->bytes[i];
			else
				m[off + i] = c->bytes[i];
		return true;
	case ACT_CUT:
		if (c->count > len)
			return false;
		f->len -= c->count;
		break;
	case ACT_EXTEND:
		if (c->count > FRAME_MAX - f->len)
			return false;
		memset(f->data + f->len, 0, c->count);
		f->len += c->count;
		break;
	case ACT_REFLECT:
		swap_addresses(f);
		break;
	case ACT_SOURCE:
	case ACT_DESTINATION:
		if (!set_address(f, c->action == ACT_SOURCE, c->bytes,
				 c->count))
			return false;
		break;
	default:
		break;
	}
	fix_ip(f);
	return true;
}
