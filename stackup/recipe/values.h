#pragma once
// Codecs of single values.

#include "stackup/recipe/codec.h"

namespace stackup {

[[nodiscard]] Codec<std::string> text();
/// Without line ends.
[[nodiscard]] Codec<std::string> one_line();
[[nodiscard]] Codec<Template> template_text();
[[nodiscard]] Codec<Name> name(KeyForm form);
/// Names joined by dots: "compute.a.ready".
[[nodiscard]] Codec<Name> dotted_name();
[[nodiscard]] Codec<bool> boolean();
[[nodiscard]] Codec<int> integer(int minimum, int maximum, std::string_view meaning);
[[nodiscard]] Codec<int> port_number();
[[nodiscard]] Codec<Duration> duration();
[[nodiscard]] Codec<unsigned> file_mode();
[[nodiscard]] Codec<int> signal();
[[nodiscard]] Codec<std::string> regular_expression();
[[nodiscard]] Codec<Name> package_name();
/// A path relative to the checkout that stays in it.
[[nodiscard]] Codec<Located<std::string>> relative_path();
[[nodiscard]] Codec<std::string> choice(std::vector<std::string> choices);
/// Anything: looked at elsewhere.
[[nodiscard]] Codec<Node> any_value();
/// A mapping whose scalars are templates, all of which are checked.
[[nodiscard]] Codec<Node> template_tree();

template <class T>
[[nodiscard]] Codec<T> choice_of(std::vector<std::pair<std::string, T>> choices) {
  std::vector<std::string> words;
  for (const auto& [word, value] : choices) words.push_back(word);
  return mapped<T>(choice(words), [choices = std::move(choices)](const std::string& word, const Node&, const FieldPlace&) {
    for (const auto& [candidate, value] : choices)
      if (candidate == word) return value;
    return T{};
  });
}

}  // namespace stackup
