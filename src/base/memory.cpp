#include "mlp/base/memory.hpp"

#include <sys/mman.h>

#include <cstdlib>

namespace mlp {

static constexpr std::size_t huge_page_bytes = std::size_t{2} << 20;

void* allocate_zeroed(std::size_t bytes) {
  // From half a huge page on the rest of it is worth giving.
  const bool large = bytes >= huge_page_bytes / 2;
  const std::size_t alignment = large ? huge_page_bytes : std::size_t{cache_line_bytes};
  const std::size_t size = (bytes + alignment - 1) / alignment * alignment;
  void* const memory = size >= bytes ? std::aligned_alloc(alignment, size) : nullptr;
  if (!memory) throw std::bad_alloc();
  if (large) madvise(memory, size, MADV_HUGEPAGE);  // a wish; refusing it costs only time
  std::memset(memory, 0, bytes);
  return memory;
}

void release_zeroed(void* memory) { std::free(memory); }

}  // namespace mlp
