#ifndef APUS_CWSLAY_H
#define APUS_CWSLAY_H
#include <wslay/wslay.h>
#endif
