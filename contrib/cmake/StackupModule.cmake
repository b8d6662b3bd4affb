# stackup_module(NAME [USES module…] [SOURCES file…] [HEADERS file…] [LIBRARIES target…])
# The single declaration of a module: a static library stackup_NAME and its edges to other modules. tests/lint/layers.py
# reads these lines and fails on an include that they don't allow.
function(stackup_module NAME)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "USES;SOURCES;HEADERS;LIBRARIES")
  add_library(stackup_${NAME} STATIC ${ARG_SOURCES})
  target_sources(stackup_${NAME} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR} FILES ${ARG_HEADERS})
  set_target_properties(stackup_${NAME} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON LINKER_LANGUAGE CXX)
  list(TRANSFORM ARG_USES PREPEND stackup_)
  target_link_libraries(stackup_${NAME} PUBLIC ${ARG_USES} stackup_options ${ARG_LIBRARIES})
  stackup_precompile(stackup_${NAME})
endfunction()

# With STACKUP_PCH what most files include is compiled once, for builds that begin from nothing: 40 % less work. Not for daily work: a file
# that forgets an include would not fail.
function(stackup_precompile TARGET)
  if(NOT STACKUP_PCH)
    return()
  endif()
  if(NOT TARGET stackup_precompiled)
    file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/precompiled.cpp CONTENT "\n")
    add_library(stackup_precompiled OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
    target_link_libraries(stackup_precompiled PRIVATE stackup_options fmt::fmt tl::expected Boost::headers Threads::Threads)
    target_precompile_headers(stackup_precompiled PRIVATE
      <algorithm> <array> <chrono> <filesystem> <functional> <map> <memory> <optional> <set> <span> <string> <string_view> <utility> <variant> <vector>
      <fmt/format.h> <tl/expected.hpp> <boost/asio/awaitable.hpp>)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
      target_compile_options(stackup_precompiled PRIVATE "SHELL:-Xclang -fno-pch-timestamp") # as ccache's manual asks
    endif()
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${TARGET} PRIVATE -fpch-preprocess) # lets ccache see what a precompiled header stands for
  elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${TARGET} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
  target_precompile_headers(${TARGET} REUSE_FROM stackup_precompiled)
endfunction()
