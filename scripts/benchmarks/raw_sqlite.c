/* What SQLite itself needs, by plain C calls on a store: raw_sqlite STORE push|pull COUNT DAG RUN TASK VALUE
 * prints microseconds per call. The statements are prepared, the journal is the store's own (WAL, synchronous NORMAL). */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void check(int code, int expected, sqlite3 *db) {
    if (code != expected) {
        fprintf(stderr, "raw_sqlite: %s\n", sqlite3_errmsg(db));
        exit(1);
    }
}

static sqlite3_int64 run_of(sqlite3 *db, const char *dag, const char *run) {
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v2(db, "SELECT id FROM dag_run WHERE dag_id = ?1 AND run_id = ?2", -1, &statement, 0), SQLITE_OK, db);
    sqlite3_bind_text(statement, 1, dag, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, run, -1, SQLITE_STATIC);
    check(sqlite3_step(statement), SQLITE_ROW, db);
    sqlite3_int64 id = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return id;
}

int main(int argc, char **argv) {
    sqlite3 *db;
    sqlite3_stmt *statement;
    if (argc != 8) return 2;
    int push = strcmp(argv[2], "push") == 0, count = atoi(argv[3]);
    check(sqlite3_open(argv[1], &db), SQLITE_OK, db);
    check(sqlite3_exec(db, "PRAGMA synchronous = NORMAL", 0, 0, 0), SQLITE_OK, db);
    const char *sql =
        push ? "INSERT INTO xcom (dag_run_id, dag_id, run_id, task_id, map_index, key, value, timestamp)"
               " VALUES (?6, ?1, ?2, ?3, -1, ?4, ?5, '2026-01-01 00:00:00.000000')"
             : "SELECT value FROM xcom WHERE dag_run_id = ?6 AND task_id = ?3 AND map_index = -1 AND key = ?4";
    sqlite3_int64 run = run_of(db, argv[4], argv[5]);
    check(sqlite3_prepare_v2(db, sql, -1, &statement, 0), SQLITE_OK, db);
    char key[32];
    double begun = now();
    for (int i = 0; i < count; i++) {
        snprintf(key, sizeof key, "%s%d", push ? "raw" : "key", push ? i : i % 1000);
        for (int p = 1; p <= 3; p++) sqlite3_bind_text(statement, p, argv[3 + p], -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 4, key, -1, SQLITE_STATIC);
        sqlite3_bind_int64(statement, 6, run);
        if (push) sqlite3_bind_text(statement, 5, argv[7], -1, SQLITE_STATIC);
        check(sqlite3_step(statement), push ? SQLITE_DONE : SQLITE_ROW, db);
        if (!push && sqlite3_column_bytes(statement, 0) == 0) return 1;
        sqlite3_reset(statement);
    }
    printf("%.4f\n", (now() - begun) / count);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return 0;
}
