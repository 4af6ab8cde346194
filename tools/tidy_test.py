"""Each guard of tidy.py fails when its rule is broken, and stays silent when it is kept.

A test writes a small project with one broken rule and reads what tidy says about it.
"""

import pathlib
import tomllib

import pytest
import tidy

HERE = pathlib.Path(__file__).resolve().parent
LAYERS = tomllib.loads((HERE / "layers.toml").read_text())


class Project:
    """A small project in which every rule is kept: two rooms, and what they need."""

    def __init__(self, root: pathlib.Path) -> None:
        self.root = root
        self.layers = {**LAYERS, "exceptions": []}
        self.write("CMakeLists.txt", "add_subdirectory(src)\nadd_subdirectory(simcloud)\n")
        self.write(
            "src/CMakeLists.txt",
            "foreach(folder base platform/sql platform/aws platform/http "
            "platform/runtime features/audit features/accounts main)\n",
        )
        for room in (
            "base",
            "platform/sql",
            "platform/aws",
            "platform/http",
            "platform/runtime",
            "features/audit",
            "features/accounts",
            "main",
        ):
            name = room.rsplit("/", 1)[-1]
            self.write(f"src/{room}/CMakeLists.txt", f"mirante_room({name} DEPS mirante_base)\n")
        self.write("simcloud/CMakeLists.txt", "file(GLOB sources CONFIGURE_DEPENDS *.cc)\n")
        for header in (
            "base/error.h",
            "base/task.h",
            "base/clock.h",
            "platform/sql/sql.h",
            "platform/http/router.h",
            "platform/aws/client.h",
            "platform/runtime/real_loop.h",
        ):
            self.write(f"src/{header}", "// What it is.\n")
        # Something includes each of these headers, so that none of them is lonely.
        self.write(
            "src/main/serve.cc",
            "".join(
                f'#include "{header}"\n'
                for header in (
                    "base/error.h",
                    "base/task.h",
                    "base/clock.h",
                    "platform/sql/sql.h",
                    "platform/http/router.h",
                    "platform/aws/client.h",
                    "platform/runtime/real_loop.h",
                )
            ),
        )

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def says(self) -> str:
        return "\n".join(map(str, tidy.findings(self.root, self.layers)))


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def test_a_project_that_keeps_every_rule_is_passed_in_silence(project):
    project.write("src/features/accounts/account.h", '// An account.\n#include "base/error.h"\n')
    project.write("src/features/accounts/account.cc", '#include "features/accounts/account.h"\n')
    project.write(
        "src/features/accounts/account_store.h",
        '// Its tables.\n#include "platform/sql/sql.h"\n#include "features/accounts/account.h"\n',
    )
    project.write(
        "src/features/accounts/account_store.cc", '#include "features/accounts/account_store.h"\n'
    )
    project.write(
        "src/features/accounts/aws_roles.cc",
        '#include "gen/sts/assume_role.h"\n#include "platform/aws/client.h"\n',
    )
    project.write("src/features/accounts/routes.cc", '#include "platform/http/router.h"\n')

    assert project.says() == ""


def test_a_room_may_not_include_a_room_that_no_edge_leads_to(project):
    project.write("src/features/accounts/account.h", "// An account.\n")
    project.write("src/features/audit/audit.cc", '#include "features/accounts/account.h"\n')

    assert (
        'src/features/audit/audit.cc:1: error: "features/accounts/account.h": features/audit may '
        "not know features/accounts"
    ) in project.says()


def test_edges_are_not_transitive_but_for_tests(project):
    project.layers["rooms"] = {**LAYERS["rooms"], "features/servers": ["features/accounts"]}
    project.write("src/features/audit/audit.h", "// The record.\n")
    project.write(
        "src/features/servers/CMakeLists.txt", "mirante_room(servers DEPS mirante_base)\n"
    )
    project.write(
        "src/CMakeLists.txt",
        (project.root / "src/CMakeLists.txt").read_text() + " features/servers ",
    )
    project.write("src/features/servers/stop.cc", '#include "features/audit/audit.h"\n')
    project.write("src/features/servers/stop_test.cc", '#include "features/audit/audit.h"\n')

    said = project.says()

    assert "stop.cc:1: error" in said
    assert "stop_test.cc" not in said


def test_base_includes_nothing_above_it_and_platform_no_feature(project):
    project.write("src/features/audit/audit.h", "// The record.\n")
    project.write("src/base/loop.cc", '#include "platform/sql/sql.h"\n')
    project.write("src/platform/sql/sql.cc", '#include "features/audit/audit.h"\n')

    said = project.says()

    assert "base may not know platform/sql" in said
    assert "platform/sql may not know features/audit" in said


