#include "stackup/cli/init.h"

#include <nlohmann/json.hpp>

namespace stackup {

std::string init_json(const RecipeDraft& draft, const std::string& file, Written written) {
  using Json = nlohmann::ordered_json;
  Json json = {{"v", 1}, {"kind", "init"}, {"file", file}, {"written", written == Written::yes}, {"name", draft.name}, {"guesses", Json::array()}};
  for (const auto& guess : draft.guesses)
    json["guesses"].push_back({{"section", guess.section}, {"entry", guess.yaml}, {"certainty", to_string(guess.certainty)}, {"why", guess.why}});
  json["notes"] = draft.notes;
  json["recipe"] = draft_text(draft);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace stackup
