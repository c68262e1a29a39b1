// SPDX-License-Identifier: GPL-2.0
/*
 * Children that answer questions. What one says is heard until it ends, and then its answer is
 * given; one whose time is over is killed with what it has started.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "agent.h"
#include "job.h"

static_assert(sizeof(struct answer) <= JOB_SAYS_MAX,
	      "an answer is too long for what is heard");

/* As many as the kernel has outstanding at a time. */
#define JOBS 64

/**
 * struct job - a child that runs
 * @ops: what it does
 * @pid: its process, also its group; 0: the job is none
 * @out: what it says comes here, -1 after the end of that
 * @over: its time is, so that nobody waits for its answer
 * @ended: it has, with @status
 * @status: as of waitpid()
 * @q: what it answers
 * @deadline_ms: when it is killed, by now_ms()
 * @len: bytes of @said
 * @said: what it has said, and a NUL
 */
struct job {
	const struct job_ops *ops;
	pid_t pid;
	int out;
	bool over;
	bool ended;
	int status;
	struct question q;
	int64_t deadline_ms;
	size_t len;
	char said[JOB_SAYS_MAX + 1];
};

static struct job jobs[JOBS];

/* In the child. */
static void run(const struct job_ops *ops, const struct row *row,
		const struct question *q, int out)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setpgid(0, 0);
	/* It has the daemon's sockets, for which the kernel would take it for an agent. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	ops->run(row, q, out);
	_exit(127);
}

bool job_start(const struct job_ops *ops, const struct row *row,
	       const struct question *q)
{
	struct job *job = jobs;
	int out[2];
	pid_t pid;

	while (job < jobs + JOBS && job->pid)
		job++;
	if (job == jobs + JOBS || pipe2(out, O_CLOEXEC))
		return false;
	pid = fork();
	if (!pid)
		run(ops, row, q, out[1]);
	close(out[1]);
	if (pid < 0) {
		close(out[0]);
		return false;
	}
	setpgid(pid, pid);
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	*job = (struct job){
		.ops = ops,
		.pid = pid,
		.out = out[0],
		.q = *q,
		.deadline_ms = now_ms() + q->left_ms,
	};
	return true;
}

static void finish(struct job *job)
{
	struct answer answer = { 0 };
	bool good = WIFEXITED(job->status) && !WEXITSTATUS(job->status) &&
		    job->ops->take(&job->q, job->said, job->len, &answer);

	if (!good)
		answer = (struct answer){ .refused = true };
	if (job->over)
		say_of(&job->q, "killed, since its time was over");
	else if (!good)
		say_of(&job->q, "failed, status 0x%x", job->status);
	if (!job->over)
		agent_answer(job->q.cookie, &answer);
	explicit_bzero(&answer, sizeof(answer));
	explicit_bzero(job, sizeof(*job));
}

/* Read what a child says. One that says too much is heard no further. */
static void hear(struct job *job)
{
	ssize_t n;

	do {
		n = read(job->out, job->said + job->len,
			 JOB_SAYS_MAX - job->len);
		if (n > 0)
			job->len += n;
	} while (n > 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	close(job->out);
	job->out = -1;
}

void job_ready(void)
{
	struct job *job;

	for (job = jobs; job < jobs + JOBS; job++) {
		if (!job->pid)
			continue;
		if (job->out >= 0)
			hear(job);
		if (!job->ended)
			job->ended = waitpid(job->pid, &job->status, WNOHANG) ==
				     job->pid;
		if (now_ms() >= job->deadline_ms) {
			job->over = true;
			kill(-job->pid, SIGKILL);
			/* What it has started may have the pipe. */
			if (job->out >= 0)
				close(job->out);
			job->out = -1;
		}
		if (job->ended && job->out < 0)
			finish(job);
	}
}

unsigned int job_fds(struct pollfd *fds, unsigned int max)
{
	unsigned int n = 0;
	struct job *job;

	for (job = jobs; job < jobs + JOBS && n < max; job++)
		if (job->pid && job->out >= 0)
			fds[n++] = (struct pollfd){ job->out, POLLIN, 0 };
	return n;
}

int job_timeout_ms(void)
{
	int64_t now = now_ms(), least = -1;
	struct job *job;

	for (job = jobs; job < jobs + JOBS; job++) {
		int64_t left = job->deadline_ms - now;

		if (!job->pid)
			continue;
		/* One that was killed is reaped soon, of which SIGCHLD tells. */
		if (left <= 0)
			left = 100;
		if (least < 0 || left < least)
			least = left;
	}
	return least;
}

/* Nobody is left who would kill them when their time is over. */
void job_end(void)
{
	struct job *job;

	for (job = jobs; job < jobs + JOBS; job++)
		if (job->pid)
			kill(-job->pid, SIGKILL);
	explicit_bzero(jobs, sizeof(jobs));
}
