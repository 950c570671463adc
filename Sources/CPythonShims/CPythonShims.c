#define _GNU_SOURCE
#include "CPythonShims.h"
#include <dlfcn.h>

#if PY_VERSION_HEX >= 0x030C0000
PyObject *xcom_take_exception(void) { return PyErr_GetRaisedException(); }
void xcom_restore_exception(PyObject *exception) { PyErr_SetRaisedException(exception); }
#else
PyObject *xcom_take_exception(void) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (!type) return NULL;
    PyErr_NormalizeException(&type, &value, &traceback);
    if (traceback) PyException_SetTraceback(value, traceback);
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    return value;
}
void xcom_restore_exception(PyObject *exception) {
    Py_INCREF(Py_TYPE(exception));
    PyErr_Restore((PyObject *)Py_TYPE(exception), exception, PyException_GetTraceback(exception));
}
#endif

PyObject *xcom_module_def_init(const char *name, const char *doc, PyMethodDef *methods, int (*execute)(PyObject *)) {
    static PyModuleDef_Slot slots[] = {
        {Py_mod_exec, NULL},
#if PY_VERSION_HEX >= 0x030C0000
        {Py_mod_multiple_interpreters, Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED},
#endif
        {0, NULL},
    };
    static PyModuleDef definition = {PyModuleDef_HEAD_INIT};
    slots[0].value = (void *)execute;
    definition.m_name = name;
    definition.m_doc = doc;
    definition.m_methods = methods;
    definition.m_slots = slots;
    return PyModuleDef_Init(&definition);
}

const char *xcom_library_path(void) {
    Dl_info info;
    return dladdr((void *)Py_InitializeFromConfig, &info) ? info.dli_fname : NULL;
}

static xcom_python_status xcom_status(PyStatus status) {
    return (xcom_python_status){
        .failed = PyStatus_Exception(status),
        .exits = PyStatus_IsExit(status),
        .exit_code = status.exitcode,
        .function = status.func,
        .message = status.err_msg,
    };
}

xcom_python_status xcom_python_start(const xcom_python_options *options) {
    Py_ssize_t count = options->argument_count + 1;
    char **arguments = PyMem_RawCalloc(count + 1, sizeof(char *));
    if (!arguments) return xcom_status(PyStatus_NoMemory());
    arguments[0] = options->program_name ? (char *)options->program_name : "python3";
    for (Py_ssize_t i = 0; i < options->argument_count; i++) arguments[i + 1] = options->arguments[i];

    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    config.parse_argv = options->parse_arguments;
    config.install_signal_handlers = options->install_signal_handlers;

    PyPreConfig preconfig;
    PyPreConfig_InitPythonConfig(&preconfig);
    preconfig.parse_argv = options->parse_arguments;
    PyStatus status = Py_PreInitializeFromBytesArgs(&preconfig, count, arguments);
    if (!PyStatus_Exception(status) && options->program_name)
        status = PyConfig_SetBytesString(&config, &config.program_name, options->program_name);
    if (!PyStatus_Exception(status) && options->home)
        status = PyConfig_SetBytesString(&config, &config.home, options->home);
    if (!PyStatus_Exception(status)) {
        // Without parsing, sys.argv holds the arguments alone, as a script would see them.
        int skip = !options->parse_arguments && options->argument_count > 0;
        status = PyConfig_SetBytesArgv(&config, count - skip, arguments + skip);
    }
    if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    PyMem_RawFree(arguments);
    return xcom_status(status);
}
