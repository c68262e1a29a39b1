// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl key: make secrets and key pairs in files, and show what files hold for others.
 */
#include <libmnl/libmnl.h>
#include <stdlib.h>

#include "cmd_key.h"
#include "cmd_key_file.h"
#include "key_file.h"
#include "out.h"
#include "seccommctl.h"

/* What can be told of a key in a file. */
static void show_file(const char *name, const struct key_file *key)
{
	out_begin();
	out_object(NULL);
	out_string("file", "%s", name);
	out_string("algorithm", " %s", pk_word(key->alg));
	out_hex("fingerprint", " fingerprint %s", key->fingerprint,
		sizeof(key->fingerprint));
	out_text("\n");
	out_close();
	out_end();
}

static int gen_secret(const char *name)
{
	if (!key_file_secret(name))
		return EXIT_OWN;
	out_begin();
	out_object(NULL);
	out_string("file", "%s", name);
	out_uint("length", " length %lu\n", SECRET_LEN);
	out_close();
	out_end();
	return EXIT_OK;
}

int key_gen(int argc, char **argv)
{
	static const char *const kinds[] = { "dsa", "rsa", "x25519" };
	struct key_file key = {};
	unsigned long bits = 2048;
	unsigned int kind = 0;
	bool good;

	if (argc == 2 && is_word(argv[0], "psk"))
		return gen_secret(argv[1]);
	while (argc && kind < MNL_ARRAY_SIZE(kinds) &&
	       !is_word(argv[0], kinds[kind]))
		kind++;
	if (!argc || kind == MNL_ARRAY_SIZE(kinds))
		return usage_error(key_usage);
	if (argc == 4 && kind == 1 && is_word(argv[1], "bits")) {
		if (!get_number(argv[2], "size of a key", 2048, 4096, &bits))
			return EXIT_OWN;
		if (bits % 1024)
			return fail("RSA keys have 2048, 3072 or 4096 bits");
	} else if (argc != 2) {
		return usage_error(key_usage);
	}
	good = key_file_make(kinds[kind], bits, argv[argc - 1], &key);
	if (good)
		show_file(argv[argc - 1], &key);
	key_file_free(&key);
	return good ? EXIT_OK : EXIT_OWN;
}

int key_pub(int argc, char **argv)
{
	char *pem;

	if (argc != 1)
		return usage_error(key_usage);
	if (!key_file_half(argv[0], &pem))
		return EXIT_OWN;
	out_begin();
	out_object(NULL);
	out_string("file", NULL, argv[0]);
	out_string("public", "%s", pem);
	out_close();
	out_end();
	free(pem);
	return EXIT_OK;
}

int key_fingerprint(int argc, char **argv)
{
	struct key_file key = {};
	bool good;

	if (argc != 1)
		return usage_error(key_usage);
	good = key_file_any(argv[0], &key);
	if (good)
		show_file(argv[0], &key);
	key_file_free(&key);
	return good ? EXIT_OK : EXIT_OWN;
}
