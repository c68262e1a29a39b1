/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The socket as the user of its sessions, and as the acceptor of new ones.
 */
#ifndef SECCOMM_SOCKET_USER_H
#define SECCOMM_SOCKET_USER_H

extern const struct seccomm_user_ops seccomm_socket_user;
extern const struct seccomm_acceptor_ops seccomm_socket_acceptor;

#endif /* SECCOMM_SOCKET_USER_H */
