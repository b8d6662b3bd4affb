#include "stackup/recipe/offer_parameter.h"

namespace stackup {

bool takes_dependants_name(const Name& name, const ParameterSpec& parameter) {
  return !parameter.fallback && name.value == "name" && parameter.type == ParameterType::identifier;
}

bool must_be_given(const Name& name, const ParameterSpec& parameter) { return !parameter.fallback && !takes_dependants_name(name, parameter); }

}  // namespace stackup
