// SPDX-License-Identifier: GPL-2.0
/*
 * The log of NonRepudiation: how many syncs evidence takes, what may wait to be written, when a
 * log takes no more, and where checkpoints stand.
 */
#include <kunit/test.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/unaligned.h>
#include "audit/log.h"
#include "audit/record.h"
#include "mp/signature.h"
#include "netns.h"
#include "notify.h"
#include "pk/key.h"
#include "seccomm_log.h"
#include "seccomm_records.inc"
#include "stats.h"

#define BATCH 64
#define UNSIGNED 1024
#define MOST_QUEUED (4 * 1024 * 1024)
#define SIGNATURE 64
#define SHORT 100
#define LONG 20000

static const u8 spki[] = "a public key in DER";
static struct seccomm_pk signer = {
	.ref = REFCOUNT_INIT(1),
	.spki = spki,
	.spki_len = sizeof(spki),
};

/* The key that signs checkpoints. */
static struct seccomm_pk *receiver;

/**
 * struct logged - a log, its file, and what was counted before
 * @log: the log; evidence waits for a second, if no batch is full
 * @file: its file, in memory, and a reference
 * @receiver: who messages are for
 * @messages: the counter of messages
 * @syncs: the counter of syncs
 */
struct logged {
	struct seccomm_log log;
	struct file *file;
	struct seccomm_pk *receiver;
	u64 messages;
	u64 syncs;
};

/**
 * struct appending - a thread that appends
 * @test: KUnit's
 * @l: the log
 * @taken: how many the log took
 * @over: the log takes no more
 */
struct appending {
	struct kunit *test;
	struct logged *l;
	atomic_t taken;
	struct completion over;
};

static u64 count(enum seccomm_counter which)
{
	return seccomm_stats_read(seccomm_net(&init_net)->stats, which);
}

static struct logged *log_new(struct kunit *test)
{
	struct logged *l = kunit_kzalloc(test, sizeof(*l), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, l);
	l->receiver = receiver;
	seccomm_log_init(&l->log, &init_net, true);
	l->file = test_log_attach(test, &l->log, "");
	l->messages = count(SECCOMM_CNT_AUDIT_MESSAGES);
	l->syncs = count(SECCOMM_CNT_AUDIT_SYNCS);
	return l;
}

static void log_end(struct logged *l)
{
	seccomm_log_destroy(&l->log);
	fput(l->file);
}

static int log_append(struct kunit *test, struct logged *l, size_t len)
{
	struct seccomm_evidence *e;

	e = kvzalloc(struct_size(e, bytes, len + SIGNATURE), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, e);
	e->type = "a type";
	e->algorithm = "dsa2048";
	e->signer = seccomm_pk_get(&signer);
	e->receiver = seccomm_pk_get(l->receiver);
	e->data = e->bytes;
	e->data_len = len;
	e->signature = e->bytes + len;
	e->signature_len = SIGNATURE;
	return seccomm_log_append(&l->log, e, NULL);
}

static void expect_written(struct kunit *test, const struct logged *l,
			   unsigned int messages, unsigned int syncs)
{
	KUNIT_EXPECT_EQ(test, count(SECCOMM_CNT_AUDIT_MESSAGES) - l->messages,
			messages);
	KUNIT_EXPECT_EQ(test, count(SECCOMM_CNT_AUDIT_SYNCS) - l->syncs, syncs);
}

/* What waits is written together, by as few syncs as batches hold it. */
static void shared_syncs(struct kunit *test)
{
	static const unsigned int waiting[] = { 1, BATCH, BATCH + 1, 200 };
	struct logged *l;
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(waiting); i++) {
		l = log_new(test);
		mutex_lock(&l->log.writing);
		for (n = 0; n < waiting[i]; n++)
			KUNIT_EXPECT_EQ(test, log_append(test, l, SHORT), 0);
		mutex_unlock(&l->log.writing);
		KUNIT_EXPECT_EQ(test, seccomm_log_detach(&l->log, NULL), 0);
		expect_written(test, l, waiting[i],
			       DIV_ROUND_UP(waiting[i], BATCH));
		log_end(l);
	}
}

