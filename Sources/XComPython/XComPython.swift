internal import CPython
