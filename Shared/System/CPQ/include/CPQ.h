#ifndef APUS_CPQ_H
#define APUS_CPQ_H
#include <postgresql/libpq-fe.h>
#endif
