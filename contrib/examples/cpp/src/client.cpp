// words-client HOST PORT WORD…: asks the server how many words these are.
#include "address.h"

#include <cstdio>
#include <string>

#include <sys/socket.h>
#include <unistd.h>

int main(int count, char** words) {
  if (count < 3) {
    std::fprintf(stderr, "usage: words-client HOST PORT WORD...\n");
    return 2;
  }
  std::string line;
  for (int i = 3; i < count; ++i) line += std::string(words[i]) + (i + 1 < count ? " " : "");
  line += "\n";
  const int server = socket(AF_INET, SOCK_STREAM, 0);
  const auto address = address_of(words[1], words[2]);
  if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || send(server, line.data(), line.size(), MSG_NOSIGNAL) < 0) {
    std::perror("words-client");
    return 1;
  }
  for (char letter; read(server, &letter, 1) == 1;) std::putchar(letter);
  close(server);
}
