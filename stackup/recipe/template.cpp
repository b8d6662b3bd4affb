#include "stackup/recipe/template.h"

#include "stackup/base/text.h"
#include "stackup/recipe/node.h"

#include <numeric>

#include <fmt/format.h>

namespace stackup {
namespace {

bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name(std::string_view name) {
  if (name.empty() || !starts_name(name[0]) || name.back() == '.') return false;
  return name.find("..") == std::string_view::npos &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") == std::string_view::npos;
}

class Splitter {
 public:
  Splitter(const CutText& cut, const Node& scalar, Diagnostics& diagnostics) : text_(cut.text), cut_(cut), scalar_(scalar), diagnostics_(diagnostics) {}

  Template split() {
    while (at_ < text_.size()) {
      const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
      if (text_[at_] == '$' && next == '{') {
        variable();
      } else if (text_[at_] == '$' && next == '$') {
        literal_ += '$';
        at_ += 2;
      } else {
        if (text_[at_] == '$' && starts_name(next)) report_shell_variable();
        literal_ += text_[at_++];
      }
    }
    end_literal();
    result_.span = scalar_.span;
    if (!cut_.origin.empty()) result_.span = span(0, text_.size());
    return std::move(result_);
  }

 private:
  SourceSpan span(std::size_t offset, std::size_t length) const {
    const auto first = cut_.origin[offset];
    const auto last = cut_.origin[std::min(offset + length, cut_.origin.size()) - 1];
    return span_within(scalar_, first, last >= first ? last - first + 1 : length);
  }

  void end_literal() {
    if (!literal_.empty()) result_.parts.emplace_back(std::move(literal_));
    literal_.clear();
  }

  void variable() {
    const auto end = text_.find('}', at_);
    if (end == std::string_view::npos) {
      diagnostics_.report(ErrorCode::bad_variable, fmt::format("'{}' is not closed", printable(text_.substr(at_, 40))), span(at_, 2))
          .because("a variable reads ${name}")
          .try_("add the closing }, or write $${ if a dollar sign and a brace are meant");
      at_ = text_.size();
      return;
    }
    Reference reference;
    reference.span = span(at_, end + 1 - at_);
    const auto inner = text_.substr(at_ + 2, end - at_ - 2);
    const auto separator = inner.find(":-");
    reference.name = inner.substr(0, separator);
    if (separator != std::string_view::npos) reference.fallback = std::string(inner.substr(separator + 2));
    check(reference);
    end_literal();
    result_.parts.emplace_back(std::move(reference));
    at_ = end + 1;
  }

  void check(const Reference& reference) {
    if (reference.fallback && reference.fallback->find("${") != std::string::npos) {
      diagnostics_.report(ErrorCode::bad_variable, fmt::format("the default of '${{{}}}' holds another variable", printable(reference.name)), reference.span)
          .because("a default is plain text")
          .try_("give the other variable a default of its own");
    } else if (!is_name(reference.name)) {
      diagnostics_.report(ErrorCode::bad_variable, fmt::format("'${{{}}}' is not a variable", printable(reference.name)), reference.span)
          .because("variables read ${name}, ${section.name} or ${env.NAME:-default}; no shell looks at them")
          .try_("write $$ if a dollar sign itself is meant");
    }
  }

  void report_shell_variable() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && (starts_name(text_[end]) || (text_[end] >= '0' && text_[end] <= '9'))) ++end;
    const auto word = text_.substr(at_ + 1, end - at_ - 1);
    diagnostics_.report(ErrorCode::bad_variable, fmt::format("'${}' is neither a variable nor a dollar sign", word), span(at_, end - at_))
        .because("variables read ${name}; $$ is a dollar sign; variables of a shell have a meaning in `sh:` only")
        .try_(fmt::format("write ${{env.{}}} for the environment's {}, or $${} for the text itself", word, word, word));
  }

  std::string_view text_;
  const CutText& cut_;
  const Node& scalar_;
  Diagnostics& diagnostics_;
  Template result_;
  std::string literal_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::string> Template::literal() const {
  std::string text;
  for (const auto& part : parts) {
    if (!std::holds_alternative<std::string>(part)) return std::nullopt;
    text += std::get<std::string>(part);
  }
  return text;
}

std::string Template::to_string() const {
  std::string text;
  for (const auto& part : parts) {
    if (const auto* reference = std::get_if<Reference>(&part)) {
      text += "${" + reference->name + (reference->fallback ? ":-" + *reference->fallback : "") + "}";
    } else {
      for (char c : std::get<std::string>(part)) text += c == '$' ? std::string("$$") : std::string(1, c);
    }
  }
  return text;
}

std::vector<Reference> Template::references() const {
  std::vector<Reference> found;
  for (const auto& part : parts)
    if (const auto* reference = std::get_if<Reference>(&part)) found.push_back(*reference);
  return found;
}

Template literal_template(std::string text, SourceSpan span) {
  Template result;
  result.span = std::move(span);
  if (!text.empty()) result.parts.emplace_back(std::move(text));
  return result;
}

Template parse_template(const Node& scalar, Diagnostics& diagnostics) {
  CutText whole{scalar.scalar, std::vector<std::size_t>(scalar.scalar.size())};
  std::iota(whole.origin.begin(), whole.origin.end(), std::size_t{0});
  auto result = parse_template(whole, scalar, diagnostics);
  result.span = scalar.span;
  return result;
}

Template parse_template(const CutText& cut, const Node& scalar, Diagnostics& diagnostics) { return Splitter(cut, scalar, diagnostics).split(); }

}  // namespace stackup
