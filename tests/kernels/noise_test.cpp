#include "kernels/noise.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/every_target.hpp"
#include "kernels/functions.hpp"
#include "mlp/base/random.hpp"

namespace mlp::kernels {
namespace {

constexpr NoiseSite site{
    .seed = 0x123456789abcdefULL, .step = 77, .layer = 3, .first_unit = 96, .first_sample = 128};

DrawSite draw_site(Purpose purpose, Index sample) {
  return {.purpose = purpose,
          .layer = site.layer,
          .sample = site.first_sample + static_cast<std::uint32_t>(sample),
          .epoch = site.step};
}

// units × samples, all `value`, with room after the last row for a vector's reading.
struct Values {
  std::vector<float> numbers;
  Block block;
  Values(Index units, Index samples, float value)
      : numbers(static_cast<std::size_t>(units * samples + 16), value),
        block{numbers.data(), units, samples, samples} {}
  float operator()(Index unit, Index sample) const { return block.data[unit * block.stride + sample]; }
};

TEST(Noise, DropsTheUnitsWhoseHalfWordIsBelowTheRate) {
  under_every_target([](const std::string&) {
    for (const Index samples : {1, 5, 16, 33}) {
      for (const Index units : {1, 8, 13, 40}) {
        Values values(units, samples, 3.0f), factors(units, samples, 9.0f);
        drop(StandardDropout{.rate = 0.2}, site, values.block, factors.block);
        for (Index u = 0; u < units; ++u) {
          for (Index s = 0; s < samples; ++s) {
            const std::uint32_t unit = site.first_unit + static_cast<std::uint32_t>(u);
            const std::uint32_t word = draw_word(site.seed, draw_site(Purpose::dropout, s), unit / 2);
            const bool dropped = (unit % 2 == 0 ? word & 0xFFFF : word >> 16) < 13107;  // ⌊0.2·2¹⁶⌋
            ASSERT_EQ(values(u, s), dropped ? 0.0f : 1.25f * 3.0f);
            ASSERT_EQ(factors(u, s), dropped ? 0.0f : 1.25f);
          }
        }
      }
    }
  });
}

TEST(Noise, DropsNothingAtRate0) {
  Values values(20, 20, 3.0f);
  drop(StandardDropout{.rate = 0.0}, site, values.block, {});
  drop(AlphaDropout{.rate = 0.0}, site, values.block, {});
  EXPECT_EQ(values.numbers, std::vector<float>(416, 3.0f));
}

TEST(Noise, OfAlphaDropoutKeepsMeanAndVariance) {
  for (const double rate : {0.1, 0.5}) {
    const DropoutRule rule = AlphaDropout{.rate = rate}.rule();
    // Of a with mean 0 and variance 1.
    const double mean = (1 - rate) * rule.shift + rate * rule.dropped;
    const double square = (1 - rate) * (rule.kept_scale * rule.kept_scale + rule.shift * rule.shift) +
                          rate * rule.dropped * rule.dropped;
    EXPECT_NEAR(mean, 0.0, 1e-15);  // a few roundings
    EXPECT_NEAR(square, 1.0, 1e-15);
  }
}

TEST(Noise, IsNormalAndTheSameAsDrawnOneByOne) {
  under_every_target([](const std::string&) {
    const Index units = 7, samples = 21;
    Values values(units, samples, 2.0f);
    add_noise(0.5, site, values.block);
    for (Index u = 0; u < units; ++u) {
      for (Index s = 0; s < samples; ++s) {
        const std::uint32_t first = 2 * (site.first_unit + static_cast<std::uint32_t>(u));
        const DrawSite at = draw_site(Purpose::noise, s);
        const auto normal = static_cast<float>(
            exact::normal(draw_word(site.seed, at, first), draw_word(site.seed, at, first + 1)));
        ASSERT_EQ(values(u, s), std::fma(0.5f, normal, 2.0f));
      }
    }
  });
}

}  // namespace
}  // namespace mlp::kernels
