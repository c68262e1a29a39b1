// SPDX-License-Identifier: GPL-2.0
/*
 * One AF_SECCOMM socket, driven by words: system calls in the order in which
 * they are given, each result printed, the first unexpected one ends it with 1.
 */
#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "../lib/sc_addr.h"
#include "../lib/sc_slow.h"
#include "probe.h"

#define BLANKS "\n "
#define MSG_MAX 70000
#define WORDS_MAX 64
#define BATCH_MAX 64

static const char usage_text[] =
	"usage: sc_probe COMMAND...   or: sc_probe -   (a line of commands at a time on\n"
	"                             stdin; each line is answered by \"done\" or the error)\n"
	"  stack NAME | bind HOST PORT | connect HOST PORT | to HOST PORT | disconnect\n"
	"  send TEXT | sendhex HEX | sendsize BYTES | repeat N (the next send)\n"
	"  batch N TEXT (all by one sendmmsg())\n"
	"  recv [N] | recvhex [N] | sink N (recv, but silent) | expect TEXT | echo N | none (nothing to be read)\n"
	"  timeout MS (of a quiet machine) | buffer BYTES (for what is received) | nonblock | poll { in | out } | soerror | shutdown { rd | wr | rdwr }\n"
	"  get { stack | digest | epoch | growth | limit | inq | outq | hops6 | name | peer }\n"
	"  device NAME (confined to it) | class N (type of service and traffic class) |\n"
	"  get { scope (of the own address) | ids (of the peer) }\n"
	"  recverr (from now on) | errqueue (one error) | hops N\n"
	"  socket (another one) | become UID GID | say TEXT | wait (for a line on stdin)\n"
	"  fails ERRNO COMMAND\n";

static int sock = -1;
static struct sockaddr_seccomm dest;
static bool have_dest;
static int repeat = 1;
static int timeout_ms = 60000;
static __u8 buf[MSG_MAX];

/* The words not yet used. */
static char **words;
static int nr_words;

static noreturn void show_usage(void)
{
	fputs(usage_text, stderr);
	exit(2);
}

static char *word(void)
{
	if (!nr_words)
		show_usage();
	nr_words--;
	return *words++;
}

static bool next_is_number(void)
{
	return nr_words && words[0][0] >= '0' && words[0][0] <= '9';
}

static int set_timeout(void)
{
	const int ms = sc_slow_ms(timeout_ms);
	struct timeval tv = {
		.tv_sec = ms / 1000,
		.tv_usec = ms % 1000 * 1000,
	};

	if (setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)))
		return -1;
	return setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
}

static int op_socket(void)
{
	if (sock >= 0)
		close(sock);
	have_dest = false;
	sock = socket(seccomm_family(), SOCK_DGRAM, 0);
	if (sock < 0)
		return -1;
	return set_timeout();
}

/* For good; the socket stays who made it. */
static int op_become(void)
{
	uid_t uid = atoi(word());
	gid_t gid = atoi(word());

	if (setgroups(0, NULL) || setresgid(gid, gid, gid))
		return -1;
	return setresuid(uid, uid, uid);
}

static int op_timeout(void)
{
	timeout_ms = atoi(word());
	return set_timeout();
}

static int op_stack(void)
{
	const char *name = word();

	return setsockopt(sock, SOL_SECCOMM, SECCOMM_STACK, name,
			  strlen(name) + 1);
}

static void address(struct sockaddr_seccomm *a)
{
	const char *host = word();

	if (!sc_addr(a, host, word()))
		show_usage();
}

static int op_bind(void)
{
	struct sockaddr_seccomm a;

	address(&a);
	return bind(sock, (struct sockaddr *)&a, sizeof(a));
}

static int op_connect(void)
{
	struct sockaddr_seccomm a;

	address(&a);
	have_dest = false;
	return connect(sock, (struct sockaddr *)&a, sizeof(a));
}

static int op_disconnect(void)
{
	struct sockaddr a = { .sa_family = AF_UNSPEC };

	return connect(sock, &a, sizeof(a));
}

static int op_to(void)
{
	address(&dest);
	have_dest = true;
	return 0;
}

static int send_bytes(const void *data, size_t len)
{
	int n = repeat;

	repeat = 1;
	while (n--)
		if (sendto(sock, data, len, MSG_NOSIGNAL,
			   have_dest ? (struct sockaddr *)&dest : NULL,
			   have_dest ? sizeof(dest) : 0) != (ssize_t)len)
			return -1;
	return 0;
}

static int op_send(void)
{
	const char *text = word();

	return send_bytes(text, strlen(text));
}

