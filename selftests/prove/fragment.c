// SPDX-License-Identifier: GPL-2.0
/*
 * Fragments and the short M1: for a message of every length and content, nothing outside
 * of it is read, and what is taken is what the documentation says, no more and no less.
 * So reassembly may copy the bytes of each fragment to their place: they end within the
 * message's total length, and no two fragments of a message overlap but those that have
 * the same place.
 *
 * Bounded: messages of up to one byte more than the longest fragment, which no fragment
 * exceeds.
 */
/* cbmc: --unwind 18 */
#include "prove.h"

/* CBMC rounds the size of a packed structure that has an alignment up to that of its
 * members, compilers do not. Without the alignment it has the size that they give it.
 */
#undef __aligned
#define __aligned(...)

#include "seccomm_mod/handshake/fragment.c"

#define FRAGMENT_HEAD 72
#define LONGEST (FRAGMENT_HEAD + 1120)

static u32 get_be(const u8 *p, unsigned int n)
{
	u32 v = 0;

	while (n--)
		v = v << 8 | *p++;
	return v;
}

static bool zero(const u8 *p, unsigned int n)
{
	while (n--)
		if (*p++)
			return false;
	return true;
}

/* By what the documentation says, not the source. */
static bool is_fragment(const u8 *p, unsigned int len)
{
	u32 number, offset, total;
	bool first;

	if (len <= FRAGMENT_HEAD)
		return false;
	number = get_be(p + 12, 4);
	offset = get_be(p + 20, 2);
	total = get_be(p + 22, 2);
	if (p[0] != 0x1a || !zero(p + 1, 3) || !zero(p + 8, 4) || number < 1 ||
	    number > 3 || zero(p + 16, 4))
		return false;
	first = number == 1;
	if (zero(p + 4, 4) != first || zero(p + 24, 16) == first)
		return false;
	if (total < 1233 || total > 16384 || offset % 1120)
		return false;
	len -= FRAGMENT_HEAD;
	return offset + len == total ? len <= 1120 :
				       offset + len < total && len == 1120;
}

static bool is_short(const u8 *p, unsigned int len)
{
	return len == 146 && p[0] == 0x11 && p[1] == 1 && zero(p + 2, 14) &&
	       zero(p + 18, 2) && !zero(p + 20, 4) && !zero(p + 24, 2) &&
	       zero(p + 96, 16) && get_be(p + 112, 2) == 32;
}

int main(void)
{
	const unsigned int len = ANY(u16);
	u8 *message;

	ASSUME(len && len <= LONGEST + 1);
	message = malloc(len);
	ASSUME(message);
	PROVE(seccomm_fragment_parse(message, len) ==
	      (is_fragment(message, len) ? (void *)message : NULL));
	PROVE(seccomm_short_open_parse(message, len) ==
	      (is_short(message, len) ? (void *)message : NULL));
	if (is_fragment(message, len)) {
		/* As reassembly.c goes by them. */
		PROVE(get_be(message + 20, 2) / SECCOMM_FRAGMENT_LEN < 15);
		PROVE(get_be(message + 20, 2) + len - FRAGMENT_HEAD <=
		      get_be(message + 22, 2));
		if (message[15] == 1)
			REACHED("fragment of an M1");
		else
			REACHED("fragment of another message");
		if (len < LONGEST)
			REACHED("last fragment");
	} else if (is_short(message, len)) {
		REACHED("short M1");
	} else {
		REACHED("neither");
	}
	return 0;
}
