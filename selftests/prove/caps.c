// SPDX-License-Identifier: GPL-2.0
/*
 * What a key may do, and message numbers. A key's cap: what was granted never sums up
 * to more than the cap, for every state of the count, and where it is refused once it
 * is refused for ever. A sending key is worn from three quarters of its cap on.
 * Verifications: none once so many have failed.
 */
/* cbmc: --unwind 3 */
#include "prove.h"
#include "seccomm_mod/mp/util.h"

/*
 * The count passes a cap, which is 2^48 at most, by no more than what all CPUs add
 * at one moment, of which each adds 2^16 at most.
 */
#define FAR BIT_ULL(62)

static void prove_spend(void)
{
	const u64 before = ANY(u64), max = ANY(u64), n = ANY(u64);
	/* What was granted so far, for which the count stands. */
	const u64 granted = ANY(u64);
	atomic64_t spent = { .counter = before };
	int err;

	/* Caps are 2^20 to 2^48, and a message has 2^16 bytes. */
	ASSUME(max <= BIT_ULL(48) && n <= BIT_ULL(16) && before <= FAR);
	ASSUME(granted <= before && granted <= max);
	err = seccomm_spend(&spent, n, max);
	PROVE(err == 0 || err == -EKEYEXPIRED);
	if (!err)
		PROVE(granted + n <= max);
	PROVE((u64)spent.counter >= granted + (err ? 0 : n));
	PROVE(!err == (before + n <= max));
	/* What was refused is not counted, so that the count cannot wrap. */
	PROVE(!err || (u64)spent.counter == before);
	if (err && n)
		PROVE(seccomm_spend(&spent, n, max));
	if (err)
		REACHED("over the cap");
	else
		REACHED("granted");
}

static unsigned int worn;

static void count_worn(struct seccomm_half *half)
{
	worn++;
}

static void prove_sending(void)
{
	static const struct seccomm_half_ops ops = { .key_worn = count_worn };
	static struct seccomm_course course;
	static struct seccomm_half half;
	const u64 before = ANY(u64), max = ANY(u64), n = ANY(u64);
	atomic64_t spent = { .counter = before };
	struct sk_buff skb;
	int err;

	half.ops = &ops;
	course.course.lane = &half.lane;
	CACTUS_CB(&skb)->course = &course.course;
	ASSUME(max && max <= BIT_ULL(48) && n <= BIT_ULL(16) && before <= max);
	err = seccomm_spend_sending(&skb, &spent, n, max);
	PROVE(!err == (before + n <= max));
	PROVE(worn == ((u64)spent.counter >= max - max / 4));
	if (worn)
		REACHED("worn");
	else if (err)
		REACHED("refused");
	else
		REACHED("granted with more to come");
}

static void prove_failures(void)
{
	static struct seccomm_course course;
	static struct seccomm_half half;
	struct sk_buff skb;
	u64 failures = ANY(u64);

	course.course.lane = &half.lane;
	CACTUS_CB(&skb)->course = &course.course;
	ASSUME(failures <= FAR);
	course.failures.counter = failures;
	PROVE(!seccomm_may_verify(&skb) == (failures < SECCOMM_MAX_FAILURES));
	PROVE(seccomm_verify_failed(&skb) == -EBADMSG);
	PROVE((u64)course.failures.counter == failures + 1);
	if (!seccomm_may_verify(&skb))
		REACHED("one more");
	else
		REACHED("no more");
}

int main(void)
{
	switch (ANY(u8)) {
	case 0:
		prove_spend();
		break;
	case 1:
		prove_sending();
		break;
	default:
		prove_failures();
	}
	return 0;
}
