#include "stackup/cli/remembered_json.h"

#include <nlohmann/json.hpp>

namespace stackup {

using nlohmann::json;

std::string remembered_json(const Remembered& r) {
  const json j = {{"v", 1},           {"targets", r.targets}, {"with", r.with},       {"only", r.only},
                  {"set", r.settings}, {"src", r.sources},     {"mirrors", r.mirrors}, {"recipes", r.recipes},
                  {"recipe", r.recipe_file}, {"url", r.url}};
  return j.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

std::optional<Remembered> remembered_from_json(std::string_view text) {
  const json j = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!j.is_object() || j.value("v", json()) != 1) return std::nullopt;
  try {
    using List = std::vector<std::string>;
    return Remembered{j.value("targets", List{}), j.value("with", List{}),    j.value("only", List{}),    j.value("set", List{}), j.value("src", List{}),
                      j.value("mirrors", List{}), j.value("recipes", List{}), j.value("recipe", ""), j.value("url", "")};
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace stackup
