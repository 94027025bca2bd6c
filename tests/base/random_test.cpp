#include "mlp/base/random.hpp"

#include <Random123/philox.h>
#include <array>

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "kernels/accuracy.hpp"
#include "kernels/functions.hpp"

namespace mlp {
namespace {

// Random123's own known answers for philox4x32 with 10 rounds (kat_vectors).
TEST(Philox, GivesThePublishedAnswers) {
  EXPECT_EQ(philox(0, {0, 0, 0, 0}), (PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox(0xffffffffffffffff, {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}),
            (PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox(0x299f31d0a4093822, {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}),
            (PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, AgreesWithRandom123) {
  r123::Philox4x32 oracle;
  PhiloxBlock counter{1, 2, 3, 4};
  for (std::uint32_t i = 0; i < 100000; ++i) {
    const std::uint64_t key = counter[0] | static_cast<std::uint64_t>(counter[1] ^ i) << 32;
    const auto expected = oracle({{counter[0], counter[1], counter[2], counter[3]}},
                                 {{static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}});
    counter = philox(key, counter);  // the next counter: any value at all
    ASSERT_EQ(counter, (PhiloxBlock{expected[0], expected[1], expected[2], expected[3]})) << "block " << i;
  }
}

TEST(Draw, CountsByUnitSampleLayerPurposeAndEpoch) {
  const std::uint64_t seed = 0x0123456789abcdef;
  const DrawSite site{.purpose = Purpose::dropout, .layer = 7, .sample = 11, .epoch = 13};
  for (std::uint32_t unit = 0; unit < 40; ++unit) {
    const PhiloxBlock block = philox(seed, {unit / 4, 11, 7u | 4u << 16, 13});
    EXPECT_EQ(draw_word(seed, site, unit), block[unit % 4]) << "unit " << unit;
  }
}

TEST(Draw, SixtyFourBitsAreTheFirstTwoWordsLowHalfFirst) {
  const DrawSite site{.purpose = Purpose::shuffle, .sample = 5, .epoch = 2};
  const std::uint64_t low = draw_word(9, site, 0), high = draw_word(9, site, 1);
  EXPECT_EQ(draw_64(9, site), low | high << 32);
}

TEST(Uniform, IsTheUpper24BitsBelowOne) {
  EXPECT_EQ(uniform(0), 0.0f);
  EXPECT_EQ(uniform(0xff), 0.0f);
  EXPECT_EQ(uniform(0x100), 0x1p-24f);
  EXPECT_EQ(uniform(0x80000000), 0.5f);
  EXPECT_EQ(uniform(0xffffffff), 1.0f - 0x1p-24f);
}

TEST(Normal, GivesTheseNumbersForEver) {
  struct {
    std::uint32_t word_0, word_1;
    double draw;
  } const cases[] = {
      {0x00000000, 0x00000000, 0x1.aa4499161cd47p+2},  {0xffffffff, 0x12345678, 0x0p+0},
      {0x80000000, 0x80000000, -0x1.2d6abe42fce9ep+0}, {0x6627e8d5, 0xe169c58d, 0x1.fb7665db1b644p-1},
      {0xbc57ac4c, 0x9b00dbd8, -0x1.3c373dd6d9558p-1}, {0x00000001, 0x40000000, 0x1.cecba8f148347p-52},
      {0x408f276d, 0x41c83b0e, -0x1.294a797d54a0bp-4},
  };
  under_every_target([&](const std::string& target) {
    for (const auto& [word_0, word_1, draw] : cases) {
      EXPECT_EQ(std::bit_cast<std::uint64_t>(exact::normal(word_0, word_1)),
                std::bit_cast<std::uint64_t>(draw))
          << std::hexfloat << word_0 << ", " << word_1 << " under " << target << ": "
          << exact::normal(word_0, word_1);
    }
  });
}

TEST(Normal, IsTheFormulaOfBoxAndMuller) {
  for (std::uint32_t i = 0; i < 10000; ++i) {
    const PhiloxBlock words = philox(3, {i, 0, 0, 0});
    const long double u1 = (words[0] + 1.0L) * 0x1p-32L, u2 = words[1] * 0x1p-32L;
    const long double expected = std::sqrt(-2 * std::log(u1)) * std::cos(2 * 3.14159265358979323846L * u2);
    // Near the cosine's zeros the rounding of 2π·u₂ (half an ulp of up to 2π) is all there is.
    ASSERT_NEAR(exact::normal(words[0], words[1]), static_cast<double>(expected), 6.7 * 0x1p-50);
  }
}

TEST(Normal, HasTheMomentsAndTailsOfItsDistribution) {
  constexpr int draws = 400000;
  double sum = 0, squares = 0, cubes = 0, fourths = 0;
  int beyond_1 = 0, beyond_3 = 0, beyond_4 = 0;
  for (std::uint32_t i = 0; i < draws; ++i) {
    const PhiloxBlock words = philox(1, {i, 0, 0, 0});
    const double x = exact::normal(words[0], words[1]);
    sum += x;
    squares += x * x;
    cubes += x * x * x;
    fourths += x * x * x * x;
    beyond_1 += std::abs(x) > 1;
    beyond_3 += std::abs(x) > 3;
    beyond_4 += std::abs(x) > 4;
  }
  // Five standard errors each; the draws are fixed, so this passes always or never.
  EXPECT_NEAR(sum / draws, 0.0, 5 * std::sqrt(1.0 / draws));
  EXPECT_NEAR(squares / draws, 1.0, 5 * std::sqrt(2.0 / draws));
  EXPECT_NEAR(cubes / draws, 0.0, 5 * std::sqrt(15.0 / draws));
  EXPECT_NEAR(fourths / draws, 3.0, 5 * std::sqrt(96.0 / draws));
  const auto expect_count = [](int count, double probability) {
    EXPECT_NEAR(count, draws * probability, 5 * std::sqrt(draws * probability));
  };
  expect_count(beyond_1, 0.3173105);
  expect_count(beyond_3, 0.0026998);
  expect_count(beyond_4, 0.0000633);
}

TEST(DrawWords, AreTheWordsOneByOne) {
  const DrawSite site{.purpose = Purpose::initial_weights, .layer = 3, .sample = 11, .epoch = 2};
  for (const std::uint32_t first : {0u, 1u, 4u, 6u}) {
    std::array<std::uint32_t, 9> words{};
    draw_words(5, site, first, words);
    for (std::uint32_t i = 0; i < words.size(); ++i) EXPECT_EQ(words[i], draw_word(5, site, first + i));
  }
}

}  // namespace
}  // namespace mlp
