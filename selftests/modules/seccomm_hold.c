// SPDX-License-Identifier: GPL-2.0
/*
 * Holds a kernel key's semaphore from loading to unloading, as somebody would who
 * changes the key and is slow: whoever reads it sleeps. Parameter key: description of a
 * logon key that the loader may search for.
 */
#include <keys/user-type.h>
#include <linux/completion.h>
#include <linux/key.h>
#include <linux/kthread.h>
#include <linux/module.h>

static char *hold_key;
module_param_named(key, hold_key, charp, 0);
MODULE_PARM_DESC(key, "description of the logon key to hold");

static struct key *held;
static struct task_struct *holder;
static DECLARE_COMPLETION(holds);

/* The same thread takes it and gives it back. */
static int hold(void *unused)
{
	down_write(&held->sem);
	complete(&holds);
	for (;;) {
		set_current_state(TASK_IDLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	up_write(&held->sem);
	return 0;
}

static int __init hold_init(void)
{
	int err;

	if (!hold_key)
		return -EINVAL;
	held = request_key(&key_type_logon, hold_key, NULL);
	if (IS_ERR(held))
		return PTR_ERR(held);
	holder = kthread_run(hold, NULL, "seccomm_hold");
	if (IS_ERR(holder)) {
		err = PTR_ERR(holder);
		key_put(held);
		return err;
	}
	wait_for_completion(&holds);
	return 0;
}

static void __exit hold_exit(void)
{
	kthread_stop(holder);
	key_put(held);
}

module_init(hold_init);
module_exit(hold_exit);

MODULE_DESCRIPTION("Test: holds a kernel key's semaphore");
MODULE_LICENSE("GPL");
