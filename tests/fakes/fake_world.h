#pragma once
// All ports, faked.

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_files.h"
#include "tests/fakes/fake_network.h"
#include "tests/fakes/fake_processes.h"
#include "tests/fakes/fake_supervision.h"
#include "stackup/ports/packages.h"
#include "stackup/ports/ports.h"
#include "stackup/ports/repositories.h"
#include "stackup/ports/secrets.h"
#include "stackup/ports/terminal.h"

#include <map>
#include <set>

namespace stackup::testing {

class FakeSecrets : public Secrets {
 public:
  std::map<SecretId, std::string> values;
  std::string made = "MADE";  ///< what a new one becomes

  [[nodiscard]] std::optional<std::string> find(const SecretId& id) const override {
    const auto found = values.find(id);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  }
  Result<std::string> get_or_make(const SecretId& id) override { return values.emplace(id, made).first->second; }
  Result<void> put(const SecretId& id, const std::string& value) override {
    values[id] = value;
    return {};
  }
  [[nodiscard]] std::filesystem::path file_of(const SecretId& id) const override { return std::filesystem::path("/secrets") / id.owner / id.name; }
  Result<std::string> digest_key() override { return std::string("key"); }
};

class FakeTerminal : public Terminal {
 public:
  bool someone = false;
  bool answer = false;
  std::vector<std::string> asked;

  [[nodiscard]] bool can_ask() const override { return someone; }
  bool confirm(const std::string& question) override {
    asked.push_back(question);
    return answer;
  }
};

class FakePackages : public Packages {
 public:
  std::set<std::string> absent;  ///< not installed
  std::string version = "1.0-1"; ///< of everything else
  std::optional<Error> install_failure;
  std::vector<PackageProgress> news;  ///< what install tells on its way
  std::set<std::string> stubborn;     ///< stay absent, whatever install says
  std::vector<std::vector<std::string>> installs;

  [[nodiscard]] std::string family() const override { return "debian"; }
  Result<std::vector<std::string>> missing(const std::vector<std::string>& names) const override {
    std::vector<std::string> found;
    for (const auto& name : names)
      if (absent.contains(name)) found.push_back(name);
    return found;
  }
  Result<std::map<std::string, std::string>> versions(const std::vector<std::string>& names) const override {
    std::map<std::string, std::string> found;
    for (const auto& name : names)
      if (!absent.contains(name)) found[name] = version;
    return found;
  }
  Task<Result<PackagePlan>> simulate(std::vector<std::string> names) override {
    PackagePlan plan;
    plan.install = std::move(names);
    co_return plan;
  }
  [[nodiscard]] std::vector<std::string> install_command(const std::vector<std::string>& names) const override {
    std::vector<std::string> words = {"install"};
    words.insert(words.end(), names.begin(), names.end());
    return words;
  }
  [[nodiscard]] std::string install_script() const override { return "script"; }
  Task<Result<std::vector<std::string>>> install(std::vector<std::string> names, std::filesystem::path, std::function<void(const PackageProgress&)> progress) override {
    installs.push_back(names);
    for (const auto& item : news) progress(item);
    if (install_failure) co_return fail(*install_failure);
    for (const auto& name : names)
      if (!stubborn.contains(name)) absent.erase(name);
    co_return names;
  }
  Task<Result<void>> download(std::vector<std::string>, std::filesystem::path) override { co_return Result<void>{}; }
};

class FakeRepositories : public Repositories {
 public:
  CheckoutState cloned;
  std::map<std::filesystem::path, std::string> heads;
  std::vector<std::filesystem::path> clones;
  std::vector<FetchProgress> news;  ///< what clone and update tell on their way
  std::optional<Error> failure;     ///< of clone and update
  UpdateOutcome updated;
  int updates = 0;

  Task<Result<CheckoutState>> clone(CheckoutRequest request, ProgressSink progress) override {
    clones.push_back(request.directory);
    for (const auto& item : news) progress(item);
    if (failure) co_return fail(*failure);
    heads[request.directory] = cloned.commit;
    co_return cloned;
  }
  Task<Result<UpdateOutcome>> update(CheckoutRequest, ProgressSink progress) override {
    ++updates;
    for (const auto& item : news) progress(item);
    if (failure) co_return fail(*failure);
    co_return updated;
  }
  Task<Result<void>> fetch_to_cache(CheckoutRequest, ProgressSink) override { co_return Result<void>{}; }
  [[nodiscard]] bool is_cached(const CheckoutRequest&) const override { return false; }
  Task<Result<CheckoutState>> inspect(std::filesystem::path) override { co_return cloned; }
  [[nodiscard]] std::string head_of(const std::filesystem::path& directory) const override {
    const auto found = heads.find(directory);
    return found == heads.end() ? "" : found->second;
  }
  Task<Result<std::string>> back_up(std::filesystem::path, std::filesystem::path, std::string) override { co_return std::string("backup"); }
};

struct FakeWorld {
  FakeClock clock;  // first: see there
  FakeFiles files;
  FakeNetwork network{clock};
  FakePackages packages;
  FakeProcesses processes{clock};
  FakeRepositories repositories;
  FakeSecrets secrets;
  FakeSupervision supervision;
  FakeTerminal terminal;

  [[nodiscard]] Ports ports() { return {clock, files, network, packages, processes, repositories, secrets, supervision, terminal}; }
};

}  // namespace stackup::testing
