// SPDX-License-Identifier: GPL-2.0
/*
 * Requests to key agents: a list in each namespace, whose first entry is the one that is given
 * up first, since all have the same time.
 */
#include <kunit/visibility.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/ipv6.h>
#include "checker/method.h"
#include "keydist/agent.h"
#include "mp/outside.h"
#include "netns.h"
#include "notify.h"

/* Bits of an IPv6 address that tell origins apart. */
#define ORIGIN_PREFIX 64

/* Sockets that serve as agents, in a namespace. */
#define AGENT_SOCKETS 64

/**
 * struct agent_socket - a netlink socket that serves as an agent, until it is closed
 * @link: in the namespace's list
 * @portid: its port
 * @kind: whose requests it gets
 */
struct agent_socket {
	struct list_head link;
	u32 portid;
	u8 kind;
};

/**
 * struct seccomm_agents - the agents of a namespace, and the requests that wait for an answer
 * @lock: protects @sockets, @n_sockets, @requests, and what is said of struct
 *	seccomm_agent_request; a leaf
 * @sockets: of struct agent_socket
 * @n_sockets: number of @sockets
 * @requests: the requests; the list has a reference on each
 * @expire: gives up those whose time is over
 */
struct seccomm_agents {
	spinlock_t lock; /* see above */
	struct list_head sockets;
	unsigned int n_sockets;
	struct list_head requests;
	struct delayed_work expire;
};

static void agent_tell(const struct seccomm_agent_request *request, int err)
{
	const struct seccomm_agent_failure failure = {
		.kind = request->question.kind,
		.slot = request->question.slot,
		.ordinal = request->question.ordinal,
		.error = -err,
		.stack = request->question.stack,
		.peer = &request->question.peer,
	};

	seccomm_notify_agent_failed(request->net, &failure);
}

void seccomm_agent_request_put(struct seccomm_agent_request *request)
{
	if (!refcount_dec_and_test(&request->ref))
		return;
	seccomm_secret_put(request->answer.key);
	kfree_sensitive(request);
	seccomm_destroyed(SECCOMM_OBJ_AGENT_REQUEST);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_agent_request_put);

/* Take @request out of the list: true for the one caller that does so, who has the list's
 * references from then on. The lock is held.
 */
static bool agent_unlink(struct seccomm_agent_request *request)
{
	if (list_empty(&request->link))
		return false;
	list_del_init(&request->link);
	return true;
}

/* Say what became of @request, whose @answer is set. The caller has unlinked it. */
static void agent_complete(struct seccomm_agent_request *request, int result)
{
	/* Pairs with seccomm_agent_result()'s acquire. */
	smp_store_release(&request->result, result);
	request->asker->wake(request->ex);
	seccomm_agent_request_put(request);
}

/* Unlink and return the first request whose time is over, or NULL: there is none, and in @left are
 * the jiffies that the next one has, or 0: none waits.
 */
static struct seccomm_agent_request *agent_over(struct seccomm_agents *agents,
						unsigned long *left)
{
	const unsigned long now = jiffies;
	struct seccomm_agent_request *request, *over = NULL;

	*left = 0;
	spin_lock_bh(&agents->lock);
	list_for_each_entry(request, &agents->requests, link) {
		if (time_before(now, request->deadline))
			*left = request->deadline - now;
		else
			over = request;
		break;
	}
	if (over)
		agent_unlink(over);
	spin_unlock_bh(&agents->lock);
	return over;
}

static void agent_expire(struct work_struct *work)
{
	struct seccomm_agents *agents =
		container_of(work, struct seccomm_agents, expire.work);
	struct seccomm_agent_request *request;
	unsigned long left;

	while ((request = agent_over(agents, &left))) {
		agent_tell(request, -ETIMEDOUT);
		agent_complete(request, -ETIMEDOUT);
	}
	if (left)
		schedule_delayed_work(&agents->expire, left);
}

/* Are two addresses of the same origin, as half-open sessions are counted by? */
static bool agent_same_origin(const struct in6_addr *a,
			      const struct in6_addr *b)
{
	bool whole = ipv6_addr_v4mapped(a) ||
		     ipv6_addr_type(a) & IPV6_ADDR_LINKLOCAL;

	return ipv6_prefix_equal(a, b, whole ? 128 : ORIGIN_PREFIX);
}

/* May @request be added? What peers that open ask for is bounded, in all and for each origin. The
 * lock is held.
 */
static bool agent_may_ask(const struct seccomm_agents *agents,
			  const struct seccomm_agent_request *request)
{
	const struct seccomm_question *question = &request->question;
	unsigned int n = 0, of_peers = 0, of_origin = 0;
	const struct seccomm_agent_request *other;

	list_for_each_entry(other, &agents->requests, link) {
		n++;
		if (!other->question.opened)
			continue;
		of_peers++;
		of_origin += agent_same_origin(&other->question.peer,
					       &question->peer);
	}
	if (n >= SECCOMM_AGENT_REQUESTS)
		return false;
	return !question->opened ||
	       (of_peers < SECCOMM_AGENT_REQUESTS_OF_PEERS &&
		of_origin < SECCOMM_AGENT_REQUESTS_OF_ORIGIN);
}

