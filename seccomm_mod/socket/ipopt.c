// SPDX-License-Identifier: GPL-2.0
/*
 * Options at the levels of IP and IPv6. A message obeys the options of its own IP
 * version. An option that AF_SECCOMM does not implement is refused.
 */
#include <linux/ipv6.h>
#include <linux/in.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include "session/info.h"
#include "socket/ipopt.h"
#include "socket/socket.h"
#include "transport/transport.h"

/* Does ip_setsockopt() keep the option in struct inet_sock, where AF_SECCOMM reads it? */
static bool ipopt_kept_by_ip(int optname)
{
	switch (optname) {
	case IP_BIND_ADDRESS_NO_PORT:
	case IP_FREEBIND:
	case IP_MTU_DISCOVER:
	case IP_PKTINFO:
	case IP_RECVTOS:
	case IP_RECVTTL:
	case IP_TOS:
	case IP_TRANSPARENT:
	case IP_TTL:
		return true;
	default:
		return false;
	}
}

/* Set IP_RECVERR or IPV6_RECVERR. As by IP, the queued errors are dropped when it is
 * unset.
 */
static void ipopt_set_recverr(struct sock *sk, bool *recverr, bool val)
{
	WRITE_ONCE(*recverr, val);
	if (!val)
		skb_queue_purge(&sk->sk_error_queue);
}

/* Both ipopt_whole4() and ipopt_whole6(): do the options of this IP version forbid
 * fragments?
 */
static bool ipopt_whole4(const struct sock *sk)
{
	switch (READ_ONCE(inet_sk(sk)->pmtudisc)) {
	case IP_PMTUDISC_DO:
	case IP_PMTUDISC_PROBE:
	case IP_PMTUDISC_INTERFACE:
		return true;
	default:
		return false;
	}
}

static bool ipopt_whole6(const struct sock *sk)
{
	if (READ_ONCE(seccomm_sk(sk)->dontfrag6))
		return true;
	switch (inet6_pmtudisc(inet6_sk(sk))) {
	case IPV6_PMTUDISC_DO:
	case IPV6_PMTUDISC_PROBE:
	case IPV6_PMTUDISC_INTERFACE:
		return true;
	default:
		return false;
	}
}

/* Set @whole, the one flag that send_on() looks at. lock_sock() held, or @whole could
 * miss what another thread has just changed.
 */
static void ipopt_update_whole(struct sock *sk)
{
	WRITE_ONCE(seccomm_sk(sk)->whole, ipopt_whole4(sk) || ipopt_whole6(sk));
}

unsigned int seccomm_ip_whole_mtu(const struct sock *sk,
				  const struct seccomm_session *s)
{
	bool v4 = ipv6_addr_v4mapped(&s->peer.addr);
	const struct dst_entry *dst;
	unsigned int mtu = UINT_MAX;
	bool learnt;

	if (v4 ? !ipopt_whole4(sk) : !ipopt_whole6(sk))
		return mtu;
	learnt = v4 ? ip_sk_use_pmtu(sk) :
		      inet6_pmtudisc(inet6_sk(sk)) < IPV6_PMTUDISC_PROBE;
	rcu_read_lock();
	dst = rcu_dereference(s->path.route);
	if (dst && learnt)
		mtu = dst_mtu(dst);
	else if (dst)
		mtu = READ_ONCE(dst->dev->mtu);
	rcu_read_unlock();
	return mtu;
}

/* The path MTU to the connected peer, or -ENOTCONN if there is no peer of this version. */
static int ipopt_path_mtu(struct sock *sk, bool v4)
{
	struct seccomm_peer peer = {};
	struct seccomm_session *s;
	struct dst_entry *dst;
	struct in6_addr local;
	int mtu;

	rcu_read_lock();
	s = rcu_dereference(seccomm_sk(sk)->session);
	if (s) {
		seccomm_session_local(s, &local);
		peer = s->peer;
	}
	rcu_read_unlock();
	if (!peer.port || ipv6_addr_v4mapped(&peer.addr) != v4)
		return -ENOTCONN;
	dst = seccomm_transport(&peer.addr)
		      ->route(sock_net(sk), sk, 0, &local, &peer);
	if (IS_ERR(dst))
		return PTR_ERR(dst);
	mtu = dst_mtu(dst);
	dst_release(dst);
	return mtu;
}

