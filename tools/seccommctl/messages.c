// SPDX-License-Identifier: GPL-2.0
/*
 * Messages that are kept until a dump is whole.
 */
#include <stdlib.h>
#include <string.h>

#include "messages.h"

int messages_keep(const struct nlmsghdr *nlh, void *arg)
{
	struct message_list *list = arg;
	struct nlmsghdr **messages;

	messages = realloc(list->messages, (list->n + 1) * sizeof(*messages));
	if (!messages)
		return MNL_CB_ERROR;
	list->messages = messages;
	messages[list->n] = malloc(nlh->nlmsg_len);
	if (!messages[list->n])
		return MNL_CB_ERROR;
	memcpy(messages[list->n++], nlh, nlh->nlmsg_len);
	return MNL_CB_OK;
}

void messages_forget(void *arg)
{
	struct message_list *list = arg;

	while (list->n)
		free(list->messages[--list->n]);
}

void messages_free(struct message_list *list)
{
	messages_forget(list);
	free(list->messages);
}
