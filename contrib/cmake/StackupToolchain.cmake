# The language, the warnings (a reason each) and the third parties, for every target of the project.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Relative to the source tree, so that a clean clone elsewhere finds what another one has compiled.
  # The sloppiness is what ccache's manual asks for with precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold) # 58 ms instead of 190 ms a link
endif()

add_library(stackup_options INTERFACE)
target_compile_options(stackup_options INTERFACE
  -Wall -Wextra -Wpedantic
  -Wshadow                 # a shadowed name makes a reader look at the wrong variable
  -Wnon-virtual-dtor       # a port deleted through its base must run the adapter's destructor
  -Woverloaded-virtual     # an override that hides its siblings is a typo
  -Wcast-align -Wunused
  -Wimplicit-fallthrough
  -Wextra-semi
  $<$<BOOL:${STACKUP_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(stackup_options INTERFACE
    -Wduplicated-cond -Wlogical-op
    -Wno-missing-field-initializers # designated initialisers leave the rest at their defaults on purpose
    -Wno-mismatched-new-delete      # a false alarm about the frames of coroutines (asio allocates and frees them by one pair)
    -Wno-maybe-uninitialized)       # false alarms in coroutine frames and std::variant under -fsanitize (g++ 12)
else()
  target_compile_options(stackup_options INTERFACE -Wno-missing-field-initializers)
endif()
if(STACKUP_SANITIZE)
  target_compile_options(stackup_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(stackup_options INTERFACE -fsanitize=address,undefined)
  # g++ describes each of these two checks in writable data that no linker can merge: 190 MB of it with seven million relocations, which took a quarter of a
  # second of every start of the program, and a quarter of the compile time. A null pointer that is used ends in AddressSanitizer's report all the same. clang,
  # whose descriptions are merged, keeps both; and without position independence there is nothing to relocate.
  target_compile_options(stackup_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fno-sanitize=null,alignment -fno-pie>)
  target_link_options(stackup_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-no-pie>)
  # clang 14 can't assemble coroutines with it: "Cannot represent a difference across sections". g++ has no such check.
  target_compile_options(stackup_options INTERFACE $<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=function>)
endif()
if(STACKUP_FUZZ)
  target_compile_options(stackup_options INTERFACE -fsanitize=fuzzer-no-link) # tells libFuzzer which code an input reached
endif()
target_compile_definitions(stackup_options INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_CONCEPTS=0
  STACKUP_VERSION="${PROJECT_VERSION}")

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS filesystem)
find_package(yaml-cpp REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(tl-expected REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBGIT2 REQUIRED IMPORTED_TARGET libgit2)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(LIBARCHIVE IMPORTED_TARGET libarchive)
