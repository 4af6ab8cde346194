# Run by mirante_migrations with cmake -P: ROOM, FOLDER, OUTPUT. Same files, same bytes.

file(GLOB files RELATIVE ${FOLDER} ${FOLDER}/*.sql)
list(SORT files)
set(rows "")
foreach(file ${files})
  if(NOT file MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)\\.sql$")
    message(FATAL_ERROR "${FOLDER}/${file}: name it NNNN_what_it_does.sql")
  endif()
  math(EXPR number "1${CMAKE_MATCH_1} - 10000")
  set(name ${CMAKE_MATCH_2})
  file(READ ${FOLDER}/${file} text)
  string(APPEND rows "    {\"${ROOM}\", ${number}, \"${name}\", R\"migration(${text})migration\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Made from ${ROOM}'s migrations/*.sql by cmake/embed_migrations.cmake.
#include \"platform/sql/migrations.h\"

namespace mirante::${ROOM} {

sql::Migrations migrations();

sql::Migrations migrations() {
  static constexpr sql::Migration all[] = {
${rows}  };
  return all;
}

}  // namespace mirante::${ROOM}
")
