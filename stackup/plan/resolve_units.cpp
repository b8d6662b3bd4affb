#include "stackup/base/text.h"
#include "stackup/plan/resolve.h"
#include "stackup/recipe/sections.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

/// A stack's members count as named by whoever named the stack.
bool only_names_others(const Recipe& recipe) {
  return !recipe.repository && recipe.packages.empty() && recipe.steps.empty() && recipe.processes.empty() && recipe.offers.empty() && recipe.files.empty();
}

std::string unit_of(const NeedSpec& need) { return need.instance.empty() ? need.recipe.value : need.instance; }

class UnitFinder {
 public:
  UnitFinder(const Catalogue& catalogue, const Selection& selection, Diagnostics& diagnostics)
      : catalogue_(catalogue), selection_(selection), diagnostics_(diagnostics) {}

  std::vector<DraftUnit> from_targets() {
    for (const auto& target : selection_.targets)
      if (knows(fmt::format("there is no recipe '{}'", printable(target)), {target, {}})) add({target, {}}, target, Selected::yes);
    grow();
    for (const auto& wanted : selection_.with)
      if (!used_.contains(wanted)) report_unknown_profile(wanted);
    return std::move(units_);
  }

  /// The same stack with only some of its units, and what they need.
  std::vector<DraftUnit> from_units(const std::vector<DraftUnit>& all) {
    for (const auto& name : selection_.only) {
      const auto found = std::find_if(all.begin(), all.end(), [&](const DraftUnit& draft) { return draft.unit.name == name; });
      if (found == all.end()) report_unknown_unit(name, all);
      else add(found->unit.recipe.name, name, Selected::yes);
    }
    grow();
    return std::move(units_);
  }

 private:
  enum class Selected { no, yes };

  bool knows(const std::string& what, const Name& recipe) {
    if (catalogue_.find(recipe.value) != nullptr) return true;
    catalogue_.report_unknown(what, recipe, diagnostics_);
    return false;
  }

  DraftUnit* find(const std::string& name) {
    const auto found = std::find_if(units_.begin(), units_.end(), [&](const DraftUnit& draft) { return draft.unit.name == name; });
    return found == units_.end() ? nullptr : &*found;
  }

  bool add(const Name& recipe_name, const std::string& unit_name, Selected selected) {
    if (auto* there = find(unit_name)) {
      if (selected == Selected::yes) there->unit.selected = true;
      return true;
    }
    auto [cached, is_new] = recipes_.try_emplace(recipe_name.value);
    if (is_new) cached->second = catalogue_.recipe(recipe_name.value, diagnostics_);
    if (is_new && !cached->second) look_beyond(recipe_name.value);
    if (!recipes_.at(recipe_name.value)) return false;
    const auto& recipe = *recipes_.at(recipe_name.value);
    if (recipe.is_abstract) {
      diagnostics_.report(ErrorCode::abstract_recipe, fmt::format("recipe '{}' is abstract and can't be started", recipe_name.value), recipe_name.span)
          .because("it is only there to be extended")
          .try_(fmt::format("write a recipe with `extends: {}`", recipe_name.value));
      return false;
    }
    DraftUnit draft;
    draft.unit.name = unit_name;
    draft.unit.recipe = recipe;
    draft.unit.selected = selected == Selected::yes;
    draft.origin = recipe_name.span;
    units_.push_back(std::move(draft));
    return true;
  }

  /// A recipe with mistakes still names others, whose mistakes are to be seen in the same run.
  void look_beyond(const std::string& name) {
    Diagnostics reported_already;
    const auto document = catalogue_.merged_document(name, reported_already);
    const auto* needs_node = document ? document->find("needs") : nullptr;
    if (needs_node == nullptr) return;
    for (const auto& need : needs().decode(*needs_node, FieldPlace(reported_already, name))) {
      const auto& other = need.recipe.value;
      if (other.empty() || recipes_.contains(other)) continue;
      if (!knows(fmt::format("recipe '{}' needs '{}', which no recipe defines", name, printable(other)), need.recipe)) continue;
      recipes_[other] = catalogue_.recipe(other, diagnostics_);
      if (!recipes_[other]) look_beyond(other);
    }
  }

