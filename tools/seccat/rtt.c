// SPDX-License-Identifier: GPL-2.0
/*
 * Time, and the retransmission timeout: a smoothed round trip and its
 * deviation (Jacobson and Karels), doubled for every timeout in a row.
 */
#include <time.h>

#include "seccat.h"

#define RTO_FIRST (500 * MSEC)
#define RTO_MIN (50 * MSEC)
#define RTO_MAX (4 * SEC)

__u64 now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (__u64)ts.tv_sec * SEC + (__u64)ts.tv_nsec / 1000;
}

void rtt_init(struct rtt *r)
{
	r->srtt = 0;
	r->rttvar = 0;
	r->rto = RTO_FIRST;
	r->backoff = 0;
}

/* Only of segments that were sent once (Karn): others are ambiguous. */
void rtt_sample(struct rtt *r, __u64 us)
{
	__u64 err;

	if (!r->srtt) {
		r->srtt = us ? us : 1;
		r->rttvar = us / 2;
	} else {
		err = us > r->srtt ? us - r->srtt : r->srtt - us;
		r->rttvar = (3 * r->rttvar + err) / 4;
		r->srtt = (7 * r->srtt + us) / 8;
		if (!r->srtt)
			r->srtt = 1;
	}
	r->rto = r->srtt + 4 * r->rttvar;
	if (r->rto < RTO_MIN)
		r->rto = RTO_MIN;
	if (r->rto > RTO_MAX)
		r->rto = RTO_MAX;
	r->backoff = 0;
}

void rtt_backoff(struct rtt *r)
{
	if (rtt_timeout(r) < RTO_MAX)
		r->backoff++;
}

__u64 rtt_timeout(const struct rtt *r)
{
	__u64 t = r->rto << r->backoff;

	return t < RTO_MAX ? t : RTO_MAX;
}
