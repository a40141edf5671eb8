#ifndef APUS_CLLHTTP_H
#define APUS_CLLHTTP_H
// Debian's node-llhttp package installs the sources here; they are compiled from there, not copied.
#include "/usr/share/include/llhttp/llhttp.h"
#endif
