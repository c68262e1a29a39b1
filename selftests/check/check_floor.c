// SPDX-License-Identifier: GPL-2.0
/*
 * The floor: cases worked out by hand, what has none, and the worst case.
 * check_oracle.c has the random ones.
 */
#include <stdio.h>

#include "checker/floor.h"
#include "floor_types.h"
#include "ktap.h"
#include "print_floor.h"

#define THREE_KEYS "key 0; key 1; key 2; "
#define FOUR_KEYS THREE_KEYS "key 3; "
#define PARTS "ExpansionSecurity(ChaChaPolyPrivacy(0), AESGCMPrivacy(1))"
#define EITHER "AltSecurity(ThreeBoth(0), FourBoth(1))"
#define HIDDEN "ExpansionSecurity(OnePrivacy(2), TwoPrivacy(3))"
#define DEEP "ExpansionSecurity(" EITHER ", " HIDDEN "), AESGCMPrivacy(0)"
#define CASCADE_2_3 "MultiSecurity(ChaChaPolyPrivacy(2), AESGCMPrivacy(3))"
#define FLOORS \
	"privacy    %s\nintegrity  %s\nfreshness  %s\npackets    %s\nassumed %s\n"

#define EXPECT(what) (good &= ktap_expect(what, #what, __LINE__))

