# The web interface in the binary: tools/dev/ui.sh builds ui/ when one of its sources has changed (it
# asks their hashes, in a moment, at each build), for all presets together, and leaves a table with
# all files in build/ui. `mirante_web_files` is that table; only what serves the interface links it,
# so that nothing else needs Node.

set(web_table ${PROJECT_SOURCE_DIR}/build/ui/web_files.cc)
add_custom_target(mirante_web_interface
  COMMAND ${PROJECT_SOURCE_DIR}/tools/dev/ui.sh
  BYPRODUCTS ${web_table}
  COMMENT "Building the web interface, if it has changed")
set_source_files_properties(${web_table} PROPERTIES GENERATED TRUE)
add_library(mirante_web_files STATIC ${web_table})
add_dependencies(mirante_web_files mirante_web_interface)
target_link_libraries(mirante_web_files PUBLIC mirante_options mirante_http)
