// Before pyconfig.h sets _XOPEN_SOURCE, so that fd_set has the fields that Swift's Glibc module knows.
#include <features.h>
#include <sys/select.h>
#define PY_SSIZE_T_CLEAN
#include <Python.h>
