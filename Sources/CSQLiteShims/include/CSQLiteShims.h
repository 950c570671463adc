#ifndef CSQLITESHIMS_H
#define CSQLITESHIMS_H

#include <sqlite3.h>

/// `sqlite3_db_config`, which is variadic, with SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE: closing leaves the write-ahead log alone.
int xcom_sqlite_keep_log_on_close(sqlite3 *connection);

#endif
