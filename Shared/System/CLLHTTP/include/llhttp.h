#ifndef APUS_LLHTTP_FORWARD_H
#define APUS_LLHTTP_FORWARD_H
// Debian 12's node-llhttp has the C sources, which are compiled from there, not copied. Debian 13's libllhttp-dev has a
// library; Package.swift links it.
#if __has_include("/usr/share/llhttp/llhttp.c")
#include "/usr/share/include/llhttp/llhttp.h"
#elif __has_include("/usr/include/llhttp.h")
#include "/usr/include/llhttp.h"
#else
#error "llhttp is missing: install libllhttp-dev, or node-llhttp on a release that has no libllhttp-dev"
#endif
#endif