def test_values_and_rules_may_not_reach_for_a_store_or_a_clock(project):
    project.write("src/features/audit/chain.h", "// Pure rules.\nint next_hash(int before);\n")
    project.write(
        "src/features/audit/chain.cc",
        '#include "features/audit/chain.h"\n'
        '#include "platform/sql/sql.h"\n#include "base/clock.h"\n',
    )

    said = project.says()

    assert 'chain.cc:2: error: "platform/sql/sql.h" in values and rules' in said
    assert 'chain.cc:3: error: "base/clock.h" in values and rules' in said


def test_a_header_that_shows_a_coroutine_is_a_use_case_and_may_reach_further(project):
    project.write(
        "src/features/audit/verify.h",
        '// A use case.\n#include "base/task.h"\nTask<int> verify();\n',
    )
    project.write(
        "src/features/audit/verify.cc",
        '#include "features/audit/verify.h"\n#include "platform/sql/sql.h"\n',
    )

    assert project.says() == ""


def test_a_store_may_not_wait_call_aws_or_see_a_use_case(project):
    project.write(
        "src/features/audit/verify.h",
        '// A use case.\n#include "base/task.h"\nTask<int> verify();\n',
    )
    project.write(
        "src/features/audit/audit_store.cc",
        '#include "base/task.h"\n'
        '#include "platform/aws/client.h"\n#include "features/audit/verify.h"\n',
    )

    said = project.says()

    assert 'audit_store.cc:1: error: "base/task.h" in a store' in said
    assert 'audit_store.cc:2: error: "platform/aws/client.h" in a store' in said
    assert 'audit_store.cc:3: error: "features/audit/verify.h" in a store' in said


def test_generated_code_is_seen_by_aws_adapters_alone(project):
    project.write("src/features/accounts/check.cc", '#include "gen/sts/assume_role.h"\n')
    project.write("src/platform/http/server.cc", '#include "gen/sts/assume_role.h"\n')
    project.write("src/platform/aws/aws_credentials.cc", '#include "gen/sts/assume_role.h"\n')
    project.write("simcloud/sts.cc", '#include "gen/sts/assume_role.h"\n')

    said = project.says()

    assert 'check.cc:1: error: "gen/sts/assume_role.h": only aws_*.cc' in said
    assert "server.cc:1: error" in said
    assert "aws_credentials.cc" not in said
    assert "simcloud" not in said


def test_http_is_seen_by_faces_alone_and_faces_see_no_database(project):
    project.write("src/features/audit/append.cc", '#include "platform/http/router.h"\n')
    project.write("src/features/audit/routes.cc", '#include "platform/sql/sql.h"\n')

    said = project.says()

    assert 'append.cc:1: error: "platform/http/router.h" in a use case' in said
    assert 'routes.cc:1: error: "platform/sql/sql.h" in a face' in said


def test_the_face_of_another_room_is_seen_by_main_alone(project):
    project.write("src/features/audit/routes.h", "// Routes.\n")
    project.write("src/features/accounts/add.cc", '#include "features/audit/routes.h"\n')
    project.write("src/main/routes.cc", '#include "features/audit/routes.h"\n')

    said = project.says()

    assert 'add.cc:1: error: "features/audit/routes.h": only main' in said
    assert "src/main" not in said


def test_a_folder_that_the_layers_do_not_name_is_refused(project):
    project.write("src/features/shouting/CMakeLists.txt", "mirante_room(shouting)\n")
    project.write("src/features/shouting/shout.cc", "\n")

    assert "shout.cc:1: error: this folder is not in tools/layers.toml" in project.says()


def test_rooms_that_form_a_circle_are_refused(project):
    project.layers["rooms"] = {**LAYERS["rooms"], "features/audit": ["features/accounts"]}

    assert "features/audit comes back to itself" in project.says()


def test_a_library_is_known_to_its_folder_alone(project):
    project.write("src/features/audit/audit.cc", "#include <boost/asio/io_context.hpp>\n")
    project.write("src/platform/runtime/loop.cc", "#include <boost/asio/io_context.hpp>\n")
    project.write("src/features/audit/audit_store.cc", "#include <sqlite3.h>\n")

    said = project.says()

    assert "audit.cc:1: error: <boost/asio/io_context.hpp> is known only to" in said
    assert "audit_store.cc:1: error: <sqlite3.h>" in said
    assert "platform/runtime/loop.cc" not in said


