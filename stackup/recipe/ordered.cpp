#include "stackup/recipe/ordered.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace stackup {
namespace {

/// One mistake in a base recipe is met once for each recipe that extends it, so the recipe's name does not count.
std::string without_recipe(const std::string& what) {
  static constexpr std::string_view word = "recipe '";
  const auto start = what.find(word);
  if (start == std::string::npos) return what;
  const auto end = what.find('\'', start + word.size());
  return end == std::string::npos ? what : what.substr(0, start) + what.substr(end);
}

}  // namespace

void report_in_order(const Diagnostics& found, Diagnostics& diagnostics) {
  std::map<std::string, std::size_t> rank;
  for (const auto& error : found.errors()) rank.try_emplace(error.span().file, rank.size());
  auto errors = found.errors();
  const auto order = [&](const Error& error) { return std::tuple(rank.at(error.span().file), error.span().line, error.span().column); };
  std::stable_sort(errors.begin(), errors.end(), [&](const Error& a, const Error& b) { return order(a) < order(b); });
  std::set<std::tuple<ErrorCode, std::string, int, int, std::string>> seen;
  for (auto& error : errors) {
    const auto& span = error.span();
    if (seen.emplace(error.code(), span.file, span.line, span.column, span.is_known() ? without_recipe(error.what()) : error.what()).second) diagnostics.report(std::move(error));
  }
}

}  // namespace stackup
