# mirante_migrations(ROOM): turns the folder's migrations/NNNN_name.sql into data of the room. Call
# it after mirante_room. The room's header declares what it gives:
#
#   namespace mirante::ROOM { sql::Migrations migrations(); }

set(MIRANTE_EMBED_MIGRATIONS ${CMAKE_CURRENT_LIST_DIR}/embed_migrations.cmake)

function(mirante_migrations room)
  set(folder ${CMAKE_CURRENT_SOURCE_DIR}/migrations)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/*.sql)
  if(NOT files)
    message(FATAL_ERROR "${folder} holds no .sql files")
  endif()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${room}_migrations.cc)
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DROOM=${room} -DFOLDER=${folder} -DOUTPUT=${source}
            -P ${MIRANTE_EMBED_MIGRATIONS}
    DEPENDS ${files} ${MIRANTE_EMBED_MIGRATIONS}
    COMMENT "Embedding migrations of ${room}")
  target_sources(mirante_${room} PRIVATE ${source})
endfunction()
