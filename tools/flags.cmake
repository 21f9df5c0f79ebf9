# Compiler and linker flags: warnings, hardening of the release, sanitizers. Sets tuntuma_compile_options.
# Asserts are part of the product, so no build type defines NDEBUG.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
set(CMAKE_C_FLAGS_RELEASE "-O2 -g")
set(CMAKE_C_FLAGS_DEBUG "-O1 -g -fno-omit-frame-pointer")

set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)
set(CMAKE_INSTALL_RPATH "$ORIGIN;$ORIGIN/..;$ORIGIN/../lib/tuntuma")

set(tuntuma_compile_options
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wswitch-enum -Wundef -Wvla
    -Wwrite-strings -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes -Wnull-dereference -Wdouble-promotion
    -Wimplicit-fallthrough -fno-strict-aliasing -fno-common)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  list(APPEND tuntuma_compile_options -Wlogical-op -Wduplicated-cond)
endif()
if(TUNTUMA_WERROR)
  list(APPEND tuntuma_compile_options -Werror)
endif()

# -iquote: our headers are found by "layer/name.h" and never hide a system header.
list(APPEND tuntuma_compile_options "SHELL:-iquote ${PROJECT_SOURCE_DIR}/src"
     "SHELL:-iquote ${PROJECT_BINARY_DIR}/generated")
add_compile_definitions("_GNU_SOURCE=") # as "#define _GNU_SOURCE" does, so that both may stand

if(TUNTUMA_SANITIZE)
  add_compile_options(-fsanitize=${TUNTUMA_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TUNTUMA_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -fPIE)
  add_compile_definitions(_FORTIFY_SOURCE=3)
  add_link_options(-pie -Wl,-z,relro,-z,now)
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-ftrivial-auto-var-init=zero)
  endif()
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    add_compile_options(-fcf-protection)
  elseif(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
    add_compile_options(-mbranch-protection=standard)
  endif()
endif()
if(TUNTUMA_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
