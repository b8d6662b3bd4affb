#include "stackup/recipe/lint.h"

#include "stackup/recipe/lint_rules.h"
#include "stackup/recipe/ordered.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::size_t longest_summary = 80;
constexpr int first_free_port = 1024;
constexpr int ephemeral_begin = 32768;

std::size_t letters_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void lint_summary(const Recipe& recipe, const Node& document, const FieldPlace& place) {
  const auto* summary = document.find("summary");
  if (summary == nullptr || recipe.summary.empty()) return;
  const auto length = letters_of(recipe.summary);
  if (length > longest_summary)
    place.inside("summary").report(ErrorCode::long_summary, fmt::format("has {} characters", length), summary->span)
        .because("it stands in one line of a table, where 80 are the most that fit")
        .try_("say it shorter, and put the rest into `description`");
  if (recipe.summary.ends_with('.') && !recipe.summary.ends_with(".."))
    place.inside("summary").report(ErrorCode::long_summary, "ends with a period", summary->span)
        .because("it stands in tables, beside others without one")
        .try_("take the period away");
}

void lint_ports(const Recipe& recipe, const FieldPlace& place) {
  for (const auto& [name, number] : recipe.ports) {
    if (number >= first_free_port && number < ephemeral_begin) continue;
    place.inside("ports").inside(name.value).report(ErrorCode::unsuited_port, fmt::format("prefers {}", number), name.span)
        .because(number < first_free_port ? "ports below 1024 can be listened on by root alone" : "from 32768 on the system gives ports to outgoing connections")
        .try_("prefer one from 1024 to 32767, and use it as ${port." + name.value + "}");
  }
}

}  // namespace

bool is_service(const Recipe& recipe) {
  if (recipe.repository || recipe.ports.empty() || recipe.processes.empty()) return false;
  const bool builds = std::ranges::any_of(recipe.steps, [](const auto& step) { return !std::holds_alternative<RunStepSpec>(step.second.kind); });
  return !recipe.offers.empty() || (recipe.needs.empty() && !recipe.test && !builds);
}

bool refers_to(const Template& text, std::string_view name) {
  const auto references = text.references();
  return std::ranges::any_of(references, [&](const Reference& reference) { return name.ends_with('.') ? reference.name.starts_with(name) : reference.name == name; });
}

bool any_refers_to(const std::vector<Template>& texts, std::string_view name) {
  return std::ranges::any_of(texts, [&](const Template& text) { return refers_to(text, name); });
}

std::size_t shell_variable(std::string_view script, std::string_view name, std::size_t start) {
  const auto is_letter = [](char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  for (auto at = script.find('$', start); at != std::string_view::npos; at = script.find('$', at + 1)) {
    auto rest = script.substr(at + 1);
    if (rest.starts_with('{')) rest.remove_prefix(1);
    if (rest.starts_with(name) && (rest.size() == name.size() || !is_letter(rest[name.size()]))) return at;
  }
  return std::string_view::npos;
}

void lint_recipe(const Recipe& recipe, const Node& document, Diagnostics& warnings) {
  if (recipe.is_abstract) return;
  Diagnostics found;
  const FieldPlace place(found, recipe.name.value);
  lint_summary(recipe, document, place);
  lint_ports(recipe, place);
  lint_service(recipe, place);
  lint_processes(recipe, place);
  lint_offers(recipe, place);
  lint_commands(recipe, place);
  lint_environments(recipe, place);
  lint_steps(recipe, document, place);
  report_in_order(found, warnings);
}

}  // namespace stackup
