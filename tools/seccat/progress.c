// SPDX-License-Identifier: GPL-2.0
/*
 * Bytes and rate on a terminal while it lasts, where others do not write, and a
 * last line at the end; nothing at all when stderr is no terminal, unless -v
 * asks for the last line.
 */
#include <stdio.h>
#include <unistd.h>

#include "seccat.h"

void progress_start(struct conn *c)
{
	struct progress *p = &c->progress;

	p->on = isatty(STDERR_FILENO) || c->opt->verbose;
	p->tty = isatty(STDERR_FILENO) && !in_background(STDERR_FILENO);
	p->started = c->now;
	p->shown_at = c->now;
}

static void human(char *out, size_t size, double v)
{
	static const char *const unit[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	unsigned int i;

	for (i = 0; v >= 1024 && i < 4; i++)
		v /= 1024;
	snprintf(out, size, i ? "%.1f %s" : "%.0f %s", v, unit[i]);
}

void progress_show(struct conn *c, bool last)
{
	struct progress *p = &c->progress;
	double s = (double)(c->now - p->started) / SEC;
	char sent[32], received[32], rate[32];

	if (!p->on || !c->have_peer)
		return;
	if (!last && (!p->tty || c->now - p->shown_at < SEC / 2))
		return;
	p->shown_at = c->now;
	human(sent, sizeof(sent), c->out.bytes);
	human(received, sizeof(received), c->in.bytes);
	human(rate, sizeof(rate),
	      s > 0 ? (double)(c->out.bytes + c->in.bytes) / s : 0);
	fprintf(stderr, "%s%s sent, %s received, %s/s",
		p->tty ? "\r\033[K" : "", sent, received, rate);
	if (last)
		fprintf(stderr,
			", %.1f s, %llu segments sent again, %u session%s\n", s,
			(unsigned long long)c->out.again, c->session,
			c->session == 1 ? "" : "s");
	fflush(stderr);
}
