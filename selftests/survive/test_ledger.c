// SPDX-License-Identifier: GPL-2.0
/*
 * The ledger over all packets that were sent: no cipher was used twice with one key and nonce.
 */
#include <stdio.h>

#include "ledger.h"
#include "scene.h"
#include "test.h"

void test_ledger(void)
{
	static const char form[] = "ChaChaPolyPrivacy(0)|s:psk|0:hkdf:psk";
	struct scene *s;
	bool good;

	printf("# %zu keys with nonces\n", ledger_entries());
	good = expect(ledger_entries() > 10000, "there are many");
	good &= expect(!ledger_twice(), "none comes twice");
	result(good, "ledger", NULL);
	/* A number that comes a second time is found. */
	s = scene_open(form);
	scene_send(s, (struct rc_span){ (const __u8 *)"one", 3 });
	s->next = 1;
	scene_send(s, (struct rc_span){ (const __u8 *)"two", 3 });
	result(expect(ledger_twice() == 1, "the second use is found"),
	       "ledger_number_twice", NULL);
	scene_free(s);
}
