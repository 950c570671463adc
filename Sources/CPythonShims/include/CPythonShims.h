// What Swift cannot import from Python.h: macros, varargs, version gaps. A line each on why; no logic.
#ifndef CPYTHON_SHIMS_H
#define CPYTHON_SHIMS_H
// As in CPython/shim.h.
#include <features.h>
#include <sys/select.h>
#ifndef NDEBUG
#define NDEBUG
#endif
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <sys/types.h>

// Macros and static inline functions that cast: type tests, field access.
static inline PyTypeObject *xcom_type(PyObject *o) { return Py_TYPE(o); }
static inline void xcom_incref(PyObject *o) { Py_INCREF(o); }
static inline void xcom_decref(PyObject *o) { Py_DECREF(o); }
static inline PyObject *xcom_none(void) { return Py_None; }
static inline PyObject *xcom_true(void) { return Py_True; }
static inline PyObject *xcom_false(void) { return Py_False; }
static inline int xcom_is_unicode(PyObject *o) { return PyUnicode_Check(o); }
static inline int xcom_is_bytes(PyObject *o) { return PyBytes_Check(o); }
static inline int xcom_is_long(PyObject *o) { return PyLong_Check(o); }
static inline int xcom_is_float(PyObject *o) { return PyFloat_Check(o); }
static inline int xcom_is_list(PyObject *o) { return PyList_Check(o); }
static inline int xcom_is_tuple(PyObject *o) { return PyTuple_Check(o); }
static inline int xcom_is_dict(PyObject *o) { return PyDict_Check(o); }
static inline Py_ssize_t xcom_list_size(PyObject *o) { return PyList_GET_SIZE(o); }
static inline PyObject *xcom_list_item(PyObject *o, Py_ssize_t i) { return PyList_GET_ITEM(o, i); }
static inline void xcom_list_init(PyObject *o, Py_ssize_t i, PyObject *v) { PyList_SET_ITEM(o, i, v); }
static inline Py_ssize_t xcom_tuple_size(PyObject *o) { return PyTuple_GET_SIZE(o); }
static inline PyObject *xcom_tuple_item(PyObject *o, Py_ssize_t i) { return PyTuple_GET_ITEM(o, i); }
static inline Py_ssize_t xcom_dict_size(PyObject *o) { return ((PyDictObject *)o)->ma_used; }
static inline double xcom_float_value(PyObject *o) { return PyFloat_AS_DOUBLE(o); }
static inline const char *xcom_bytes_data(PyObject *o) { return PyBytes_AS_STRING(o); }
static inline Py_ssize_t xcom_bytes_size(PyObject *o) { return PyBytes_GET_SIZE(o); }

// Macros over the compact layout of str.
static inline Py_ssize_t xcom_unicode_length(PyObject *o) { return PyUnicode_GET_LENGTH(o); }
static inline int xcom_unicode_kind(PyObject *o) { return PyUnicode_KIND(o); }
static inline const void *xcom_unicode_compact_ascii(PyObject *o) {
    return PyUnicode_IS_COMPACT_ASCII(o) ? (const void *)((PyASCIIObject *)o + 1) : NULL;
}
static inline void *xcom_unicode_data(PyObject *o) { return PyUnicode_DATA(o); }

// The layout of int before and after 3.12: whether it is one digit, and its value then.
#if PY_VERSION_HEX >= 0x030C0000
static inline int xcom_long_is_small(PyObject *o) { return PyUnstable_Long_IsCompact((PyLongObject *)o); }
static inline Py_ssize_t xcom_long_small_value(PyObject *o) {
    return PyUnstable_Long_CompactValue((PyLongObject *)o);
}
#else
static inline int xcom_long_is_small(PyObject *o) { return (size_t)(Py_SIZE(o) + 1) < 3; }
static inline Py_ssize_t xcom_long_small_value(PyObject *o) {
    return Py_SIZE(o) * (Py_ssize_t)((PyLongObject *)o)->ob_digit[0];
}
#endif

