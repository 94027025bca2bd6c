// Every write() is short: at most 7 bytes go at a time, as the system is free to do.  Preloaded into
// mlp by tests/proof.sh; strace can refuse a system call but not do half of it.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

ssize_t write(int file, const void* bytes, size_t count) {
  return syscall(SYS_write, file, bytes, count < 7 ? count : 7);
}
