// SPDX-License-Identifier: GPL-2.0
/*
 * How sessions open, with an intruder in the place of the network.
 *
 * The hosts hold one secret; the intruder does not. It sees all that is sent, and decides
 * what arrives, where, from which address, how often, and in which order. It makes any
 * message that needs no key. A confirmation it can only repeat, since who makes one needs
 * the secret: conf_R, conf_I and conf_F are the terms that they are computed over. Of a stack
 * whose keys come from methods the intruder holds some secrets, and makes what these allow.
 *
 * So the network needs no channel. What the intruder has follows from the sessions that
 * ever were: the nonce of each that has sent M1 or M2, the conf_R of each that has
 * accepted, the conf_I of each initiator that has taken it, the conf_F of each responder that
 * has opened. These are kept when a session, or the memory of its host, is gone.
 *
 * states.pml is made from seccomm_mod/session/state.c: the states, the causes, and step().
 * selftests/model/model has the scenarios, and the variants in which the intruder wins.
 */
#include "states.pml"

#define SESSIONS	4	/* each is used once */
#define EACH(X)		X(0) X(1) X(2) X(3)
#define ANY(X)		(X(0) || X(1) || X(2) || X(3))
#define ANY_OF(X, ...)	(X(0, __VA_ARGS__) || X(1, __VA_ARGS__) || \
			 X(2, __VA_ARGS__) || X(3, __VA_ARGS__))
#define COUNT(X, s)	(X(s, 0) + X(s, 1) + X(s, 2) + X(s, 3))

#ifdef THIRD	/* A with two sessions; B and C, another holder of the secret, with one each */
#define HOSTS		3
#define HOST(s)		((s) < 2 -> 0 : (s) - 1)
#else		/* A and B with two sessions each */
#define HOSTS		2
#define HOST(s)		((s) / 2)
#endif

#ifdef ONE_WAY	/* A opens, and B answers */
#define OPENS(s)	(HOST(s) == 0)
#define ANSWERS(s)	(HOST(s) == 1)
#else
#define OPENS(s)	true
#define ANSWERS(s)	true
#endif

/* Nonces are new. Of A's two sessions one has the smallest and one the largest, and A takes
 * either first, so that each outcome of a glare occurs. The intruder's own is larger still.
 */
#define NONCE(s)	((s) == 0 -> 1 : ((s) == 1 -> SESSIONS : (s)))
#define STRANGER	(SESSIONS + 1)

/* What host h is called by its entry of the key store for the address p, and what it calls
 * the peer there. The number of a host is its address and its name. With NAMES both hosts
 * have the same entries, "peer A local B remote A" and "peer B local A remote B", so that
 * each has one for its own address, in which it bears the name of the other.
 */
#ifdef NAMES
#define LOCAL(h, p)	(1 - (p))
#else
#define LOCAL(h, p)	(h)
#endif
#define REMOTE(h, p)	(p)

/* States that are not in the table: not used yet, and gone with its host's memory. */
#define UNUSED		STATES
#define GONE		(STATES + 1)

byte state[SESSIONS] = UNUSED;
bool initiator[SESSIONS];
byte peer[SESSIONS];	/* the address of the peer */
byte ni[SESSIONS];	/* the nonce of M1; 0: it has not been sent */
byte nr[SESSIONS];	/* the nonce of M2; 0: none has been taken */
bool altered[SESSIONS];	/* M1 differs in other fields from what its sender sent */

/* Anything may happen, until the intruder goes, and with it all loss. When all that is on
 * its way has come, what is not open yet is given up.
 */
#define STORM		0
#define CALM		1
#define DUSK		2
byte weather;

#define ALIVE(s)	(state[s] < STATES)
#define IS_BEFORE(s)	(ALIVE(s) && !IS_OPEN(s) && !IS_OVER(s))
#define AT(s, h)	(ALIVE(s) && HOST(s) == h)

#include "methods.pml"

/* The ids of the prologue, by what the session's host takes them for. */
#define US(s)		LOCAL(HOST(s), peer[s])
#define THEM(s)		REMOTE(HOST(s), peer[s])
#define ID_I(s)		(initiator[s] -> US(s) : THEM(s))
#define ID_R(s)		(initiator[s] -> THEM(s) : US(s))

