// A damaged checkpoint or model is never used: each single bit flipped, the file cut at every length
// and grown by a byte are all refused, as CorruptFile (exit code 4) and nothing else.
#include <fcntl.h>
#include <unistd.h>

#include <functional>

#include <gtest/gtest.h>

#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"
#include "mlp/model/model.hpp"
#include "nn/network.hpp"
#include "train/checkpoint.hpp"

namespace mlp {
namespace {

// 1 → 2 → 2, so that the files are small.
Architecture tiny_architecture() {
  return {.layers = {{.inputs = 1, .units = 2, .activation = Tanh{}, .initializer = HeNormal{}},
                     {.inputs = 2, .units = 2, .activation = Softmax{}, .initializer = HeNormal{}}}};
}

FlatBuffer<float> some_values(Index count) {
  FlatBuffer<float> values(count);
  for (Index i = 0; i < count; ++i) values[i] = 0.125f * static_cast<float>(i + 1);
  return values;
}

class Corruption : public testing::Test {
 protected:
  using Load = std::function<void(const std::filesystem::path&)>;

  void expect_refused(const Load& load, const std::string& what) {
    try {
      load(path);
      ADD_FAILURE() << "was accepted: " << what;
    } catch (const CorruptFile&) {
    } catch (const std::exception& error) {
      ADD_FAILURE() << what << ": " << error.what();
    }
  }

  void expect_all_damage_is_refused(const Load& load) {
    ASSERT_NO_THROW(load(path));
    const std::string bytes = folder.read("file");
    ASSERT_LT(bytes.size(), 4096u) << "small enough to try every bit";
    const int file = ::open(path.c_str(), O_WRONLY);
    ASSERT_GE(file, 0);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        const char flipped = static_cast<char>(bytes[at] ^ (1 << bit));
        ASSERT_EQ(::pwrite(file, &flipped, 1, static_cast<off_t>(at)), 1);
        expect_refused(load, "bit " + std::to_string(bit) + " of byte " + std::to_string(at));
      }
      ASSERT_EQ(::pwrite(file, &bytes[at], 1, static_cast<off_t>(at)), 1);
    }
    ASSERT_NO_THROW(load(path));
    ASSERT_EQ(::pwrite(file, "", 1, static_cast<off_t>(bytes.size())), 1);
    expect_refused(load, "a byte more");
    for (std::size_t size = bytes.size(); size-- > 0;) {
      ASSERT_EQ(::ftruncate(file, static_cast<off_t>(size)), 0);
      expect_refused(load, "cut to " + std::to_string(size) + " bytes");
    }
    ::close(file);
  }

  TemporaryFolder folder;
  const std::filesystem::path path = folder / "file";
};

TEST_F(Corruption, OfACheckpointIsAlwaysFound) {
  const ParameterLayout layout(tiny_architecture());
  TrainState state;
  state.step = 3;
  state.running.add({.loss = 0.5, .wanted = 1, .predicted = 1});
  state.parameters = some_values(layout.size);
  state.slots = some_values(layout.size);
  state.best_epoch = 1;
  state.best_value = 0.25;
  state.best_parameters = some_values(layout.size);
  state.averages = some_values(layout.size);
  write_checkpoint(path, state, layout, {.config = R"({"seed": 1})", .data = R"([{"sha256": "00"}])"});
  expect_all_damage_is_refused(
      [&](const std::filesystem::path& file) { Checkpoint(file).state(layout, 1, ScoreSums(), true); });
}

TEST_F(Corruption, OfAModelIsAlwaysFound) {
  Model model;
  model.architecture = tiny_architecture();
  model.loss = CrossEntropy{};
  model.parameters = some_values(ParameterLayout(model.architecture).size);
  model.input_names = {"x"};
  model.target_names = {"y"};
  model.class_labels = {"no", "yes"};
  model.save(path);
  expect_all_damage_is_refused([](const std::filesystem::path& file) { Model::load(file); });
}

}  // namespace
}  // namespace mlp
