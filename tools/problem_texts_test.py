"""Every code that the panel may tell a person has words in Portuguese, and so has every sentence about an input, which has
no code. English are the server's own: no problem and no reason is made without a sentence.

A code is a text of two words with a dot between. Others of this form (events, actions of the record, columns) stand in calls
of certain names; what stands in none of them counts as a code, so that none is overlooked."""

import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[1]
DOTTED = re.compile(r'"((?:[a-z_]+\.)+[a-z_]+)"')

# In these calls it is something else.
OTHERS = {
    "as_file(", "keep_doing(", "audit::append(", "audit::append_refusal(", "events::append(", "append_event(", "append_part_event(", "record(",
    "recording_refusal(", "prove_password(", "store_next(", "fail_field(", "log::info(", "log::warning(", "log::error(",
    "log::write(", "query.one_of(", "query.add(", "query.add_like(", "query.add_one_of(", "sql::add_within(",
    "snapshot.all(", "file(", "http::csv_response(", "namespace{",
}  # fmt: skip
# In lists of several things both occur; these are no codes.
NAMES = re.compile(r"(account|audit|install|member|operation|policy|server|schedule)\.(read|write|manage|cancel|switch)")
NO_CODES = {
    "inventory.sweep", "inventory.changed", "operation.changed", "accounts.access_keys", "master.key", "mirante.db", "mirante.db.moved",
    "schedule.paused", "schedule.resumed", "schedules.fired",
    # A class of RDS, and what services of AWS are called in CloudTrail.
    "db.serverless", "autoscaling.amazonaws.com", "lambda.amazonaws.com", "scheduler.amazonaws.com", "ssm.amazonaws.com",
}  # fmt: skip

# Codes that no browser is ever told, and why.
UNTOLD = {
    "a start of the program, or a command that opens the store itself, tells them on a terminal": {
        "audit.broken", "aws.no_token", "aws.profile_unsupported", "data.folder", "data.in_use", "data.moved", "heartbeat.refused",
        "master_key.other", "migrate.nothing", "panel.not_running", "sql.address", "sql.cannot_open", "sql.collation",
        "sql.migration_changed", "sql.newer_schema",
    },
    "backups and moves of the panel's own data are made by commands": {
        "copy.damaged", "panel.lost", "state.damaged", "state.exists", "state.file", "state.not_empty",
        "state.nothing", "state.shared", "state.simulated",
    },
    "a defect, of which no more is told outside than that": {"loop.stuck"},
    "the HTTP client's, which aws.*, access.* and mail.* stand for": {
        "http.bad_request", "http.closed_address", "http.lost", "http.not_sent",
    },
    "the stream's own, of which a browser hears that it broke": {"events.cursor_moved", "http.stalled"},
    "/readyz answers other programs": {"ready.operations_late", "ready.schedules_late", "ready.sweeps_late"},
    "a command says them to who has named the company": {"tenant.ambiguous", "tenant.unknown"},
    "the record alone has them, and says them in its own words": {"refusals.many", "set_up.wrong_code"},
    "beginnings of codes that end with a status of HTTP": {"aws.http_", "http.status_"},
}  # fmt: skip
# A beginning, and what the program makes of it.
MADE = {
    "account.connected_by_": {"account.connected_by_role", "account.connected_by_keys"},
    "type.caution_": {
        "type.caution_nvme", "type.caution_ena", "type.caution_dedicated", "type.caution_placement_group",
    },
}  # fmt: skip


def call_around(text: str) -> str:
    """The name and bracket of the innermost call or list that is open at the end of `text`."""
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        if text[at] in ")}":
            depth += 1
        elif text[at] in "({":
            if depth == 0:
                return re.search(r"([\w:.>-]*)\s*$", text[:at])[1] + text[at]
            depth -= 1
    return "?"


def codes_in(text: str) -> dict[str, str]:
    """Dotted texts that are or may be codes, with where they stand."""
    found = {}
    text = re.sub(r"^\s*(//|#include).*$", "", text, flags=re.MULTILINE)
    for match in DOTTED.finditer(text):
        before, code = text[: match.start()], match[1]
        if re.search(r"code (!=|==) $", before) or NAMES.fullmatch(code):
            continue
        around = "code =" if before.endswith("code = ") else call_around(before)
        if around == "code =" or (around not in OTHERS and code not in NO_CODES):
            found[code] = around
    return found


def codes_of_the_program() -> dict[str, str]:
    found = {}
    for path in sorted((ROOT / "src").rglob("*.cc")):
        if path.name.endswith("_test.cc") or {"testing", "demo", "commands"} & set(path.parts):
            continue
        for code, around in codes_in(path.read_text(encoding="utf-8")).items():
            found[code] = f"{around} in {path.relative_to(ROOT)}"
    return found


