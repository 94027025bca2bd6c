#include "io/safetensors.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "io/digest.hpp"
#include "io/message_of.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

template <typename T>
std::string_view bytes_of_values(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

const std::vector<float> weight{1, 2, 3, 4, 5, 6};
const std::vector<std::uint64_t> steps{7};
const std::vector<unsigned char> flags{1, 0, 1};

std::vector<TensorView> small_tensors() {
  return {{"layers.0.weight", TensorType::f32, {2, 3}, bytes_of_values(weight)},
          {"flags", TensorType::u8, {3}, bytes_of_values(flags)},
          {"empty", TensorType::f32, {0, 5}, ""},
          {"step", TensorType::u64, {}, bytes_of_values(steps)}};
}

// A file of that header and data, with a right digest if the header has "DIGEST" in it.
std::string file_of(std::string header, const std::string& data) {
  const std::size_t digits = header.find("DIGEST");
  if (digits != std::string::npos) header.replace(digits, 6, 64, '0');
  std::string size(8, '\0');
  const std::uint64_t count = header.size();
  std::memcpy(size.data(), &count, sizeof count);
  if (digits != std::string::npos) header.replace(digits, 64, sha256_hex(size + header + data));
  return size + header + data;
}

std::string complaint(const TemporaryFolder& folder, const std::string& bytes) {
  const std::filesystem::path path = folder.write("m", bytes);
  const std::string message = message_of<CorruptFile>([&] { SafetensorsFile{path}; });
  const std::string hint = "\n  hint: the file is damaged, cut short or no model; copy or train it again";
  const std::string place = path.string() + ": ";
  if (!message.starts_with(place) || !message.ends_with(hint)) return message;
  return message.substr(place.size(), message.size() - place.size() - hint.size());
}

// Four data bytes and one tensor of the given description.
std::string with_tensor(const std::string& tensor) {
  return file_of(R"({"__metadata__":{"sha256":"DIGEST"},"t":)" + tensor + "}", "abcd");
}

TEST(Safetensors, GivesBackWhatWasWritten) {
  const TemporaryFolder folder;
  write_safetensors(folder / "m", {{"kind", "\"test\""}}, small_tensors());
  const SafetensorsFile file(folder / "m");
  EXPECT_EQ(file.metadata().at("kind"), "\"test\"");
  EXPECT_EQ(file.tensors().size(), 4u);
  for (const TensorView& expected : small_tensors()) {
    const TensorView& found = file.tensor(expected.name, expected.type, expected.shape);
    EXPECT_EQ(found.bytes, expected.bytes);
    EXPECT_EQ(
        reinterpret_cast<std::uintptr_t>(found.bytes.data()) % static_cast<std::size_t>(bytes_of(found.type)),
        0u);
  }
  EXPECT_TRUE(file.has("flags"));
  EXPECT_FALSE(file.has("flag"));
}

TEST(Safetensors, WritesTheSameBytesEachTimeAndDataFromAMultipleOf64) {
  const TemporaryFolder folder;
  write_safetensors(folder / "a", {{"kind", "test"}}, small_tensors());
  write_safetensors(folder / "b", {{"kind", "test"}}, small_tensors());
  EXPECT_EQ(folder.read("a"), folder.read("b"));
  std::uint64_t header = 0;
  std::memcpy(&header, folder.read("a").data(), 8);
  EXPECT_EQ((8 + header) % 64, 0u);
}

TEST(Safetensors, NoticesEveryChangedBit) {
  const TemporaryFolder folder;
  write_safetensors(folder / "m", {{"kind", "test"}}, small_tensors());
  const std::string whole = folder.read("m");
  std::fstream file(folder / "m", std::ios::binary | std::ios::in | std::ios::out);
  const auto put = [&](std::size_t i, char byte) {
    file.seekp(static_cast<std::streamoff>(i)).put(byte).flush();
  };
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      put(i, static_cast<char>(whole[i] ^ 1 << bit));
      EXPECT_THROW(SafetensorsFile(folder / "m"), CorruptFile) << "byte " << i << ", bit " << bit;
    }
    put(i, whole[i]);
  }
  EXPECT_NO_THROW(SafetensorsFile(folder / "m"));
}

TEST(Safetensors, NoticesACutAtEveryByteAndBytesAfterTheEnd) {
  const TemporaryFolder folder;
  write_safetensors(folder / "m", {{"kind", "test"}}, small_tensors());
  const std::string whole = folder.read("m");
  for (std::size_t size = whole.size(); size-- > 0;) {
    std::filesystem::resize_file(folder / "m", size);
    EXPECT_THROW(SafetensorsFile(folder / "m"), CorruptFile) << size << " bytes";
  }
  EXPECT_EQ(complaint(folder, whole + "x"), "expected 35 data bytes, got 36");
}

