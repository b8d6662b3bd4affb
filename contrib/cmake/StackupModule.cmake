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
endfunction()
