/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A session with all its secrets, and what its ends sent: the honest side.
 */
#ifndef SURVIVE_SCENE_H
#define SURVIVE_SCENE_H

#include "../wire/recompute.h"

struct sent {
	int dir;
	struct rc_span body, packet;
};

struct scene {
	struct rc_stack st;
	struct rc_keys keys;
	__u64 next; /* number of the initiator's next message */
	size_t nr;
	struct sent *sent;
};

/* A session of the vectors with its packets. */
struct scene *scene_of_case(const char *file, const char *name);
/* A session with made-up secrets, in which nothing was sent yet. */
struct scene *scene_open(const char *canonical);
/* The header of the initiator's next message. */
void scene_header(const struct scene *s, __u8 hdr[RC_HDR]);
/* Seal the initiator's next message. */
void scene_seal(struct scene *s, struct rc_span body, struct rc_buf *packet);
/* Seal it and keep it with what was sent. */
void scene_send(struct scene *s, struct rc_span body);
/* Send so many messages of @len bytes; @body is that of each, NULL: random ones. */
void scene_talk(struct scene *s, int messages, const char *body, size_t len);
void scene_free(struct scene *s);

#endif /* SURVIVE_SCENE_H */
