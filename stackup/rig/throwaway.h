#pragma once
// A directory with workspaces, recipes, a home and a place for temporary files, in which stackup is called as a user would, and of which nothing stays.

#include "stackup/base/result.h"
#include "stackup/ports/files.h"
#include "stackup/ports/processes.h"

#include <string>
#include <vector>

namespace stackup {

/// How a call of stackup ended.
struct CallOutcome {
  int code = 0;                    ///< 128 + N for signal N; 124 when it took too long
  std::string output;              ///< standard output
  std::vector<std::string> lines;  ///< the last ones of both outputs
  Duration took{};

  [[nodiscard]] bool is_good() const { return code == 0; }
  /// For people: the last lines, or the exit code where there are none.
  [[nodiscard]] std::string last_words() const;
};

/// The workspace in which most is tried.
inline constexpr const char* first_workspace = "workspace";

class Throwaway {
 public:
  /// `program` is the binary under test; `given` options, each with its value (--recipes DIR, --set …), for the calls that take them. `environment` is the user's own.
  Throwaway(Path root, std::string program, std::vector<std::string> given, EnvironmentMap environment, Path cache, WritableFiles& files, Processes& processes, Clock& clock);

  Result<void> make();
  Task<void> remove();

  [[nodiscard]] const Path& root() const { return root_; }
  [[nodiscard]] Path workspace(const std::string& name) const { return root_ / name; }
  /// Directories that belong to no workspace and have to be empty in the end.
  [[nodiscard]] std::vector<Path> outside() const { return {root_ / "home", root_ / "tmp"}; }
  /// Puts a recipe where every call finds it.
  Result<void> add_recipe(const std::string& name, const std::string& text);

  /// `stackup VERB WORDS…` in one of the workspaces; words that do not belong to stackup come in `rest` (after --).
  Task<CallOutcome> call(std::string workspace, std::string verb, std::vector<std::string> words = {}, std::vector<std::string> rest = {});

 private:
  Path root_;
  std::string program_;
  std::vector<std::string> given_;
  EnvironmentMap environment_;
  WritableFiles& files_;
  Processes& processes_;
  Clock& clock_;
};

}  // namespace stackup
