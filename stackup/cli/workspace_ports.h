#pragma once
// The adapters of one workspace, and all ports together.

#include "stackup/plan/scope.h"
#include "stackup/ports/ports.h"

#include <filesystem>
#include <memory>

namespace stackup {

class World;

class WorkspacePorts {
 public:
  WorkspacePorts(const Layout& layout, World& world);
  ~WorkspacePorts();
  WorkspacePorts(const WorkspacePorts&) = delete;
  WorkspacePorts& operator=(const WorkspacePorts&) = delete;

  [[nodiscard]] Ports& ports();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace stackup
