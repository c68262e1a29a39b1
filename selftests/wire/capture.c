// SPDX-License-Identifier: GPL-2.0
/*
 * Reads a capture as tcpdump -w writes it (pcap, Ethernet) and gives out the
 * payload of each IPv4 or IPv6 packet of one IP protocol.
 */
#include <stdio.h>
#include <string.h>

#include "recompute.h"

#define PCAP_MAGIC 0xa1b2c3d4u
#define PCAP_MAGIC_NS 0xa1b23c4du
#define LINKTYPE_ETHERNET 1
#define ETH_LEN 14
#define ETH_IP 0x0800
#define ETH_IP6 0x86dd
#define IP6_LEN 40

static __u32 host32(const __u8 *p, bool big)
{
	return big ? rc_get32(p) :
		     (__u32)p[3] << 24 | p[2] << 16 | p[1] << 8 | p[0];
}

static void mapped(__u8 out[16], const __u8 v4[4])
{
	memset(out, 0, 10);
	memset(out + 10, 0xff, 2);
	memcpy(out + 12, v4, 4);
}

static void take_v4(const __u8 *p, size_t len, int proto, rc_packet_fn fn,
		    void *arg)
{
	size_t hlen = len ? (p[0] & 15) * 4 : 0, total;
	__u8 src[16], dst[16];
	struct rc_span msg;

	if (hlen < 20 || len < hlen || p[9] != proto)
		return;
	total = rc_get16(p + 2);
	if (total < hlen || total > len)
		rc_die("capture: an IPv4 packet is cut short");
	if (rc_get16(p + 6) & 0x3fff)
		rc_die("capture: a fragment; send shorter messages");
	mapped(src, p + 12);
	mapped(dst, p + 16);
	msg.data = p + hlen;
	msg.len = total - hlen;
	fn(arg, src, dst, msg);
}

static void take_v6(const __u8 *p, size_t len, int proto, rc_packet_fn fn,
		    void *arg)
{
	struct rc_span msg;

	if (len < IP6_LEN || p[6] != proto)
		return;
	msg.data = p + IP6_LEN;
	msg.len = rc_get16(p + 4);
	if (msg.len > len - IP6_LEN)
		rc_die("capture: an IPv6 packet is cut short");
	fn(arg, p + 8, p + 24, msg);
}

void rc_capture(const char *file, int proto, rc_packet_fn fn, void *arg)
{
	static __u8 frame[RC_BUF];
	__u8 head[24], rec[16];
	FILE *f = fopen(file, "rb");
	__u32 len, magic;
	bool big;

	if (!f || fread(head, sizeof(head), 1, f) != 1)
		rc_die("%s: no capture", file);
	magic = rc_get32(head);
	big = magic == PCAP_MAGIC || magic == PCAP_MAGIC_NS;
	magic = host32(head, big);
	if (magic != PCAP_MAGIC && magic != PCAP_MAGIC_NS)
		rc_die("%s: not a pcap file", file);
	if (host32(head + 20, big) != LINKTYPE_ETHERNET)
		rc_die("%s: not a capture of Ethernet", file);
	while (fread(rec, sizeof(rec), 1, f) == 1) {
		len = host32(rec + 8, big);
		if (len > sizeof(frame) || fread(frame, 1, len, f) != len)
			rc_die("%s: ends inside a packet", file);
		if (len < ETH_LEN)
			continue;
		if (rc_get16(frame + 12) == ETH_IP)
			take_v4(frame + ETH_LEN, len - ETH_LEN, proto, fn, arg);
		else if (rc_get16(frame + 12) == ETH_IP6)
			take_v6(frame + ETH_LEN, len - ETH_LEN, proto, fn, arg);
	}
	fclose(f);
}
