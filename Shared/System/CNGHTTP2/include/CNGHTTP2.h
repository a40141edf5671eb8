#ifndef APUS_CNGHTTP2_H
#define APUS_CNGHTTP2_H
#include <nghttp2/nghttp2.h>
#endif
