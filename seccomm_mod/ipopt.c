// SPDX-License-Identifier: GPL-2.0
/*
 * Options at the levels of IP and IPv6: type of service, time to live, and errors
 * for MSG_ERRQUEUE. What applies to a message is its IP version's.
 */
#include <linux/ipv6.h>
#include <linux/in.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include "socket.h"

/* An int, or for IP's sake a byte. */
static int value_get(sockptr_t optval, unsigned int optlen, bool byte, int *val)
{
	u8 small;

	if (optlen >= sizeof(*val))
		return copy_from_sockptr(val, optval, sizeof(*val)) ? -EFAULT :
								      0;
	if (!byte || !optlen)
		return -EINVAL;
	if (copy_from_sockptr(&small, optval, sizeof(small)))
		return -EFAULT;
	*val = small;
	return 0;
}

/* Errors that nobody asks for any more go. */
static void set_recverr(struct sock *sk, bool *recverr, bool val)
{
	WRITE_ONCE(*recverr, val);
	if (!val)
		skb_queue_purge(&sk->sk_error_queue);
}

static int set_ip(struct sock *sk, int optname, int val)
{
	switch (optname) {
	case IP_TOS:
		ip_sock_set_tos(sk, val);
		return 0;
	case IP_TTL:
		if (val != -1 && (val < 1 || val > 255))
			return -EINVAL;
		WRITE_ONCE(inet_sk(sk)->uc_ttl, val);
		return 0;
	case IP_RECVERR:
		set_recverr(sk, &seccomm_sk(sk)->recverr4, val);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int set_ipv6(struct sock *sk, int optname, int val)
{
	switch (optname) {
	case IPV6_TCLASS:
		if (val < -1 || val > 255)
			return -EINVAL;
		WRITE_ONCE(inet6_sk(sk)->tclass, val == -1 ? 0 : val);
		return 0;
	case IPV6_UNICAST_HOPS:
		if (val < -1 || val > 255)
			return -EINVAL;
		inet6_set_hop_limit(inet6_sk(sk), val);
		return 0;
	case IPV6_RECVERR:
		set_recverr(sk, &seccomm_sk(sk)->recverr6, val);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static bool known(int level, int optname)
{
	if (level == SOL_IP)
		return optname == IP_TOS || optname == IP_TTL ||
		       optname == IP_RECVERR;
	/* Without IPv6 its presets, which some of these tell, are not there. */
	return ipv6_mod_enabled() &&
	       (optname == IPV6_TCLASS || optname == IPV6_UNICAST_HOPS ||
		optname == IPV6_RECVERR);
}

int seccomm_ip_setsockopt(struct sock *sk, int level, int optname,
			  sockptr_t optval, unsigned int optlen)
{
	int val, err;

	if (!known(level, optname))
		return -ENOPROTOOPT;
	err = value_get(optval, optlen, level == SOL_IP, &val);
	if (err)
		return err;
	return level == SOL_IP ? set_ip(sk, optname, val) :
				 set_ipv6(sk, optname, val);
}

static int get_ip(const struct sock *sk, int optname)
{
	const struct netns_ipv4 *ip;
	int ttl;

	switch (optname) {
	case IP_TOS:
		return READ_ONCE(inet_sk(sk)->tos);
	case IP_TTL:
		ttl = READ_ONCE(inet_sk(sk)->uc_ttl);
		ip = &sock_net(sk)->ipv4;
		return ttl < 0 ? READ_ONCE(ip->sysctl_ip_default_ttl) : ttl;
	default:
		return READ_ONCE(seccomm_sk(sk)->recverr4);
	}
}

static int get_ipv6(const struct sock *sk, int optname)
{
	const struct ipv6_devconf *all;
	int hops;

	switch (optname) {
	case IPV6_TCLASS:
		return READ_ONCE(inet6_sk(sk)->tclass);
	case IPV6_UNICAST_HOPS:
		hops = inet6_hop_limit(inet6_sk(sk));
		all = sock_net(sk)->ipv6.devconf_all;
		return hops < 0 ? READ_ONCE(all->hop_limit) : hops;
	default:
		return READ_ONCE(seccomm_sk(sk)->recverr6);
	}
}

int seccomm_ip_getsockopt(struct sock *sk, int level, int optname,
			  char __user *optval, int __user *optlen)
{
	int len, val;
	u8 small;

	if (!known(level, optname))
		return -ENOPROTOOPT;
	if (get_user(len, optlen))
		return -EFAULT;
	if (len < 0)
		return -EINVAL;
	val = level == SOL_IP ? get_ip(sk, optname) : get_ipv6(sk, optname);
	small = val;
	if (level == SOL_IP && len > 0 && len < (int)sizeof(val) && val >= 0 &&
	    val <= 255) {
		if (put_user(1, optlen) || copy_to_user(optval, &small, 1))
			return -EFAULT;
		return 0;
	}
	len = min_t(int, len, sizeof(val));
	if (put_user(len, optlen) || copy_to_user(optval, &val, len))
		return -EFAULT;
	return 0;
}