/* Add @request to the list: false if too many wait. */
static bool agent_link(struct seccomm_agent_request *request)
{
	struct seccomm_agents *agents = request->agents;
	bool may;

	spin_lock_bh(&agents->lock);
	may = agent_may_ask(agents, request);
	if (may) {
		refcount_inc(&request->ref);
		request->asker->hold(request->ex);
		request->deadline = jiffies + SECCOMM_AGENT_SECONDS * HZ;
		/* It runs for the first one, and from then on queues itself. */
		if (list_empty(&agents->requests))
			schedule_delayed_work(&agents->expire,
					      SECCOMM_AGENT_SECONDS * HZ);
		list_add_tail(&request->link, &agents->requests);
	}
	spin_unlock_bh(&agents->lock);
	return may;
}

static struct seccomm_agent_request *
agent_new(struct net *net, const struct seccomm_question *question,
	  const struct seccomm_asker_ops *asker, struct seccomm_exchange *ex)
{
	struct seccomm_agent_request *request;

	request = kzalloc(sizeof(*request), GFP_KERNEL_ACCOUNT);
	if (!request)
		return NULL;
	seccomm_created(SECCOMM_OBJ_AGENT_REQUEST);
	refcount_set(&request->ref, 1);
	INIT_LIST_HEAD(&request->link);
	request->agents = seccomm_net(net)->agents;
	request->net = net;
	request->asker = asker;
	request->ex = ex;
	seccomm_random(&request->cookie, sizeof(request->cookie));
	request->question = *question;
	request->result = -EINPROGRESS;
	return request;
}

struct seccomm_agent_request *
seccomm_agent_ask(struct net *net, const struct seccomm_question *question,
		  const struct seccomm_asker_ops *asker,
		  struct seccomm_exchange *ex)
{
	struct seccomm_agent_request *request;
	int err;

	request = agent_new(net, question, asker, ex);
	if (!request)
		return ERR_PTR(-ENOMEM);
	err = agent_link(request) ?
		      seccomm_notify_agent_wanted(net, question->kind) :
		      -EBUSY;
	if (!err) {
		SECCOMM_INC(seccomm_net(net), AGENT_REQUESTS);
		return request;
	}
	if (err != -ENOMEM)
		agent_tell(request, err);
	seccomm_agent_end(request);
	return ERR_PTR(err);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_agent_ask);

int seccomm_agent_result(const struct seccomm_agent_request *request)
{
	/* Pairs with agent_complete()'s release: @answer is there. */
	return smp_load_acquire(&request->result);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_agent_result);

void seccomm_agent_end(struct seccomm_agent_request *request)
{
	bool waits;

	spin_lock_bh(&request->agents->lock);
	waits = agent_unlink(request);
	spin_unlock_bh(&request->agents->lock);
	if (waits) {
		request->asker->release(request->ex);
		seccomm_agent_request_put(request);
	}
	seccomm_agent_request_put(request);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_agent_end);

/* What the socket @portid is, or NULL: no agent. The lock is held. */
static struct agent_socket *agent_socket(const struct seccomm_agents *agents,
					 u32 portid)
{
	struct agent_socket *sock;

	list_for_each_entry(sock, &agents->sockets, link)
		if (sock->portid == portid)
			return sock;
	return NULL;
}

int seccomm_agent_there(struct net *net,
			const struct seccomm_agent_failure *failure)
{
	/* One that is woken for nothing finds that nothing waits. */
	int err = seccomm_notify_agent_wanted(net, failure->kind);

	if (err == -ESRCH)
		seccomm_notify_agent_failed(net, failure);
	return err;
}

u8 seccomm_agent_kind(struct net *net, u32 portid)
{
	struct seccomm_agents *agents = seccomm_net(net)->agents;
	const struct agent_socket *sock;
	u8 kind;

	spin_lock_bh(&agents->lock);
	sock = agent_socket(agents, portid);
	kind = sock ? sock->kind : 0;
	spin_unlock_bh(&agents->lock);
	return kind;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_agent_kind);

int seccomm_agent_begin(struct net *net, u8 kind, u32 portid)
{
	struct seccomm_agents *agents = seccomm_net(net)->agents;
	struct agent_socket *sock;
	int err = 0;

	sock = kmalloc(sizeof(*sock), GFP_KERNEL_ACCOUNT);
	if (!sock)
		return -ENOMEM;
	sock->portid = portid;
	sock->kind = kind;
	spin_lock_bh(&agents->lock);
	/* The socket's owner may have asked twice at a time. */
	if (agent_socket(agents, portid)) {
		err = -EBUSY;
	} else if (agents->n_sockets == AGENT_SOCKETS) {
		err = -ENOSPC;
	} else {
		list_add(&sock->link, &agents->sockets);
		agents->n_sockets++;
	}
	spin_unlock_bh(&agents->lock);
	if (err)
		kfree(sock);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_agent_begin);

