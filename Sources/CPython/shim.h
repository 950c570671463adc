// Before pyconfig.h sets _XOPEN_SOURCE, so that fd_set has the fields that Swift's Glibc module knows.
#include <features.h>
#include <sys/select.h>
// As Python itself is built: its macros assert what they take on each access, and a failure would end the process.
#ifndef NDEBUG
#define NDEBUG
#endif
#define PY_SSIZE_T_CLEAN
#include <Python.h>
