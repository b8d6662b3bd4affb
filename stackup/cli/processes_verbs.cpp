#include "stackup/cli/processes_verbs.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/cli/on_workspace.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/world.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

/// `guestbook`, `guestbook/web` or, of several instances, `nova/compute`.
bool means(const std::string& word, const std::string& id) {
  return id == word || id.starts_with(word + "/") || (word.find('/') != std::string::npos && id.starts_with(word + "."));
}

Error no_process(const std::string& word, const std::vector<std::string>& ids, const Stack& stack) {
  std::vector<std::string> known = ids;
  for (const auto& unit : stack.units) known.push_back(unit.name);
  if (stack.find(word)) return Error(ErrorCode::not_running, fmt::format("{} has no processes", word));
  Error error(ErrorCode::unknown_unit, fmt::format("there is no unit or process '{}' in this workspace", word));
  error.because(fmt::format("it has {}", join(ids, ", ")));
  if (const auto close = closest_match(word, known)) error.try_(fmt::format("did you mean '{}'?", *close));
  return error;
}

std::vector<std::string> all_processes(const Session& session) {
  std::vector<std::string> ids;
  for (const auto& step : session.steps)
    if (const auto* start = std::get_if<StartStep>(&step.spec)) ids.push_back(start->process.id);
  return ids;
}

/// The first word may only have named the workspace.
std::vector<std::string> words_of(const Session& session, const World&) {
  auto words = session.place.words;
  const bool names_workspace = !words.empty() && words.front() == session.place.workspace.filename().string() && !session.stack.find(words.front());
  if (names_workspace) words.erase(words.begin());
  return words;
}

Result<std::vector<std::string>> chosen(const Session& session, const World& world) {
  const auto all = all_processes(session);
  const auto words = words_of(session, world);
  if (words.empty()) return all;
  std::vector<std::string> ids;
  for (const auto& word : words) {
    const auto before = ids.size();
    for (const auto& id : all)
      if (means(word, id) && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    if (ids.size() == before) return fail(no_process(word, all, session.stack));
  }
  return ids;
}

}  // namespace

int act_on_processes(const Arguments& arguments, World& world, const std::function<Task<int>(Session& session, std::vector<std::string> ids)>& act) {
  return on_workspace(arguments, world, [&](Session& session, Flag&) -> Task<int> {
    auto surveyed = co_await survey_session(session, world);
    if (!surveyed) co_return tell(surveyed.error(), session.recipes.sources, format_of(arguments), world.console());
    auto ids = chosen(session, world);
    if (!ids) co_return tell(ids.error(), session.recipes.sources, format_of(arguments), world.console());
    const int result = co_await act(session, std::move(*ids));
    co_return result;
  });
}

}  // namespace stackup
