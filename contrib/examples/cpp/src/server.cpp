// words-server HOST PORT: reads one line of each connection and answers with the number of its words.
#include "address.h"
#include "count.h"

#include <cstdio>
#include <string>

#include <sys/socket.h>
#include <unistd.h>

namespace {

std::string read_line(int client) {
  std::string line;
  for (char letter; line.size() < 65536 && read(client, &letter, 1) == 1 && letter != '\n';) line += letter;
  return line;
}

void serve(int client) {
  const auto answer = std::to_string(count_words(read_line(client))) + "\n";
  if (send(client, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) std::perror("send");
  close(client);
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::fprintf(stderr, "usage: words-server HOST PORT\n");
    return 2;
  }
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const auto address = address_of(words[1], words[2]);
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(listener, 16) != 0) {
    std::perror("words-server");
    return 1;
  }
  std::printf("listening on %s:%s\n", words[1], words[2]);
  std::fflush(stdout);
  for (;;)
    if (const int client = accept(listener, nullptr, nullptr); client >= 0) serve(client);
}
