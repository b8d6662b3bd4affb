#pragma once

#include <cstdint>
#include <cstdlib>

#include <arpa/inet.h>
#include <netinet/in.h>

/// Of numbers as they stand on the command line: 127.0.0.1 7007.
inline sockaddr_in address_of(const char* host, const char* port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port)));
  inet_pton(AF_INET, host, &address.sin_addr);
  return address;
}
