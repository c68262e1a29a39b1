/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages that are kept until a dump is whole, which may have to begin anew.
 */
#ifndef SECCOMMCTL_MESSAGES_H
#define SECCOMMCTL_MESSAGES_H

#include "nl.h"

/**
 * struct message_list - messages, copies
 * @messages: the messages
 * @n: how many
 */
struct message_list {
	struct nlmsghdr **messages;
	unsigned int n;
};

/* For nl_do() and nl_dump(): @arg is the list. */
int messages_keep(const struct nlmsghdr *nlh, void *arg);
/* Likewise for the dump that begins anew. */
void messages_forget(void *arg);
/* Free all. */
void messages_free(struct message_list *list);

#endif /* SECCOMMCTL_MESSAGES_H */
