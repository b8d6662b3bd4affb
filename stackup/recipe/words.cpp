#include "stackup/recipe/words.h"

#include "stackup/base/text.h"

#include <fmt/format.h>

namespace stackup {
namespace {

struct Word {
  CutText cut;
  std::string unquoted;  ///< its letters outside quotes and escapes; others are kept as a space
};

class WordSplitter {
 public:
  WordSplitter(const Node& scalar, const FieldPlace& place) : text_(scalar.scalar), scalar_(scalar), place_(place) {}

  std::vector<Word> split() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        end_word();
        ++at_;
      } else if (c == '\'' || c == '"') {
        quoted(c);
      } else if (c == '\\' && at_ + 1 < text_.size()) {
        escaped();
      } else if (text_.substr(at_, 2) == "${") {
        variable();
      } else {
        put(text_[at_], Letter::plain);
        ++at_;
      }
    }
    end_word();
    return std::move(words_);
  }

 private:
  enum class Letter { plain, literal };

  void put(char c, Letter letter) {
    in_word_ = true;
    word_.cut.text += c;
    word_.cut.origin.push_back(at_);
    word_.unquoted += letter == Letter::plain ? c : ' ';
  }

  void end_word() {
    if (in_word_) words_.push_back(std::move(word_));
    word_ = {};
    in_word_ = false;
  }

  /// An escaped letter stands for itself; a dollar sign is doubled, so that no variable begins there.
  void escaped() {
    ++at_;
    if (text_[at_] == '$') put('$', Letter::literal);
    put(text_[at_], Letter::literal);
    ++at_;
  }

  /// Copied whole: a default may hold spaces and quotes.
  void variable() {
    const auto end = std::min(text_.find('}', at_), text_.size() - 1);
    for (; at_ <= end; ++at_) put(text_[at_], Letter::literal);
  }

  void quoted(char quote) {
    const auto start = at_++;
    in_word_ = true;
    while (at_ < text_.size() && text_[at_] != quote) {
      const bool escapes = quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\');
      if (escapes) ++at_;
      if (!escapes && text_.substr(at_, 2) == "${") {
        variable();
      } else {
        put(text_[at_], Letter::literal);
        ++at_;
      }
    }
    if (at_ == text_.size())
      place_.report(ErrorCode::bad_value, fmt::format("has a {} that is not closed", quote), span_within(scalar_, start, 1))
          .because("quotes keep words together, as in a shell")
          .try_(fmt::format("add the closing {}, or write \\{} if the quote itself is meant", quote, quote));
    ++at_;
  }

  std::string_view text_;
  const Node& scalar_;
  const FieldPlace& place_;
  std::vector<Word> words_;
  Word word_;
  bool in_word_ = false;
  std::size_t at_ = 0;
};

struct ShellSyntax {
  std::string sign;
  std::string meaning;
  std::size_t offset = 0;
};

/// What of a word only a shell would understand.
std::optional<ShellSyntax> shell_syntax(const Word& word, std::size_t index) {
  static const std::vector<std::pair<std::string, std::string>> signs = {
      {"&&", "run this, then that"}, {"||", "run that if this fails"}, {"|", "a pipe"}, {";", "one command after another"},
      {"$(", "the output of a command"}, {"`", "the output of a command"}, {">", "output into a file"}, {"<", "input from a file"}, {"&", "a command in the background"}};
  std::optional<ShellSyntax> first;
  for (const auto& [sign, meaning] : signs)
    if (const auto at = word.unquoted.find(sign); at != std::string::npos && (!first || at < first->offset)) first = ShellSyntax{sign, meaning, at};
  if (first) return first;
  if (const auto star = word.unquoted.find('*'); star != std::string::npos && word.unquoted[0] != '-') return ShellSyntax{"*", "all files of a pattern", star};
  if (word.unquoted.starts_with("~/")) return ShellSyntax{"~/", "the home directory", 0};
  const auto equals = word.unquoted.find('=');
  if (index == 0 && equals != std::string::npos && is_environment_name(std::string_view(word.unquoted).substr(0, equals)))
    return ShellSyntax{word.unquoted.substr(0, equals + 1), "a variable for the command", 0};
  return std::nullopt;
}

void check_for_shell(const std::vector<Word>& words, const Node& scalar, const FieldPlace& place) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto found = shell_syntax(words[i], i);
    if (!found) continue;
    const auto span = span_within(scalar, words[i].cut.origin[found->offset], found->sign.size());
    auto& error = place.report(ErrorCode::bad_value, fmt::format("has '{}', which only a shell understands", found->sign), span);
    error.because(fmt::format("to a shell it means {}, but the words of `run` go to the program as they are", found->meaning));
    if (found->sign.ends_with("=")) error.try_(fmt::format("use `env: {{{}: …}}`", found->sign.substr(0, found->sign.size() - 1)));
    else error.try_(fmt::format("use sh: {}", shell_quoted(std::string(trimmed(scalar.scalar)))));
    error.try_("put it in quotes if the program is to get it as it is");
    return;  // one hint is enough: the rest goes away with it
  }
}

}  // namespace

std::vector<Template> split_words(const Node& scalar, const FieldPlace& place) {
  const auto words = WordSplitter(scalar, place).split();
  if (words.empty()) place.bad_value(scalar, "is empty").because("it is the command to run").try_("write a program and its arguments");
  check_for_shell(words, scalar, place);
  std::vector<Template> templates;
  for (const auto& word : words) templates.push_back(parse_template(word.cut, scalar, place.diagnostics()));
  return templates;
}

}  // namespace stackup