static int op_batch(void)
{
	int n = atoi(word()), i;
	const char *text = word();
	struct iovec iov = { .iov_base = (void *)text,
			     .iov_len = strlen(text) };
	struct mmsghdr msgs[BATCH_MAX] = {};

	if (n < 1 || n > BATCH_MAX)
		show_usage();
	for (i = 0; i < n; i++) {
		msgs[i].msg_hdr.msg_iov = &iov;
		msgs[i].msg_hdr.msg_iovlen = 1;
		if (have_dest) {
			msgs[i].msg_hdr.msg_name = &dest;
			msgs[i].msg_hdr.msg_namelen = sizeof(dest);
		}
	}
	return sendmmsg(sock, msgs, (unsigned int)n, MSG_NOSIGNAL) == n ? 0 :
									  -1;
}

static int op_sendhex(void)
{
	const char *hex = word();
	size_t n = 0;
	int used;

	while (n < sizeof(buf) && sscanf(hex, "%2hhx%n", &buf[n], &used) == 1) {
		hex += used;
		n++;
	}
	if (*hex)
		show_usage();
	return send_bytes(buf, n);
}

static int op_sendsize(void)
{
	size_t n = strtoul(word(), NULL, 10), i;

	if (n > sizeof(buf))
		show_usage();
	for (i = 0; i < n; i++)
		buf[i] = 'a' + i % 26;
	return send_bytes(buf, n);
}

static int op_repeat(void)
{
	repeat = atoi(word());
	return 0;
}

static ssize_t receive(struct sockaddr_seccomm *from)
{
	socklen_t len = sizeof(*from);

	return recvfrom(sock, buf, sizeof(buf), 0, (struct sockaddr *)from,
			&len);
}

static int op_recv_as(bool hex)
{
	int n = next_is_number() ? atoi(word()) : 1;
	struct sockaddr_seccomm from;
	ssize_t len, i;

	while (n--) {
		len = receive(&from);
		if (len < 0)
			return -1;
		printf("from %s %u ", sc_host(&from), ntohs(from.ssc_port));
		if (!hex)
			fwrite(buf, 1, (size_t)len, stdout);
		for (i = 0; hex && i < len; i++)
			printf("%02x", buf[i]);
		putchar('\n');
		fflush(stdout);
	}
	return 0;
}

static int op_recv(void)
{
	return op_recv_as(false);
}

static int op_recvhex(void)
{
	return op_recv_as(true);
}

static int op_expect(void)
{
	struct sockaddr_seccomm from;
	const char *text = word();
	ssize_t len = receive(&from);

	if (len < 0)
		return -1;
	if ((size_t)len == strlen(text) && !memcmp(buf, text, (size_t)len))
		return 0;
	printf("not expected: ");
	fwrite(buf, 1, (size_t)len, stdout);
	putchar('\n');
	errno = EBADMSG;
	return -1;
}

static int op_sink(void)
{
	int n = atoi(word());
	struct sockaddr_seccomm from;

	while (n--)
		if (receive(&from) < 0)
			return -1;
	return 0;
}

static int op_none(void)
{
	struct pollfd p = { .fd = sock, .events = POLLIN };

	if (poll(&p, 1, 0) <= 0)
		return 0;
	errno = EEXIST;
	return -1;
}

static int op_echo(void)
{
	int n = atoi(word());
	struct sockaddr_seccomm from;
	ssize_t len;

	while (n--) {
		len = receive(&from);
		if (len < 0 ||
		    sendto(sock, buf, (size_t)len, MSG_NOSIGNAL,
			   (struct sockaddr *)&from, sizeof(from)) != len)
			return -1;
	}
	return 0;
}

static int op_buffer(void)
{
	int size = atoi(word());

	return setsockopt(sock, SOL_SOCKET, SO_RCVBUFFORCE, &size,
			  sizeof(size));
}

static int op_nonblock(void)
{
	int one = 1;

	return ioctl(sock, FIONBIO, &one);
}

static int op_poll(void)
{
	struct pollfd p = { .fd = sock };

	p.events = strcmp(word(), "out") ? POLLIN : POLLOUT;
	switch (poll(&p, 1, sc_slow_ms(timeout_ms))) {
	case -1:
		return -1;
	case 0:
		errno = ETIME;
		return -1;
	}
	printf("poll%s%s%s%s\n", p.revents & POLLIN ? " in" : "",
	       p.revents & POLLOUT ? " out" : "",
	       p.revents & POLLERR ? " err" : "",
	       p.revents & POLLHUP ? " hup" : "");
	return 0;
}

static int op_soerror(void)
{
	socklen_t len = sizeof(int);
	int err;

	if (getsockopt(sock, SOL_SOCKET, SO_ERROR, &err, &len))
		return -1;
	printf("soerror %s\n", err ? strerrorname_np(err) : "0");
	return 0;
}

static int op_shutdown(void)
{
	const char *how = word();

	return shutdown(sock, !strcmp(how, "rd") ? SHUT_RD :
			      !strcmp(how, "wr") ? SHUT_WR :
						   SHUT_RDWR);
}

