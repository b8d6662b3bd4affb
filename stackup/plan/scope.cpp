#include "stackup/plan/scope.h"

#include <algorithm>

namespace stackup {
namespace {

constexpr int deepest_expansion = 40;

Expanded plain_text(std::string text) {
  Expanded expanded;
  expanded.text = std::move(text);
  return expanded;
}

Expanded secret_value(const Assignments& assignments, const SecretId& id) {
  Expanded expanded;
  expanded.secrets = {id};
  const auto known = assignments.secrets.find(id);
  expanded.has_secret = known != assignments.secrets.end();
  expanded.is_complete = expanded.has_secret;
  if (expanded.has_secret) expanded.text = known->second;
  return expanded;
}

Expanded secret_file(const Assignments& assignments, const SecretId& id) {
  auto expanded = plain_text(assignments.layout.secret(id).string());
  expanded.secrets = {id};
  return expanded;
}

/// `NAME.file` → NAME.
std::optional<std::string> without_file(const std::string& name) {
  static constexpr std::string_view suffix = ".file";
  if (!name.ends_with(suffix)) return std::nullopt;
  return name.substr(0, name.size() - suffix.size());
}

bool has_name(const std::vector<Name>& names, const std::string& name) {
  return std::any_of(names.begin(), names.end(), [&](const Name& each) { return each.value == name; });
}

std::optional<Expanded> secret_or_file(const Assignments& assignments, const SecretId& id, const std::string& suffixed) {
  return id.name == suffixed ? secret_value(assignments, id) : secret_file(assignments, id);
}

}  // namespace

std::filesystem::path Layout::source(const std::string& unit) const {
  const auto elsewhere = sources.find(unit);
  return elsewhere == sources.end() ? workspace / "src" / unit : elsewhere->second;
}

Expanded& operator+=(Expanded& text, const Expanded& more) {
  text.text += more.text;
  text.has_secret = text.has_secret || more.has_secret;
  text.is_complete = text.is_complete && more.is_complete;
  for (const auto& secret : more.secrets)
    if (std::find(text.secrets.begin(), text.secrets.end(), secret) == text.secrets.end()) text.secrets.push_back(secret);
  return text;
}

Scope::Scope(const Stack& stack, const Unit& unit, const Assignments& assignments) : stack_(&stack), unit_(&unit), assignments_(&assignments) {}

Scope Scope::for_instance(std::string process, std::string instance) const {
  auto scope = *this;
  scope.process_ = std::move(process);
  scope.instance_ = std::move(instance);
  return scope;
}

Scope Scope::for_claim(const Unit& claimant, const Claim& claim) const {
  auto scope = *this;
  scope.claimant_ = &claimant;
  scope.claim_ = &claim;
  return scope;
}

Scope Scope::with_exports(const Claim& claim) const {
  auto scope = *this;
  scope.exports_of_ = &claim;
  return scope;
}

Scope Scope::deeper() const {
  auto scope = *this;
  ++scope.depth_;
  return scope;
}

Expanded Scope::expand(const Template& text) const {
  Expanded result;
  if (depth_ > deepest_expansion) return result;
  for (const auto& part : text.parts) {
    if (const auto* literal = std::get_if<std::string>(&part)) {
      result.text += *literal;
      continue;
    }
    const auto& reference = std::get<Reference>(part);
    const auto meaning = deeper().lookup(reference.name);
    const bool is_empty = !meaning || (meaning->text.empty() && meaning->secrets.empty());
    if (is_empty && reference.fallback) result.text += *reference.fallback;
    else if (meaning) result += *meaning;
  }
  return result;
}

std::optional<Expanded> Scope::lookup(const std::string& name) const {
  const auto dot = name.find('.');
  if (dot == std::string::npos) return plain(name);
  const auto head = name.substr(0, dot);
  const auto rest = name.substr(dot + 1);
  if (head == "port") return port(rest);
  if (head == "secret") return secret(rest);
  if (head == "file") return file(rest);
  if (head == "param") return parameter(rest);
  if (head == "instance") return instance(rest);
  if (head == "export") return exported(rest);
  if (head == "need") return need(rest);
  if (head != "env") return std::nullopt;
  const auto found = assignments_->environment.find(rest);
  return found == assignments_->environment.end() ? std::nullopt : Meaning(plain_text(found->second));
}

Scope::Meaning Scope::plain(const std::string& name) const {
  const auto& layout = assignments_->layout;
  const auto& unit = unit_->name;
  if (name == "name") return plain_text(unit);
  if (name == "workspace") return plain_text(layout.workspace.string());
  if (name == "src") return plain_text(layout.source(unit).string());
  if (name == "data") return plain_text(layout.data(unit).string());
  if (name == "run") return plain_text(layout.run(unit).string());
  if (name == "logs") return plain_text(layout.logs(unit).string());
  if (name == "venv") return plain_text(layout.venv(unit).string());
  if (name == "build") return plain_text(layout.build(unit).string());
  if (name == "home") return plain_text(layout.home(unit).string());
  if (name == "host") return unit_->is_external() ? deeper().expand(unit_->recipe.external->host) : plain_text("127.0.0.1");
  if (name == "user") return plain_text(assignments_->user);
  if (name == "instance" && !instance_.empty()) return plain_text(instance_);
  return std::nullopt;
}

Scope::Meaning Scope::port(const std::string& name) const {
  const auto& recipe = unit_->recipe;
  if (recipe.external)
    if (const auto* number = find_named(recipe.external->ports, name)) return plain_text(std::to_string(*number));
  const auto assigned = assignments_->ports.find({unit_->name, name});
  if (assigned != assignments_->ports.end()) return plain_text(std::to_string(assigned->second));
  const auto* preferred = find_named(recipe.ports, name);
  return preferred == nullptr ? std::nullopt : Meaning(plain_text(std::to_string(*preferred)));
}

Scope::Meaning Scope::secret(const std::string& name) const {
  const auto base = without_file(name).value_or(name);
  const auto* offer = claim_ == nullptr ? nullptr : find_named(unit_->recipe.offers, claim_->offer);
  if (offer != nullptr && has_name(offer->secrets, base)) return secret_or_file(*assignments_, claim_secret(*claimant_, *claim_, base), name);
  return own_secret(name);
}

Scope::Meaning Scope::own_secret(const std::string& name) const {
  const auto base = without_file(name).value_or(name);
  const auto* spec = find_named(unit_->recipe.secrets, base);
  const SecretId id{unit_->name, base};
  if (spec == nullptr) return std::nullopt;
  if (base != name) return secret_file(*assignments_, id);
  const auto* given = unit_->is_external() ? find_named(unit_->recipe.external->secrets, base) : nullptr;
  if (given == nullptr && spec->from) given = &*spec->from;
  if (given == nullptr) return secret_value(*assignments_, id);
  auto value = deeper().expand(*given);
  value.has_secret = true;
  value.secrets.push_back(id);
  return value;
}

Scope::Meaning Scope::file(const std::string& name) const {
  const auto* spec = find_named(unit_->recipe.files, name);
  if (spec == nullptr) return std::nullopt;
  if (!spec->path) return plain_text(assignments_->layout.file(unit_->name, name).string());
  auto path = deeper().expand(*spec->path);
  path.text = (assignments_->layout.workspace / path.text).lexically_normal().string();
  return path;
}

Scope::Meaning Scope::parameter(const std::string& name) const {
  if (claim_ != nullptr) {
    if (const auto found = claim_->parameters.find(name); found != claim_->parameters.end()) {
      auto scope = deeper();
      if (claim_->given.contains(name)) {
        scope = Scope(*stack_, *claimant_, *assignments_);
        scope.depth_ = depth_ + 1;
      }
      return scope.expand(found->second);
    }
  }
  const auto own = unit_->parameters.find(name);
  return own == unit_->parameters.end() ? std::nullopt : Meaning(plain_text(own->second));
}

Scope::Meaning Scope::instance(const std::string& name) const {
  const auto* process = find_named(unit_->recipe.processes, process_);
  const auto* found = process == nullptr ? nullptr : find_named(process->instances, instance_);
  const auto* value = found == nullptr ? nullptr : find_named(found->vars, name);
  return value == nullptr ? std::nullopt : Meaning(deeper().expand(*value));
}

Scope::Meaning Scope::exported(const std::string& name) const {
  if (claim_ == nullptr && exports_of_ == nullptr) return std::nullopt;
  if (claim_ == nullptr) return claim_export(*stack_, *assignments_, *unit_, *exports_of_, name);
  const auto* offer = find_named(unit_->recipe.offers, claim_->offer);
  const auto* text = offer == nullptr ? nullptr : find_named(offer->exports, name);
  return text == nullptr ? std::nullopt : Meaning(deeper().expand(*text));
}

Scope::Meaning Scope::need(const std::string& name) const {
  const auto dot = name.find('.');
  const auto* claim = unit_->find_claim(name.substr(0, dot));
  const auto* provider = claim == nullptr ? nullptr : stack_->find(claim->provider);
  if (provider == nullptr || dot == std::string::npos) return std::nullopt;
  auto scope = Scope(*stack_, *provider, *assignments_).for_claim(*unit_, *claim);
  scope.depth_ = depth_ + 1;
  const auto rest = name.substr(dot + 1);
  if (auto value = scope.exported(rest)) return value;
  if (rest == "host" || rest.starts_with("port.") || rest.starts_with("secret.")) return scope.lookup(rest);
  return std::nullopt;
}

SecretId claim_secret(const Unit& claimant, const Claim& claim, const std::string& name) { return {claimant.name + "/" + claim.alias, name}; }

Expanded claim_export(const Stack& stack, const Assignments& assignments, const Unit& claimant, const Claim& claim, const std::string& name) {
  const auto* provider = stack.find(claim.provider);
  const auto* offer = offer_of(stack, claim);
  const auto* text = offer == nullptr ? nullptr : find_named(offer->exports, name);
  return text == nullptr ? Expanded{} : Scope(stack, *provider, assignments).for_claim(claimant, claim).expand(*text);
}

std::map<std::string, Expanded> claim_environment(const Stack& stack, const Assignments& assignments, const Unit& claimant, const Claim& claim) {
  std::map<std::string, Expanded> variables;
  const auto* provider = stack.find(claim.provider);
  if (provider == nullptr) return variables;
  const auto scope = claim.env_writer == Claim::Writer::service ? Scope(stack, *provider, assignments).for_claim(claimant, claim)
                                                                : Scope(stack, claimant, assignments).with_exports(claim);
  for (const auto& [name, text] : claim.env) variables[name.value] = scope.expand(text);
  return variables;
}

std::map<std::string, Expanded> unit_environment(const Scope& scope) {
  std::map<std::string, Expanded> variables;
  const auto& unit = scope.unit();
  for (const auto& claim : unit.claims) variables.merge(claim_environment(scope.stack(), scope.assignments(), unit, claim));
  for (const auto& [name, text] : unit.recipe.env) variables[name.value] = scope.expand(text);
  return variables;
}

std::filesystem::path file_path(const Scope& scope, const std::string& name) {
  const auto path = scope.lookup("file." + name);
  return path ? std::filesystem::path(path->text) : std::filesystem::path();
}

}  // namespace stackup
