// SPDX-License-Identifier: GPL-2.0
/*
 * Names of both ends, of every length and content: taken are exactly two that differ, of 1
 * to 253 letters, digits and bytes of "._@/-" each; what is taken is kept whole, our own
 * name first. Nothing is read outside of a name nor written outside of what is kept.
 *
 * Bounded: 5 bytes in place of 253, and names of up to 7.
 */
/* cbmc: --unwind 8 */
#include "prove.h"
#include "seccomm_mod/keys/names.h"

#undef SECCOMM_NAMES_MAX
#define SECCOMM_NAMES_MAX 5

#include "seccomm_mod/keys/names.c"

/* A name of any length up to @max, each of its bytes any. */
static u8 *any_name(size_t *len, size_t max)
{
	u8 *name;

	*len = ANY(u8);
	ASSUME(*len <= max);
	name = malloc(*len);
	ASSUME(name);
	return name;
}

static bool allowed(u8 c)
{
	switch (c) {
	case 'a' ... 'z':
	case 'A' ... 'Z':
	case '0' ... '9':
	case '.':
	case '_':
	case '@':
	case '/':
	case '-':
		return true;
	}
	return false;
}

static bool good(const u8 *name, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!allowed(name[i]))
			return false;
	return len >= 1 && len <= SECCOMM_NAMES_MAX;
}

static bool same(const u8 *a, size_t a_len, const u8 *b, size_t b_len)
{
	size_t i;

	if (a_len != b_len)
		return false;
	for (i = 0; i < a_len; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

static void prove_new(void)
{
	size_t local_len, remote_len;
	const u8 *local = any_name(&local_len, 7);
	const u8 *remote = any_name(&remote_len, 7);
	struct seccomm_names *names =
		seccomm_names_new(local, local_len, remote, remote_len);
	const bool takes = good(local, local_len) && good(remote, remote_len) &&
			   !same(local, local_len, remote, remote_len);

	PROVE((names == ERR_PTR(-EINVAL)) == !takes);
	if (IS_ERR(names)) {
		if (takes) {
			PROVE(names == ERR_PTR(-ENOMEM));
			REACHED("no memory");
		}
		REACHED("refused");
		return;
	}
	REACHED("taken");
	PROVE(same(seccomm_names_local(names), names->local_len, local,
		   local_len));
	PROVE(same(seccomm_names_remote(names), names->remote_len, remote,
		   remote_len));
	PROVE(seccomm_names_get(names) == names);
	seccomm_names_put(names);
	/* The other reference keeps it. */
	PROVE(names->bytes[0] == local[0]);
	seccomm_names_put(names);
}

int main(void)
{
	prove_new();
	return 0;
}