static int ipopt_set_ip(struct sock *sk, int optname, sockptr_t optval,
			unsigned int optlen)
{
	int val = 0;
	u8 small;

	if (ipopt_kept_by_ip(optname)) {
		val = ip_setsockopt(sk, SOL_IP, optname, optval, optlen);
		if (optname == IP_MTU_DISCOVER) {
			lock_sock(sk);
			ipopt_update_whole(sk);
			release_sock(sk);
		}
		return val;
	}
	if (optname != IP_RECVERR)
		return -ENOPROTOOPT;
	/* As IP does, take an int, a byte, or nothing for 0. */
	if (optlen >= sizeof(val)) {
		if (copy_from_sockptr(&val, optval, sizeof(val)))
			return -EFAULT;
	} else if (optlen) {
		if (copy_from_sockptr(&small, optval, sizeof(small)))
			return -EFAULT;
		val = small;
	}
	ipopt_set_recverr(sk, &seccomm_sk(sk)->recverr4, val);
	return 0;
}

/* Once @sk has a port, sk_ipv6only must not change: port_conflict() has decided about
 * other sockets by it.
 */
static int ipopt_set_v6only(struct sock *sk, bool val)
{
	if (seccomm_sk(sk)->sport)
		return -EINVAL;
	sk->sk_ipv6only = val;
	seccomm_sk(sk)->v6only_set = true;
	return 0;
}

