// What Swift's module of the C library lacks for processes and their descriptors. A line each on why; no logic.
#ifndef CSYSTEM_H
#define CSYSTEM_H
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// fork is marked unavailable in Swift.
pid_t xcom_fork(void);

// <sys/prctl.h> is not in the module, and prctl is variadic: a signal at the parent's end; the orphans of descendants,
// where the result is what was so before.
void xcom_end_with_parent(int signal_number);
int xcom_adopt_orphans(int adopts);

// The system call has no function here: a descriptor that is readable once the process has ended. -1 and errno where there
// is no such call.
int xcom_open_process(pid_t pid);

// Control messages are made by macros. Descriptors go along with bytes, and come without being inherited by programs.
ssize_t xcom_send(int socket, const void *bytes, size_t count, const int *descriptors, int descriptor_count);
ssize_t xcom_receive(
    int socket, void *bytes, size_t capacity, int *descriptors, int descriptor_capacity, int *descriptor_count);

// GNU's additions are not in the module.
ssize_t xcom_tee(int from_pipe, int to_pipe, size_t count);
int xcom_close_from(int first);
int xcom_accept(int listening_socket);

// Netlink's messages are made by macros: the inode of the socket that has these two ports of 127.0.0.1 for its own and its
// peer's; 0 where there is none, or the kernel does not say.
uint32_t xcom_loopback_inode(uint16_t own_port, uint16_t peer_port);

// A lock of one byte of a file, which belongs to the open file and goes with it (F_OFD_SETLK). -1 and errno where another
// has it.
int xcom_try_lock_byte(int descriptor, int64_t offset);

// The same that several may have.
int xcom_share_byte(int descriptor, int64_t offset);

// Whether another open file has a lock of the byte, of either kind: 1 or 0; -1 and errno where that cannot be said.
int xcom_byte_is_taken(int descriptor, int64_t offset);

// stdout is a variable that Swift cannot share between threads: what is printed goes out line by line.
void xcom_write_lines_at_once(void);

// ioctl is variadic. 0 and 0 for what is no terminal, and for one that does not say.
void xcom_terminal_size(int descriptor, int *columns, int *rows);
#endif