/* What is under th1 and th2; th3 adds nothing, since conf_R and what is sealed in M3 follow from
 * the rest, or are as new as th2.
 */
#ifdef WITHOUT_IDS
#define SAME_IDS(s, t)	true
#else
#define SAME_IDS(s, t)	(ID_I(s) == ID_I(t) && ID_R(s) == ID_R(t))
#endif
#ifdef WITHOUT_FIELDS
#define SAME_FIELDS(s, t)	true
#else
#define SAME_FIELDS(s, t)	(altered[s] == altered[t])
#endif
#define SAME_M1(s, t)	(ni[s] == ni[t] && SAME_FIELDS(s, t) && SAME_IDS(s, t) && \
			 SAME_DEAD(dead_i, s, t))
#define SAME_M2(s, t)	(SAME_M1(s, t) && nr[s] == nr[t] && SAME_DEAD(dead_r, s, t))

/* What the intruder has of session t. */
#define HAS_NONCE(t)	(ni[t] != 0)
#define HAS_CONF_R(t)	(ni[t] != 0 && !initiator[t])
#ifdef WITHOUT_ROLES
#define HAS_CONF_I(t)	(nr[t] != 0)
#define HAS_CONF_F(t)	(nr[t] != 0)
#else
#define HAS_CONF_I(t)	(nr[t] != 0 && initiator[t])
#define HAS_CONF_F(t)	(finished[t])
#endif

/* Agreement of session s, when it is open: of the sessions that ever were, one has the same
 * transcript in the other role; its host is the peer that s means, and means the host of s;
 * if s is the responder, it has taken M2, and if s waits for M4, it has taken M3. No other
 * session has the transcript in this role.
 */
#define PARTNER(s, t)	(ni[t] == ni[s] && nr[t] == nr[s] && altered[t] == altered[s] && \
			 dead_i[t] == dead_i[s] && dead_r[t] == dead_r[s] && \
			 initiator[t] != initiator[s] && \
			 (initiator[t] || !LATE || finished[t]) && \
			 HOST(t) == THEM(s) && HOST(s) == THEM(t))
#define TWIN(s, t)	(ni[t] == ni[s] && nr[t] == nr[s] && initiator[t] == initiator[s])
#define AGREES(s)	(nr[s] != 0 && COUNT(PARTNER, s) == 1 && COUNT(TWIN, s) == 1)

/* A host opens to a peer to which it is not opening already. It may have a session that is
 * open: by a hint that the peer has forgotten it, which is anybody's, or for a worn key.
 */
#define OPENING_TO(t)	(AT(t, HOST(s)) && IS_BEFORE(t) && initiator[t] && peer[t] == to)
#define MAY_OPEN	(to != HOST(s) && !ANY(OPENING_TO))

/* The responder's checks of an M1 from address f with nonce n, altered or not: that it is
 * none of ours, that no glare forbids it, that it is no repeat. Our sessions that are open
 * are not looked at, as if their handshakes were forgotten: to look at them refuses more.
 */
#ifdef WITHOUT_OWN_NONCE
#define OWN(t, f, n, a)	false
#else
#define OWN(t, f, n, a)	(AT(t, HOST(s)) && IS_ASKING(t) && ni[t] == n)
#endif
#define LARGER(t, f, n, a)	(AT(t, HOST(s)) && state[t] == STATE_OPENING && \
				 peer[t] == f && ni[t] > n)
#define REPEATED(t, f, n, a)	(AT(t, HOST(s)) && !initiator[t] && \
				 !IS_OVER(t) && peer[t] == f && ni[t] == n && \
				 altered[t] == a && dead_i[t] == dead)
#define MAY_ACCEPT(f, n, a)	(!ANY_OF(OWN, f, n, a) && !ANY_OF(LARGER, f, n, a) && \
				 !ANY_OF(REPEATED, f, n, a))

/* In calm weather a message comes to whom it is for, from who still lives to repeat it. */
#define MEETS(t)	(AT(t, peer[s]) && peer[t] == HOST(s))

