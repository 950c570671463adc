// What Swift cannot import from Python.h: macros, varargs, version gaps. A line each on why; no logic.
#ifndef CPYTHON_SHIMS_H
#define CPYTHON_SHIMS_H
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#endif
