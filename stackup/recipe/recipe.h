#pragma once
// A recipe as typed values (docs/recipes.md is the reference). Names keep the place where they were written, so that later layers can point too.

#include "stackup/base/duration.h"
#include "stackup/ports/process_spec.h"
#include "stackup/ports/revision.h"
#include "stackup/ports/snapshot_rule.h"
#include "stackup/recipe/node.h"
#include "stackup/recipe/template.h"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace stackup {

using Name = Located<std::string>;
/// In the order in which they were written.
template <class T>
using Named = std::vector<std::pair<Name, T>>;

template <class T>
[[nodiscard]] const T* find_named(const Named<T>& all, std::string_view name) {
  for (const auto& [key, value] : all)
    if (key.value == name) return &value;
  return nullptr;
}

using EnvironmentTemplate = Named<Template>;

/// `run: words` or `sh: script`.
struct CommandTemplate {
  std::vector<Template> words;        ///< of run; empty for sh
  std::optional<std::string> script;  ///< of sh: goes to /bin/sh -eu -c as it is
  SourceSpan span;
  bool operator==(const CommandTemplate&) const = default;
};

struct ExpectTemplate {
  Expectation::Kind kind = Expectation::Kind::anything;
  Template text;
  bool operator==(const ExpectTemplate&) const = default;
};

struct RepositorySpec {
  Template url;         ///< "." means the clone that the recipe lies in
  Revision revision;
  std::optional<Template> branch, tag, commit;  ///< as written; `revision` is filled by resolve
  std::vector<Template> candidates;             ///< branches or tags, the first that is there; written as `revision`
  int depth = 0;
  std::string filter;
  bool submodules = false;
  bool lfs = false;
  SourceSpan span;
};

enum class ParameterType { identifier, string, integer, boolean, choice };

struct ParameterSpec {
  ParameterType type = ParameterType::string;
  std::vector<std::string> choices;
  std::optional<Template> fallback;
  std::string summary;
  std::optional<Name> from;  ///< RECIPE.PARAMETER whose value it has, where it has no default; only a recipe's parameters
};

struct SecretSpec {
  std::optional<Template> from;  ///< e.g. ${env.TOKEN}; without it: generated
};

struct FileSpec {
  enum class Format { text, ini, yaml, json };
  Format format = Format::text;
  Template text;      ///< Format::text
  Node content;       ///< the others; scalars are templates
  unsigned mode = 0600;
  std::optional<Template> path;
  SourceSpan span;
};

struct NeedSpec {
  Name alias;
  Name recipe;
  std::optional<Name> offer;                   ///< nothing: the default offer if there is one
  std::string instance;                        ///< `as`, or empty: the shared one
  bool optional = false;
  Named<Template> parameters;
  std::optional<EnvironmentTemplate> env;      ///< replaces the offer's mapping
  SourceSpan span;
};

enum class StepLifetime { workspace, checkout, data };

struct PythonSpec {
  std::optional<Template> editable;
  std::vector<Template> requirements;
  std::optional<Template> constraints;
  std::optional<Template> index;
  bool isolated = false;
};

/// What a lock file says, installed by npm, and scripts of the project's own after that.
struct NodeSpec {
  std::optional<Template> directory;
  std::vector<Template> scripts;
  std::optional<Template> registry;
};

/// Configured and built out of tree.
struct CMakeSpec {
  std::optional<Template> source, build, preset, build_type, generator;
  Named<Template> options;
  std::vector<Template> targets;
};

struct MakeSpec {
  std::optional<Template> directory;
  std::vector<Template> targets;
  Named<Template> variables;
  int jobs = 1;
};

struct RunStepSpec {
  CommandTemplate command;
  std::optional<Template> input;
  ExpectTemplate expect;
};

struct StepTemplate {
  std::variant<RunStepSpec, PythonSpec, NodeSpec, CMakeSpec, MakeSpec> kind;
  std::vector<Name> after;
  std::vector<Located<std::string>> inputs;
  StepLifetime per = StepLifetime::workspace;
  std::optional<Template> directory;
  EnvironmentTemplate env;
  Duration timeout = std::chrono::minutes(10);
  Duration usually{};  ///< how long it takes on 2 cores; 0: not told
  std::optional<std::vector<Name>> needs;
  SourceSpan span;
};

// Beside ReadyTemplate and SmokeTemplate, not inside: g++ can't default-construct a nested class with member initialisers in its own enclosing class.
struct TcpTemplate { Name port; Template send; ExpectTemplate expect; };
struct ReadyHttp { std::optional<Name> port; Template path; int status = 200; ExpectTemplate expect; };
struct SmokeRun { CommandTemplate command; int exit = 0; };
struct SmokeHttp { Template url; std::optional<Name> port; int status = 200; };