@pytest.mark.parametrize(
    "word",
    [
        "std::chrono::system_clock::now()",
        "std::chrono::steady_clock::now()",
        "time(nullptr)",
        "std::time(0)",
        "gettimeofday(&v, nullptr)",
        "clock_gettime(CLOCK_REALTIME, &t)",
    ],
)
def test_the_clock_is_read_in_base_clock_alone(project, word):
    project.write("src/base/clock.cc", f"auto now = {word};\n")
    project.write("src/base/ids.cc", f"auto now = {word};\n")
    project.write("src/base/ids_test.cc", f"auto now = {word};\n")

    said = project.says()

    assert "src/base/ids.cc:1: error" in said and "[clock]" in said
    assert "src/base/ids_test.cc:1: error" in said
    assert "src/base/clock.cc" not in said


@pytest.mark.parametrize("word", ["co_spawn(a, b, asio::detached)", "asio::steady_timer timer(io)"])
def test_work_and_timers_are_detached_nowhere_but_in_runtime_and_http(project, word):
    project.write("src/features/audit/append.cc", f"void f() {{ {word}; }}\n")
    project.write("src/platform/runtime/loop.cc", f"void f() {{ {word}; }}\n")

    said = project.says()

    assert "append.cc:1: error" in said and "[detached]" in said
    assert "src/platform/runtime" not in said


@pytest.mark.parametrize("word", ["std::thread t(f);", "std::jthread t(f);", "std::async(f);"])
def test_threads_are_made_in_runtime_alone(project, word):
    project.write("src/features/audit/append.cc", word + "\n")
    project.write("src/platform/runtime/pool.cc", word + "\n")

    said = project.says()

    assert "append.cc:1: error" in said and "[thread]" in said
    assert "src/platform/runtime" not in said


@pytest.mark.parametrize(
    "word",
    [
        "auto* p = new Thing;",
        "f(new Thing(1));",
        "p = new int[3];",
        "p = new (std::nothrow) Thing;",
        "delete p;",
        "delete[] p;",
    ],
)
def test_raw_new_and_delete_are_refused(project, word):
    project.write("src/base/ids.cc", word + "\n")

    assert "src/base/ids.cc:1: error" in project.says()


def test_comments_literals_and_deleted_functions_are_not_code(project):
    project.write(
        "src/base/ids.cc",
        "\n".join(
            [
                "// A new file; delete it; std::thread; steady_clock::now()",
                "/* new\n   Thing */",
                'auto text = "delete from things; new Thing";',
                'auto raw = R"(co_spawn and\n new Thing)";',
                "auto number = 1'000'000; auto sign = '\"';",
                "struct S { S(const S&) = delete; void* operator new(unsigned long); };",
                "auto* placed = new (where) S;",
                "",
            ]
        ),
    )

    assert project.says() == ""


def test_the_line_is_right_after_comments_and_raw_literals_of_several_lines(project):
    project.write("src/base/ids.cc", '/* one\ntwo */\nauto a = R"(three\nfour)";\ndelete a;\n')

    assert "src/base/ids.cc:5: error" in project.says()


def test_a_header_without_a_leading_comment_is_refused(project):
    project.write("src/base/ids.h", "#pragma once\n// Too late.\n")
    project.write("src/base/ids.cc", '#include "base/ids.h"\n')

    assert "src/base/ids.h:1: error: a header opens with a paragraph" in project.says()


@pytest.mark.parametrize(
    "kind", ["struct Period", "class Period final", "enum class Period : int", "union Period"]
)
def test_a_second_type_of_one_name_in_a_namespace_is_refused(project, kind):
    project.write("src/base/a.cc", "namespace mirante::base {\nstruct Period {\n  int a;\n};\n}\n")
    project.write(
        "src/base/b.cc",
        "#include <map>\nnamespace mirante {\nnamespace base {\n\n" + kind + " {};\n}\n}\n",
    )

    assert (
        "src/base/b.cc:5: error: mirante::base::Period is defined in src/base/a.cc:2 already"
    ) in project.says()


@pytest.mark.parametrize(
    "text",
    [
        "namespace mirante::base {\nnamespace {\nstruct Period {};\n}\n}\n",
        "namespace mirante::base {\nstruct Other {\n  struct Period {};\n};\n}\n",
        "namespace mirante::base {\nvoid f() {\n  struct Period {};\n}\n}\n",
        "namespace mirante::base {\nstruct Period;\nenum class Period : int;\n}\n",
        "namespace mirante::base {\ntemplate <>\nstruct Period<int> {};\n}\n",
        "namespace mirante::other {\nstruct Period {};\n}\n",
    ],
)
def test_types_that_no_other_file_can_mean_may_share_a_name(project, text):
    project.write("src/base/a.cc", "namespace mirante::base {\nstruct Period {\n  int a;\n};\n}\n")
    project.write("src/base/b.cc", text)

    assert project.says() == ""