/* A batch has room for so many long messages only, and all are written nevertheless. */
static void long_messages(struct kunit *test)
{
	struct logged *l = log_new(test);
	unsigned int n;

	mutex_lock(&l->log.writing);
	for (n = 0; n < BATCH; n++)
		KUNIT_EXPECT_EQ(test, log_append(test, l, LONG), 0);
	mutex_unlock(&l->log.writing);
	KUNIT_EXPECT_EQ(test, seccomm_log_detach(&l->log, NULL), 0);
	expect_written(test, l, BATCH,
		       DIV_ROUND_UP(BATCH, 256 * 1024 / (LONG + 512)));
	KUNIT_EXPECT_GT(test, i_size_read(file_inode(l->file)),
			(loff_t)BATCH * LONG);
	log_end(l);
}

/* While a log is not written no more than its bound waits, and all of that is written. */
static void bounded(struct kunit *test)
{
	struct logged *l = log_new(test);
	unsigned int n = 0;
	int err;

	mutex_lock(&l->log.writing);
	while (!(err = log_append(test, l, LONG)))
		n++;
	KUNIT_EXPECT_EQ(test, err, -ENOBUFS);
	KUNIT_EXPECT_GT(test, n, MOST_QUEUED / (LONG + 512) - 1);
	KUNIT_EXPECT_LT(test, n, MOST_QUEUED / LONG);
	mutex_unlock(&l->log.writing);
	KUNIT_EXPECT_EQ(test, seccomm_log_detach(&l->log, NULL), 0);
	KUNIT_EXPECT_EQ(test, count(SECCOMM_CNT_AUDIT_MESSAGES) - l->messages,
			n);
	log_end(l);
}

/* Append until the log takes no more; @arg counts what it took. */
static int append_all(void *arg)
{
	struct appending *a = arg;
	int err;

	do {
		err = log_append(a->test, a->l, SHORT);
		if (!err)
			atomic_inc(&a->taken);
		else
			cond_resched();
	} while (err != -EIO);
	complete(&a->over);
	return 0;
}

/* Others append all the time, and a log lets go of its file nevertheless, with all that it has
 * taken written.
 */
static void appended_meanwhile(struct kunit *test)
{
	struct appending a = { .test = test, .l = log_new(test) };
	struct task_struct *task;

	init_completion(&a.over);
	task = kthread_run(append_all, &a, "append");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	while (count(SECCOMM_CNT_AUDIT_SYNCS) - a.l->syncs < 3)
		schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, seccomm_log_detach(&a.l->log, NULL), 0);
	wait_for_completion(&a.over);
	KUNIT_EXPECT_EQ(test, count(SECCOMM_CNT_AUDIT_MESSAGES) - a.l->messages,
			atomic_read(&a.taken));
	log_end(a.l);
}

/* A log whose file somebody else has written takes no more. */
static void changed(struct kunit *test)
{
	struct logged *l = log_new(test);
	struct seccomm_log_info info;
	loff_t at = i_size_read(file_inode(l->file));

	KUNIT_EXPECT_EQ(test, log_append(test, l, SHORT), 0);
	KUNIT_ASSERT_EQ(test, kernel_write(l->file, "x", 1, &at), 1);
	KUNIT_EXPECT_EQ(test, seccomm_log_detach(&l->log, NULL), -ESTALE);
	expect_written(test, l, 0, 0);
	seccomm_log_read(&l->log, &info);
	KUNIT_EXPECT_FALSE(test, info.attached);
	KUNIT_EXPECT_EQ(test, info.error, ESTALE);
	KUNIT_EXPECT_EQ(test, log_append(test, l, SHORT), -EIO);
	log_end(l);
}

/* A file serves one log at a time. */
static void one_log(struct kunit *test)
{
	struct logged *l = log_new(test), *other = log_new(test);
	struct seccomm_log_start start = {
		.file = l->file,
		.size = i_size_read(file_inode(l->file)),
		.chain.sequence = 1,
		.stack = "test",
		.canonical = "",
	};

	KUNIT_EXPECT_EQ(test, seccomm_log_detach(&other->log, NULL), 0);
	KUNIT_EXPECT_EQ(test, seccomm_log_attach(&other->log, &start, NULL),
			-EBUSY);
	KUNIT_EXPECT_EQ(test, seccomm_log_detach(&l->log, NULL), 0);
	KUNIT_EXPECT_EQ(test, seccomm_log_attach(&other->log, &start, NULL), 0);
	log_end(other);
	log_end(l);
}