struct ReadyTemplate {
  struct Started {};
  struct Notify {};
  using Tcp = TcpTemplate;
  using Http = ReadyHttp;
  struct Run { CommandTemplate command; ExpectTemplate expect; };
  struct Log { std::string pattern; };
  std::variant<Started, Notify, Tcp, Http, Run, Log> probe;
  Duration timeout = std::chrono::seconds(60);
  std::optional<Duration> interval;  ///< asked again so often while it runs
  int retries = 3;                   ///< failures in a row after which it is restarted
  SourceSpan span;
};

struct InstanceTemplate {
  EnvironmentTemplate env;
  Named<Template> vars;
};

struct ProcessTemplate {
  CommandTemplate command;
  std::optional<std::vector<Name>> after;
  ReadyTemplate ready;
  RestartPolicy restart;
  StopPolicy stop;
  UpstreamRestart on_upstream_restart = UpstreamRestart::keep_running;
  Named<InstanceTemplate> instances;  ///< empty: one without a name
  Duration usually{};  ///< how long it takes to be ready on 2 cores; 0: not told
  EnvironmentTemplate env;
  std::optional<Template> directory;
  SourceSpan span;
};

struct ActionTemplate {
  CommandTemplate command;
  std::optional<Template> input;
  ExpectTemplate expect;
  EnvironmentTemplate env;
  Duration timeout = std::chrono::minutes(2);
  SourceSpan span;
};

/// How `stackup recipe test` uses what an offer gave, in the environment of a dependant.
struct TrialSpec {
  Named<Template> parameters;      ///< for those of the offer without a default
  EnvironmentTemplate env;         ///< beside the offer's own; may name the exports
  std::optional<std::string> put;  ///< a script for /bin/sh -eu that leaves something
  std::string get;                 ///< a script that succeeds if and only if that is there; without `put`: if what was given can be used
  bool survives_restart = true;
  SourceSpan span;
};

struct OfferSpec {
  std::string summary;
  Named<ParameterSpec> parameters;
  std::vector<Name> secrets;
  std::vector<Name> after;
  std::optional<ActionTemplate> probe, create, drop, reset;
  Named<Template> exports;
  EnvironmentTemplate env;
  std::optional<TrialSpec> trial;
  SourceSpan span;
};

struct SmokeTemplate {
  using Run = SmokeRun;
  using Http = SmokeHttp;
  using Tcp = TcpTemplate;
  std::string name;  ///< given, or made from the check
  std::variant<Run, Http, Tcp> check;
  ExpectTemplate expect;
  Duration timeout = std::chrono::seconds(30);
  SourceSpan span;
};

struct TestTemplate {
  CommandTemplate command;
  std::optional<CommandTemplate> quick;
  EnvironmentTemplate env;
  std::optional<Template> directory;
  Duration timeout = std::chrono::hours(1);
};

/// The service's own client, for `stackup connect`.
struct ConnectTemplate {
  CommandTemplate command;
  EnvironmentTemplate env;
  std::optional<Template> directory;
};

/// A failure that is known, by what it leaves in a log or an error's text.
struct KnownFailure {
  std::string pattern;  ///< ECMAScript regular expression, found in a line
  std::string why;      ///< in plain words
  std::string advice;   ///< what to try; may be empty
};

struct ExternalSpec {
  Template host;
  Named<int> ports;
  Named<Template> secrets;
  SourceSpan span;
};

struct Recipe {
  Name name;
  std::string summary;
  std::string description;
  bool is_abstract = false;
  std::optional<RepositorySpec> repository;
  std::map<std::string, std::vector<Name>> packages;  ///< by family; "" is for every family
  std::vector<Template> path;
  Named<ParameterSpec> parameters;
  Named<int> ports;
  Named<SecretSpec> secrets;
  Named<FileSpec> files;
  EnvironmentTemplate env;
  std::vector<NeedSpec> needs;
  Named<std::vector<NeedSpec>> profiles;
  Named<StepTemplate> steps;
  Named<ProcessTemplate> processes;
  Named<OfferSpec> offers;
  std::vector<SmokeTemplate> smoke;
  std::optional<TestTemplate> test;
  std::optional<ConnectTemplate> connect;
  std::vector<KnownFailure> failures;
  SnapshotRule snapshot = SnapshotRule::stop;
  Named<Template> links;
  std::optional<ExternalSpec> external;  ///< only through overrides
  std::string origin_directory;          ///< where its file lies; empty: built in
};

/// Decodes the merged document of one recipe. Reports every mistake; nothing if there was any.
[[nodiscard]] std::optional<Recipe> decode_recipe(const Node& document, Diagnostics& diagnostics);

}  // namespace stackup
