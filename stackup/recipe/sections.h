#pragma once
// Codecs of a recipe's sections, one group for each decode_*.cpp.

#include "stackup/recipe/values.h"

namespace stackup {

// decode_recipe.cpp
/// The version that a document says it is written in; also of one that is no recipe, only a workspace's overrides.
[[nodiscard]] Codec<int> schema_version();

// decode_commands.cpp
/// `run`: words, as text or as a list.
[[nodiscard]] Codec<CommandTemplate> words_command();
/// `sh`: a script.
[[nodiscard]] Codec<CommandTemplate> shell_command();
[[nodiscard]] Codec<ExpectTemplate> expectation();
/// `tcp`: a port, or what is said to it and expected of it.
[[nodiscard]] Codec<TcpTemplate> tcp_probe();
[[nodiscard]] Codec<EnvironmentTemplate> environment();
[[nodiscard]] Codec<std::vector<Name>> waits_for();
/// The keys `run` and `sh` of a record, of which exactly one is given.
struct CommandKeys {
  std::optional<CommandTemplate> run, sh;
  [[nodiscard]] CommandTemplate chosen() const { return run ? *run : sh.value_or(CommandTemplate{}); }
};
[[nodiscard]] KeyRule run_or_sh();

// decode_basics.cpp
[[nodiscard]] Codec<RepositorySpec> repository();
[[nodiscard]] Codec<std::map<std::string, std::vector<Name>>> packages();
[[nodiscard]] Codec<Named<ParameterSpec>> recipe_parameters();
[[nodiscard]] Codec<Named<ParameterSpec>> offer_parameters();
[[nodiscard]] Codec<Named<SecretSpec>> secrets();
[[nodiscard]] Codec<Named<FileSpec>> files();
[[nodiscard]] Codec<ExternalSpec> external();

// decode_needs.cpp
/// What a need names: `RECIPE` or `RECIPE.OFFER`.
[[nodiscard]] KeyForm need_targets();
[[nodiscard]] Codec<std::vector<NeedSpec>> needs();

// decode_steps.cpp
[[nodiscard]] Codec<StepTemplate> step();

// decode_toolchains.cpp
[[nodiscard]] Codec<PythonSpec> python();
[[nodiscard]] Codec<NodeSpec> node_packages();
[[nodiscard]] Codec<CMakeSpec> cmake();
[[nodiscard]] Codec<MakeSpec> make();

// decode_processes.cpp
[[nodiscard]] Codec<ProcessTemplate> process();

// decode_offers.cpp
[[nodiscard]] Codec<OfferSpec> offer();

// decode_checks.cpp
[[nodiscard]] Codec<std::vector<SmokeTemplate>> smoke_checks();
[[nodiscard]] Codec<TestTemplate> project_tests();
[[nodiscard]] Codec<ConnectTemplate> client();
[[nodiscard]] Codec<std::vector<KnownFailure>> known_failures();

}  // namespace stackup
