#include "stackup/plan/build_steps.h"

#include "stackup/base/text.h"
#include "stackup/plan/build_checkpoint.h"
#include "stackup/plan/step_digest.h"
#include "stackup/plan/unit_builder.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

/// Packages of the whole stack as one step, if there are any.
std::optional<Step> packages_step(const Stack& stack, const BuildOptions& options) {
  auto names = wanted_packages(stack, options);
  if (names.empty()) return std::nullopt;
  Step step;
  step.id = "packages";
  step.title = counted(names.size(), "package");
  step.spec = PackagesStep{std::move(names)};
  return step;
}

/// Depth-first order; resolve() has made sure that there is no cycle.
class Sorter {
 public:
  explicit Sorter(std::vector<Step> steps) : steps_(std::move(steps)) {
    for (std::size_t i = 0; i < steps_.size(); ++i) index_[steps_[i].id] = i;
    visited_.resize(steps_.size());
  }
  std::vector<Step> sorted() {
    for (std::size_t i = 0; i < steps_.size(); ++i) visit(i);
    return std::move(order_);
  }

 private:
  void visit(std::size_t i) {
    if (visited_[i]) return;
    visited_[i] = true;
    for (const auto& other : steps_[i].after)
      if (const auto found = index_.find(other); found != index_.end()) visit(found->second);
    order_.push_back(steps_[i]);
  }

  std::vector<Step> steps_, order_;
  std::map<std::string, std::size_t> index_;
  std::vector<bool> visited_;
};

const EnvironmentMap* environment_of(const StepSpec& spec) {
  if (const auto* run = std::get_if<RunStep>(&spec)) return &run->program.environment;
  if (const auto* python = std::get_if<PythonStep>(&spec)) return &python->base.environment;
  if (const auto* node = std::get_if<NodeStep>(&spec)) return &node->base.environment;
  if (const auto* cmake = std::get_if<CMakeStep>(&spec)) return &cmake->base.environment;
  if (const auto* make = std::get_if<MakeStep>(&spec)) return &make->base.environment;
  if (const auto* start = std::get_if<StartStep>(&spec)) return &start->process.program.environment;
  return nullptr;
}

/// Directories of PATH that hold globs.
std::vector<std::string> path_patterns(const StepSpec& spec) {
  std::vector<std::string> patterns;
  const auto* environment = environment_of(spec);
  if (!environment) return patterns;
  for (const auto& directory : split(environment->at("PATH"), ':'))
    if (directory.find_first_of("*?[") != std::string::npos) patterns.push_back(directory);
  return patterns;
}

/// Before the smoke checks, which may leave something behind.
std::vector<Step> with_checkpoint(Step checkpoint, std::vector<Step> steps) {
  for (auto& step : steps)
    if (std::holds_alternative<SmokeStep>(step.spec)) step.after.push_back(checkpoint.id);
  steps.push_back(std::move(checkpoint));
  return Sorter(std::move(steps)).sorted();
}

}  // namespace

std::vector<Step> build_steps(const Stack& stack, const Assignments& assignments, const BuildOptions& options) {
  std::vector<Step> steps;
  if (auto packages = packages_step(stack, options)) steps.push_back(std::move(*packages));
  for (const auto& unit : stack.units) {
    auto more = UnitBuilder(stack, unit, assignments, options).build();
    std::move(more.begin(), more.end(), std::back_inserter(steps));
  }
  steps = Sorter(std::move(steps)).sorted();
  if (auto checkpoint = checkpoint_step(stack, assignments.layout, options, steps)) steps = with_checkpoint(std::move(*checkpoint), std::move(steps));
  for (auto& step : steps) {
    step.path_patterns = path_patterns(step.spec);
    step.spec_digest = spec_digest(step.spec, options.ambient, options.digest_key);
  }
  return steps;
}

std::string mirrored(const std::string& url, const std::vector<std::pair<std::string, std::string>>& mirrors) {
  for (const auto& [from, to] : mirrors)
    if (url.starts_with(from)) return to + url.substr(from.size());
  return url;
}

std::vector<std::string> expand_command(const CommandTemplate& command, const Scope& scope) {
  if (command.script) return {"/bin/sh", "-eu", "-c", *command.script};
  std::vector<std::string> words;
  for (const auto& word : command.words) words.push_back(scope.expand(word).text);
  return words;
}

UnitBuilder::UnitBuilder(const Stack& stack, const Unit& unit, const Assignments& assignments, const BuildOptions& options)
    : stack_(stack), unit_(unit), assignments_(assignments), options_(options), scope_(stack, unit, assignments) {}

