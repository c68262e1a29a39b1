// SPDX-License-Identifier: GPL-2.0
/*
 * The log of NonRepudiation: how many syncs evidence takes, what may wait to be written, and
 * when a log takes no more.
 */
#include <kunit/test.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include "audit/log.h"
#include "mp/signature.h"
#include "netns.h"
#include "pk/key.h"
#include "seccomm_log.h"
#include "stats.h"

#define BATCH 64
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

/**
 * struct logged - a log, its file, and what was counted before
 * @log: the log; evidence waits for a second, if no batch is full
 * @file: its file, in memory, and a reference
 * @messages: the counter of messages
 * @syncs: the counter of syncs
 */
struct logged {
	struct seccomm_log log;
	struct file *file;
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
	e->algorithm = "an algorithm";
	e->key = seccomm_pk_get(&signer);
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

static struct kunit_case seccomm_audit_cases[] = {
	KUNIT_CASE(shared_syncs),
	KUNIT_CASE(long_messages),
	KUNIT_CASE(bounded),
	KUNIT_CASE(changed),
	KUNIT_CASE(one_log),
	KUNIT_CASE(appended_meanwhile),
	{},
};

static struct kunit_suite seccomm_audit_suite = {
	.name = "seccomm_audit",
	.test_cases = seccomm_audit_cases,
};

kunit_test_suite(seccomm_audit_suite);

MODULE_DESCRIPTION("Tests of the log of NonRepudiation");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