/* Completion: when all has come, no initiator waits for M2 any more, unless the model has no
 * session left for the peer's. None has sent M3 to a responder that waits, nor waits for the M4
 * of one that is open.
 */
#define LEFT_AT_US(t)	(HOST(t) == HOST(s) && state[t] == UNUSED)
#define LEFT_AT_PEER(t)	(HOST(t) == peer[s] && state[t] == UNUSED)
#define SENDS_M3(s)	(initiator[s] && (IS_OPEN(s) || state[s] == STATE_CONFIRMING))
#define LEFT_BY_M2(t)	(MEETS(t) && state[t] == STATE_ACCEPTING && SAME_M2(s, t))
#define LEFT_BY_M3(t)	(MEETS(t) && IS_OPEN(t) && SAME_M2(s, t))
#define COMPLETE	(!(state[s] <= STATE_OPENING && ANY(LEFT_AT_US) && \
			   ANY(LEFT_AT_PEER)) && \
			 !(SENDS_M3(s) && ANY(LEFT_BY_M2)) && \
			 !(state[s] == STATE_CONFIRMING && ANY(LEFT_BY_M3)))

/* What is given up at dusk is given up in the order of numbers; any other would do. */
#define EARLIER(t)	(t < s && IS_BEFORE(t))
#define MY_TURN		(!ANY(EARLIER))

/* The other sessions of the host with the same peer; the one of them that a session which
 * has just opened gives way to: of a glare, with the larger nonce.
 */
#define RIVAL(s, t)	(t != s && AT(t, HOST(s)) && peer[t] == peer[s])
#define WINS(s, t)	(RIVAL(s, t) && \
			 (state[t] == STATE_OPEN || state[t] == STATE_WORN) && \
			 initiator[t] != initiator[s] && ni[t] > ni[s])

/* An M1 of the intruder's making comes from where the host has an entry for, with any nonce
 * that was ever sent.
 */
#ifdef NAMES
#define HAS_ENTRY(p)	true
#else
#define HAS_ENTRY(p)	((p) != HOST(s))
#endif
#define NONCE_OF(t)	:: HAS_NONCE(t) -> nonce = NONCE(t)

#ifdef WITHOUT_M1_AGAIN
#define M1_AGAIN	false
#else
#define M1_AGAIN	true
#endif

/* The M1 of session t, as t sends it. */
#define CALM_M1(t) \
	:: weather == CALM && M1_AGAIN && state[s] == UNUSED && state[t] == STATE_OPENING && \
	   peer[t] == HOST(s) && MAY_ACCEPT(HOST(t), ni[t], false) -> \
		from = HOST(t); \
		nonce = ni[t]; \
		accept()

inline accept()
{
	printf("%c%d takes M1 from %c, nonce %d, altered %d, dead %d; sends M2\n",
	       'A' + HOST(s), s, 'A' + from, nonce, alter, dead);
	initiator[s] = false;
	state[s] = STATE_ACCEPTING;
	peer[s] = from;
	ni[s] = nonce;
	altered[s] = alter;
	dead_i[s] = dead;
	nr[s] = NONCE(s);
	CHOOSE_DEAD(dead_r[s], dead)
}

/* The M2 of session t. */
#define TAKE_M2(t) \
	:: state[s] == STATE_OPENING && HAS_CONF_R(t) && SAME_M1(s, t) && \
	   (weather == STORM || \
	    (weather == CALM && MEETS(t) && !IS_OVER(t))) -> \
		printf("%c%d takes the M2 of %c%d; sends M3\n", 'A' + HOST(s), s, \
		       'A' + HOST(t), t); \
		nr[s] = nr[t]; \
		dead_r[s] = dead_r[t]; \
		cause = CAUSE_OF_M2

/* The nonce of an M2 that the intruder makes. */
#define NONCE_OF_M2(t)	:: HAS_CONF_R(t) -> nonce = NONCE(t)

#ifdef WITHOUT_M3_AGAIN
#define M3_AGAIN	false
#else
#define M3_AGAIN	true
#endif

