# Writes OUT with the version and the commit that is built, only if they differ from what stands there.
# "-changed" marks a tree that differs from its commit: the link to the source would not lead to it.
if(NOT COMMIT AND EXISTS ${SOURCE}/.git)
  execute_process(COMMAND git -C ${SOURCE} -c safe.directory=${SOURCE} describe --always --abbrev=40 --exclude=* --dirty=-changed
                  OUTPUT_VARIABLE COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(NOT COMMIT)
  set(COMMIT unknown)
endif()
file(CONFIGURE OUTPUT ${OUT} CONTENT [[// Made by tools/version.cmake.
#pragma once

#define TUNTUMA_VERSION "@VERSION@"
#define TUNTUMA_COMMIT  "@COMMIT@"
]] @ONLY)