static const struct by_hand {
	const char *stack, *privacy, *integrity, *freshness, *packets;
} by_hand[] = {
	{ "key 0; AESGCMPrivacy(0)", "1: break aes", "1: break aes",
	  "0: nothing to break", "1: break aes" },
	/* The cascade: two families, two slots. */
	{ "key 0; key 1; WindowReplay(),MultiSecurity(ChaChaPolyPrivacy(0), AESGCMPrivacy(1))",
	  "2: break chacha20 and aes", "2: break chacha20 and aes",
	  "2: break chacha20 and aes", "2: break chacha20 and aes" },
	/* One slot undoes both. */
	{ "key 0; MultiSecurity(ChaChaPolyPrivacy(0), AESGCMPrivacy(0))",
	  "1: break the key of slot 0", "1: break the key of slot 0",
	  "0: nothing to break", "1: break the key of slot 0" },
	/* One family undoes both. */
	{ "key 0; key 1; AESGCMPrivacy(0, bits=128), AESGCMPrivacy(1)",
	  "1: break aes", "1: break aes", "0: nothing to break",
	  "1: break aes" },
	/* The session secret is the key of all slots that come from it. */
	{ "key 0 session; key 1 session; ChaChaPolyPrivacy(0), AESGCMPrivacy(1)",
	  "1: break the session secret", "1: break the session secret",
	  "0: nothing to break", "1: break the session secret" },
	{ "key 0 session; key 1; ChaChaPolyPrivacy(0), AESGCMPrivacy(1)",
	  "2: break chacha20 and aes", "2: break chacha20 and aes",
	  "0: nothing to break", "2: break chacha20 and aes" },
	/* The paper's triple DES, with two keys and with three. */
	{ "key 0; key 1; DESPrivacy(msgFromAbove,1,dataMsgFromBelow,1,0);"
	  "DESPrivacy(dataMsgFromBelow,2,msgFromAbove,2,1);"
	  "DESPrivacy(msgFromAbove,3,dataMsgFromBelow,3,0)",
	  "1, passive attacker only: break des", "0: nothing to break",
	  "0: nothing to break", "0: nothing to break" },
	{ "key 0; key 1; key 2; DESPrivacy(0), ~DESPrivacy(1), DESPrivacy(2)",
	  "1, passive attacker only: break des", "0: nothing to break",
	  "0: nothing to break", "0: nothing to break" },
	/* A swapped layer alone gives nothing. */
	{ "key 0; ~DESPrivacy(0)", "0: nothing to break", "0: nothing to break",
	  "0: nothing to break", "0: nothing to break" },
	{ "key 0; XORPrivacy(0)", "0: nothing to break", "0: nothing to break",
	  "0: nothing to break", "0: nothing to break" },
	{ "key 0; key 1; XORPrivacy(0), DESPrivacy(1)",
	  "1, passive attacker only: break des", "0: nothing to break",
	  "0: nothing to break", "0: nothing to break" },
	{ "NullSecurity()", "0: nothing to break", "0: nothing to break",
	  "0: nothing to break", "0: nothing to break" },
	/* A MAC around a cipher adds integrity, not privacy. */
	{ "key 0; key 1; DESPrivacy(0), HMACSHA256Integrity(1)", "1: break des",
	  "1: break sha2", "0: nothing to break", "1: break sha2" },
	{ "key 0; key 1; WindowReplay(), AESGCMPrivacy(0), HMACSHA256Integrity(1)",
	  "1: break aes", "2: break aes and sha2", "2: break aes and sha2",
	  "2: break aes and sha2" },
	/* What is verified behind the commit does not count for freshness. */
	{ "key 0; key 1; AESGCMPrivacy(0), WindowReplay(), ChaChaPolyPrivacy(1)",
	  "2: break aes and chacha20", "2: break aes and chacha20",
	  "1: break chacha20", "2: break aes and chacha20" },
	/* Two commits: the better protected one decides. */
	{ "key 0; key 1; WindowReplay(), AESGCMPrivacy(0), WindowReplay(),ChaChaPolyPrivacy(1)",
	  "2: break aes and chacha20", "2: break aes and chacha20",
	  "2: break aes and chacha20", "2: break aes and chacha20" },
	/* A family and a key: slot 0 twice beside aes. */
	{ "key 0; key 1; DESPrivacy(0), TwoPrivacy(0), AESGCMPrivacy(1)",
	  "2, of which beyond 1 against a passive attacker only: break aes and the key of slot 0",
	  "1: break aes", "0: nothing to break", "1: break aes" },
	{ "key 0; key 1; key 2; OnePrivacy(0), TwoPrivacy(1), DESPrivacy(2)",
	  "3, passive attacker only: break one, two and des",
	  "0: nothing to break", "0: nothing to break", "0: nothing to break" },
	{ FOUR_KEYS "FourBoth(0), OneIntegrity(1), " CASCADE_2_3,
	  "3: break four, chacha20 and aes", "4 or more", "0: nothing to break",
	  "4 or more" },
	/* What three makes of a message could be made otherwise, and four is inside. */
	{ FOUR_KEYS "FourBoth(0), ThreeBoth(1), " CASCADE_2_3, "4 or more",
	  "4 or more", "0: nothing to break", "2: break chacha20 and aes" },
	/* A signature falls with its family, or with the signer's key pair. */
	{ "key 0 pk dsa2048; key 1 pk rsa2048; DSAAuthenticity(0), RSAAuthenticity(1)",
	  "0: nothing to break", "2: break dsa and rsa", "0: nothing to break",
	  "0: nothing to break" },
	{ "key 0 pk dsa2048; FiveSigns(0), SixSigns(0)", "0: nothing to break",
	  "1: break the signer's key pair of slot 0", "0: nothing to break",
	  "0: nothing to break" },
	{ "key 0 pk dsa2048; key 1 pk dsa2048; FiveSigns(0), SixSigns(1)",
	  "0: nothing to break", "2: break five and six", "0: nothing to break",
	  "0: nothing to break" },
	/* What is encrypted to the receiver falls with the receiver's key pair. */
	{ "key 0 pk dsa2048; key 1; WindowReplay(), FivePairs(0), SixPairs(0), OneIntegrity(1)",
	  "1: break the receiver's key pair of slot 0", "1: break one",
	  "1: break one", "1: break one" },
	/* One family across properties: privacy needs both, integrity one. */
	{ "key 0; key 1; OneIntegrity(0), OnePrivacy(1)", "1: break one",
	  "1: break one", "0: nothing to break", "1: break one" },
	/* A choice is as weak as its weakest member. */
	{ "key 0; key 1; WindowReplay(), AltSecurity(ChaChaPolyPrivacy(0), AESGCMPrivacy(1))",
	  "1: break chacha20", "1: break chacha20", "1: break chacha20",
	  "1: break chacha20" },
	{ THREE_KEYS
	  "RandomAltSecurity(DESPrivacy(0), MultiSecurity(TwoPrivacy(1), DESPrivacy(2)))",
	  "1, passive attacker only: break des", "0: nothing to break",
	  "0: nothing to break", "0: nothing to break" },
	/* Whoever chooses by a key: a forger picks the number. */
	{ THREE_KEYS
	  "RandomAltSecurity(ChaChaPolyPrivacy(0), AESGCMPrivacy(1), 2, keyed=1)",
	  "1: break chacha20", "1: break chacha20", "0: nothing to break",
	  "1: break chacha20" },
	/* Random parts hide together, and are altered one by one. */
	{ "key 0; key 1; ExpansionSecurity(ChaChaPolyPrivacy(0), AESGCMPrivacy(1))",
	  "2, of which beyond 1 against a passive attacker only: break chacha20 and aes",
	  "1: break chacha20", "0: nothing to break", "1: break chacha20" },
	{ THREE_KEYS "WindowReplay(), HMACSHA256Integrity(2), " PARTS,
	  "2: break chacha20 and aes", "2: break sha2 and chacha20",
	  "2: break sha2 and chacha20", "2: break sha2 and chacha20" },
	/* What is split is verified inside, and one part: that leaves no other second part. */
	{ THREE_KEYS
	  "HMACSHA256Integrity(2), ExpansionSecurity(DESPrivacy(0), AESGCMPrivacy(1))",
	  "2, of which beyond 1 against a passive attacker only: break des and aes",
	  "1: break sha2", "0: nothing to break", "1: break sha2" },
	{ THREE_KEYS
	  "HMACSHA256Integrity(2), ExpansionSecurity(DESPrivacy(0), TwoPrivacy(1))",
	  "2, of which beyond 1 against a passive attacker only: break des and two",
	  "1: break sha2", "0: nothing to break", "0: nothing to break" },
	/* How another split is put together again nobody knows. */
	{ THREE_KEYS
	  "HMACSHA256Integrity(2), Halves(ChaChaPolyPrivacy(0), AESGCMPrivacy(1))",
	  "1: break chacha20", "2: break sha2 and chacha20",
	  "0: nothing to break", "1: break chacha20" },
	/* Each member of a choice by itself: only one of them pads. */
	{ THREE_KEYS
	  "HMACSHA256Integrity(2), AltSecurity(ChaChaPolyPrivacy(0), MultiSecurity(Padding(), AESGCMPrivacy(1)))",
	  "1: break chacha20", "2: break sha2 and chacha20",
	  "0: nothing to break", "1: break aes" },
	/* Who knows the key of the padding's cover can pad otherwise. */
	{ "key 0; key 1; HMACSHA256Integrity(0), Padding(), AESGCMPrivacy(1)",
	  "1: break aes", "2: break sha2 and aes", "0: nothing to break",
	  "1: break aes" },
	/* A choice told in the message could be another one; a keyed one could not. */
	{ THREE_KEYS
	  "ChaChaPolyPrivacy(2), RandomAltSecurity(DESPrivacy(0), AESGCMPrivacy(1))",
	  "2, of which beyond 1 against a passive attacker only: break chacha20 and des",
	  "1: break chacha20", "0: nothing to break", "0: nothing to break" },
	{ FOUR_KEYS
	  "ChaChaPolyPrivacy(2), RandomAltSecurity(DESPrivacy(0), TwoPrivacy(1), 3, keyed=1)",
	  "2, of which beyond 1 against a passive attacker only: break chacha20 and des",
	  "1: break chacha20", "0: nothing to break", "1: break chacha20" },
	/* Around a choice that is told: its members verify by keys of their own. */
	{ "key 0; key 1; RandomAltSecurity(ChaChaPolyPrivacy(0), AESGCMPrivacy(1))",
	  "1: break chacha20", "1: break chacha20", "0: nothing to break",
	  "1: break chacha20" },
	{ "key 0; ExpansionSecurity(ChaChaPolyPrivacy(0), NullSecurity())",
	  "1, passive attacker only: break chacha20", "0: nothing to break",
	  "0: nothing to break", "0: nothing to break" },
	/* A fixed mask gives half of the bits away with either part. */
	{ "key 0; key 1; ExpansionSecurity(ChaChaPolyPrivacy(0), AESGCMPrivacy(1), mask=85)",
	  "1: break chacha20", "1: break chacha20", "0: nothing to break",
	  "1: break chacha20" },
	{ FOUR_KEYS DEEP,
	  "3, of which beyond 1 against a passive attacker only: break one, two and the key of slot 0",
	  "1: break aes", "0: nothing to break", "1: break aes" },
	/* Without a key or a family there is nothing that must be broken. */
	{ "key 0; Keyless(), Nameless(0), Obscure(0)", "0: nothing to break",
	  "0: nothing to break", "0: nothing to break", "0: nothing to break" },
};