/* The M3 of session t. In calm weather the first one may have been lost. */
#define TAKE_M3(t) \
	:: state[s] == STATE_ACCEPTING && HAS_CONF_I(t) && SAME_M2(s, t) && COMBINES && \
	   (weather == STORM || (M3_AGAIN && weather == CALM && MEETS(t) && SENDS_M3(t))) -> \
		printf("%c%d takes the M3 of %c%d\n", 'A' + HOST(s), s, 'A' + HOST(t), t); \
		finished[s] = LATE > 0; \
		cause = CAUSE_CONFIRMED

#ifdef WITHOUT_M4_AGAIN
#define M4_AGAIN	false
#else
#define M4_AGAIN	true
#endif

/* The M4 of session t, the answer to each M3. */
#define TAKE_M4(t) \
	:: state[s] == STATE_CONFIRMING && HAS_CONF_F(t) && SAME_M2(s, t) && \
	   (weather == STORM || (M4_AGAIN && weather == CALM && MEETS(t) && IS_OPEN(t))) -> \
		printf("%c%d takes the M4 of %c%d\n", 'A' + HOST(s), s, 'A' + HOST(t), t); \
		cause = CAUSE_CONFIRMED

/* The close of session t, which may also have been closed before it was open: that tells
 * nothing, but what the model allows beyond the protocol does no harm.
 */
#define TAKE_CLOSE(t) \
	:: weather == STORM && IS_OPEN(s) && state[t] == STATE_CLOSED && nr[t] != 0 && \
	   initiator[t] != initiator[s] && SAME_M2(s, t) -> \
		printf("%c%d takes the close of %c%d\n", 'A' + HOST(s), s, 'A' + HOST(t), t); \
		cause = CAUSE_PEER_CLOSED

/* By its socket. */
#ifdef LIFE
#define MAY_CLOSE(s)	(ALIVE(s) && !IS_OVER(s))
#else
#define MAY_CLOSE(s)	(state[s] == STATE_CONFIRMING)
#endif

/* Hand to a reader what has come. */
inline deliver()
{
	delivered_confirmed = IS_OPEN(s) && AGREES(s);
	assert(delivered_confirmed)
}

