#pragma once
// The help texts, made from the table of verbs.

#include "stackup/cli/verb.h"
#include "stackup/ui/screen.h"

#include <string>
#include <vector>

namespace stackup {

/// What `stackup` alone and `stackup --help` show: the verbs by group.
[[nodiscard]] std::string overview(const std::vector<Verb>& verbs, const Screen& screen);
/// What `stackup help VERB` and `stackup VERB --help` show: synopsis, description, options, examples.
[[nodiscard]] std::string verb_help(const Verb& verb, const Screen& screen);
/// "stackup logs NAME… [OPTIONS]". A positional whose name begins with "--" stands for the words after `--`.
[[nodiscard]] std::string synopsis(const Verb& verb);
/// The verb's own options, then those that every verb takes.
[[nodiscard]] std::vector<Option> all_options(const Verb& verb);

[[nodiscard]] Verb help_verb();

}  // namespace stackup
