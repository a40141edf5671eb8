#ifndef APUS_CWIPINGHEAP_H
#define APUS_CWIPINGHEAP_H
// A program that links this overwrites memory with zeros when it gives it back, so that a secret that passed through lies
// nowhere afterwards. There is nothing to call: `free` and `realloc` of the whole process, its libraries' too, are these.
// The process also keeps some free memory, rather than give it back to the system after every long answer.
// Left out where a sanitizer has a heap of its own.
#endif
