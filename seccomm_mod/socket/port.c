// SPDX-License-Identifier: GPL-2.0
/*
 * Ports: the sockets that are bound to them, and the socket that an OPEN is for.
 */
#include <linux/random.h>
#include <net/ip.h>
#include <net/sock.h>
#include "session/table.h"
#include "socket/port.h"
#include "transport/device.h"
#include "socket/socket.h"
#include "transport/input_route.h"
#include "transport/transport.h"

#define PORT_BUCKETS 1024

static struct hlist_head *port_bucket(struct seccomm_net *snet, __be16 port)
{
	return &snet->ports[ntohs(port) & (PORT_BUCKETS - 1)];
}

int seccomm_port_net_init(struct seccomm_net *snet)
{
	spin_lock_init(&snet->ports_lock);
	snet->ports = kvcalloc(PORT_BUCKETS, sizeof(*snet->ports),
			       GFP_KERNEL_ACCOUNT);
	return snet->ports ? 0 : -ENOMEM;
}

void seccomm_port_net_exit(struct seccomm_net *snet)
{
	kvfree(snet->ports);
}

/* Does @sk, if it is bound to @bound, receive what is sent to @addr? */
static bool port_covers(const struct sock *sk, const struct in6_addr *bound,
			const struct in6_addr *addr)
{
	if (ipv6_addr_equal(bound, addr))
		return true;
	if (!ipv6_addr_any(bound))
		return seccomm_addr_any(bound) && ipv6_addr_v4mapped(addr);
	/* sk_ipv6only is constant once there is a port; other bits of its byte may
	 * change.
	 */
	return data_race(!sk->sk_ipv6only) || !ipv6_addr_v4mapped(addr);
}

static bool port_conflict(const struct sock *sk, const struct in6_addr *local,
			  __be16 port, const struct seccomm_sock *other)
{
	const struct sock *osk = (const struct sock *)other;
	int dif = READ_ONCE(sk->sk_bound_dev_if);
	int other_dif = READ_ONCE(osk->sk_bound_dev_if);

	if (osk == sk || other->sport != port)
		return false;
	/* setsockopt() may set the other socket's sk_reuse just now: either value will
	 * do.
	 */
	if (sk->sk_reuse && data_race(!!osk->sk_reuse))
		return false;
	if (dif && other_dif && dif != other_dif)
		return false;
	return port_covers(sk, local, &osk->sk_v6_rcv_saddr) ||
	       port_covers(osk, &osk->sk_v6_rcv_saddr, local);
}

static bool port_take(struct sock *sk, const struct in6_addr *local,
		      __be16 port)
{
	struct seccomm_net *snet = seccomm_net(sock_net(sk));
	struct seccomm_sock *ssk = seccomm_sk(sk), *other;
	bool free = true;

	spin_lock_bh(&snet->ports_lock);
	hlist_for_each_entry(other, port_bucket(snet, port), by_port)
		if (port_conflict(sk, local, port, other))
			free = false;
	if (free) {
		sk->sk_v6_rcv_saddr = *local;
		/* Pairs with seccomm_socket_prepare()'s acquire. */
		smp_store_release(&ssk->sport, port);
		inet_sk(sk)->inet_num = ntohs(port);
		inet_sk(sk)->inet_sport = port;
		hlist_add_head(&ssk->by_port, port_bucket(snet, port));
	}
	spin_unlock_bh(&snet->ports_lock);
	return free;
}

int seccomm_port_bind(struct sock *sk, const struct in6_addr *local,
		      __be16 port)
{
	int low, high, range, i;
	u32 start;
	int err;

	err = seccomm_input_route_enable(seccomm_net(sock_net(sk)));
	if (err)
		return err;
	if (port)
		return port_take(sk, local, port) ? 0 : -EADDRINUSE;
	inet_get_local_port_range(sock_net(sk), &low, &high);
	range = high - low + 1;
	start = get_random_u32() % range;
	for (i = 0; i < range; i++) {
		int candidate = low + (start + i) % range;

		if (!inet_is_local_reserved_port(sock_net(sk), candidate) &&
		    port_take(sk, local, htons(candidate)))
			return 0;
		/* There may be tens of thousands of candidates. */
		cond_resched();
	}
	return -EADDRINUSE;
}

void seccomm_port_unbind(struct sock *sk)
{
	struct seccomm_net *snet = seccomm_net(sock_net(sk));
	struct seccomm_sock *ssk = seccomm_sk(sk);

	spin_lock_bh(&snet->ports_lock);
	if (ssk->sport)
		hlist_del_init(&ssk->by_port);
	WRITE_ONCE(ssk->sport, 0);
	spin_unlock_bh(&snet->ports_lock);
}

/* How well the peer of @ssk fits @peer: 8 if @ssk is connected to @peer, 0 if @ssk is
 * unconnected and may accept @peer, -1 otherwise.
 */
static int port_peer_fits(struct seccomm_sock *ssk,
			  const struct seccomm_peer *peer)
{
	int fit = -1;

	/* @peer is not read in one piece. */
	spin_lock(&ssk->sessions_lock);
	if (!ssk->connected)
		/* A socket that was not bound accepts only a peer that it has an open
		 * session with, or just had.
		 */
		fit = READ_ONCE(ssk->bound) ||
				      seccomm_session_known((struct sock *)ssk,
							    peer) ?
			      0 :
			      -1;
	else if (ssk->peer.port == peer->port &&
		 ipv6_addr_equal(&ssk->peer.addr, &peer->addr))
		fit = 8;
	spin_unlock(&ssk->sessions_lock);
	return fit;
}

/* How well @ssk fits an OPEN, see seccomm_port_lookup(); 0: not at all. BH off. */
static int port_score(struct seccomm_sock *ssk, const struct in6_addr *local,
		      __be16 port, const struct seccomm_peer *peer, int dif,
		      int sdif)
{
	const struct sock *sk = (const struct sock *)ssk;
	int points = 1, fit;

	if (ssk->sport != port ||
	    !port_covers(sk, &sk->sk_v6_rcv_saddr, local) ||
	    !seccomm_on_device(sk, dif, sdif))
		return 0;
	fit = port_peer_fits(ssk, peer);
	if (fit < 0)
		return 0;
	points += fit;
	if (!seccomm_addr_any(&sk->sk_v6_rcv_saddr))
		points += 4;
	if (READ_ONCE(sk->sk_bound_dev_if))
		points += 2;
	return points;
}

struct sock *seccomm_port_lookup(struct seccomm_net *snet,
				 const struct in6_addr *local, __be16 port,
				 const struct seccomm_peer *peer, int dif,
				 int sdif)
{
	struct seccomm_sock *ssk, *best = NULL;
	int points, most = 0;

	rcu_read_lock();
	spin_lock_bh(&snet->ports_lock);
	hlist_for_each_entry(ssk, port_bucket(snet, port), by_port) {
		points = port_score(ssk, local, port, peer, dif, sdif);
		if (points > most) {
			most = points;
			best = ssk;
		}
	}
	if (best)
		sock_hold((struct sock *)best);
	spin_unlock_bh(&snet->ports_lock);
	rcu_read_unlock();
	return (struct sock *)best;
}