  /// Takes needs until nothing changes any more: each unit may bring in others, and each of those may make an optional need worth taking.
  void grow() {
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < units_.size(); ++i) changed = take_needs_of(i) || changed;
      if (!changed) changed = add_recipes_asked_for();
    }
    for (auto& draft : units_)
      for (const auto& need : draft.unit.recipe.needs)
        if (!was_taken(draft, need)) draft.unit.untaken.insert(need.alias.value);
    for (auto& draft : units_)
      for (const auto& [name, needs] : draft.unit.recipe.profiles)
        for (const auto& need : needs)
          if (!was_taken(draft, need)) draft.unit.untaken.insert(need.alias.value);
    for (auto& draft : units_)
      for (const auto& need : draft.taken) draft.unit.untaken.erase(need.alias.value);
  }

  static bool was_taken(const DraftUnit& draft, const NeedSpec& need) {
    return std::any_of(draft.taken.begin(), draft.taken.end(), [&](const NeedSpec& other) { return other.alias == need.alias && other.span == need.span; });
  }

  bool take_needs_of(std::size_t index) {
    if (units_[index].unit.is_external()) return false;  // whoever runs it elsewhere cares for what it needs
    const auto recipe = units_[index].unit.recipe;       // a copy: taking a need may move the units
    bool changed = false;
    for (const auto& need : recipe.needs)
      if (!need.optional || is_wanted(need)) changed = take(index, need) || changed;
    for (const auto& [profile, needs] : recipe.profiles) {
      if (std::find(selection_.with.begin(), selection_.with.end(), profile.value) == selection_.with.end()) continue;
      used_.insert(profile.value);
      for (const auto& need : needs) changed = take(index, need) || changed;
    }
    return changed;
  }

  bool is_wanted(const NeedSpec& need) {
    for (const auto& wanted : selection_.with)
      if (wanted == need.alias.value || wanted == need.recipe.value) {
        used_.insert(wanted);
        return true;
      }
    return find(unit_of(need)) != nullptr;
  }

  bool take(std::size_t index, const NeedSpec& need) {
    if (was_taken(units_[index], need)) return false;
    units_[index].taken.push_back(need);
    const auto by = units_[index].unit.name;
    if (!is_same_recipe(need) || !knows(fmt::format("recipe '{}' needs '{}', which no recipe defines", by, printable(need.recipe.value)), need.recipe)) {
      units_[index].unresolved.insert(need.alias.value);
      return true;
    }
    const bool selects = units_[index].unit.selected && only_names_others(units_[index].unit.recipe);
    if (!add(need.recipe, unit_of(need), selects ? Selected::yes : Selected::no)) units_[index].unresolved.insert(need.alias.value);
    return true;
  }

  bool is_same_recipe(const NeedSpec& need) {
    const auto* there = find(unit_of(need));
    if (there == nullptr || there->unit.recipe.name.value == need.recipe.value) return true;
    auto& error = diagnostics_.report(ErrorCode::instance_conflict,
                                      fmt::format("'{}' would be an instance of '{}' and of '{}'", unit_of(need), there->unit.recipe.name.value, need.recipe.value), need.span);
    if (there->origin.is_known()) error.note(fmt::format("here it is one of '{}'", there->unit.recipe.name.value), there->origin);
    error.because("needs with one `as:` share the instance").try_("use another name in one of the two `as:`");
    return false;
  }

  bool add_recipes_asked_for() {
    bool changed = false;
    for (const auto& wanted : selection_.with) {
      if (used_.contains(wanted) || catalogue_.find(wanted) == nullptr) continue;
      used_.insert(wanted);
      changed = add({wanted, {}}, wanted, Selected::yes) || changed;
    }
    return changed;
  }

  void report_unknown_profile(const std::string& wanted) {
    std::vector<std::string> known;
    for (const auto& draft : units_) {
      for (const auto& [name, needs] : draft.unit.recipe.profiles) known.push_back(name.value);
      for (const auto& need : draft.unit.recipe.needs)
        if (need.optional) known.push_back(need.alias.value);
    }
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    auto& error = diagnostics_.report(ErrorCode::unknown_profile, fmt::format("--with {} names nothing that could be added", printable(wanted)));
    error.because(known.empty() ? "the recipes here have no profiles and no optional needs, and no recipe has that name"
                                : fmt::format("profiles and optional needs here: {}", join(known, ", ")));
    if (known.empty()) error.try_("`stackup list` shows all recipes, which --with takes too");
    else suggest(error, wanted, known, "a profile");
  }

  void report_unknown_unit(const std::string& name, const std::vector<DraftUnit>& all) {
    std::vector<std::string> known;
    for (const auto& draft : all) known.push_back(draft.unit.name);
    auto& error = diagnostics_.report(ErrorCode::unknown_unit, fmt::format("--only {} is not part of this stack", printable(name)));
    error.because(fmt::format("its units are {}", join(known, ", ")));
    suggest(error, name, known, "a unit");
  }

  const Catalogue& catalogue_;
  const Selection& selection_;
  Diagnostics& diagnostics_;
  std::vector<DraftUnit> units_;
  std::map<std::string, std::optional<Recipe>> recipes_;
  std::set<std::string> used_;
};

}  // namespace

std::vector<DraftUnit> find_units(const Catalogue& catalogue, const Selection& selection, Diagnostics& diagnostics) {
  auto all = UnitFinder(catalogue, selection, diagnostics).from_targets();
  if (selection.only.empty()) return all;
  return UnitFinder(catalogue, selection, diagnostics).from_units(all);
}

}  // namespace stackup
