// SPDX-License-Identifier: GPL-2.0
/*
 * Options of all levels, known ones and others, and socket filters.
 */
#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "sockets.h"

#define OPTIONS_MAX 84
#define FILTER_MAX 4

static int some_level(struct caller *c)
{
	static const int levels[] = { SOL_SOCKET, SOL_SOCKET, SOL_IP, SOL_IPV6,
				      SOL_SECCOMM };

	return rng_one_in(&c->rng, 64) ? (int)rng_below(&c->rng, 300) :
					 levels[rng_below(&c->rng, 5)];
}

/* From the message, from before it, and of what is known about it. */
static struct sock_filter some_load(struct caller *c)
{
	static const __u32 bases[] = { 0, SKF_NET_OFF, SKF_LL_OFF, SKF_AD_OFF };
	__u32 at = bases[rng_below(&c->rng, 4)] + rng_below(&c->rng, 64);
	__u16 size = rng_one_in(&c->rng, 2) ? BPF_W : BPF_B;

	return (struct sock_filter)BPF_STMT(BPF_LD | BPF_ABS | size, at);
}

/* The length that is let through is often the value loaded. */
static void set_filter(struct caller *c, int s)
{
	struct sock_filter code[FILTER_MAX];
	struct sock_fprog program = { .filter = code };
	unsigned int n = 1 + rng_below(&c->rng, FILTER_MAX - 1), i;

	for (i = 0; i < n; i++)
		code[i] = some_load(c);
	if (rng_one_in(&c->rng, 4))
		code[i] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_A, 0);
	else
		code[i] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
						       MESSAGE_MAX);
	program.len = i + 1;
	setsockopt(s, SOL_SOCKET,
		   rng_one_in(&c->rng, 8) ? SO_ATTACH_REUSEPORT_CBPF :
					    SO_ATTACH_FILTER,
		   &program, sizeof(program));
}

static void set_one(struct caller *c, int s)
{
	static const socklen_t lengths[] = { 1, 4, 4, 4, 8, 16 };
	const char *stack = fuzz_name(rng_below(&c->rng, STACKS));
	__u8 value[256] = { 0 };
	__u64 odd = rng_odd(&c->rng);
	socklen_t len = lengths[rng_below(&c->rng, 6)];

	memcpy(value, &odd, sizeof(odd));
	if (rng_one_in(&c->rng, 16)) {
		rng_fill(&c->rng, value, sizeof(value));
		len = rng_below(&c->rng, sizeof(value));
	}
	setsockopt(s, some_level(c), rng_below(&c->rng, OPTIONS_MAX), value,
		   len);
	if (rng_one_in(&c->rng, 16))
		setsockopt(s, SOL_SECCOMM, SECCOMM_STACK, stack,
			   strlen(stack) + 1);
	/* Whatever device it was bound to, few would hear it for long. */
	if (rng_one_in(&c->rng, 2))
		setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "", 0);
}

void call_setsockopt(struct caller *c, int s)
{
	int ignored = 0;

	call_begin(c, "setsockopt", false);
	switch (rng_below(&c->rng, 8)) {
	case 0:
		set_filter(c, s);
		break;
	case 1:
		setsockopt(s, SOL_SOCKET, SO_DETACH_FILTER, &ignored,
			   sizeof(ignored));
		break;
	case 2:
		setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "v0", 3);
		break;
	default:
		set_one(c, s);
		break;
	}
	call_end(c);
}

void call_getsockopt(struct caller *c, int s)
{
	char value[256];
	socklen_t len = rng_one_in(&c->rng, 2) ?
				sizeof(int) :
				rng_below(&c->rng, sizeof(value));

	call_begin(c, "getsockopt", false);
	getsockopt(s, some_level(c), rng_below(&c->rng, OPTIONS_MAX), value,
		   &len);
	call_end(c);
}
