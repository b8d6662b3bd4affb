#pragma once
// Everything outside: borrowed references, owned by main, never global.

namespace stackup {

class Clock;
class WritableFiles;
class Network;
class Packages;
class Processes;
class Repositories;
class Secrets;
class Supervision;
class Terminal;

struct Ports {
  Clock& clock;
  WritableFiles& files;
  Network& network;
  Packages& packages;
  Processes& processes;
  Repositories& repositories;
  Secrets& secrets;
  Supervision& supervision;
  Terminal& terminal;
};

}  // namespace stackup
