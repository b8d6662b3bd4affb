// The scripts run in their real shells; a shell that is not installed is skipped. A small `stackup` on PATH answers for names.
#include "stackup/cli/completion.h"

#include "stackup/base/text.h"
#include "tests/cli/sample_verbs.h"

#include <gmock/gmock.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace stackup::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Words = std::vector<std::string>;

class CompletionTest : public ::testing::Test {
 protected:
  CompletionTest() {
    std::filesystem::create_directories(directory / "home");
    write("stackup",
          "#!/bin/sh\ncase \"$1 $2\" in\n'__complete recipes') printf 'guestbook\\nshop\\n' ;;\n'__complete units') printf "
          "'keystone\\nredis\\n' ;;\n"
          "'__complete processes') printf 'shop/web\\nshop/worker\\n' ;;\nesac\n");
    ::chmod((directory / "stackup").c_str(), 0755);
    write("shop.yaml", "");
  }
  ~CompletionTest() override { std::filesystem::remove_all(directory); }

  void write(const std::string& name, const std::string& text) const { std::ofstream(directory / name) << text; }

  /// Standard output and standard error of a shell that runs the file `name`, as lines.
  [[nodiscard]] Words run(const std::string& shell, const std::string& name) const {
    const auto command = "cd " + directory.string() + " && env -i HOME=" + directory.string() +
                         "/home TERM=xterm LC_ALL=C.UTF-8 PATH=" + directory.string() + ":/usr/bin:/bin timeout 30 " + shell + " ./" +
                         name + " 2>&1 </dev/null";
    FILE* pipe = ::popen(command.c_str(), "r");
    std::string text;
    std::array<char, 4096> buffer{};
    for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) text.append(buffer.data(), got);
    ::pclose(pipe);
    return lines_of(text);
  }

  static bool has(const std::string& shell) {
    return std::filesystem::exists("/usr/bin/" + shell) || std::filesystem::exists("/bin/" + shell);
  }

  /// What bash offers for the words; the last one is being typed.
  [[nodiscard]] Words bash(const Words& words) const {
    write("script.bash", completion_script(Shell::bash, sample_verbs()));
    write("try.bash", "source ./script.bash\nCOMP_WORDS=(" + shell_quoted(words) + ")\nCOMP_CWORD=" + std::to_string(words.size() - 1) +
                          "\n_stackup\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
    auto offered = run("bash --norc --noprofile", "try.bash");
    std::erase(offered, "");
    return offered;
  }

  [[nodiscard]] Words fish(const std::string& line) const {
    write("script.fish", completion_script(Shell::fish, sample_verbs()));
    write("try.fish", "source ./script.fish\ncomplete -C " + shell_quoted(line) + "\n");
    return run("fish --no-config", "try.fish");
  }

  /// Types each line and waits until zsh shows what is expected; the lines for which it did not. It completes only for a person at a
  /// terminal: a pseudo terminal of its own module plays one.
  [[nodiscard]] Words zsh_fails(const std::vector<std::pair<std::string, std::string>>& lines) const {
    write("script.zsh", completion_script(Shell::zsh, sample_verbs()));
    std::string script =
        "zmodload zsh/zpty\nlocal text='' all=''\n"
        "await() { all=''; repeat 400; do zpty -r -t box text && all+=$text || sleep 0.02; [[ $all == *$1* ]] && return; done; print -r -- "
        "\"$2\" }\n"
        "zpty -b box 'zsh -f -i'\n"
        "zpty -w box 'PS1=; autoload -Uz compinit; compinit -D -u; LISTMAX=0; stty columns 200; source ./script.zsh; print "
        "read\"\"y'\nawait ready start\n";
    for (const auto& [line, expected] : lines)
      script += "zpty -n -w box $'\\025" + line + "\\t\\t'\nawait " + shell_quoted(expected) + " " + shell_quoted(line) + "\n";
    write("try.zsh", script);
    return run("zsh -f", "try.zsh");
  }

  std::filesystem::path directory = std::filesystem::temp_directory_path() / ("stackup-completion-" + std::to_string(::getpid()));
};

TEST_F(CompletionTest, BashKnowsVerbs) {
  EXPECT_THAT(bash({"stackup", "st"}), ElementsAre("status"));
  EXPECT_THAT(bash({"stackup", ""}), Contains("up"));
  EXPECT_THAT(bash({"stackup", ""}), Not(Contains("__complete")));
  EXPECT_THAT(bash({"stackup", "-w", "/tmp", "--json", "lo"}), ElementsAre("logs"));
}

TEST_F(CompletionTest, BashKnowsOptions) {
  EXPECT_THAT(bash({"stackup", "up", "--pu"}), ElementsAre("--pull"));
  EXPECT_THAT(bash({"stackup", "up", "shop", "--js"}), ElementsAre("--json"));
  EXPECT_THAT(bash({"stackup", "status", "--pu"}), IsEmpty());
  EXPECT_THAT(bash({"stackup", "--ver"}), ElementsAre("--verbose", "--version"));
}

TEST_F(CompletionTest, BashAsksForNames) {
  EXPECT_THAT(bash({"stackup", "up", ""}), ElementsAre("guestbook", "shop"));
  EXPECT_THAT(bash({"stackup", "up", "shop", "g"}), ElementsAre("guestbook"));
  EXPECT_THAT(bash({"stackup", "logs", "shop/w"}), ElementsAre("shop/web", "shop/worker"));
  EXPECT_THAT(bash({"stackup", "down", "k"}), ElementsAre("keystone"));
  EXPECT_THAT(bash({"stackup", "completion", "z"}), ElementsAre("zsh"));
  EXPECT_THAT(bash({"stackup", "explain", "SU0302"}), ElementsAre("SU0302"));
  EXPECT_THAT(bash({"stackup", "help", "stat"}), ElementsAre("status"));
}

