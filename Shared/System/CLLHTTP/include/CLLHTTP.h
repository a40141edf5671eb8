#ifndef APUS_CLLHTTP_H
#define APUS_CLLHTTP_H
#include "llhttp.h"
#endif
