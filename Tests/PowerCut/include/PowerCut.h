// A model of a loss of power, for tests: what of SQLite's files is on disk for certain is what was there at the last sync
// of each; of what was written since, nothing, or any part.
#ifndef POWER_CUT_H
#define POWER_CUT_H

/// Watches the files in `folder` that SQLite opens from now on in this process. 0 where that can be done.
int power_cut_watch(const char *folder);

/// Writes into `folder` what would be left of the watched files, were the power lost now. With seed 0 nothing of what was not
/// synced is; else each write is by chance, or a part of it. 0 where that could be done.
int power_cut(const char *folder, unsigned seed);

#endif