/* The kinds of all records of a file, a digit each. */
static char *file_kinds(struct kunit *test, struct file *file)
{
	const loff_t size = i_size_read(file_inode(file));
	loff_t at = 0, pos;
	unsigned int n = 0;
	u8 head[12];
	char *kinds;

	kinds = kunit_kzalloc(test, 2 * UNSIGNED, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, kinds);
	while (at < size) {
		pos = at;
		KUNIT_ASSERT_EQ(test,
				kernel_read(file, head, sizeof(head), &pos),
				(ssize_t)sizeof(head));
		KUNIT_ASSERT_LT(test, n, 2 * UNSIGNED - 1);
		kinds[n++] = '0' + head[5];
		at += get_unaligned_be32(head + 8);
	}
	return kinds;
}

static unsigned int checkpoints(struct logged *l)
{
	struct seccomm_log_info info;

	seccomm_log_read(&l->log, &info);
	return info.checkpoints;
}

/* The vectors' checkpoint, byte for byte: a DSA signature has nothing random. */
static void vectors_checkpoint(struct kunit *test)
{
	const size_t len = sizeof(known_checkpoint) - 1;
	const u8 *known = known_checkpoint;
	const u64 sequence = get_unaligned_be64(known + 16);
	const u64 time = get_unaligned_be64(known + 24);
	/* Behind the head, the number of records and LP("dsa2048"). */
	const u64 key = get_unaligned_be64(known + 64 + 8 + 9);
	struct seccomm_chain chain = { .sequence = sequence };
	u8 *record = kunit_kzalloc(test, len, GFP_KERNEL);
	size_t room;
	int err;

	KUNIT_ASSERT_NOT_NULL(test, record);
	memcpy(chain.last, known + 32, sizeof(chain.last));
	room = seccomm_record_checkpoint_len(receiver, "dsa2048");
	KUNIT_ASSERT_EQ(test, room, len);
	err = seccomm_record_checkpoint(record, &chain, time, receiver,
					"dsa2048", key);
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_EXPECT_MEMEQ(test, record, known, len);
	KUNIT_EXPECT_EQ(test, chain.sequence, sequence + 1);
}

/* One after 1,024 records, behind its key, and one at the end. */
static void signed_by_number(struct kunit *test)
{
	struct logged *l = log_new(test);
	unsigned int n;
	char *kinds;

	mutex_lock(&l->log.writing);
	for (n = 0; n < UNSIGNED; n++)
		KUNIT_EXPECT_EQ(test, log_append(test, l, SHORT), 0);
	mutex_unlock(&l->log.writing);
	KUNIT_EXPECT_EQ(test, seccomm_log_detach(&l->log, NULL), 0);
	KUNIT_EXPECT_EQ(test, checkpoints(l), 2);
	kinds = file_kinds(test, l->file);
	/* A start and the signer's key are two of the records. */
	KUNIT_EXPECT_EQ(test, strlen(kinds), UNSIGNED + 2 + 2 + 1);
	KUNIT_EXPECT_MEMEQ(test, kinds, "341", 3);
	KUNIT_EXPECT_STREQ(test, kinds + UNSIGNED - 1, "142112");
	log_end(l);
}

/* One within a time, if there was a message. */
static void signed_in_time(struct kunit *test)
{
	struct logged *l = log_new(test);

	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&l->log.signing));
	KUNIT_EXPECT_EQ(test, log_append(test, l, SHORT), 0);
	flush_delayed_work(&l->log.work);
	expect_written(test, l, 1, 1);
	KUNIT_EXPECT_EQ(test, checkpoints(l), 0);
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&l->log.signing));
	flush_delayed_work(&l->log.signing);
	KUNIT_EXPECT_EQ(test, checkpoints(l), 1);
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&l->log.signing));
	KUNIT_EXPECT_EQ(test, log_append(test, l, SHORT), 0);
	KUNIT_EXPECT_EQ(test, seccomm_log_detach(&l->log, NULL), 0);
	KUNIT_EXPECT_STREQ(test, file_kinds(test, l->file), "3414212");
	log_end(l);
}

/* A file whose place another one takes ends with a checkpoint, and so does that one; a file
 * without a message has none.
 */
