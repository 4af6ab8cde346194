"""Asks `mirante schedule simulate` about random plans and compares each minute of its answer with
the oracle's: check.py --bin MIRANTE [--checks N] [--seed S].

One check is one minute of one server (the same fire with the same action, type and cause, or none on
both sides) or one minute of one schedule (running on both sides, or on neither). The plans go
through all zones of tzdata, two at a time, and each third one is about a built-in holiday. MIRANTE_SCHEDULE_CHECKS asks for more than the 1,000,000 of a usual run.

Besides, edges that are not drawn (edges.py): every change of the clocks from 1970 to 2037 in every
zone, and the end of every month. A usual run takes 100 of them, evenly; --edges all takes each.
"""

import argparse
import itertools
import json
import multiprocessing
import os
import random
import subprocess
import sys

import draw
import edges
import oracle

PLANS_AT_ONCE = 20
ROUND = 8
SHOWN_MAX = 5


def compare(question, answer, begin, end):
    """(passed, failed, what the first few failures say)"""
    plan = question["plan"]
    if "error" in answer:
        return 0, 1, [f"refused: {answer}"]
    fires, lines = oracle.expected(plan, begin, end)
    passed, failed, told = 0, 0, []
    theirs = {server["id"]: {} for server in plan["servers"]}
    for fire in answer["fires"]:
        at = oracle.seconds(fire["instant"])
        if at in theirs[fire["server"]]:
            failed += 1
            told.append(f"{fire['server']} {fire['instant']}: twice")
        theirs[fire["server"]][at] = (
            fire["action"], fire.get("type", ""), fire["reason"]["because"])  # fmt: skip
    minutes = (end - begin) // 60
    for server, ours in fires.items():
        wrong = {at for at in ours.keys() | theirs[server].keys()
                 if ours.get(at) != theirs[server].get(at)}  # fmt: skip
        wrong_minutes = len({(at - begin) // 60 for at in wrong})
        failed += wrong_minutes
        passed += minutes - wrong_minutes
        told += [f"{server} {draw.instant(at)}: oracle {ours.get(at)}, mirante "
                 f"{theirs[server].get(at)}" for at in sorted(wrong)]  # fmt: skip
    for schedule, line in lines.items():
        bands = [(oracle.seconds(b["begin"]), oracle.seconds(b["end"])) for b in answer["bands"]
                 if b["schedule"] == schedule]  # fmt: skip
        for at in range(begin, end, 60):
            if bool(line.running(at)) == any(b <= at < e for b, e in bands):
                passed += 1
            else:
                failed += 1
                told.append(f"{schedule} {draw.instant(at)}: oracle {line.running(at)}")
    return passed, failed, told[:SHOWN_MAX]


def ask(program, questions):
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    done = subprocess.run([program, "schedule", "simulate", "--lines"], input=lines,
                          capture_output=True, text=True, timeout=600)  # fmt: skip
    if done.returncode != 0:
        sys.exit(f"{program} ended with {done.returncode}: {done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_some(task):
    program, seed, first = task
    zones = draw.zones()
    questions, spans = [], []
    for i in range(first, first + PLANS_AT_ONCE):
        chance = random.Random(f"{seed}/{i}")
        first_zone, second_zone = zones[2 * i % len(zones)], zones[(2 * i + 1) % len(zones)]
        # Each third plan is about the next holiday of all.
        holiday = draw.HOLIDAYS[i // 3 % len(draw.HOLIDAYS)] if i % 3 == 0 else None
        days = chance.choice([1, 1, 1, 2, 3])
        drawer = draw.Drawer(chance, first_zone, second_zone, days, holiday)
        questions.append({"plan": drawer.plan(), "from": draw.instant(drawer.begin),
                          "to": draw.instant(drawer.end)})  # fmt: skip
        spans.append((drawer.begin, drawer.end))
    answers = ask(program, questions)
    passed, failed, told = 0, abs(len(questions) - len(answers)), []
    for i, (question, answer, span) in enumerate(zip(questions, answers, spans)):
        good, bad, what = compare(question, answer, *span)
        passed, failed = passed + good, failed + bad
        if bad:
            told.append((first + i, what, question))
    return passed, failed, told


def check_edges(task):
    program, some = task
    asked = [question for edge in some for question in edges.questions(edge)]
    passed, failed, told = 0, 0, []
    for question, answer in zip(asked, ask(program, asked), strict=True):
        span = (oracle.seconds(question["from"]), oracle.seconds(question["to"]))
        good, bad, what = compare(question, answer, *span)
        passed, failed = passed + good, failed + bad
        if bad:
            told.append((question["plan"]["schedules"][0]["zone"], what, question))
    return passed, failed, told


def check_all_edges(pool, options):
    """(passed, failed)"""
    found = list(edges.all_edges())
    step = 1 if options.edges == "all" else max(1, len(found) // max(1, int(options.edges)))
    taken = found[::step] if options.edges != "0" else []
    tasks = [(options.bin, taken[i : i + PLANS_AT_ONCE])
             for i in range(0, len(taken), PLANS_AT_ONCE)]  # fmt: skip
    passed = failed = shown = 0
    for good, bad, told in pool.imap(check_edges, tasks):
        passed, failed = passed + good, failed + bad
        for zone, what, question in told:
            if (shown := shown + 1) <= SHOWN_MAX:
                print(f"edge in {zone}:", *what, json.dumps(question), sep="\n  ")
    print(f"{len(taken)} of {len(found)} edges: {passed} passed, {failed} failed")
    return passed, failed


def answers(pool, program, seed):
    """Of one round of tasks after the other, without end."""
    for first in itertools.count(step=PLANS_AT_ONCE * ROUND):
        starts = range(first, first + PLANS_AT_ONCE * ROUND, PLANS_AT_ONCE)
        yield from pool.imap(check_some, [(program, seed, start) for start in starts])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--checks", type=int,
                        default=int(os.environ.get("MIRANTE_SCHEDULE_CHECKS", "1000000")))  # fmt: skip
    parser.add_argument("--plans", type=int, default=(len(draw.zones()) + 1) // 2, help="at least so many")
    parser.add_argument("--edges", default="100", help="so many of them, or all")
    options = parser.parse_args()
    passed = failed = plans = 0
    with multiprocessing.Pool() as pool:
        of_edges = check_all_edges(pool, options)
        for good, bad, told in answers(pool, options.bin, options.seed):
            passed, failed, plans = passed + good, failed + bad, plans + PLANS_AT_ONCE
            for i, what, question in told[:SHOWN_MAX]:
                print(f"plan {i} of seed {options.seed}:", *what, json.dumps(question), sep="\n  ")
            if failed > 1000 or (passed + failed >= options.checks and plans >= options.plans):
                break
        pool.terminate()
    passed, failed = passed + of_edges[0], failed + of_edges[1]
    print(f"{plans} plans, {len(draw.zones())} zones, seed {options.seed}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(failed > 0 or passed == 0)


if __name__ == "__main__":
    main()
