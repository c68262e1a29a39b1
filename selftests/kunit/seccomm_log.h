/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files for the logs of tests.
 */
#ifndef SECCOMM_TEST_LOG_H
#define SECCOMM_TEST_LOG_H

#include <kunit/test.h>
#include <linux/file.h>
#include <linux/shmem_fs.h>
#include "audit/log.h"

/* An empty file that is in memory alone; the caller's reference. */
static inline struct file *test_log_file(struct kunit *test)
{
	struct file *file = shmem_file_setup("log", 0, VM_NORESERVE);

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	file->f_flags |= O_APPEND;
	return file;
}

/* Have @log written to a new file; the caller's reference on it. */
static inline struct file *test_log_attach(struct kunit *test,
					   struct seccomm_log *log,
					   const char *canonical)
{
	struct seccomm_log_start start = {
		.file = test_log_file(test),
		.stack = "test",
		.canonical = canonical,
	};

	KUNIT_ASSERT_EQ(test, seccomm_log_attach(log, &start, NULL), 0);
	return start.file;
}

#endif /* SECCOMM_TEST_LOG_H */
