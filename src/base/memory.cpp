#include "mlp/base/memory.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <new>

namespace mlp {

static constexpr std::align_val_t alignment{cache_line_bytes};

// Asks for huge pages wherever they fit.  A wish: refusing it costs only time.
static void ask_for_huge_pages(void* memory, std::size_t bytes) {
  constexpr std::size_t huge_page_bytes = std::size_t{2} << 20;
  if (bytes < huge_page_bytes) return;
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto first = (reinterpret_cast<std::uintptr_t>(memory) + page - 1) / page * page;
  const auto end = (reinterpret_cast<std::uintptr_t>(memory) + bytes) / page * page;
  madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
}

void* allocate_zeroed(std::size_t bytes) {
  void* const memory = ::operator new(bytes, alignment);
  ask_for_huge_pages(memory, bytes);
  std::memset(memory, 0, bytes);
  return memory;
}

void release_zeroed(void* memory) { ::operator delete(memory, alignment); }

}  // namespace mlp
