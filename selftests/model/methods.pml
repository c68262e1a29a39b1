/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the keys of a stack come from, and what the intruder makes of the part that it holds.
 *
 * A member is a secret that A and B can come to share: a session secret, or that of a method.
 * EARLY members give theirs with M2, LATE ones with M3, for which the initiator waits for M4.
 * The intruder holds the secrets of EARLY_HELD and LATE_HELD of them. A stack needs all of its
 * members, with KOFN as many as that: the members of a k-of-n are late, since what they give is
 * a share in M3. Without any of this the stack has a session secret, which nobody else holds.
 *
 * With STATUS the clear lists of M1 and M2 may call members dead. The intruder would have those
 * dead that it does not hold. They are alike, so how many are is all that matters.
 */
#ifndef MEMBERS
#define MEMBERS		1
#define LATE		0
#define EARLY_HELD	0
#define LATE_HELD	0
#endif
#define EARLY		(MEMBERS - LATE)
#define HELD		(EARLY_HELD + LATE_HELD)
#define HONEST		(MEMBERS - HELD)
#ifndef KOFN
#define KOFN		MEMBERS
#endif
#ifdef WITHOUT_ONE_MEMBER
#define NEEDED		(KOFN - 1)
#else
#define NEEDED		KOFN
#endif

byte dead_i[SESSIONS];	/* members that are dead by M1 */
byte dead_r[SESSIONS];	/* members that are dead by M2, those of M1 among them */
bool finished[SESSIONS];	/* a responder has taken M3, and M4 has been there */

/* Say that so many members are dead, @before of them by what came before. Where too few would be
 * left the open is refused, and nothing comes of it.
 */
#define SUFFICES(dead)	((dead) <= HONEST && MEMBERS - (dead) >= NEEDED)
#ifdef STATUS
#define CHOOSE_DEAD(dead, before) \
	if \
	:: dead = before \
	:: SUFFICES(before + 1) -> dead = before + 1 \
	:: SUFFICES(before + 2) -> dead = before + 2 \
	fi
#else
#define CHOOSE_DEAD(dead, before)	dead = before
#endif
#ifdef WITHOUT_STATUS
#define SAME_DEAD(dead, s, t)	true
#else
#define SAME_DEAD(dead, s, t)	(dead[s] == dead[t])
#endif

/* Who has the secrets of all early members makes conf_R; where there are none everybody does.
 * What is in M3 for a late member is bound to the transcript and to the member's secret. So the
 * intruder knows none of the shares that others send, but for those to members that it holds,
 * and a responder takes none of its own for others. A key for one member that is not held it may
 * draw itself, as for RSA; what tells that from the peer's is the signature.
 */
#define HAS_K3		(HELD >= NEEDED)
#ifdef WITHOUT_CONF_R
#define FORGES_CONF_R	true
#else
#define FORGES_CONF_R	(EARLY_HELD == EARLY)
#endif
#ifdef WITHOUT_CONF_I
#define FORGES_CONF_I	true
#elif defined(WITHOUT_SIGNATURE)
#define FORGES_CONF_I	FORGES_CONF_R
#else
#define FORGES_CONF_I	HAS_K3
#endif
#ifdef WITHOUT_CONF_F
#define FORGES_CONF_F	true
#else
#define FORGES_CONF_F	HAS_K3
#endif

/* LIAR: the members that are held have given the two ends unlike secrets. The MACs of their
 * boxes tell the responder, and without these com does, with which it tries all choices of
 * boxes. Without either it has a wrong key, and conf_I does not fit.
 */
#ifndef LIAR
#define COMBINES	true
#elif defined(WITHOUT_BOX_MACS) && defined(WITHOUT_COM)
#define COMBINES	false
#else
#define COMBINES	(HONEST >= NEEDED)
#endif

/* What a good M2 is to its initiator. */
#define CAUSE_OF_M2	(LATE -> CAUSE_ANSWERED : CAUSE_CONFIRMED)
