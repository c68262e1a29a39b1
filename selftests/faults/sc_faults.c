// SPDX-License-Identifier: GPL-2.0
/*
 * Each allocation on the way of an operation fails once: the operation does, or
 * says that there is no memory; what comes after it is as good as ever.
 *
 * usage: sc_faults [CASE...]
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "faults.h"

static unsigned int number, failed;

static void result(bool good, const char *name)
{
	number++;
	failed += !good;
	printf("%s %u %s\n", good ? "ok" : "not ok", number, name);
	fflush(stdout);
}

/* What may be said of a fault: copies from and to user space fail too, and
 * socket() says ENFILE where there is no memory for the file.
 */
static bool is_clean(int err)
{
	return !err || err == ENOMEM || err == ENOBUFS || err == EFAULT ||
	       err == ENFILE;
}

static bool complain(const struct fault_case *c, unsigned int n,
		     const char *what, int err)
{
	printf("# %s: fault %u: %s: %s\n", c->name, n, what, strerror(err));
	return false;
}

/* One round, fault @n; @more: there was one. */
static bool round_of(const struct fault_case *c, unsigned int n, bool *more)
{
	int err = c->before ? c->before() : 0;

	if (err)
		return complain(c, n, "before", err);
	inject(c->where, n);
	err = c->op();
	*more = inject_end(c->where);
	if (!is_clean(err))
		return complain(c, n, "wrong error", err);
	/* Where memory of several pages fails all the time, that may end it too. */
	if (!*more && err && c->where != IN_TASK_LARGE)
		return complain(c, n, "error without a fault", err);
	if (c->after && c->after(err))
		return complain(c, n, "cannot be taken back", err);
	if (!traffic_good())
		return complain(c, n, "a good message does not pass", err);
	return true;
}

static bool run(const struct fault_case *c)
{
	bool more = true, good = true;
	unsigned int n;

	for (n = 1; good && more && n <= c->max; n++)
		good = round_of(c, n, &more);
	printf("# %s: %u faults\n", c->name, n - 2);
	if (good && more)
		good = complain(c, n, "no end of faults", 0);
	if (good && n < 3)
		good = complain(c, n, "no fault at all", 0);
	return good && traffic_opens();
}

static bool wanted(const char *name, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (!strcmp(name, argv[i]))
			return true;
	return argc == 1;
}

int main(int argc, char **argv)
{
	const struct fault_case *const lists[] = { configure_cases,
						   traffic_cases };
	const struct fault_case *c;
	unsigned int i;

	printf("KTAP version 1\n");
	result(inject_open() && configure_open() && traffic_open(), "start");
	for (i = 0; i < 2; i++)
		for (c = lists[i]; c->name; c++)
			if (wanted(c->name, argc, argv))
				result(run(c), c->name);
	printf("1..%u\n", number);
	return failed ? 1 : 0;
}
