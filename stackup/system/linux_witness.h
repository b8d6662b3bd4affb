#pragma once
// Witness by /proc (proc(5)).

#include "stackup/ports/witness.h"

namespace stackup {

class LinuxWitness : public Witness {
 public:
  [[nodiscard]] std::vector<SeenProcess> processes_of(const std::filesystem::path& directory) const override;
  [[nodiscard]] std::vector<std::string> open_to_others(const std::vector<SeenProcess>& processes) const override;
  [[nodiscard]] std::uint64_t memory_of(const std::vector<SeenProcess>& processes) const override;
  [[nodiscard]] std::set<std::filesystem::path> shared_files() const override;
  [[nodiscard]] std::set<std::filesystem::path> used_by(const std::vector<SeenProcess>& processes, const std::set<std::filesystem::path>& files) const override;
  [[nodiscard]] std::unique_ptr<HeldPort> hold(int port) override;
  void kill(int pid) override;
};

}  // namespace stackup
