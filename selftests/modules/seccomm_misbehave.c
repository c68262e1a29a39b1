// SPDX-License-Identifier: GPL-2.0
/*
 * Misbehaves on request, so that the tests can prove that the VM runner
 * notices: write one of the names below to debugfs seccomm_misbehave.
 */
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(misbehave_lock);
static DEFINE_MUTEX(misbehave_a);
static DEFINE_MUTEX(misbehave_b);
static struct dentry *misbehave_file;

static void misbehave_warn(void)
{
	WARN(1, "seccomm_misbehave: on request\n");
}

static void misbehave_oops(void)
{
	int *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	WRITE_ONCE(*p, 1);
}

static void misbehave_use_after_free(void)
{
	char *p = kmalloc(64, GFP_KERNEL);

	if (!p)
		return;
	OPTIMIZER_HIDE_VAR(p);
	kfree(p);
	WRITE_ONCE(p[8], 1);
}

static void misbehave_undefined(void)
{
	static int table[4];
	int i = ARRAY_SIZE(table);

	OPTIMIZER_HIDE_VAR(i);
	table[i]++;
}

static void misbehave_atomic_sleep(void)
{
	spin_lock(&misbehave_lock);
	msleep(20);
	spin_unlock(&misbehave_lock);
}

/* Several, because one stale pointer on a stack hides one object. */
static void misbehave_leak(void)
{
	void *p;
	int i;

	for (i = 0; i < 16; i++) {
		p = kmalloc(128, GFP_KERNEL);
		OPTIMIZER_HIDE_VAR(p);
	}
}

static void misbehave_lock_inversion(void)
{
	mutex_lock(&misbehave_a);
	mutex_lock(&misbehave_b);
	mutex_unlock(&misbehave_b);
	mutex_unlock(&misbehave_a);

	mutex_lock(&misbehave_b);
	mutex_lock(&misbehave_a);
	mutex_unlock(&misbehave_a);
	mutex_unlock(&misbehave_b);
}

static unsigned int misbehave_counter;

static void misbehave_count(struct work_struct *unused)
{
	int i;

	for (i = 0; i < 1000000; i++) {
		misbehave_counter++;
		barrier();
	}
}

static DECLARE_WORK(misbehave_work, misbehave_count);

/* Two processors count without a lock. */
static void misbehave_data_race(void)
{
	schedule_work_on(cpumask_any_but(cpu_online_mask,
					 raw_smp_processor_id()),
			 &misbehave_work);
	misbehave_count(NULL);
	flush_work(&misbehave_work);
}

static void misbehave_hang(void)
{
	for (;;)
		schedule_timeout_uninterruptible(HZ);
}

static const struct {
	const char *name;
	void (*run)(void);
} misbehaviours[] = {
	{ "warn", misbehave_warn },
	{ "oops", misbehave_oops },
	{ "use_after_free", misbehave_use_after_free },
	{ "undefined", misbehave_undefined },
	{ "atomic_sleep", misbehave_atomic_sleep },
	{ "leak", misbehave_leak },
	{ "lock_inversion", misbehave_lock_inversion },
	{ "data_race", misbehave_data_race },
	{ "hang", misbehave_hang },
};

static ssize_t misbehave_write(struct file *file, const char __user *buf,
			       size_t len, loff_t *pos)
{
	char name[32];
	ssize_t n;
	int i;

	n = simple_write_to_buffer(name, sizeof(name) - 1, pos, buf, len);
	if (n < 0)
		return n;
	name[n] = '\0';
	for (i = 0; i < ARRAY_SIZE(misbehaviours); i++) {
		if (!sysfs_streq(name, misbehaviours[i].name))
			continue;
		misbehaviours[i].run();
		return n;
	}
	return -EINVAL;
}

static const struct file_operations misbehave_fops = {
	.owner = THIS_MODULE,
	.write = misbehave_write,
};

static int __init misbehave_init(void)
{
	misbehave_file = debugfs_create_file("seccomm_misbehave", 0200, NULL,
					     NULL, &misbehave_fops);
	return PTR_ERR_OR_ZERO(misbehave_file);
}

static void __exit misbehave_exit(void)
{
	debugfs_remove(misbehave_file);
}

module_init(misbehave_init);
module_exit(misbehave_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Misbehaves on request, for the tests of the VM runner");
