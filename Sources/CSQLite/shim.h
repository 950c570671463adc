#include <sqlite3.h>

// sqlite3_db_config is variadic, which Swift does not import.
static inline int csqlite_configure(sqlite3 *connection, int option, int value) {
    return sqlite3_db_config(connection, option, value, (int *)0);
}
