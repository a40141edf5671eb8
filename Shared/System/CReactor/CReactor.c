#define _GNU_SOURCE
#include "CReactor.h"

#include <errno.h>
#include <pthread.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 256 };

int creactor_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static int control(int epoll, int operation, int fd, uint32_t events, void *pointer) {
  struct epoll_event event = {.events = events, .data = {.ptr = pointer}};
  return epoll_ctl(epoll, operation, fd, &event);
}

int creactor_epoll_add(int epoll, int fd, uint32_t events, void *pointer) {
  return control(epoll, EPOLL_CTL_ADD, fd, events, pointer);
}

int creactor_epoll_modify(int epoll, int fd, uint32_t events, void *pointer) {
  return control(epoll, EPOLL_CTL_MOD, fd, events, pointer);
}

int creactor_epoll_remove(int epoll, int fd) { return control(epoll, EPOLL_CTL_DEL, fd, 0, NULL); }

int creactor_epoll_wait(int epoll, creactor_event *events, int count, int timeout_milliseconds) {
  struct epoll_event ready[BATCH];
  int wanted = count < BATCH ? count : BATCH;
  int got = epoll_wait(epoll, ready, wanted, timeout_milliseconds);
  for (int i = 0; i < got; i++) {
    events[i].events = ready[i].events;
    events[i].pointer = ready[i].data.ptr;
  }
  return got;
}

int creactor_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void creactor_eventfd_signal(int fd) {
  uint64_t one = 1;
  ssize_t written = write(fd, &one, sizeof one);
  (void)written;
}

void creactor_eventfd_drain(int fd) {
  uint64_t value;
  ssize_t got = read(fd, &value, sizeof value);
  (void)got;
}

int creactor_accept(int fd, struct sockaddr *address, socklen_t *length) {
  return accept4(fd, address, length, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

int creactor_socket(int domain, int type, int protocol) {
  return socket(domain, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
}

ssize_t creactor_send(int fd, const void *bytes, size_t count) {
  return send(fd, bytes, count, MSG_NOSIGNAL);
}

static _Thread_local void *current_loop;
void *creactor_current_loop(void) { return current_loop; }
void creactor_set_current_loop(void *loop) { current_loop = loop; }

int64_t creactor_monotonic_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int creactor_errno(void) { return errno; }

int creactor_pipe(int fds[2]) { return pipe2(fds, O_CLOEXEC | O_NONBLOCK); }

void creactor_name_thread(const char *name) {
  char shortened[16] = {0};
  for (int i = 0; i < 15 && name[i]; i++) shortened[i] = name[i];
  pthread_setname_np(pthread_self(), shortened);
}

// The pipe of each signal; a handler is set after its pipe.
static volatile sig_atomic_t signal_pipes[65];

static void report_signal(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  ssize_t written = write(signal_pipes[number], &byte, 1);
  (void)written;
  errno = saved;
}

int creactor_report_signal(int number, int fd) {
  if (number < 1 || number > 64) {
    errno = EINVAL;
    return -1;
  }
  signal_pipes[number] = fd;
  struct sigaction action = {.sa_handler = report_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  return sigaction(number, &action, NULL);
}

int creactor_ignore_signal(int number) {
  struct sigaction action = {.sa_handler = SIG_IGN};
  sigemptyset(&action.sa_mask);
  return sigaction(number, &action, NULL);
}