std::vector<Step> UnitBuilder::build() {
  if (is_external()) {
    add_answers();
    add_claims();
    add_files();
    add_smoke();
    return std::move(steps_);
  }
  add_fetch();
  add_claims();
  add_files();
  add_steps();
  add_processes();
  add_smoke();
  return std::move(steps_);
}

Step& UnitBuilder::add(const std::string& name, std::string title, StepSpec spec, Edges edges) {
  Step step;
  step.id = id(name);
  step.unit = unit_.name;
  step.title = std::move(title);
  step.spec = std::move(spec);
  step.source = assignments_.layout.source(unit_.name);
  step.known_failures = unit_.recipe.failures;
  for (auto* list : {&edges.after, &edges.rests_on}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  step.after = std::move(edges.after);
  step.rests_on = std::move(edges.rests_on);
  steps_.push_back(std::move(step));
  return steps_.back();
}

std::filesystem::path UnitBuilder::log(const std::string& name) const { return assignments_.layout.logs(unit_.name) / (name + ".log"); }

Edges UnitBuilder::base_edges() const {
  Edges edges;
  if (unit_.recipe.repository) edges.add(id("fetch"));
  if (wants_packages(unit_)) edges.add("packages");
  if (unit_.recipe.repository && options_.pull == BuildOptions::Pull::yes) edges.add(id("pull"));
  return edges;
}

void UnitBuilder::add_fetch() {
  if (!unit_.recipe.repository) return;
  const RepositorySpec& repository = *unit_.recipe.repository;
  CheckoutRequest request;
  const auto origin = options_.origins.find(unit_.name);
  request.url = origin == options_.origins.end() ? scope_.expand(repository.url).text : origin->second;
  request.fetch_url = mirrored(request.url, options_.mirrors);
  request.revision = repository.revision;
  if (repository.branch) request.revision = Branch{scope_.expand(*repository.branch).text};
  if (repository.tag) request.revision = Tag{scope_.expand(*repository.tag).text};
  if (repository.commit) request.revision = Commit{scope_.expand(*repository.commit).text};
  request.directory = assignments_.layout.source(unit_.name);
  request.cache = options_.cache;
  request.depth = repository.depth;
  request.filter = repository.filter;
  request.submodules = repository.submodules;
  request.lfs = repository.lfs;
  if (options_.network == BuildOptions::Network::forbidden) request.remote = CheckoutRequest::Remote::cache_only;
  const bool in_place = std::count(options_.in_place.begin(), options_.in_place.end(), unit_.name) != 0;
  if (in_place) request.url.clear();  // nothing to fetch; the step only sees that the clone is there
  add("fetch", in_place ? fmt::format("use {} as it is", request.directory.string()) : fmt::format("clone {}", request.url), FetchStep{request}, {});
  if (options_.pull == BuildOptions::Pull::yes) add("pull", in_place ? "leave the clone as it is" : fmt::format("update from {}", request.url), PullStep{request}, {{id("fetch")}, {}});
}

void UnitBuilder::add_files() {
  for (const auto& [name, file] : unit_.recipe.files) {
    const Expanded content = render_file(file, scope_);
    const auto path = file.path ? std::filesystem::path(scope_.expand(*file.path).text) : assignments_.layout.file(unit_.name, name.value);
    const auto root = path.string().starts_with(assignments_.layout.source(unit_.name).string()) ? assignments_.layout.source(unit_.name) : assignments_.layout.workspace;
    Edges edges;
    // Its text is known and all that counts: who uses the file waits for what its text speaks of, as far as it has use for that.
    if (file.path && unit_.recipe.repository) edges.after.push_back(id("fetch"));
    add("file." + name.value, fmt::format("write {}", name.value), FileStep{path, root, content.text, file.mode}, edges);
  }
}

void UnitBuilder::add_step(const std::string& name, const StepTemplate& step) {
  Edges edges = base_edges();
  for (const auto& target : step.after)
    for (const auto& other : targets(target.value)) edges.add(other);
  Drawn drawn = drawn_by(step);
  if (std::holds_alternative<RunStepSpec>(step.kind)) drawn.add(drawn_by_environment(unit_));
  drawn = with_files(drawn, unit_);
  if (step.needs) {
    drawn.claims.clear();
    for (const auto& alias : *step.needs) drawn.claims.insert(alias.value);
  }
  add_edges(drawn, edges);
  Step& added = add(name, name, step_spec(step, name), edges);
  added.per = step.per;
  added.usually = step.usually;
  for (const auto& pattern : step.inputs) added.inputs.push_back(pattern.value);
}

void UnitBuilder::add_steps() {
  for (const auto& [name, step] : unit_.recipe.steps) add_step(name.value, step);
}

}  // namespace stackup
