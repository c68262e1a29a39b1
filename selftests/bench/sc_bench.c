// SPDX-License-Identifier: GPL-2.0
/*
 * Round trips and streams between two namespaces over any kind of socket, in
 * nanoseconds: instructions of both ends where the clock counts these.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

#define RTT_BYTES 100
#define STREAM_BYTES 1200
#define CAPTURED 8
/* Messages on their way at most: peers' queues have room for a thousand. */
#define AHEAD 256
/* Guest seconds after which messages are lost. */
#define PATIENCE 60

struct shared *shared;
static int to_server[2], to_client[2];

static const struct kind *const kinds[] = {
	&kind_seccomm, &kind_udp, &kind_raw,  &kind_tcp,
	&kind_ktls,    &kind_evp, &kind_dtls, &kind_tls,
};

noreturn void fail(const char *what)
{
	fprintf(stderr, "sc_bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

void enter_ns(const char *name)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		fail(path);
	close(fd);
}

__u64 now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static __u64 switches(void)
{
	unsigned long long n = 0;
	char line[4096];
	FILE *f = fopen("/proc/stat", "r");

	if (!f)
		fail("/proc/stat");
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "ctxt %llu", &n) == 1)
			break;
	fclose(f);
	return n;
}

/* From here on this end runs there alone, if the command line names a CPU. */
static void pin(const struct end *end)
{
	const int cpu = end->opt->cpu[end->side];
	cpu_set_t set;

	if (cpu < 0)
		return;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		fail("sched_setaffinity");
}

static void policy(int which)
{
	struct sched_param param = { .sched_priority = which == SCHED_FIFO };

	if (sched_setscheduler(0, which, &param))
		fail("sched_setscheduler");
}

/* ---- the server ---- */

static void echo(struct end *end)
{
	__u8 body[PACKET_MAX];
	unsigned int i;
	ssize_t n;

	for (i = 0; i < shared->count; i++) {
		n = end->kind->recv(end, body, shared->bytes);
		message_check(body, n, shared->bytes, i);
		end->kind->send(end, body, n);
	}
}

/* Tell the sender what has come. */
static void let_send(unsigned int received)
{
	__atomic_store_n(&shared->received, received, __ATOMIC_RELEASE);
}

static void sink_batches(struct end *end)
{
	static __u8 bodies[BATCH_MAX][PACKET_MAX];
	struct mmsghdr m[BATCH_MAX] = {};
	struct iovec iov[BATCH_MAX];
	unsigned int i, got = 0;
	int n, j;

	for (i = 0; i < shared->batch; i++) {
		iov[i] = (struct iovec){ bodies[i], shared->bytes };
		m[i].msg_hdr.msg_iov = &iov[i];
		m[i].msg_hdr.msg_iovlen = 1;
	}
	while (got < shared->count) {
		n = recvmmsg(end->fd, m, shared->batch, MSG_WAITFORONE, NULL);
		if (n < 0)
			fail("recvmmsg");
		for (j = 0; j < n; j++)
			message_check(bodies[j], m[j].msg_len, shared->bytes,
				      got++);
		let_send(got);
	}
}

/* The receiver is woken for each message, or reads when the sender has nothing
 * to do: one or the other always, never by chance.
 */
static void sink(struct end *end)
{
	__u8 body[PACKET_MAX];
	unsigned int i;

	policy(end->opt->idle ? SCHED_IDLE : SCHED_FIFO);
	if (shared->batch > 1) {
		sink_batches(end);
	} else {
		for (i = 0; i < shared->count; i++) {
			message_check(body,
				      end->kind->recv(end, body, shared->bytes),
				      shared->bytes, i);
			let_send(i + 1);
		}
	}
	shared->ended = now();
	policy(SCHED_OTHER);
}

static noreturn void serve(struct end *end)
{
	char c;

	enter_ns(end->opt->ns[1]);
	pin(end);
	while (read(to_server[0], &c, 1) == 1) {
		alarm(PATIENCE);
		switch (c) {
		case OPEN:
			end->connected = shared->connected;
			end->kind->open(end);
			break;
		case JOIN:
			end->kind->join(end);
			break;
		case FIRST:
			end->kind->join(end);
			echo(end);
			break;
		case ECHO:
			echo(end);
			break;
		case SINK:
			sink(end);
			break;
		case CLOSE:
			end->kind->close(end);
			break;
		}
		alarm(0);
		if (write(to_client[1], &c, 1) != 1)
			fail("write");
	}
	exit(0);
}

/* ---- the client ---- */

void ask(char request)
{
	alarm(PATIENCE);
	if (write(to_server[1], &request, 1) != 1)
		fail("write");
}

void answer(void)
{
	char c;

	if (read(to_client[0], &c, 1) != 1) {
		fprintf(stderr, "sc_bench: the server is gone\n");
		exit(1);
	}
	alarm(0);
}