// Fields behind casts: an object's type by address, and the plain `repr` of the base of a subclass.
static inline PyTypeObject *xcom_unicode_type(void) { return &PyUnicode_Type; }
static inline PyTypeObject *xcom_long_type(void) { return &PyLong_Type; }
static inline PyTypeObject *xcom_bool_type(void) { return &PyBool_Type; }
static inline PyTypeObject *xcom_float_type(void) { return &PyFloat_Type; }
static inline PyTypeObject *xcom_bytes_type(void) { return &PyBytes_Type; }
static inline PyTypeObject *xcom_list_type(void) { return &PyList_Type; }
static inline PyTypeObject *xcom_tuple_type(void) { return &PyTuple_Type; }
static inline PyTypeObject *xcom_dict_type(void) { return &PyDict_Type; }
static inline PyTypeObject *xcom_set_type(void) { return &PySet_Type; }
static inline PyTypeObject *xcom_frozenset_type(void) { return &PyFrozenSet_Type; }
static inline PyObject *xcom_long_repr(PyObject *o) { return PyLong_Type.tp_repr(o); }

// PyExc_ names are variables of C, which Swift 6 takes for shared mutable state.
static inline PyObject *xcom_exc_type_error(void) { return PyExc_TypeError; }
static inline PyObject *xcom_exc_value_error(void) { return PyExc_ValueError; }
static inline PyObject *xcom_exc_runtime_error(void) { return PyExc_RuntimeError; }
static inline PyObject *xcom_exc_attribute_error(void) { return PyExc_AttributeError; }
static inline PyObject *xcom_exc_recursion_error(void) { return PyExc_RecursionError; }
static inline PyObject *xcom_exc_import_error(void) { return PyExc_ImportError; }

// Varargs.
static inline PyObject *xcom_call0(PyObject *f) { return PyObject_CallNoArgs(f); }
static inline PyObject *xcom_call1(PyObject *f, PyObject *a) { return PyObject_CallOneArg(f, a); }
static inline PyObject *xcom_call2(PyObject *f, PyObject *a, PyObject *b) {
    return PyObject_CallFunctionObjArgs(f, a, b, NULL);
}
static inline PyObject *xcom_call_method0(PyObject *o, PyObject *name) { return PyObject_CallMethodNoArgs(o, name); }
static inline PyObject *xcom_call_method1(PyObject *o, PyObject *name, PyObject *a) {
    return PyObject_CallMethodOneArg(o, name, a);
}

// Whether json says which number it is that JSON has no text for.
#if PY_VERSION_HEX >= 0x030C0000
static inline int xcom_json_names_the_number(void) { return 1; }
#else
static inline int xcom_json_names_the_number(void) { return 0; }
#endif

// The error indicator's API differs before and after 3.12.
PyObject *xcom_take_exception(void);
void xcom_restore_exception(PyObject *exception);

// What is left of the recursion limit, and how many frames serde needs for a level of nesting: up to 3.11 a comprehension
// has a frame of its own.
#if PY_VERSION_HEX >= 0x030C0000
#define XCOM_FRAMES_PER_LEVEL 1
static inline int xcom_recursion_remaining(void) { return PyThreadState_Get()->py_recursion_remaining; }
#else
#define XCOM_FRAMES_PER_LEVEL 2
static inline int xcom_recursion_remaining(void) { return PyThreadState_Get()->recursion_remaining; }
#endif

// PyModuleDef_HEAD_INIT is a macro with braces, and a definition must stay at one address.
PyObject *xcom_module_def_init(const char *name, const char *doc, PyMethodDef *methods, int (*execute)(PyObject *));

// dladdr wants the address of a C function: the file that the interpreter's code is in.
const char *xcom_library_path(void);

// PyConfig's strings have to be set through pointers into the structure, and PyStatus has no tests but macros.
typedef struct {
    const char *program_name;          // NULL: as found on PATH
    const char *home;                  // where the standard library is; NULL: by the program's place
    char *const *arguments;            // without the program's name
    Py_ssize_t argument_count;
    int parse_arguments;               // as a command line of python
    int install_signal_handlers;
} xcom_python_options;

typedef struct {
    int failed;
    int exits;                         // the command line asked for an exit (`--version`)
    int exit_code;
    const char *function;
    const char *message;
} xcom_python_status;

xcom_python_status xcom_python_start(const xcom_python_options *options);
#endif
