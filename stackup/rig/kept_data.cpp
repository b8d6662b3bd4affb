// What the recipe does with the data of its dependants.
#include "stackup/rig/rig.h"

#include "stackup/base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

std::vector<std::string> shell(const std::string& script) { return {"/bin/sh", "-euc", script}; }

constexpr auto snapshot_name = "trial";

/// Whether what was put can be looked for.
bool keeps_something(const Dependant& dependant) { return dependant.trial && dependant.trial->put; }

}  // namespace

std::vector<const Dependant*> Rig::dependants(DependantRole role) const {
  std::vector<const Dependant*> found;
  for (const auto& dependant : served_)
    if (dependant.role == role && dependant.trial) found.push_back(&dependant);
  return found;
}

Task<std::string> Rig::put(const Dependant& dependant) {
  if (!keeps_something(dependant)) co_return "";
  const std::vector<std::string> words = {dependant.name};
  const auto script = shell(*dependant.trial->put);
  const auto ran = co_await throwaway_.call(first_workspace, "run", words, script);
  co_return ran.is_good() ? "" : fmt::format("{} could not put anything\n{}", dependant.name, ran.last_words());
}

/// What is there already may not be put a second time.
Task<std::string> Rig::put_if_gone(const Dependant& dependant) {
  const auto missing = co_await get(dependant);
  if (missing.empty()) co_return "";
  co_return co_await put(dependant);
}

Task<std::string> Rig::get(const Dependant& dependant) {
  if (!dependant.trial) co_return "";
  const std::vector<std::string> words = {dependant.name};
  const auto script = shell(dependant.trial->get);
  const auto ran = co_await throwaway_.call(first_workspace, "run", words, script);
  co_return ran.is_good() ? "" : fmt::format("{} could not get what it wants\n{}", dependant.name, ran.last_words());
}

Task<std::string> Rig::expect_gone(const Dependant& dependant) {
  if (!keeps_something(dependant)) co_return "";
  const auto trouble = co_await get(dependant);
  co_return trouble.empty() ? fmt::format("{} finds what should not be there", dependant.name) : "";
}

Task<std::string> Rig::expect_kept() {
  for (const auto* dependant : dependants(DependantRole::first)) {
    if (!dependant->trial->survives_restart) {
      auto trouble = co_await put_if_gone(*dependant);
      if (!trouble.empty()) co_return trouble;
    }
    auto trouble = co_await get(*dependant);
    if (!trouble.empty()) co_return trouble;
  }
  co_return "";
}

Task<void> Rig::serve_two() {
  std::vector<std::string> words = {recipe_.name.value, "--yes"};
  for (const auto& dependant : dependants_) {
    if (dependant.role == DependantRole::of_other_instance) continue;
    words.push_back(dependant.name);
    served_.push_back(dependant);
  }
  if (served_.empty()) co_return note(Promise::serves_two, Verdict::not_tried, recipe_.offers.empty() ? "it offers nothing" : "its offers need parameters that no trial gives");
  const auto up = co_await throwaway_.call(first_workspace, "up", words);
  if (!up.is_good()) {
    served_.clear();
    co_return note(Promise::serves_two, Verdict::broken, "up with the dependants failed\n" + up.last_words());
  }
  note(Promise::serves_two, Verdict::kept, join(card_.offers, ", "));
  co_await use_offers();
  co_await keep_apart();
}

Task<void> Rig::use_offers() {
  const bool has_trials = std::any_of(served_.begin(), served_.end(), [](const Dependant& dependant) { return dependant.trial.has_value(); });
  if (!has_trials) co_return note(Promise::exports_work, Verdict::not_tried, "no offer has a `trial`");
  const auto trouble = co_await put_and_get();
  judge(Promise::exports_work, trouble);
}

