#ifndef APUS_CZlib_H
#define APUS_CZlib_H
#include <zlib.h>
#endif
