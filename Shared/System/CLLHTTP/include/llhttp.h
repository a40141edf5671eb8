#ifndef APUS_LLHTTP_FORWARD_H
#define APUS_LLHTTP_FORWARD_H
#include "/usr/share/include/llhttp/llhttp.h"
#endif