static bool test_by_hand(void)
{
	char text[1024], wanted[1024];
	bool good = true;
	unsigned int i;
	FILE *f;

	for (i = 0; i < N(by_hand); i++) {
		const struct by_hand *c = &by_hand[i];

		if (!check_text(c->stack) || !checked.accepted)
			return false;
		snprintf(wanted, sizeof(wanted), FLOORS, c->privacy,
			 c->integrity, c->freshness, c->packets,
			 "HKDF-SHA256, the random generator, this handshake");
		f = fmemopen(text, sizeof(text), "w");
		print_floors(f, checked.floors, "", "", "assumed ");
		fclose(f);
		if (strcmp(text, wanted)) {
			printf("    # %s\n%s    # wanted\n%s", c->stack, text,
			       wanted);
			good = false;
		}
	}
	return good;
}

/* Refused: the floor of nothing is nothing. */
static bool test_refused(void)
{
	static const struct seccomm_floor none[SECCOMM_N_FLOORS];
	bool good = check_text("key 0; ChaChaPolyPrivacy(0), WindowReplay()");

	EXPECT(!checked.accepted);
	EXPECT(!memcmp(checked.floors, none, sizeof(none)));
	return good;
}

/* All atoms that there can be: the worst that the search can meet. */
static bool test_worst(void)
{
	static char names[SECCOMM_MAX_INSTANCES][8];
	char text[64 * SECCOMM_MAX_INSTANCES] = "";
	struct seccomm_type_desc many[SECCOMM_MAX_INSTANCES];
	bool good = true;
	unsigned int i;

	for (i = 0; i < SECCOMM_MAX_INSTANCES; i++)
		sprintf(text + strlen(text), "key %u\nAESGCMPrivacy(%u)\n", i,
			i);
	EXPECT(check_text(text));
	EXPECT(checked.accepted);
	for (i = 0; i < SECCOMM_MAX_INSTANCES; i++) {
		snprintf(names[i], sizeof(names[i]), "f%u", i);
		many[i] = others[4];
		many[i].family = names[i];
		checked.layers[i].type = &many[i];
	}
	memset(checked.floors, 0, sizeof(checked.floors));
	seccomm_find_floors(&checked);
	EXPECT(checked.floors[SECCOMM_FLOOR_PRIVACY].least == 4);
	EXPECT(checked.floors[SECCOMM_FLOOR_INTEGRITY].least == 4);
	EXPECT(checked.floors[SECCOMM_FLOOR_FRESHNESS].least == 0);
	EXPECT(checked.floors[SECCOMM_FLOOR_PACKETS].least == 4);
	return good;
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "by_hand", test_by_hand },
		{ "refused", test_refused },
		{ "worst", test_worst },
	};

	return ktap_run(tests, N(tests));
}