def told() -> set[str]:
    """Codes with words in the interface."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "ui/src").rglob("*.ts*")]
    by_code = json.loads((ROOT / "api/problems.pt-BR.json").read_text(encoding="utf-8"))
    return set(by_code) | {code for text in texts for code in re.findall(r"^\s*'([a-z_]+(?:\.[a-z_-]+)+)':", text, re.MULTILINE)}


def test_every_code_has_words_in_portuguese():
    codes = codes_of_the_program()
    untold = set().union(*UNTOLD.values())
    wanted = set(codes) - untold - set(MADE)
    wanted |= set().union(*(made for start, made in MADE.items() if start in codes))

    missing = sorted(wanted - told())

    assert missing == [], {code: codes.get(code) for code in missing}
    assert len(wanted) > 150


# Codes of pages' reasons that no mail about a fire can have.
UNMAILED = {"operation.resource_busy", "operation.waits", "server.force"}


def reasons_of_pages() -> set[str]:
    code = r"^\s*'?([A-Za-z_-]+(?:\.[A-Za-z_-]+)*)'?: (?:\[|'|\n)"
    reasons = (ROOT / "ui/src/features/operations/reason-text.ts").read_text(encoding="utf-8")
    states = (ROOT / "ui/src/features/servers/state-reason.ts").read_text(encoding="utf-8")
    tables = [text[: text.index("\n};")] for text in (reasons, states)]
    return {found for text in tables for found in re.findall(code, text, re.MULTILINE)}


def test_mails_have_words_for_every_reason_that_pages_have_words_for():
    text = (ROOT / "src/features/notices/trouble_words.cc").read_text(encoding="utf-8")
    mailed = re.findall(r'\{"([A-Za-z_.-]+)",', text)

    assert sorted(reasons_of_pages() - set(mailed) - UNMAILED) == []
    assert len(mailed) == len(set(mailed)) > 130


def test_why_a_fire_failed_has_words_for_every_kind_of_error_and_every_code_of_the_store():
    kinds = (ROOT / "src/base/error.h").read_text(encoding="utf-8")
    kinds = set(re.findall(r"^  ([a-z_]+),  +//", kinds[kinds.index("enum class ErrorKind") :], re.MULTILINE))
    at_its_start = {"sql.address", "sql.cannot_open", "sql.collation", "sql.migration_changed", "sql.newer_schema"}
    of_the_store = {code for code in codes_of_the_program() if code.startswith("sql.")} - at_its_start

    assert sorted((kinds | of_the_store) - reasons_of_pages()) == []
    assert len(kinds) == 13 and len(of_the_store) > 10


def test_what_is_said_to_be_untold_is_there_and_has_no_words():
    untold = set().union(*UNTOLD.values())

    assert sorted(untold - set(codes_of_the_program())) == []
    assert sorted(untold & told()) == []


def test_codes_are_told_from_other_texts_of_their_form():
    text = """
      // "comment.only"
      audit::append(tx, ctx, now, "a.happened", {{"x", f(1)}});
      throw Failure(Error{.kind = k, .message = "m", .code = "b.wrong"});
      if (error.code == "c.compared") return refuse("d.refused", words(e) + "x");
      things.push_back({"e.listed", "text"});
      router.add_permission({"account.read"});
    """

    assert codes_in(text) == {"b.wrong": "code =", "d.refused": "refuse(", "e.listed": "{"}


# Sentences about one input.

LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
# Calls whose last argument is a sentence about an input.
CALLS = re.compile(r"\b(wrong_field|fail_field|wrong_table|wrong|fail)\(|\bError\{")
# A field of this form is an option or a variable of the program's start, told on a terminal.
OF_THE_START = re.compile(r'^"[^"]*[-.A-Z][^"]*"$')
# What asks with the sentences of others around it.
WRAPS = re.compile(r"^(std::move\()?(why|what|message)\b|.*\b(why|move\(message)\)$")
BESIDE_THE_ROOMS = ("base/*.cc", "base/*.h", "platform/http/router.cc", "platform/http/json_body.cc", "platform/http/csv_answer.cc",
                    "main/sweep_routes.cc", "main/about_routes.cc")  # fmt: skip
# Of these no browser hears (what the program is told at its start, its own sums), or a code stands for them (http.target).
UNHEARD = (
    "the limits of operations must be over 0", "operations.lease must be", "cannot add ", "the request's target", "a % in the ",
)  # fmt: skip


def arguments(text: str, begin: int) -> list[str]:
    """What stands between the bracket at `begin` and its end, parted by the commas of this level."""
    parts, depth, at = [""], 0, begin
    while True:
        literal = LITERAL.match(text, at)
        if literal:
            parts[-1] += literal[0]
            at = literal.end()
            continue
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth == 0:
            return [" ".join(part.split()) for part in parts]
        if text[at] == "," and depth == 1:
            parts.append("")
        elif at > begin:
            parts[-1] += text[at]
        at += 1


def sentence(expression: str) -> str:
    """An example of what an expression makes: "7" stands for all that is known only then."""
    whole = re.sub(r'" "', "", expression)
    made, at = "", 0
    for literal in LITERAL.finditer(whole):
        between = whole[at : literal.start()]
        if re.search(r"\w", between.replace("fmt::format", "").replace("std::string", "")):
            made += "7"
        made += literal[1]
        at = literal.end()
    rest = whole[at:]
    made += "7" if re.search(r"^\s*\+", rest) else ""
    if "fmt::format" in whole:
        made = re.sub(r"\{[^{}]*\}", "7", made).replace("{{", "{").replace("}}", "}")
    return made.replace('\\"', '"')


def sentences_in(text: str) -> set[str]:
    found = set()
    text = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    for call in CALLS.finditer(text):
        parts = arguments(text, call.end() - 1)
        if call[0] == "Error{":
            members = dict(part.split(" = ", 1) for part in parts if " = " in part)
            if ".field" not in members or ".code" in members or members.get(".kind") != "ErrorKind::invalid":
                continue
            message = members[".message"]
        elif call[1] == "fail" and parts[0] != "ErrorKind::invalid":
            continue
        else:
            message = parts[-1]
        if '"' in message and not WRAPS.match(message) and not (len(parts) > 1 and OF_THE_START.match(parts[0])):
            found.add(sentence(message))
    return found


def sentences_of_the_program() -> dict[str, str]:
    found = {}
    paths = set((ROOT / "src/features").rglob("*.cc")) | set((ROOT / "src/features").rglob("*.h"))
    paths |= {path for pattern in BESIDE_THE_ROOMS for path in (ROOT / "src").glob(pattern)}
    for path in sorted(paths):
        if path.name.endswith("_test.cc") or "testing" in path.parts:
            continue
        for one in sentences_in(path.read_text(encoding="utf-8")):
            found[one] = str(path.relative_to(ROOT))
    return found


def patterns() -> list[re.Pattern]:
    """Kept to what Python, JavaScript and C++ read alike."""
    pairs = json.loads((ROOT / "api/input-problems.pt-BR.json").read_text(encoding="utf-8"))
    return [re.compile(pattern) for pattern, _ in pairs]


def test_every_sentence_about_an_input_has_words_in_portuguese():
    known = patterns()
    made = sentences_of_the_program()

    missing = {
        one: where
        for one, where in made.items()
        if not any(pattern.search(one) for pattern in known) and not one.startswith(UNHEARD)
    }

    assert missing == {}
    assert len(made) > 150


def test_no_words_are_kept_for_sentences_that_are_gone_or_that_an_earlier_pattern_takes():
    known = patterns()
    # What stands in brackets is said where it applies.
    made = [said for one in sentences_of_the_program() for said in (one, re.sub(r" \(.*\)", "", one))]
    taken = {next((pattern.pattern for pattern in known if pattern.search(said)), None) for said in made}

    assert [one.pattern for one in known if one.pattern not in taken] == []


def test_sentences_are_read_from_calls_of_all_forms():
    text = """
      throw wrong_field("days", "must be 1 to 366: "
                                "tokens expire");
      return fail_field(name, "has more than " + std::to_string(limit) + " entries");
      wrong(fmt::format("\\"{}\\" is no day", written));
      throw Failure(Error{.kind = ErrorKind::invalid, .message = "name one", .field = "id"});
      throw Failure(Error{.kind = ErrorKind::invalid, .message = "has a code", .field = "id", .code = "a.b"});
      return fail_field("collector.poll", "of the start");
      return fail_field("role_arn", why + "; around another");
      return fail(ErrorKind::corrupt, "is no JSON");
    """

    assert sentences_in(text) == {"must be 1 to 366: tokens expire", "has more than 7 entries", '"7" is no day', "name one"}


def test_the_check_of_an_account_says_how_it_knows_in_portuguese_too():
    said = set()
    for name in ("permission_matrix.cc", "check_account.cc"):
        text = re.sub(r'"\s+"', "", (ROOT / "src/features/accounts" / name).read_text(encoding="utf-8"))
        said |= set(re.findall(r'(?:return|nothing_tried\(|[?:])\s*"([^"]* [^"]*)"', text))
    words = (ROOT / "ui/src/features/accounts/permissions.ts").read_text(encoding="utf-8")

    assert sorted(one for one in said if f"'{one}'" not in words) == []
    assert len(said) >= 5
