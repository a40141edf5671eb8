#ifndef APUS_CREACTOR_H
#define APUS_CREACTOR_H

// The Linux calls that the Glibc overlay does not expose, and the packed epoll_event.

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/socket.h>

typedef struct {
  uint32_t events;
  void *pointer;
} creactor_event;

int creactor_epoll_create(void);
int creactor_epoll_add(int epoll, int fd, uint32_t events, void *pointer);
int creactor_epoll_modify(int epoll, int fd, uint32_t events, void *pointer);
int creactor_epoll_remove(int epoll, int fd);
int creactor_epoll_wait(int epoll, creactor_event *events, int count, int timeout_milliseconds);

int creactor_eventfd(void);
void creactor_eventfd_signal(int fd);
void creactor_eventfd_drain(int fd);

int creactor_accept(int fd, struct sockaddr *address, socklen_t *length);
int creactor_socket(int domain, int type, int protocol);
ssize_t creactor_send(int fd, const void *bytes, size_t count);

void *creactor_current_loop(void);
void creactor_set_current_loop(void *loop);

int64_t creactor_monotonic_nanoseconds(void);

int creactor_errno(void);
int creactor_pipe(int fds[2]);
void creactor_name_thread(const char *name);

// Writes the signal's number as one byte to a pipe; one pipe a signal.
int creactor_report_signal(int number, int fd);
int creactor_ignore_signal(int number);

#endif
