#include "mlp/base/random.hpp"

namespace mlp {

PhiloxBlock philox(std::uint64_t key, PhiloxBlock counter) {
  // Multipliers and Weyl increments of Philox 4x32: Salmon et al. 2011, section 4.3.
  constexpr std::uint64_t multiplier_0 = 0xD2511F53, multiplier_1 = 0xCD9E8D57;
  constexpr std::uint32_t weyl_0 = 0x9E3779B9, weyl_1 = 0xBB67AE85;
  constexpr int rounds = 10;
  auto key_0 = static_cast<std::uint32_t>(key);
  auto key_1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t product_0 = multiplier_0 * counter[0];
    const std::uint64_t product_1 = multiplier_1 * counter[2];
    counter = {static_cast<std::uint32_t>(product_1 >> 32) ^ counter[1] ^ key_0,
               static_cast<std::uint32_t>(product_1),
               static_cast<std::uint32_t>(product_0 >> 32) ^ counter[3] ^ key_1,
               static_cast<std::uint32_t>(product_0)};
    key_0 += weyl_0;
    key_1 += weyl_1;
  }
  return counter;
}

static PhiloxBlock draw_block(std::uint64_t seed, const DrawSite& site, std::uint32_t block) {
  const std::uint32_t place = site.layer | static_cast<std::uint32_t>(site.purpose) << 16;
  return philox(seed, {block, site.sample, place, site.epoch});
}

std::uint32_t draw_word(std::uint64_t seed, const DrawSite& site, std::uint32_t unit) {
  return draw_block(seed, site, unit / 4)[unit % 4];
}

void draw_words(std::uint64_t seed, const DrawSite& site, std::uint32_t first,
                std::span<std::uint32_t> words) {
  PhiloxBlock block{};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::uint32_t unit = first + static_cast<std::uint32_t>(i);
    if (i == 0 || unit % 4 == 0) block = draw_block(seed, site, unit / 4);
    words[i] = block[unit % 4];
  }
}

std::uint64_t draw_64(std::uint64_t seed, const DrawSite& site) {
  const PhiloxBlock block = draw_block(seed, site, 0);
  return block[0] | static_cast<std::uint64_t>(block[1]) << 32;
}

}  // namespace mlp