void round_trip(struct end *end, __u8 *body, size_t bytes, __u64 number)
{
	__u8 back[PACKET_MAX];

	memcpy(body, &number, sizeof(number));
	end->kind->send(end, body, bytes);
	message_check(back, end->kind->recv(end, back, bytes), bytes, number);
}

static __u64 round_trips(struct end *end, size_t bytes, unsigned int count)
{
	__u8 body[PACKET_MAX];
	__u64 start, end_ns;
	unsigned int i;

	shared->bytes = bytes;
	shared->count = count;
	message_make(body, bytes, 0);
	ask(ECHO);
	start = now();
	for (i = 0; i < count; i++)
		round_trip(end, body, bytes, i);
	end_ns = now();
	answer();
	return end_ns - start;
}

/* Before message @sent: let what is on its way arrive, where another thread
 * than ours carries it. A receiver of idle priority reads when all is sent.
 */
static void let_receive(const struct end *end, unsigned int sent)
{
	if (end->opt->idle)
		return;
	while (sent - __atomic_load_n(&shared->received, __ATOMIC_ACQUIRE) >
	       AHEAD)
		sched_yield();
}

static void send_batches(struct end *end, size_t bytes, unsigned int count,
			 unsigned int batch)
{
	static __u8 bodies[BATCH_MAX][BODY_MAX];
	struct mmsghdr m[BATCH_MAX] = {};
	struct iovec iov[BATCH_MAX];
	unsigned int i, n, sent;

	for (i = 0; i < batch; i++) {
		message_make(bodies[i], bytes, 0);
		iov[i] = (struct iovec){ bodies[i], bytes };
		m[i].msg_hdr.msg_iov = &iov[i];
		m[i].msg_hdr.msg_iovlen = 1;
	}
	for (sent = 0; sent < count; sent += n) {
		n = count - sent < batch ? count - sent : batch;
		let_receive(end, sent);
		for (i = 0; i < n; i++)
			memcpy(bodies[i], &(__u64){ sent + i }, sizeof(__u64));
		if (sendmmsg(end->fd, m, n, 0) != (int)n)
			fail("sendmmsg");
	}
}

static __u64 one_way(struct end *end, size_t bytes, unsigned int count,
		     unsigned int batch)
{
	__u8 body[PACKET_MAX];
	unsigned int i;
	__u64 start;

	shared->bytes = bytes;
	shared->count = count;
	shared->batch = batch;
	shared->received = 0;
	message_make(body, bytes, 0);
	ask(SINK);
	start = now();
	if (batch > 1) {
		send_batches(end, bytes, count, batch);
	} else {
		for (i = 0; i < count; i++) {
			let_receive(end, i);
			memcpy(body, &(__u64){ i }, sizeof(__u64));
			end->kind->send(end, body, bytes);
		}
	}
	answer();
	return shared->ended - start;
}

static void begin_line(const struct end *end, const char *figure)
{
	printf("{\"row\":\"%s\",\"figure\":\"%s\",\"server\":\"%s\",",
	       end->opt->label, figure,
	       shared->connected ? "connected" : "unconnected");
}

/* Packets of the conversation as they are on the wire. */
static void look(struct end *end)
{
	struct capture *c = capture_start(end->opt->interface);

	round_trips(end, end->opt->bytes, CAPTURED);
	one_way(end, STREAM_BYTES, CAPTURED, 1);
	begin_line(end, "wire");
	capture_end(c);
	puts("}");
}

/* Does nothing, and tells the profiler's plugin to begin or to end. */
static void mark(void)
{
	__asm__ volatile("xchg %%bx, %%bx" ::: "memory");
}

static void measure(struct end *end, const char *figure)
{
	const struct options *opt = end->opt;
	const bool rtt = !strcmp(figure, "rtt");
	const size_t bytes = rtt ? opt->bytes : STREAM_BYTES;
	__u64 took[opt->repeats], switched[opt->repeats], before;
	const unsigned int warm_up = opt->count / 10;
	unsigned int i;

	if (rtt)
		round_trips(end, bytes, warm_up);
	else
		one_way(end, bytes, warm_up, opt->batch);
	for (i = 0; i < opt->repeats; i++) {
		before = switches();
		mark();
		took[i] = rtt ? round_trips(end, bytes, opt->count) :
				one_way(end, bytes, opt->count, opt->batch);
		mark();
		switched[i] = switches() - before;
	}
	begin_line(end, !rtt && opt->idle ? "stream-idle" : figure);
	printf("\"bytes\":%zu,\"count\":%u,\"batch\":%u,\"instructions\":[",
	       bytes, opt->count, rtt ? 1 : opt->batch);
	for (i = 0; i < opt->repeats; i++)
		printf("%s%.1f", i ? "," : "", (double)took[i] / opt->count);
	printf("],\"switches\":[");
	for (i = 0; i < opt->repeats; i++)
		printf("%s%.2f", i ? "," : "",
		       (double)switched[i] / opt->count);
	puts("]}");
	fflush(stdout);
}

