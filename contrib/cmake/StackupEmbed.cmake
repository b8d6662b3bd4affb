# stackup_embed(OUTPUT.cpp FUNCTION file…) writes a source file that defines
#   std::span<const EmbeddedFile> FUNCTION();
# with each file's path relative to the repository and its text, so that the binary needs no file beside it.
function(stackup_embed OUTPUT FUNCTION)
  set(inputs ${ARGN})
  add_custom_command(
    OUTPUT ${OUTPUT}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${OUTPUT} -DFUNCTION=${FUNCTION} -DROOT=${CMAKE_SOURCE_DIR} "-DINPUTS=${inputs}" -P ${CMAKE_SOURCE_DIR}/contrib/cmake/embed.cmake
    DEPENDS ${inputs} ${CMAKE_SOURCE_DIR}/contrib/cmake/embed.cmake
    VERBATIM)
endfunction()