void seccomm_agent_gone(struct net *net, u32 portid)
{
	struct seccomm_agents *agents = seccomm_net(net)->agents;
	struct agent_socket *sock;

	spin_lock_bh(&agents->lock);
	sock = agent_socket(agents, portid);
	if (sock) {
		list_del(&sock->link);
		agents->n_sockets--;
	}
	spin_unlock_bh(&agents->lock);
	kfree(sock);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_agent_gone);

struct seccomm_agent_request *seccomm_agent_accept(struct net *net, u8 kind,
						   u32 portid)
{
	struct seccomm_agents *agents = seccomm_net(net)->agents;
	struct seccomm_agent_request *request, *found = NULL;

	spin_lock_bh(&agents->lock);
	list_for_each_entry(request, &agents->requests, link) {
		if (request->portid || request->question.kind != kind)
			continue;
		request->portid = portid;
		refcount_inc(&request->ref);
		found = request;
		break;
	}
	spin_unlock_bh(&agents->lock);
	return found;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_agent_accept);

/* The request @cookie that @portid has taken, or NULL. The lock is held. */
static struct seccomm_agent_request *
agent_find(const struct seccomm_agents *agents, u64 cookie, u32 portid)
{
	struct seccomm_agent_request *request;

	list_for_each_entry(request, &agents->requests, link)
		if (request->cookie == cookie && request->portid == portid)
			return request;
	return NULL;
}

bool seccomm_agent_refuses(unsigned int error)
{
	return error == EACCES || error == EKEYREJECTED ||
	       error == EKEYEXPIRED || error == EKEYREVOKED;
}

/* Has what an agent for ML-KEM answers the lengths that FIPS 203 gives it? It knows nobody. */
static bool agent_mlkem_fits(enum seccomm_agent_step step,
			     const struct seccomm_agent_answer *answer)
{
	static const u16 lens[] = {
		[SECCOMM_AGENT_OFFER] = SECCOMM_MLKEM_EK,
		[SECCOMM_AGENT_ANSWER] = SECCOMM_MLKEM_CT,
		[SECCOMM_AGENT_FINISH] = 0,
	};

	return answer->token.len == lens[step] && !answer->identity.len &&
	       (!answer->key || answer->key->len == SECCOMM_MLKEM_SECRET);
}

/* Has an answer what the step asks for, and nothing else? */
static bool agent_answer_fits(const struct seccomm_question *question,
			      const struct seccomm_agent_answer *answer)
{
	const enum seccomm_agent_step step = question->step;

	if (answer->refused)
		return !answer->key && !answer->token.len &&
		       !answer->identity.len;
	if (question->kind == SECCOMM_AGENT_MLKEM &&
	    !agent_mlkem_fits(step, answer))
		return false;
	if (answer->token.len > seccomm_ext_token_max(question->kind))
		return false;
	if (step == SECCOMM_AGENT_VERIFY)
		return !answer->key && !answer->identity.len &&
		       answer->token.len;
	if (step == SECCOMM_AGENT_OFFER)
		return !answer->key && !answer->identity.len;
	return answer->key &&
	       (step == SECCOMM_AGENT_ANSWER || !answer->token.len);
}

int seccomm_agent_answer(struct net *net, u64 cookie, u32 portid,
			 const struct seccomm_agent_answer *answer)
{
	struct seccomm_agents *agents = seccomm_net(net)->agents;
	struct seccomm_agent_request *request;
	int err = 0;

	spin_lock_bh(&agents->lock);
	request = agent_find(agents, cookie, portid);
	if (!request)
		err = -ENOENT;
	else if (!agent_answer_fits(&request->question, answer))
		err = -EINVAL;
	else
		agent_unlink(request);
	spin_unlock_bh(&agents->lock);
	if (err) {
		SECCOMM_INC(seccomm_net(net), AGENT_REFUSED);
		return err;
	}
	if (answer->refused)
		agent_tell(request, -answer->refused);
	request->answer = *answer;
	agent_complete(request, -answer->refused);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_agent_answer);

int seccomm_agent_net_init(struct seccomm_net *snet)
{
	struct seccomm_agents *agents =
		kzalloc(sizeof(*agents), GFP_KERNEL_ACCOUNT);

	if (!agents)
		return -ENOMEM;
	spin_lock_init(&agents->lock);
	INIT_LIST_HEAD(&agents->sockets);
	INIT_LIST_HEAD(&agents->requests);
	INIT_DELAYED_WORK(&agents->expire, agent_expire);
	snet->agents = agents;
	return 0;
}

/* No request waits any more: each has references on a session, which holds the namespace.
 * Sockets are left when the module goes, whose end seccomm_agent_gone() is not told any more.
 */
void seccomm_agent_net_exit(struct seccomm_net *snet)
{
	struct agent_socket *sock, *next;

	cancel_delayed_work_sync(&snet->agents->expire);
	list_for_each_entry_safe(sock, next, &snet->agents->sockets, link)
		kfree(sock);
	kfree(snet->agents);
}
