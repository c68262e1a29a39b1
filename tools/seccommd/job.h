/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Children that answer questions: several at a time, each in a process of its own, which is
 * killed when its time is over.
 */
#ifndef SECCOMMD_JOB_H
#define SECCOMMD_JOB_H

#include "seccommd.h"

struct row;

/* More than any answer has, as text or as struct answer. */
#define JOB_SAYS_MAX 8192

/**
 * struct job_ops - what a kind has children do
 * @run: in the child: find the answer to a question by a row, write to @out what take() reads,
 *	and exit by _exit(), with status 0 in case of success
 * @take: read what a child has said, @len bytes and a NUL: fill in the answer; false: there is
 *	none
 */
struct job_ops {
	void (*run)(const struct row *row, const struct question *q, int out);
	bool (*take)(const struct question *q, const char *said, size_t len,
		     struct answer *answer);
};

/* Have a child answer a question by @row. False: there are too many, or none could be started. */
bool job_start(const struct job_ops *ops, const struct row *row,
	       const struct question *q);
/* What struct kind has of these names. */
unsigned int job_fds(struct pollfd *fds, unsigned int max);
void job_ready(void);
int job_timeout_ms(void);
void job_end(void);

#endif /* SECCOMMD_JOB_H */
