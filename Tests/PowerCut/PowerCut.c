#include "PowerCut.h"
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// A write that is not synced; where `bytes` is null, a change of the length to `offset`.
typedef struct Write {
    struct Write *next;
    sqlite3_int64 offset;
    int count;
    unsigned char *bytes;
} Write;

/// A watched file: what is on disk for certain, and what was written since.
typedef struct Watched {
    struct Watched *next;
    char *path;
    // SQLite syncs the folder where a deletion matters.
    int is_deleted;
    unsigned char *synced;
    sqlite3_int64 length;
    Write *first, **last;
} Watched;

typedef struct {
    sqlite3_file base;
    Watched *watched;
    // Behind it stands the file of the VFS below.
} File;

static sqlite3_vfs *below;
static sqlite3_vfs vfs;
static char *watched_folder;
static Watched *all;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static sqlite3_file *real(sqlite3_file *file) { return (sqlite3_file *)((File *)file + 1); }

static void apply(const Write *write, int count, unsigned char **content, sqlite3_int64 *length) {
    sqlite3_int64 end = write->bytes ? write->offset + count : write->offset;
    if (!write->bytes || end > *length) {
        *content = realloc(*content, end > 0 ? end : 1);
        if (end > *length) memset(*content + *length, 0, end - *length);
        *length = end;
    }
    if (write->bytes) memcpy(*content + write->offset, write->bytes, count);
}

static void note(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    Watched *watched = ((File *)file)->watched;
    Write *write = calloc(1, sizeof(Write));
    write->offset = offset;
    write->count = count;
    if (bytes) {
        write->bytes = malloc(count > 0 ? count : 1);
        memcpy(write->bytes, bytes, count);
    }
    pthread_mutex_lock(&lock);
    *watched->last = write;
    watched->last = &write->next;
    pthread_mutex_unlock(&lock);
}

static int file_close(sqlite3_file *f) { return real(f)->pMethods->xClose(real(f)); }
static int file_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) { return real(f)->pMethods->xRead(real(f), to, n, at); }
static int file_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
    int code = real(f)->pMethods->xWrite(real(f), from, n, at);
    if (code == SQLITE_OK) note(f, from, n, at);
    return code;
}
static int file_truncate(sqlite3_file *f, sqlite3_int64 size) {
    int code = real(f)->pMethods->xTruncate(real(f), size);
    if (code == SQLITE_OK) note(f, NULL, 0, size);
    return code;
}
static int file_sync(sqlite3_file *f, int flags) {
    int code = real(f)->pMethods->xSync(real(f), flags);
    if (code != SQLITE_OK) return code;
    Watched *watched = ((File *)f)->watched;
    pthread_mutex_lock(&lock);
    while (watched->first) {
        Write *write = watched->first;
        apply(write, write->count, &watched->synced, &watched->length);
        watched->first = write->next;
        free(write->bytes);
        free(write);
    }
    watched->last = &watched->first;
    pthread_mutex_unlock(&lock);
    return SQLITE_OK;
}
static int file_size(sqlite3_file *f, sqlite3_int64 *size) { return real(f)->pMethods->xFileSize(real(f), size); }
static int file_lock(sqlite3_file *f, int l) { return real(f)->pMethods->xLock(real(f), l); }
static int file_unlock(sqlite3_file *f, int l) { return real(f)->pMethods->xUnlock(real(f), l); }
static int file_reserved(sqlite3_file *f, int *is) { return real(f)->pMethods->xCheckReservedLock(real(f), is); }
static int file_control(sqlite3_file *f, int op, void *arg) { return real(f)->pMethods->xFileControl(real(f), op, arg); }
static int file_sector(sqlite3_file *f) { return real(f)->pMethods->xSectorSize(real(f)); }
// Nothing is promised of the device: neither order nor whole writes.
static int file_device(sqlite3_file *f) { (void)f; return 0; }
static int shm_map(sqlite3_file *f, int i, int n, int extend, void volatile **p) {
    return real(f)->pMethods->xShmMap(real(f), i, n, extend, p);
}
static int shm_lock(sqlite3_file *f, int at, int n, int flags) { return real(f)->pMethods->xShmLock(real(f), at, n, flags); }
static void shm_barrier(sqlite3_file *f) { real(f)->pMethods->xShmBarrier(real(f)); }
static int shm_unmap(sqlite3_file *f, int delete) { return real(f)->pMethods->xShmUnmap(real(f), delete); }

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_device,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

static Watched *find(const char *path) {
    pthread_mutex_lock(&lock);
    Watched *watched = all;
    while (watched && strcmp(watched->path, path) != 0) watched = watched->next;
    if (!watched) {
        watched = calloc(1, sizeof(Watched));
        watched->path = strdup(path);
        watched->last = &watched->first;
        watched->next = all;
        all = watched;
    }
    watched->is_deleted = 0;
    pthread_mutex_unlock(&lock);
    return watched;
}

static int vfs_open(sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *out) {
    (void)self;
    if (!name || strncmp(name, watched_folder, strlen(watched_folder)) != 0)
        return below->xOpen(below, name, file, flags, out);
    memset(file, 0, sizeof(File));
    int code = below->xOpen(below, name, real(file), flags, out);
    if (code != SQLITE_OK) return code;
    file->pMethods = &methods;
    ((File *)file)->watched = find(name);
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *self, const char *name, int sync) {
    (void)self;
    int code = below->xDelete(below, name, sync);
    if (code != SQLITE_OK) return code;
    pthread_mutex_lock(&lock);
    for (Watched *watched = all; watched; watched = watched->next) {
        if (strcmp(watched->path, name) != 0) continue;
        watched->is_deleted = 1;
        watched->length = 0;
        watched->first = NULL;
        watched->last = &watched->first;
    }
    pthread_mutex_unlock(&lock);
    return SQLITE_OK;
}

int power_cut_watch(const char *folder) {
    below = sqlite3_vfs_find(NULL);
    if (!below || watched_folder) return 1;
    watched_folder = strdup(folder);
    vfs = *below;
    vfs.zName = "power-cut";
    vfs.szOsFile = (int)sizeof(File) + below->szOsFile;
    vfs.pNext = NULL;
    vfs.xOpen = vfs_open;
    vfs.xDelete = vfs_delete;
    return sqlite3_vfs_register(&vfs, 1);
}

static unsigned chance(unsigned *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

int power_cut(const char *folder, unsigned seed) {
    int failed = 0;
    pthread_mutex_lock(&lock);
    for (Watched *watched = all; watched; watched = watched->next) {
        if (watched->is_deleted) continue;
        unsigned char *content = malloc(watched->length > 0 ? watched->length : 1);
        sqlite3_int64 length = watched->length;
        if (length > 0) memcpy(content, watched->synced, length);
        for (Write *write = watched->first; write && seed; write = write->next) {
            unsigned what = chance(&seed) % 4;
            if (what == 0) continue;
            // A sector has 512 bytes.
            int count = what == 1 && write->count > 512 ? write->count / 1024 * 512 : write->count;
            apply(write, count, &content, &length);
        }
        const char *name = strrchr(watched->path, '/');
        char path[4096];
        snprintf(path, sizeof(path), "%s%s", folder, name ? name : watched->path);
        FILE *file = fopen(path, "wb");
        if (!file || fwrite(content, 1, length, file) != (size_t)length) failed = 1;
        if (file && fclose(file) != 0) failed = 1;
        free(content);
    }
    pthread_mutex_unlock(&lock);
    return failed;
}
