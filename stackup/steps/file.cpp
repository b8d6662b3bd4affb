// Renders a configuration file. Never over a file that stackup did not make, never outside the workspace, and a file that was edited by hand since is kept
// beside the new one.

#include "stackup/base/digest.h"
#include "stackup/base/text.h"
#include "stackup/ports/files.h"
#include "stackup/steps/kinds.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr auto digest_key = "text";

bool is_below(const std::filesystem::path& path, const std::filesystem::path& root) {
  const auto [end, ignored] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  return end == root.end();
}

class File : public PlainKind {
 public:
  std::optional<std::string> probe(const Step& step, const StepContext& context) const override {
    const auto& file = std::get<FileStep>(step.spec);
    const auto text = context.ports.files.read(file.path);
    if (!text) return "the file is gone";
    const auto record = context.state.done.find(step.id);
    if (record != context.state.done.end() && record->second.outputs.count(digest_key) && record->second.outputs.at(digest_key) != digest_of(*text))
      return "the file was edited by hand";
    return std::nullopt;
  }

  Description describe(const Step& step, const Ports&) const override {
    const auto& file = std::get<FileStep>(step.spec);
    return {{}, {}, fmt::format("{} ({:04o})", file.path.string(), file.mode)};
  }

  Task<Result<Outputs>> apply(const Step& step, const std::string&, StepContext context) const override {
    const auto& file = std::get<FileStep>(step.spec);
    WritableFiles& files = context.ports.files;
    if (auto safe = check_place(file, files); !safe) co_return fail(safe);
    if (files.exists(file.path)) {
      if (auto kept = keep_existing(step, file, context); !kept) co_return fail(kept);
    }
    if (auto written = files.write(file.path, file.text, file.mode); !written) co_return fail(written);
    auto noted = context.events.emit(ThingMade{"file", file.path.string(), step.id});
    if (!noted) co_return fail(noted);
    co_return Outputs{{digest_key, digest_of(file.text)}};
  }

  Task<Result<void>> undo(const Step& step, StepContext context) const override {
    const auto& file = std::get<FileStep>(step.spec);
    if (!context.state.things.contains({"file", file.path.string()})) co_return Result<void>{};
    if (auto removed = context.ports.files.remove_file(file.path); !removed) co_return removed;
    co_return context.events.emit(ThingRemoved{"file", file.path.string()});
  }

 private:
  /// The real parent (links resolved) must be inside the root.
  static Result<void> check_place(const FileStep& file, WritableFiles& files) {
    if (auto made = files.make_directory(file.root, 0700); !made) return made;
    // Before anything is made: what exists of the way is followed through its links, what does not exist yet can't be a link.
    std::error_code error;
    const auto parent = std::filesystem::weakly_canonical(file.path.parent_path(), error);
    const auto root = std::filesystem::weakly_canonical(file.root, error);
    if (!error && is_below(parent, root)) return {};
    return fail(Error(ErrorCode::unsafe_path, fmt::format("{} is outside of {}", file.path.string(), file.root.string())).because("recipes may write inside their workspace only"));
  }

  static Result<void> keep_existing(const Step& step, const FileStep& file, StepContext& context) {
    const auto text = context.ports.files.read(file.path);
    if (!context.state.things.contains({"file", file.path.string()})) {
      if (text && *text == file.text) return {};
      return fail(Error(ErrorCode::file_not_ours, fmt::format("{} is in the way", file.path.string()))
                      .because("stackup did not make it, so it does not replace it")
                      .try_(fmt::format("mv {0} {0}.old", shell_quoted(file.path.string()))));
    }
    const auto record = context.state.done.find(step.id);
    const bool as_we_left_it = record != context.state.done.end() && text && record->second.outputs.count(digest_key) && record->second.outputs.at(digest_key) == digest_of(*text);
    if (as_we_left_it || !text || *text == file.text) return {};
    const std::filesystem::path aside = file.path.string() + ".edited";
    if (auto moved = context.ports.files.rename(file.path, aside); !moved) return moved;
    return context.events.emit(Notice{fmt::format("{} was edited by hand; your version is kept as {}", file.path.string(), aside.filename().string())});
  }
};

}  // namespace

const StepKind& file_kind() {
  static const File kind;
  return kind;
}

}  // namespace stackup