Task<void> Rig::keep_apart() {
  std::string trouble;
  bool is_tried = false;
  for (const auto* dependant : dependants(DependantRole::second)) {
    if (!dependant->has_own_data || !keeps_something(*dependant)) continue;
    is_tried = true;
    trouble += co_await expect_gone(*dependant);
  }
  if (is_tried) judge(Promise::keeps_apart, trouble);
  else note(Promise::keeps_apart, Verdict::not_tried, "no trial puts anything of its own");
}

Task<void> Rig::reset_claim() {
  std::string trouble;
  bool is_tried = false;
  for (const auto* first : dependants(DependantRole::first)) {
    const auto* offer = find_named(recipe_.offers, first->offer);
    if (!first->has_own_data || !keeps_something(*first) || offer == nullptr || !offer->create) continue;
    is_tried = true;
    trouble += co_await reset_one(*first);
  }
  if (is_tried) judge(Promise::resets_claim, trouble);
  else note(Promise::resets_claim, Verdict::not_tried, "no trial puts anything of its own");
}

Task<std::string> Rig::reset_one(const Dependant& first) {
  const auto of_other = [&](const Dependant& each) { return each.offer == first.offer && each.role == DependantRole::second; };
  const auto second = std::find_if(served_.begin(), served_.end(), of_other);
  auto trouble = co_await put(*second);
  if (!trouble.empty()) co_return trouble;
  const std::vector<std::string> words = {first.name, "--data", "--yes"};
  const auto done = co_await throwaway_.call(first_workspace, "reset", words);
  if (!done.is_good()) co_return "reset of the dependant failed\n" + done.last_words();
  trouble = co_await expect_gone(first);
  if (trouble.empty()) trouble = co_await get(*second);
  co_return trouble;
}

Task<void> Rig::reset() {
  std::string trouble;
  for (const auto* dependant : dependants(DependantRole::first)) trouble += co_await put_if_gone(*dependant);
  if (!trouble.empty()) co_return note(Promise::resets, Verdict::broken, trouble);
  co_await save();
  const std::vector<std::string> words = {"--data", "--yes"};
  const auto done = co_await throwaway_.call(first_workspace, "reset", words);
  if (!done.is_good()) co_return note(Promise::resets, Verdict::broken, "reset failed\n" + done.last_words());
  card_.reset = done.took;
  for (const auto* dependant : dependants(DependantRole::first)) trouble += co_await expect_gone(*dependant);
  if (!has_lasting_data()) trouble += co_await put_and_get();
  judge(Promise::resets, trouble, to_string(done.took));
  co_await restore();
}

Task<std::string> Rig::put_and_get() {
  std::string trouble;
  for (const auto* dependant : dependants(DependantRole::first)) {
    trouble += co_await put(*dependant);
    trouble += co_await get(*dependant);
  }
  co_return trouble;
}

bool Rig::has_lasting_data() const {
  const auto lasts = [](const Dependant* dependant) { return keeps_something(*dependant) && dependant->trial->survives_restart; };
  const auto first = dependants(DependantRole::first);
  return recipe_.snapshot != SnapshotRule::none && std::any_of(first.begin(), first.end(), lasts);
}

Task<void> Rig::save() {
  if (!has_lasting_data()) co_return note(Promise::brings_snapshot_back, Verdict::not_tried, "it keeps nothing over a restart");
  const std::vector<std::string> words = {"save", snapshot_name};
  const auto saved = co_await throwaway_.call(first_workspace, "snapshot", words);
  if (!saved.is_good()) note(Promise::brings_snapshot_back, Verdict::broken, "snapshot save failed\n" + saved.last_words());
}

Task<void> Rig::restore() {
  if (finding(Promise::brings_snapshot_back) != nullptr) co_return;
  const std::vector<std::string> words = {"restore", snapshot_name, "--yes"};
  const auto restored = co_await throwaway_.call(first_workspace, "snapshot", words);
  if (!restored.is_good()) co_return note(Promise::brings_snapshot_back, Verdict::broken, "snapshot restore failed\n" + restored.last_words());
  const auto trouble = co_await expect_kept();
  judge(Promise::brings_snapshot_back, trouble, to_string(restored.took));
}

}  // namespace stackup
