#pragma once
// Runs a whole verb in a directory of its own and keeps what it says.

#include "stackup/cli/verb.h"
#include "stackup/cli/world.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace stackup::testing {

/// Removed with all that is in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    auto pattern = (std::filesystem::temp_directory_path() / "stackup-cli-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::string text_of(const std::filesystem::path& file) const {
    std::ifstream stream(path_ / file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  void write(const std::filesystem::path& file, const std::string& text) const {
    std::filesystem::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file, std::ios::binary) << text;
  }
  void append(const std::filesystem::path& file, const std::string& text) const { std::ofstream(path_ / file, std::ios::binary | std::ios::app) << text; }

 private:
  std::filesystem::path path_;
};

struct Said {
  int code = 0;
  std::string out;
  std::string err;
};

/// HOME is the directory, so that no workspace of whoever runs the tests is found.
inline Said run_verb(const Verb& verb, const TemporaryDirectory& home, const Arguments& arguments) {
  Said said;
  const Screen screen{{Colour::off, Glyphs::ascii}, {200, 50}};
  Console console{[&](std::string_view text) { said.out += text; }, [&](std::string_view text) { said.err += text; }, screen, screen};
  World world(console, {{"HOME", home.path().string()}, {"PATH", "/usr/bin:/bin"}});
  said.code = verb.run(arguments, world);
  return said;
}

/// With the directory as the workspace.
inline Said run_in(const Verb& verb, const TemporaryDirectory& workspace, Arguments arguments = {}) {
  arguments.options["--workspace"] = {workspace.path().string()};
  return run_verb(verb, workspace, arguments);
}

}  // namespace stackup::testing
