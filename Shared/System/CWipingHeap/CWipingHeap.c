#include "CWipingHeap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_OTHER_HEAP 1
#endif
#endif

#if defined(__GLIBC__) && !defined(HAS_OTHER_HEAP)
#include <malloc.h>

// The GNU C library's own, which it exports for heaps that stand before it.
extern void __libc_free(void *memory);

// Long answers are made in blocks of some hundred kilobytes, one after the other. By itself the heap gives the room of
// each back to the system as soon as it is free, and the next has to fault it in again, page by page.
enum { MAPPED_ALONE = 4 << 20, KEPT_FREE = 8 << 20 };

__attribute__((constructor)) static void keep_room(void) {
  mallopt(M_MMAP_THRESHOLD, MAPPED_ALONE);
  mallopt(M_TRIM_THRESHOLD, KEPT_FREE);
}

void free(void *memory) {
  if (!memory) return;
  // Who frees asks for the error of what came before.
  int error = errno;
  explicit_bzero(memory, malloc_usable_size(memory));
  __libc_free(memory);
  errno = error;
}

void *realloc(void *memory, size_t size) {
  if (!memory) return malloc(size);
  if (!size) {
    free(memory);
    return NULL;
  }
  size_t had = malloc_usable_size(memory);
  // What fits stays where it is, unless it would hold much more than it is asked to.
  if (size <= had && size >= had / 2) return memory;
  void *moved = malloc(size);
  if (!moved) return NULL;
  memcpy(moved, memory, size < had ? size : had);
  free(memory);
  return moved;
}
#endif
