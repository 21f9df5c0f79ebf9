# Files made while building, all in BUILD/generated, found as "sql.h", "assets.h", "version.h":
#   embed sql OUT FOLDER      named SQL and migrations  → OUT/sql.h OUT/sql.c
#   pack_source … OUT         this source, packed       → OUT/source/source.tar.gz
#   embed assets OUT FOLDER…  every file under BUILD/ui and OUT/source → OUT/assets.h OUT/assets.c
#   po2c OUT/po.c FILE…       translations              → OUT/po.c
# Sets generated_steps (targets to depend on), generated_sources_of_LAYER and, for each step, layers_before_STEP:
# the layers that do not use it and so need not wait for it.
set(generated ${PROJECT_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${generated})
set(generated_steps "")

# A tool of the build runs once and ends: it may leave its memory to the system, so no sanitizer watches it.
function(add_build_tool name)
  add_executable(${name} ${ARGN})
  target_compile_options(${name} PRIVATE ${tuntuma_compile_options} -fno-sanitize=all)
  target_link_options(${name} PRIVATE -fno-sanitize=all)
endfunction()

# Runs every time and writes only when the version changed, so nothing is built again in vain.
add_custom_target(version
  COMMAND ${CMAKE_COMMAND} -DOUT=${generated}/version.h -DVERSION=${PROJECT_VERSION} -DCOMMIT=${TUNTUMA_COMMIT}
          -DSOURCE=${PROJECT_SOURCE_DIR} -P ${PROJECT_SOURCE_DIR}/tools/version.cmake
  BYPRODUCTS ${generated}/version.h VERBATIM)
list(APPEND generated_steps version)
set(layers_before_version base store facts insight import figure demo local http)

if(EXISTS ${PROJECT_SOURCE_DIR}/tools/embed.c)
  add_build_tool(embed tools/embed.c)

  file(GLOB_RECURSE sql_files CONFIGURE_DEPENDS src/*.sql)
  file(CONFIGURE OUTPUT ${generated}/sql.list CONTENT "${sql_files}") # so that a file taken away is noticed
  add_custom_command(OUTPUT ${generated}/sql.h ${generated}/sql.c
    COMMAND embed sql ${generated} src DEPENDS ${sql_files} src/facts/TABLES ${generated}/sql.list embed
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} COMMENT "Named SQL" VERBATIM)
  add_custom_target(sql DEPENDS ${generated}/sql.h ${generated}/sql.c)
  list(APPEND generated_steps sql)
  set(layers_before_sql base insight http)
  set(generated_sources_of_store ${generated}/sql.c)
endif()

if(EXISTS ${PROJECT_SOURCE_DIR}/tools/embed.c AND EXISTS ${PROJECT_SOURCE_DIR}/ui/build.mjs)
  find_program(NODE NAMES node nodejs REQUIRED)
  file(GLOB_RECURSE ui_files CONFIGURE_DEPENDS ui/* po/*.po) # build.mjs looks for untranslated texts
  file(CONFIGURE OUTPUT ${generated}/ui.list CONTENT "${ui_files}")
  add_custom_command(OUTPUT ${generated}/ui.built
    COMMAND ${NODE} ui/build.mjs ${PROJECT_BINARY_DIR}/ui
    COMMAND ${CMAKE_COMMAND} -E touch ${generated}/ui.built
    DEPENDS ${ui_files} ${generated}/ui.list ${PROJECT_SOURCE_DIR}/package-lock.json
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} COMMENT "Pages, styles and scripts" VERBATIM)

  # Runs every time and writes only when a file changed, as version does.
  file(MAKE_DIRECTORY ${generated}/source)
  add_custom_target(packed_source
    COMMAND tools/pack_source ${PROJECT_SOURCE_DIR} tuntuma-${PROJECT_VERSION} ${generated}/source/source.tar.gz
    BYPRODUCTS ${generated}/source/source.tar.gz WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} VERBATIM)

  add_custom_command(OUTPUT ${generated}/assets.h ${generated}/assets.c
    COMMAND embed assets ${generated} ${PROJECT_BINARY_DIR}/ui ${generated}/source
    DEPENDS ${generated}/ui.built ${generated}/source/source.tar.gz packed_source embed VERBATIM)
  add_custom_target(assets DEPENDS ${generated}/assets.h ${generated}/assets.c)
  list(APPEND generated_steps assets)
  set(layers_before_assets base store facts insight import figure demo local http)
  set(generated_sources_of_web ${generated}/assets.c)
endif()

if(EXISTS ${PROJECT_SOURCE_DIR}/tools/po2c.c)
  add_build_tool(po2c tools/po2c.c)
  file(GLOB po_files CONFIGURE_DEPENDS po/*.po)
  add_custom_command(OUTPUT ${generated}/po.c
    COMMAND po2c ${generated}/po.c ${po_files} DEPENDS ${po_files} po2c
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} COMMENT "Translations" VERBATIM)
  set(generated_sources_of_base ${generated}/po.c)
endif()

# The models of words lie in the tree; the assembler puts them into built_in.c as they are.
file(GLOB model_files CONFIGURE_DEPENDS src/words/models/*.model)
set_source_files_properties(src/words/built_in.c PROPERTIES OBJECT_DEPENDS "${model_files}"
  COMPILE_DEFINITIONS TUNTUMA_MODELS="${PROJECT_SOURCE_DIR}/src/words/models")