static int op_get(void)
{
	const char *what = word();

	if (!strcmp(what, "stack"))
		return probe_get_bytes(sock, what, SECCOMM_STACK);
	if (!strcmp(what, "digest"))
		return probe_get_bytes(sock, what, SECCOMM_DIGEST);
	if (!strcmp(what, "epoch"))
		return probe_get_u32(sock, what, SECCOMM_EPOCH);
	if (!strcmp(what, "growth"))
		return probe_get_u32(sock, what, SECCOMM_GROWTH);
	if (!strcmp(what, "limit"))
		return probe_get_u32(sock, what, SECCOMM_LIMIT);
	if (!strcmp(what, "inq"))
		return probe_get_queue(sock, what, FIONREAD);
	if (!strcmp(what, "outq"))
		return probe_get_queue(sock, what, TIOCOUTQ);
	if (!strcmp(what, "hops6"))
		return probe_get_hops6(sock, what);
	if (!strcmp(what, "name"))
		return probe_get_address(sock, what, false);
	if (!strcmp(what, "peer"))
		return probe_get_address(sock, what, true);
	if (!strcmp(what, "scope"))
		return probe_get_scope(sock);
	if (!strcmp(what, "ids"))
		return probe_get_ids(sock);
	show_usage();
	return -1;
}

static int op_recverr(void)
{
	return probe_recverr(sock);
}

static int op_errqueue(void)
{
	return probe_errqueue(sock);
}

static int op_hops(void)
{
	return probe_hops(sock, atoi(word()));
}

static int op_device(void)
{
	return probe_device(sock, word());
}

static int op_class(void)
{
	return probe_class(sock, atoi(word()));
}

static int op_say(void)
{
	puts(word());
	return 0;
}

static int op_wait(void)
{
	char c;

	while (read(STDIN_FILENO, &c, 1) == 1)
		if (c == '\n')
			return 0;
	errno = EPIPE;
	return -1;
}

static int op_fails(void);

static const struct {
	const char *name;
	int (*run)(void);
} ops[] = {
	{ "socket", op_socket },
	{ "become", op_become },
	{ "stack", op_stack },
	{ "bind", op_bind },
	{ "connect", op_connect },
	{ "disconnect", op_disconnect },
	{ "to", op_to },
	{ "send", op_send },
	{ "batch", op_batch },
	{ "sendhex", op_sendhex },
	{ "sendsize", op_sendsize },
	{ "repeat", op_repeat },
	{ "recv", op_recv },
	{ "recvhex", op_recvhex },
	{ "sink", op_sink },
	{ "expect", op_expect },
	{ "echo", op_echo },
	{ "buffer", op_buffer },
	{ "none", op_none },
	{ "timeout", op_timeout },
	{ "nonblock", op_nonblock },
	{ "poll", op_poll },
	{ "soerror", op_soerror },
	{ "shutdown", op_shutdown },
	{ "get", op_get },
	{ "recverr", op_recverr },
	{ "errqueue", op_errqueue },
	{ "hops", op_hops },
	{ "device", op_device },
	{ "class", op_class },
	{ "say", op_say },
	{ "wait", op_wait },
	{ "fails", op_fails },
	{ NULL, NULL },
};

static int run_one(void)
{
	const char *name = word();
	int i;

	for (i = 0; ops[i].name; i++)
		if (!strcmp(ops[i].name, name))
			return ops[i].run();
	fprintf(stderr, "sc_probe: no command \"%s\"\n", name);
	show_usage();
	return -1;
}

static int op_fails(void)
{
	const char *want = word(), *name = words[0];

	if (!run_one()) {
		printf("%s did not fail\n", name);
		errno = EBADMSG;
		return -1;
	}
	if (!strcmp(strerrorname_np(errno), want))
		return 0;
	printf("%s gave %s\n", name, strerrorname_np(errno));
	errno = EBADMSG;
	return -1;
}

static int run_all(void)
{
	const char *name;

	while (nr_words) {
		name = words[0];
		if (run_one()) {
			printf("%s: %s\n", name, strerrorname_np(errno));
			fflush(stdout);
			return 1;
		}
		fflush(stdout);
	}
	return 0;
}

static int run_lines(void)
{
	static char line[2 * MSG_MAX];
	char *w[WORDS_MAX];

	while (fgets(line, sizeof(line), stdin)) {
		words = w;
		nr_words = 0;
		w[0] = strtok(line, BLANKS);
		while (nr_words < WORDS_MAX - 1 && w[nr_words])
			w[++nr_words] = strtok(NULL, BLANKS);
		if (!run_all())
			puts("done");
		fflush(stdout);
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		show_usage();
	setvbuf(stdin, NULL, _IONBF, 0);
	if (op_socket()) {
		printf("socket: %s\n", strerrorname_np(errno));
		return 1;
	}
	if (!strcmp(argv[1], "-"))
		return run_lines();
	words = argv + 1;
	nr_words = argc - 1;
	return run_all();
}
