/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who the peer of an exchange has proved to be, and whether that may open.
 */
#ifndef SECCOMM_IDENTIFY_H
#define SECCOMM_IDENTIFY_H

struct seccomm_exchange;

/* Have the session keep who the peer, if it confirms, has proved to be to the methods, which have
 * all that they take of it. 0 or -ENOMEM. The exchange's work, before the session is open.
 */
int seccomm_hs_identify(struct seccomm_exchange *ex);
/* May the peer, which has confirmed that it is who it proved to be, have its session? Who may not
 * open fails the method alone that it has proved that to, if that is one of a kofn(). 0, or
 * -EREMCHG or the errno of one that has failed, if too few are left, or -ENOMEM; the listeners
 * are told. Likewise.
 */
int seccomm_hs_admit(struct seccomm_exchange *ex);

#endif /* SECCOMM_IDENTIFY_H */