TEST_F(CompletionTest, BashKnowsWhatOptionsTake) {
  EXPECT_THAT(bash({"stackup", "up", "--with", "g"}), ElementsAre("guestbook"));
  EXPECT_THAT(bash({"stackup", "up", "--with", "="}), ElementsAre("guestbook", "shop"));
  EXPECT_THAT(bash({"stackup", "up", "--with", "=", "s"}), ElementsAre("shop"));
  EXPECT_THAT(bash({"stackup", "--workspace", "ho"}), ElementsAre("home"));
  EXPECT_THAT(bash({"stackup", "check", "sh"}), ElementsAre("shop.yaml"));
  EXPECT_THAT(bash({"stackup", "up", "--jobs", ""}), IsEmpty());
}

TEST_F(CompletionTest, BashKnowsVerbsOfTwoWords) {
  EXPECT_THAT(bash({"stackup", "rec"}), ElementsAre("recipe"));
  EXPECT_THAT(bash({"stackup", "recipe", ""}), ElementsAre("new", "test"));
  EXPECT_THAT(bash({"stackup", "--json", "recipe", "-w", "/tmp", "n"}), ElementsAre("new"));
  EXPECT_THAT(bash({"stackup", "recipe", "new", "--ki"}), ElementsAre("--kind"));
  EXPECT_THAT(bash({"stackup", "recipe", "test", ""}), ElementsAre("guestbook", "shop"));
  EXPECT_THAT(bash({"stackup", "recipe", "new", ""}), IsEmpty());
  EXPECT_THAT(bash({"stackup", "help", "recipe", "t"}), ElementsAre("test"));
}

TEST_F(CompletionTest, BashLeavesWhatFollowsTwoDashesAlone) { EXPECT_THAT(bash({"stackup", "run", "keystone", "--", "st"}), IsEmpty()); }

TEST_F(CompletionTest, FishKnowsVerbsOptionsAndNames) {
  if (!has("fish")) GTEST_SKIP() << "fish is not installed";
  EXPECT_THAT(fish("stackup sta"), ElementsAre("status\tShow what runs, since when, and how to reach it"));
  EXPECT_THAT(fish("stackup -w /tmp sta"), ElementsAre(StartsWith("status")));
  EXPECT_THAT(fish("stackup up --pu"), ElementsAre("--pull\tAlso fetch what is new in the repositories"));
  EXPECT_THAT(fish("stackup up "), ElementsAre("guestbook", "shop"));
  EXPECT_THAT(fish("stackup up --with g"), ElementsAre(StartsWith("guestbook")));
  EXPECT_THAT(fish("stackup logs shop/w"), ElementsAre("shop/web", "shop/worker"));
  EXPECT_THAT(fish("stackup completion f"), ElementsAre("fish"));
  EXPECT_THAT(fish("stackup explain SU0302"), ElementsAre("SU0302"));
  EXPECT_THAT(fish("stackup check shop"), ElementsAre("shop.yaml"));
  EXPECT_THAT(fish("stackup status "), IsEmpty());
}

TEST_F(CompletionTest, FishKnowsVerbsOfTwoWords) {
  if (!has("fish")) GTEST_SKIP() << "fish is not installed";
  EXPECT_THAT(fish("stackup rec"), ElementsAre("recipe\tnew, test"));
  EXPECT_THAT(fish("stackup recipe "), ElementsAre("new\tWrite a recipe to start from", "test\tTry a recipe"));
  EXPECT_THAT(fish("stackup recipe -w /tmp n"), ElementsAre(StartsWith("new")));
  EXPECT_THAT(fish("stackup recipe new --ki"), ElementsAre(StartsWith("--kind")));
  EXPECT_THAT(fish("stackup recipe test "), ElementsAre("guestbook", "shop"));
  EXPECT_THAT(fish("stackup help recipe t"), Contains("test\tTry a recipe"));
}

TEST_F(CompletionTest, ZshKnowsVerbsOptionsAndNames) {
  if (!has("zsh")) GTEST_SKIP() << "zsh is not installed";
  EXPECT_THAT(zsh_fails({{"stackup sta", "tus"},
                         {"stackup up --pu", "--pull"},
                         {"stackup up gu", "guestbook"},
                         {"stackup -w /tmp logs shop/wo", "shop/worker"},
                         {"stackup up --with gu", "guestbook"},
                         {"stackup explain SU030", "SU0305"},
                         {"stackup rec", "ipe"},
                         {"stackup recipe n", "ew"},
                         {"stackup recipe new --ki", "--kind"},
                         {"stackup recipe test gu", "guestbook"},
                         {"stackup help recipe t", "est"}}),
              IsEmpty());
}

TEST(Completion, KnowsShellsByNameAndPath) {
  EXPECT_EQ(shell_of("bash"), Shell::bash);
  EXPECT_EQ(shell_of("/usr/bin/fish"), Shell::fish);
  EXPECT_EQ(shell_of("bsh").error().tries().front(), "stackup completion bash");
}

}  // namespace
}  // namespace stackup::testing
