// SPDX-License-Identifier: GPL-2.0
/*
 * The types, their families and their kinds, on the adversary's own account.
 */
#include <string.h>

#include "kinds.h"

static const struct {
	const char *type, *family;
	enum kind kind;
} kinds[] = {
	{ "XORPrivacy", NULL, KIND_STREAM },
	{ "AESPrivacy", "aes", KIND_STREAM },
	{ "CamelliaPrivacy", "camellia", KIND_STREAM },
	{ "SerpentPrivacy", "serpent", KIND_STREAM },
	{ "TwofishPrivacy", "twofish", KIND_STREAM },
	{ "DESPrivacy", "des", KIND_FEEDBACK },
	{ "TripleDESPrivacy", "des", KIND_FEEDBACK },
	{ "BlowfishPrivacy", "blowfish", KIND_FEEDBACK },
	{ "IDEAPrivacy", "idea", KIND_FEEDBACK },
	{ "AESGCMPrivacy", "aes", KIND_AEAD },
	{ "ChaChaPolyPrivacy", "chacha20", KIND_AEAD },
	{ "AEGIS128Privacy", "aes", KIND_AEAD },
	{ "MD5Integrity", "md5", KIND_MAC },
	{ "SHAIntegrity", "sha1", KIND_MAC },
	{ "HMACSHA256Integrity", "sha2", KIND_MAC },
	{ "HMACSHA3Integrity", "sha3", KIND_MAC },
	{ "BLAKE2Integrity", "blake2", KIND_MAC },
	{ "CMACIntegrity", "aes", KIND_MAC },
	{ "Poly1305Integrity", "chacha20", KIND_MAC },
	{ "DSAAuthenticity", "dsa", KIND_SIGNATURE },
	{ "RSAAuthenticity", "rsa", KIND_SIGNATURE },
	{ "RSAPrivacy", "rsa", KIND_PAIR },
	{ "MultiSecurity", NULL, KIND_META },
	{ "AltSecurity", NULL, KIND_META },
	{ "RandomAltSecurity", NULL, KIND_META },
	{ "ExpansionSecurity", NULL, KIND_META },
	{ "NonRepudiation", NULL, KIND_KEYLESS },
	{ "NullSecurity", NULL, KIND_KEYLESS },
	{ "WindowReplay", NULL, KIND_KEYLESS },
	{ "TimestampReplay", NULL, KIND_KEYLESS },
	{ "RandomPrefix", NULL, KIND_KEYLESS },
	{ "Padding", NULL, KIND_KEYLESS },
};

static size_t find(const struct rc_layer *l)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i].type, l->type))
			return i;
	rc_die("the adversary does not know %s", l->type);
}

enum kind kind_of(const struct rc_layer *l)
{
	return kinds[find(l)].kind;
}

const char *kind_family(const struct rc_layer *l)
{
	return l->swapped ? NULL : kinds[find(l)].family;
}

size_t kind_block(const struct rc_layer *l)
{
	if (kind_of(l) == KIND_FEEDBACK)
		return 8;
	return strcmp(l->type, "AEGIS128Privacy") ? RC_BUF : 16;
}