def test_a_file_that_no_target_builds_is_refused(project):
    project.write("src/base/deep/lost.cc", "\n")
    project.write("src/main/CMakeLists.txt", "mirante_room(main EXCLUDE left_out.cc)\n")
    project.write("src/main/left_out.cc", "\n")
    project.write("simcloud/world.cc", "\n")
    project.write("simcloud/deep/world.cc", "\n")
    project.write("bench/parse.cc", "\n")
    project.write("src/platform/http/CMakeLists.txt", "mirante_room(http FOLDERS wire DEPS x)\n")
    project.write("src/platform/http/wire/named.cc", "\n")
    project.write("src/platform/http/other/named.cc", "\n")

    said = project.says()

    for lost in (
        "src/platform/http/other/named.cc",
        "src/base/deep/lost.cc",
        "src/main/left_out.cc",
        "simcloud/deep/world.cc",
        "bench/parse.cc",
    ):
        assert f"{lost}:1: error: no target builds this file" in said
    assert "simcloud/world.cc" not in said
    assert "src/platform/http/wire/named.cc" not in said


def test_a_room_that_the_build_does_not_reach_is_not_built(project):
    project.write("src/CMakeLists.txt", "add_subdirectory(base)\nadd_subdirectory(main)\n")
    project.write("src/features/audit/append.cc", "\n")

    assert "append.cc:1: error: no target builds this file" in project.says()


def test_a_file_left_out_of_a_room_for_a_program_of_its_own_is_built(project):
    project.write(
        "src/main/CMakeLists.txt",
        "mirante_room(main EXCLUDE program.cc)\nadd_executable(mirante_main program.cc)\n",
    )
    project.write("src/main/program.cc", "\n")

    assert project.says() == ""


def test_a_header_that_nothing_includes_is_refused(project):
    project.write("src/base/lonely.h", "// Nobody asks for me.\n")

    assert "src/base/lonely.h:1: error: no file includes this header" in project.says()


def test_a_target_linked_further_than_the_layers_allow_is_refused(project):
    project.write(
        "src/features/audit/CMakeLists.txt",
        "mirante_room(audit DEPS mirante_base mirante_accounts mirante_sql\n"
        "  TEST_DEPS mirante_accounts)\n",
    )
    project.write("src/platform/http/CMakeLists.txt", "mirante_room(http DEPS mirante_sql)\n")
    project.write("src/platform/aws/CMakeLists.txt", "mirante_room(aws DEPS mirante_sql_testing)\n")

    said = project.says()

    assert "features/audit is linked to mirante_accounts" in said
    assert "platform/http is linked to mirante_sql" in said
    assert "mirante_sql_testing is for tests" in said
    assert said.count("[target]") == 3


def test_long_lines_functions_and_files_are_warned_of_but_do_not_fail(project):
    body = "\n".join("  f();" for _ in range(70))
    project.write("src/base/ids.cc", "// " + "x" * 100 + f"\nvoid g(int a) {{\n{body}\n}}\n")
    project.write("src/base/log.cc", "int a;\n" * 501)

    said = project.says()

    assert "src/base/ids.cc:1: warning: 103 columns" in said
    assert "src/base/ids.cc:2: warning: a function of 72 lines" in said
    assert "src/base/log.cc:1: warning: 501 lines" in said
    assert "error" not in said


def test_a_long_class_of_short_functions_and_a_long_table_are_no_long_function(project):
    members = "\n".join(f"  int f{number}() {{\n    return {number};\n  }}" for number in range(60))
    project.write(
        "src/base/ids.cc",
        f"class C {{\n{members}\n}};\nnamespace {{\n"
        "constexpr int table[] = {\n" + "  1,\n" * 100 + "};\n}\n",
    )

    assert project.says() == ""


def test_an_exception_lets_its_file_pass_and_must_be_needed_and_have_a_reason(project):
    project.write("src/base/ids.cc", "std::thread t(f);\n")
    allowed = {"guard": "thread", "files": "src/base/ids.cc", "why": "a reason"}

    project.layers["exceptions"] = [allowed]
    assert project.says() == ""

    project.layers["exceptions"] = [{**allowed, "why": ""}]
    assert "the exception for src/base/ids.cc has no reason" in project.says()

    project.layers["exceptions"] = [allowed, {**allowed, "files": "src/base/log.cc"}]
    assert "the exception for src/base/log.cc [thread] is not needed any more" in project.says()


def test_the_exit_code_tells_errors_from_warnings(project, capsys):
    project.write(
        "tools/layers.toml", (HERE / "layers.toml").read_text().split("[[exceptions]]")[0]
    )
    project.write("src/base/ids.cc", "int a;  // " + "x" * 100 + "\n")
    assert tidy.main(["--root", str(project.root)]) == 0

    project.write("src/base/ids.cc", "delete a;\n")
    assert tidy.main(["--root", str(project.root)]) == 1
    assert "tidy: 1 errors, 0 warnings" in capsys.readouterr().out
