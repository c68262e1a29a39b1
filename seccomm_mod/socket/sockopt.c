// SPDX-License-Identifier: GPL-2.0
/*
 * Options at SOL_SOCKET. With SOCK_CUSTOM_SOCKOPT the socket layer calls
 * seccomm_setsockopt() for them, which refuses the options that AF_SECCOMM does not
 * implement: the socket layer alone would accept and ignore them.
 */
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <net/sock.h>
#include "socket/sockopt.h"

/* Does AF_SECCOMM implement @optname? An option that a later kernel adds is refused
 * until it is listed here. selftests/sockets/options.def says of each option what it
 * does and how that is tested.
 */
static bool sockopt_honoured(int optname)
{
	switch (optname) {
	case SO_ATTACH_BPF:
	case SO_ATTACH_FILTER:
	case SO_BINDTODEVICE:
	case SO_BINDTOIFINDEX:
	case SO_BROADCAST:
	case SO_BUF_LOCK:
	case SO_DETACH_FILTER:
	case SO_DONTROUTE:
	case SO_LOCK_FILTER:
	case SO_MARK:
	case SO_MAX_PACING_RATE:
	case SO_PEEK_OFF:
	case SO_PRIORITY:
	case SO_RCVBUF:
	case SO_RCVBUFFORCE:
	case SO_RCVLOWAT:
	case SO_RCVMARK:
	case SO_RCVTIMEO_NEW:
	case SO_RCVTIMEO_OLD:
	case SO_REUSEADDR:
	case SO_RXQ_OVFL:
	case SO_SELECT_ERR_QUEUE:
	case SO_SNDBUF:
	case SO_SNDBUFFORCE:
	case SO_SNDTIMEO_NEW:
	case SO_SNDTIMEO_OLD:
	case SO_TIMESTAMPNS_NEW:
	case SO_TIMESTAMPNS_OLD:
	case SO_TIMESTAMP_NEW:
	case SO_TIMESTAMP_OLD:
		return true;
	default:
		return false;
	}
}

/* Does UDP accept and ignore @optname? AF_SECCOMM does so, too, since programs for
 * several protocols set these options.
 */
static bool sockopt_without_effect(int optname)
{
	switch (optname) {
	case SO_BSDCOMPAT:
	case SO_DEBUG:
	case SO_KEEPALIVE:
	case SO_LINGER:
	case SO_NOFCS:
	case SO_OOBINLINE:
	case SO_PASSCRED:
	case SO_PASSSEC:
	case SO_TXREHASH:
		return true;
	default:
		return false;
	}
}

/* Set SO_TIMESTAMPING for received messages. Time stamps of sent messages are refused:
 * the error queue would have to return the messages.
 */
static int sockopt_set_timestamping(struct socket *sock, int optname,
				    sockptr_t optval, unsigned int optlen)
{
	struct so_timestamping val = {};

	if (optlen < sizeof(int))
		return -EINVAL;
	if (optlen != sizeof(val))
		optlen = sizeof(int);
	if (copy_from_sockptr(&val, optval, optlen))
		return -EFAULT;
	if (val.flags & SOF_TIMESTAMPING_TX_RECORD_MASK)
		return -EOPNOTSUPP;
	return sock_setsockopt(sock, SOL_SOCKET, optname, KERNEL_SOCKPTR(&val),
			       optlen);
}

int seccomm_sock_setsockopt(struct socket *sock, int optname, sockptr_t optval,
			    unsigned int optlen)
{
	if (optname == SO_TIMESTAMPING_OLD || optname == SO_TIMESTAMPING_NEW)
		return sockopt_set_timestamping(sock, optname, optval, optlen);
	if (!sockopt_honoured(optname) && !sockopt_without_effect(optname))
		return -ENOPROTOOPT;
	return sock_setsockopt(sock, SOL_SOCKET, optname, optval, optlen);
}