active [SESSIONS] proctype session()
{
	byte s = _pid, at = _pid, cause = CAUSES, stays, t, to, from, nonce, dead;
	bool alter, opened, agreement = true, delivered_confirmed = true;

end:	do
	:: atomic {
		if
		:: weather == STORM && state[s] == UNUSED && OPENS(s) ->
			if
			:: to = 0
			:: to = 1
#ifdef THIRD
			:: to = 2
#endif
			fi;
			if
			:: MAY_OPEN ->
				printf("%c%d is to open to %c\n", 'A' + HOST(s), s, 'A' + to);
				initiator[s] = true;
				state[s] = STATE_KEYLESS;
				peer[s] = to;
#ifndef LIFE
				ni[s] = NONCE(s);
				cause = CAUSE_STARTED
#endif
			:: else
			fi
#ifdef LIFE
		:: weather != DUSK && state[s] == STATE_KEYLESS ->
			printf("%c%d sends M1\n", 'A' + HOST(s), s);
			ni[s] = NONCE(s);
			cause = CAUSE_STARTED
#endif
		:: weather == STORM && state[s] == UNUSED && ANSWERS(s) ->
			if
			:: HAS_ENTRY(0) -> from = 0
			:: HAS_ENTRY(1) -> from = 1
#ifdef THIRD
			:: HAS_ENTRY(2) -> from = 2
#endif
			fi;
			if
			:: nonce = STRANGER
			EACH(NONCE_OF)
			fi;
			CHOOSE_DEAD(dead, 0);
#ifdef ALTERED
			if
			:: alter = false
			:: alter = true
			fi;
#endif
			if
			:: MAY_ACCEPT(from, nonce, alter) -> accept()
			:: else
			fi
		EACH(CALM_M1)
		EACH(TAKE_M2)
		EACH(TAKE_M3)
		EACH(TAKE_M4)
		:: weather == STORM && state[s] == STATE_OPENING && FORGES_CONF_R ->
			if
			:: nonce = STRANGER
			EACH(NONCE_OF_M2)
			fi;
			nr[s] = nonce;
			CHOOSE_DEAD(dead_r[s], dead_i[s]);
			printf("%c%d takes a forged M2, nonce %d, dead %d\n", 'A' + HOST(s), s,
			       nr[s], dead_r[s]);
			cause = CAUSE_OF_M2
		:: weather == STORM && state[s] == STATE_ACCEPTING && FORGES_CONF_I ->
			printf("%c%d takes a forged M3\n", 'A' + HOST(s), s);
			cause = CAUSE_CONFIRMED
		:: weather == STORM && state[s] == STATE_CONFIRMING && FORGES_CONF_F ->
			printf("%c%d takes a forged M4\n", 'A' + HOST(s), s);
			cause = CAUSE_CONFIRMED
#ifdef WITHOUT_PARKING
		:: weather == STORM && state[s] == WITHOUT_PARKING ->
			printf("%c%d takes DATA\n", 'A' + HOST(s), s);
			deliver()
#endif
		:: (weather == STORM || (weather == DUSK && MY_TURN)) && IS_BEFORE(s) &&
		   CHANGES(s, CAUSE_FAILED) ->
			printf("%c%d gives up\n", 'A' + HOST(s), s);
			cause = CAUSE_FAILED
		/* It has heard nothing of the responder's since it opened. */
		:: weather == STORM && state[s] == STATE_OPEN && initiator[s] ->
			printf("%c%d hears nothing and ends\n", 'A' + HOST(s), s);
			cause = CAUSE_CLOSED
		:: weather == STORM && MAY_CLOSE(s) ->
			printf("%c%d is closed\n", 'A' + HOST(s), s);
			cause = CAUSE_CLOSED
#ifdef LIFE
		:: weather == STORM && (state[s] == STATE_OPEN || state[s] == STATE_ENDING) ->
			printf("%c%d is worn\n", 'A' + HOST(s), s);
			cause = CAUSE_WORN
		EACH(TAKE_CLOSE)
#endif
		fi;
steps:		step(at, cause);
		/* Whatever has opened it. */
		agreement = !IS_OPEN(at) || AGREES(at);
		assert(agreement);
		if
		:: cause == CAUSE_CONFIRMED ->
			/* The intruder has had DATA come before. */
			deliver();
			stays = s;
			t = 0;
			do
			:: t < SESSIONS ->
				if
				:: WINS(s, t) -> stays = t
				:: else
				fi;
				t++
			:: else -> break
			od;
			opened = true;
			t = 0
		:: else
		fi;
		/* The others give way to the one that stays. */
		if
		:: opened ->
			do
			:: t < SESSIONS && !RIVAL(stays, t) -> t++
			:: else -> break
			od;
			if
			:: t < SESSIONS ->
				at = t;
				cause = CAUSE_SUPERSEDED;
				t++;
				goto steps
			:: else
			fi
		:: else
		fi;
		at = s; cause = CAUSES; stays = 0; t = 0;
		to = 0; from = 0; nonce = 0; dead = 0; alter = false; opened = false
	   }
	od
}

/* A host loses its memory, once. Where the intruder has more to choose from A alone does, or
 * the search would take too long.
 */
#if defined(THIRD) || defined(NAMES) || defined(ALTERED) || defined(STATUS)
#define RESTARTS(h)	((h) == 0)
#else
#define RESTARTS(h)	true
#endif
active [HOSTS] proctype restart()
{
	byte h = _pid - SESSIONS, t;

end:	atomic {
		weather == STORM && RESTARTS(h) ->
		printf("%c restarts\n", 'A' + h);
		do
		:: t < SESSIONS ->
			if
			:: AT(t, h) ->
				state[t] = GONE
			:: else
			fi;
			t++
		:: else -> break
		od;
		t = 0
	}
}

active proctype network()
{
	byte s;
	bool completion = true;

	atomic {
		printf("the intruder goes\n");
		weather = CALM
	}
	atomic {
		timeout ->
		do
		:: s < SESSIONS ->
			completion = COMPLETE;
			assert(completion);
			s++
		:: else -> break
		od;
		weather = DUSK
	}
	/* Else it stays here, which is an invalid end state. */
	atomic {
		timeout -> !ANY(IS_BEFORE)
	}
}
