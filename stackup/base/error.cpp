#include "stackup/base/error.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {

const std::vector<ErrorEntry>& error_catalogue() {
  static const std::vector<ErrorEntry> entries = {
#define STACKUP_ERROR(code, name, summary, explanation) {ErrorCode::name, #name, summary, explanation},
#include "stackup/base/errors.inc"
#undef STACKUP_ERROR
  };
  return entries;
}

const ErrorEntry& catalogue_entry(ErrorCode code) {
  const auto& all = error_catalogue();
  return *std::find_if(all.begin(), all.end(), [&](const ErrorEntry& entry) { return entry.code == code; });
}

std::string to_string(ErrorCode code) { return fmt::format("SU{:04}", static_cast<int>(code)); }

Severity severity_of(ErrorCode code) {
  constexpr int range_of_warnings = 10;
  return static_cast<int>(code) / 100 == range_of_warnings ? Severity::warning : Severity::error;
}

std::string_view to_string(Severity severity) { return severity == Severity::warning ? "warning" : "error"; }

Error::Error(ErrorCode code, std::string what) : code_(code), what_(std::move(what)) {}

Error& Error::at(SourceSpan span) {
  span_ = std::move(span);
  return *this;
}

Error& Error::because(std::string cause) {
  why_ = std::move(cause);
  return *this;
}

Error& Error::note(std::string text, SourceSpan span) {
  notes_.push_back({std::move(text), std::move(span)});
  return *this;
}

Error& Error::try_(std::string advice) {
  tries_.push_back(std::move(advice));
  return *this;
}

Error& Error::log(std::string path, std::vector<std::string> tail) {
  log_path_ = std::move(path);
  log_tail_ = std::move(tail);
  return *this;
}

}  // namespace stackup