static void signed_at_rotation(struct kunit *test)
{
	struct logged *l = log_new(test);
	struct file *second = test_log_file(test), *third = test_log_file(test);
	struct seccomm_log_start start = {
		.file = second,
		.stack = "test",
		.canonical = "",
		.rotate = true,
	};

	KUNIT_EXPECT_EQ(test, log_append(test, l, SHORT), 0);
	KUNIT_EXPECT_EQ(test, seccomm_log_attach(&l->log, &start, NULL), 0);
	KUNIT_EXPECT_STREQ(test, file_kinds(test, l->file), "34142");
	KUNIT_EXPECT_EQ(test, checkpoints(l), 0);
	start.file = third;
	KUNIT_EXPECT_EQ(test, seccomm_log_attach(&l->log, &start, NULL), 0);
	KUNIT_EXPECT_STREQ(test, file_kinds(test, second), "3");
	KUNIT_EXPECT_EQ(test, log_append(test, l, SHORT), 0);
	KUNIT_EXPECT_EQ(test, seccomm_log_detach(&l->log, NULL), 0);
	KUNIT_EXPECT_STREQ(test, file_kinds(test, third), "34142");
	log_end(l);
	fput(second);
	fput(third);
}

/* How many checkpoints were told of that could not be signed, as a signature that a fault has
 * spoilt is.
 */
static atomic_t told;

static int tell(struct notifier_block *nb, unsigned long notice, void *arg)
{
	const struct seccomm_event *event = arg;

	if (notice == SECCOMM_NOTICE_EVENT &&
	    event->kind == SECCOMM_EVENT_AUDIT_UNSIGNED &&
	    event->error == ECANCELED && !strcmp(event->stack, "test"))
		atomic_inc(&told);
	return NOTIFY_OK;
}

/* A key whose signatures do not verify: it is told, messages go on, and signing is tried
 * again.
 */
static void cannot_sign(struct kunit *test)
{
	struct notifier_block listener = { .notifier_call = tell };
	struct logged *l = log_new(test);
	struct seccomm_pk *bad;

	atomic_set(&told, 0);
	bad = kunit_kzalloc(test, sizeof(*bad), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, bad);
	*bad = *receiver;
	refcount_set(&bad->ref, 1);
	bad->dsa.x = mpi_read_raw_data("\x05", 1);
	KUNIT_ASSERT_NOT_NULL(test, bad->dsa.x);
	l->receiver = bad;
	seccomm_notify_register(&listener);
	KUNIT_EXPECT_EQ(test, log_append(test, l, SHORT), 0);
	flush_delayed_work(&l->log.work);
	flush_delayed_work(&l->log.signing);
	KUNIT_EXPECT_EQ(test, checkpoints(l), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&told), 1);
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&l->log.signing));
	KUNIT_EXPECT_EQ(test, log_append(test, l, SHORT), 0);
	flush_delayed_work(&l->log.work);
	expect_written(test, l, 2, 2);
	KUNIT_EXPECT_EQ(test, seccomm_log_detach(&l->log, NULL), 0);
	seccomm_notify_unregister(&listener);
	KUNIT_EXPECT_EQ(test, atomic_read(&told), 2);
	/* The key is in the file, and signs nothing. */
	KUNIT_EXPECT_STREQ(test, file_kinds(test, l->file), "34141");
	log_end(l);
	KUNIT_EXPECT_EQ(test, refcount_read(&bad->ref), 1);
	mpi_free(bad->dsa.x);
}

static int audit_init(struct kunit_suite *suite)
{
	receiver = seccomm_pk_private(receiver_der, sizeof(receiver_der) - 1,
				      NULL);
	return PTR_ERR_OR_ZERO(receiver);
}

static void audit_exit(struct kunit_suite *suite)
{
	if (!IS_ERR(receiver))
		seccomm_pk_put(receiver);
}

static struct kunit_case seccomm_audit_cases[] = {
	KUNIT_CASE(shared_syncs),
	KUNIT_CASE(long_messages),
	KUNIT_CASE(bounded),
	KUNIT_CASE(changed),
	KUNIT_CASE(one_log),
	KUNIT_CASE(appended_meanwhile),
	KUNIT_CASE(vectors_checkpoint),
	KUNIT_CASE(signed_by_number),
	KUNIT_CASE(signed_in_time),
	KUNIT_CASE(signed_at_rotation),
	KUNIT_CASE(cannot_sign),
	{},
};

static struct kunit_suite seccomm_audit_suite = {
	.name = "seccomm_audit",
	.suite_init = audit_init,
	.suite_exit = audit_exit,
	.test_cases = seccomm_audit_cases,
};

kunit_test_suite(seccomm_audit_suite);

MODULE_DESCRIPTION("Tests of the log of NonRepudiation");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