static void converse(struct end *end, bool connected)
{
	shared->connected = connected;
	ask(OPEN);
	answer();
	end->connected = true;
	end->kind->open(end);
	ask(JOIN);
	end->kind->join(end);
	answer();
	if (end->opt->interface)
		look(end);
	if (end->opt->rtt)
		measure(end, "rtt");
	if (end->opt->stream)
		measure(end, "stream");
	end->kind->close(end);
	ask(CLOSE);
	answer();
}

static int talk(const struct kind *kind, const struct options *opt)
{
	struct end end = { .kind = kind, .opt = opt };
	int status;
	pid_t pid;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || pipe(to_server) || pipe(to_client))
		fail("shared");
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (!pid) {
		close(to_server[1]);
		close(to_client[0]);
		end.side = 1;
		serve(&end);
	}
	close(to_server[0]);
	close(to_client[1]);
	enter_ns(opt->ns[0]);
	pin(&end);
	if (opt->opens)
		measure_opens(&end);
	else
		converse(&end, true);
	if (!opt->opens && kind->datagram && opt->unconnected)
		converse(&end, false);
	close(to_server[1]);
	if (waitpid(pid, &status, 0) != pid || status)
		fail("server");
	return 0;
}

static noreturn void show_usage(void)
{
	fputs("usage: sc_bench KIND [OPTION]... NS-A NS-B ADDRESS-A ADDRESS-B\n"
	      "KIND is seccomm, udp, raw, tcp, ktls, evp, dtls, tls, or sessions (what SecComm's\n"
	      "cost)\n"
	      "  -l LABEL  -s STACK  -c aes|chacha, of tls psk|cert  -n COUNT  -r REPEATS  -b BATCH\n"
	      "  -B BYTES  in round trips\n"
	      "  -i IF     capture there and tell what the packets look like\n"
	      "  -p A,B    the client on CPU A, the server on CPU B\n"
	      "  -C        connected sockets only\n"
	      "  -O        COUNT opens: what they take more than a round trip\n"
	      "  -x COMMAND  before each of these\n"
	      "  -I        the receiver of the stream at idle priority\n"
	      "  -R        round trips only   -S  stream only\n",
	      stderr);
	exit(2);
}

static void read_options(struct options *opt, int argc, char **argv)
{
	unsigned int i;
	int c;

	optind = 2;
	while ((c = getopt(argc, argv, "b:c:i:l:n:p:r:s:x:B:CIORS")) != -1) {
		switch (c) {
		case 'b':
			opt->batch = strtoul(optarg, NULL, 10);
			break;
		case 'c':
			opt->cipher = optarg;
			break;
		case 'i':
			opt->interface = optarg;
			break;
		case 'l':
			opt->label = optarg;
			break;
		case 'n':
			opt->count = strtoul(optarg, NULL, 10);
			break;
		case 'p':
			if (sscanf(optarg, "%d,%d", &opt->cpu[0],
				   &opt->cpu[1]) != 2)
				show_usage();
			break;
		case 'r':
			opt->repeats = strtoul(optarg, NULL, 10);
			break;
		case 's':
			opt->stack = optarg;
			break;
		case 'x':
			opt->before = optarg;
			break;
		case 'B':
			opt->bytes = strtoul(optarg, NULL, 10);
			break;
		case 'C':
			opt->unconnected = false;
			break;
		case 'I':
			opt->idle = true;
			break;
		case 'O':
			opt->opens = true;
			break;
		case 'R':
			opt->stream = false;
			break;
		case 'S':
			opt->rtt = false;
			break;
		default:
			show_usage();
		}
	}
	if (argc - optind != 4 || !opt->repeats || !opt->count || !opt->batch ||
	    opt->batch > BATCH_MAX || !opt->bytes || opt->bytes > STREAM_BYTES)
		show_usage();
	for (i = 0; i < 2; i++) {
		opt->ns[i] = argv[optind + i];
		opt->host[i] = argv[optind + 2 + i];
	}
}

int main(int argc, char **argv)
{
	struct options opt = {
		.label = "",
		.stack = "",
		.cipher = "aes",
		.count = 2000,
		.repeats = 3,
		.batch = 1,
		.bytes = RTT_BYTES,
		.cpu = { -1, -1 },
		.rtt = true,
		.stream = true,
		.unconnected = true,
	};
	const char *kind = argc > 1 ? argv[1] : "";
	unsigned int i;

	read_options(&opt, argc, argv);
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!strcmp(kind, "sessions"))
		return sessions_main(&opt);
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kind, kinds[i]->name))
			return talk(kinds[i], &opt);
	show_usage();
}