TEST(Safetensors, NamesWhatDoesNotFitInTheHeader) {
  const TemporaryFolder folder;
  EXPECT_EQ(complaint(folder, "short"), "expected a safetensors file, got only 5 bytes");
  EXPECT_EQ(complaint(folder, "length,width\n1,2\n"),
            (folder / "m").string() +
                ": expected a safetensors file, got another kind of file\n"
                "  hint: a model is what a training leaves as model.safetensors in its run directory");
  EXPECT_EQ(complaint(folder, std::string(8, '\xff') + "{}"),
            "expected a header of at most 2 bytes, got 18446744073709551615");
  EXPECT_EQ(complaint(folder, file_of("[]", "")), "expected a JSON object as header, got an empty list");
  EXPECT_EQ(complaint(folder, file_of(R"({"a":1,})", "")),
            "header:1:8: expected a key in double quotes, got '}'");
  EXPECT_EQ(complaint(folder, file_of(R"({"t":{},"t":{}})", "")), "header:1:9: /t: duplicate key \"t\"");
  EXPECT_EQ(complaint(folder, file_of(std::string(100'000, '['), "")),
            "header:1:101: expected at most 100 levels of lists and objects, got more");
  EXPECT_EQ(complaint(folder, file_of("{}", "")), "expected sha256 in its metadata, got none");
  EXPECT_EQ(complaint(folder, file_of(R"({"__metadata__":{"sha256":"12"}})", "")),
            "expected 64 digits of sha256 in its metadata, got \"12\"");
  EXPECT_EQ(complaint(folder, file_of(R"({"__metadata__":{"sha256":1}})", "")),
            "__metadata__: expected strings, got 1");
  EXPECT_EQ(complaint(folder, file_of(R"({"__metadata__":1})", "")),
            "expected an object as __metadata__, got 1");
}

TEST(Safetensors, NamesWhatDoesNotFitInATensor) {
  const TemporaryFolder folder;
  EXPECT_EQ(complaint(folder, with_tensor(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4] })")),
            "(nothing was thrown)");
  EXPECT_EQ(complaint(folder, with_tensor(R"({"dtype":"F15","shape":[2],"data_offsets":[0,4]})")),
            "tensor \"t\": expected a known dtype, got \"F15\"");
  EXPECT_EQ(complaint(folder, with_tensor(R"({"dtype":"U8","shape":4,"data_offsets":[0,4]})")),
            "tensor \"t\": expected a list of integers, got 4");
  EXPECT_EQ(complaint(folder, with_tensor(R"({"dtype":"U8","shape":[-4],"data_offsets":[0,4]})")),
            "tensor \"t\": expected a size or an offset, got -4");
  EXPECT_EQ(complaint(folder, with_tensor(R"({"dtype":"U8","shape":[4.0],"data_offsets":[0,4]})")),
            "tensor \"t\": expected a size or an offset, got 4.0");
  EXPECT_EQ(complaint(folder,
                      with_tensor(R"({"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]})")),
            "tensor \"t\": expected a shape that fits in memory");
  EXPECT_EQ(complaint(folder, with_tensor(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})")),
            "tensor \"t\": expected offsets within the file's 4 data bytes that span the shape's 8");
  EXPECT_EQ(complaint(folder, with_tensor(R"({"dtype":"U8","shape":[4],"data_offsets":[4,0]})")),
            "tensor \"t\": expected offsets within the file's 4 data bytes that span the shape's 4");
  EXPECT_EQ(complaint(folder, with_tensor(R"({"dtype":"U8","shape":[3],"data_offsets":[1,4]})")),
            "tensor \"t\": expected data without gap and overlap");
  EXPECT_EQ(complaint(folder, with_tensor(R"({"dtype":"U8","shape":[3],"data_offsets":[0,3]})")),
            "expected 3 data bytes, got 4");
  EXPECT_EQ(complaint(folder, with_tensor(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})")),
            "tensor \"t\": expected data aligned to their type");
  EXPECT_EQ(complaint(folder, with_tensor(R"({"dtype":"U8","shape":[4],"data_offsets":[0,4],"x":1})")),
            "tensor \"t\": expected the keys dtype, shape and data_offsets");
  EXPECT_EQ(
      complaint(
          folder,
          with_tensor(
              R"({"dtype":"U8","shape":[4],"data_offsets":[0,4]},"u":{"dtype":"U8","shape":[1],"data_offsets":[3,4]})")),
      "tensor \"u\": expected data without gap and overlap");
}

TEST(Safetensors, NamesATensorThatIsMissingOrOther) {
  const TemporaryFolder folder;
  write_safetensors(folder / "m", {}, small_tensors());
  const SafetensorsFile file(folder / "m");
  EXPECT_EQ(message_of<CorruptFile>([&] {
              file.tensor("layers.0.weight", TensorType::f32, {3, 2});
            }),
            (folder / "m").string() +
                ": expected tensor \"layers.0.weight\" of F32 [3, 2], got F32 [2, 3]\n"
                "  hint: the file belongs to a network of other layers");
  EXPECT_EQ(message_of<CorruptFile>([&] { file.tensor("bias", TensorType::f64, {}); }),
            (folder / "m").string() +
                ": expected tensor \"bias\" of F64 [], got none\n"
                "  hint: the file belongs to a network of other layers");
}

}  // namespace
}  // namespace mlp