/* lock_sock() held. */
static int ipopt_set_ipv6(struct sock *sk, int optname, int val)
{
	struct ipv6_pinfo *np = inet6_sk(sk);

	switch (optname) {
	case IPV6_TCLASS:
		if (val < -1 || val > 255)
			return -EINVAL;
		WRITE_ONCE(np->tclass, val == -1 ? 0 : val);
		return 0;
	case IPV6_UNICAST_HOPS:
		if (val < -1 || val > 255)
			return -EINVAL;
		inet6_set_hop_limit(np, val);
		return 0;
	case IPV6_RECVERR:
		ipopt_set_recverr(sk, &seccomm_sk(sk)->recverr6, val);
		return 0;
	case IPV6_V6ONLY:
		return ipopt_set_v6only(sk, val);
	case IPV6_MTU_DISCOVER:
		if (val < IPV6_PMTUDISC_DONT || val > IPV6_PMTUDISC_OMIT)
			return -EINVAL;
		inet6_set_pmtudisc(np, val);
		ipopt_update_whole(sk);
		return 0;
	case IPV6_DONTFRAG:
		WRITE_ONCE(seccomm_sk(sk)->dontfrag6, val);
		ipopt_update_whole(sk);
		return 0;
	case IPV6_RECVPKTINFO:
		np->rxopt.bits.rxinfo = !!val;
		return 0;
	case IPV6_RECVHOPLIMIT:
		np->rxopt.bits.rxhlim = !!val;
		return 0;
	case IPV6_RECVTCLASS:
		np->rxopt.bits.rxtclass = !!val;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

/* The option of IP whose bit an option of IPv6 shares, or 0. */
static int ipopt_ipv4_name(int optname)
{
	return optname == IPV6_FREEBIND	   ? IP_FREEBIND :
	       optname == IPV6_TRANSPARENT ? IP_TRANSPARENT :
					     0;
}

static bool ipopt_known_ipv6(int optname)
{
	switch (optname) {
	case IPV6_ADDR_PREFERENCES:
	case IPV6_DONTFRAG:
	case IPV6_MTU_DISCOVER:
	case IPV6_RECVERR:
	case IPV6_RECVHOPLIMIT:
	case IPV6_RECVPKTINFO:
	case IPV6_RECVTCLASS:
	case IPV6_TCLASS:
	case IPV6_UNICAST_HOPS:
	case IPV6_V6ONLY:
		return true;
	default:
		return ipopt_ipv4_name(optname);
	}
}

int seccomm_ip_setsockopt(struct sock *sk, int level, int optname,
			  sockptr_t optval, unsigned int optlen)
{
	int val, err;

	if (level == SOL_IP)
		return ipopt_set_ip(sk, optname, optval, optlen);
	/* Without IPv6 the namespace has no presets of IPv6, which some options return. */
	if (!ipv6_mod_enabled() || !ipopt_known_ipv6(optname))
		return -ENOPROTOOPT;
	if (optlen < sizeof(val))
		return -EINVAL;
	if (ipopt_ipv4_name(optname))
		return ip_setsockopt(sk, SOL_IP, ipopt_ipv4_name(optname),
				     optval, optlen);
	if (copy_from_sockptr(&val, optval, sizeof(val)))
		return -EFAULT;
	if (optname == IPV6_ADDR_PREFERENCES)
		return ip6_sock_set_addr_preferences(sk, val);
	lock_sock(sk);
	err = ipopt_set_ipv6(sk, optname, val);
	release_sock(sk);
	return err;
}

/* The value of IPV6_ADDR_PREFERENCES: one flag of each choice. */
static int ipopt_addr_preferences(unsigned int set)
{
	int ret = set & IPV6_PREFER_SRC_COA ?: IPV6_PREFER_SRC_HOME;

	if (set & IPV6_PREFER_SRC_TMP)
		return ret | IPV6_PREFER_SRC_TMP;
	if (set & IPV6_PREFER_SRC_PUBLIC)
		return ret | IPV6_PREFER_SRC_PUBLIC;
	return ret | IPV6_PREFER_SRC_PUBTMP_DEFAULT;
}

/* Return an option's value. lock_sock() held: ipopt_set_ipv6() changes bits that share
 * a word.
 */
static int ipopt_get_ipv6(const struct sock *sk, int optname)
{
	const struct ipv6_pinfo *np = inet6_sk(sk);
	const struct ipv6_devconf *all;
	int hops;

	switch (optname) {
	case IPV6_TCLASS:
		return READ_ONCE(np->tclass);
	case IPV6_UNICAST_HOPS:
		hops = inet6_hop_limit(np);
		all = sock_net(sk)->ipv6.devconf_all;
		return hops < 0 ? READ_ONCE(all->hop_limit) : hops;
	case IPV6_V6ONLY:
		return seccomm_sk(sk)->v6only_set || seccomm_sk(sk)->sport ?
			       sk->sk_ipv6only :
			       READ_ONCE(sock_net(sk)->ipv6.sysctl.bindv6only);
	case IPV6_MTU_DISCOVER:
		return inet6_pmtudisc(np);
	case IPV6_DONTFRAG:
		return READ_ONCE(seccomm_sk(sk)->dontfrag6);
	case IPV6_RECVPKTINFO:
		return np->rxopt.bits.rxinfo;
	case IPV6_RECVHOPLIMIT:
		return np->rxopt.bits.rxhlim;
	case IPV6_RECVTCLASS:
		return np->rxopt.bits.rxtclass;
	case IPV6_ADDR_PREFERENCES:
		return ipopt_addr_preferences(np->srcprefs);
	default:
		return READ_ONCE(seccomm_sk(sk)->recverr6);
	}
}

static int ipopt_get_ipv6_locked(struct sock *sk, int optname)
{
	int val;

	lock_sock(sk);
	val = ipopt_get_ipv6(sk, optname);
	release_sock(sk);
	return val;
}

int seccomm_ip_getsockopt(struct sock *sk, int level, int optname,
			  char __user *optval, int __user *optlen)
{
	int len, val;
	u8 small;

	if (level == SOL_IPV6 && !ipv6_mod_enabled())
		return -ENOPROTOOPT;
	if (level == SOL_IP && ipopt_kept_by_ip(optname))
		return ip_getsockopt(sk, SOL_IP, optname, optval, optlen);
	if (level == SOL_IPV6 && ipopt_ipv4_name(optname))
		return ip_getsockopt(sk, SOL_IP, ipopt_ipv4_name(optname),
				     optval, optlen);
	if (level == SOL_IP ? optname != IP_RECVERR && optname != IP_MTU :
			      !ipopt_known_ipv6(optname) && optname != IPV6_MTU)
		return -ENOPROTOOPT;
	if (get_user(len, optlen))
		return -EFAULT;
	if (len < 0)
		return -EINVAL;
	if (level == SOL_IP && optname == IP_RECVERR)
		val = READ_ONCE(seccomm_sk(sk)->recverr4);
	else if (level == SOL_IP || optname == IPV6_MTU)
		val = ipopt_path_mtu(sk, level == SOL_IP);
	else
		val = ipopt_get_ipv6_locked(sk, optname);
	if (val < 0)
		return val;
	small = val;
	if (level == SOL_IP && len > 0 && len < (int)sizeof(val) &&
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
