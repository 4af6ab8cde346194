"""What schedules mean, told a second time: brute force, minute by minute, over zoneinfo, without a
line of the product's code. Each zone's clock is watched as a person would watch it: a local minute
*happens* at the first instant at which the clock shows it or has passed it. A minute that the clock
jumps over so happens at the jump, and one that it shows twice happens once.
"""

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

from dateutil.easter import easter

UTC = dt.timezone.utc
DAY = 24 * 60
WHOLE = 10**6  # A holiday that lasts all day.
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# Seconds that are watched before the first one asked about: what is drawn goes back two days, and a
# window lasts one, on a day of 25 hours.
LEAD = 3 * 86400 + 3 * 3600
NEVER = 2**40


def seconds(text):
    return int(dt.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def minute_of_day(text):
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def national(date):
    fixed = {(1, 1), (4, 21), (5, 1), (9, 7), (11, 15), (12, 25)}
    if date.year >= 1980:
        fixed.add((10, 12))
    if date.year >= 2003:
        fixed.add((11, 2))
    if date.year >= 2024:
        fixed.add((11, 20))
    return (date.month, date.day) in fixed or date + dt.timedelta(2) == easter(date.year)


def holiday_until(plan, name, date):
    """Minutes of the date that are a holiday: WHOLE, 840 on Ash Wednesday, None for no holiday."""
    if name == "br-national":
        return WHOLE if national(date) else None
    if name == "br-optional":
        away = (date - easter(date.year)).days
        if away == -46:
            return 14 * 60
        return WHOLE if away in (-48, -47, 60) or (date.month, date.day) == (10, 28) else None
    if name == "br-sp":
        return WHOLE if (date.month, date.day) == (7, 9) and date.year >= 1997 else None
    if name == "br-sp-city":
        is_corpus_christi = date - dt.timedelta(60) == easter(date.year)
        return WHOLE if (date.month, date.day) == (1, 25) or is_corpus_christi else None
    own = next(c for c in plan["calendars"] if c["id"] == name)
    for day in own["dates"]:
        if day.get("date") == date.isoformat() or day.get("yearly") == date.isoformat()[5:]:
            return minute_of_day(day["until"]) if "until" in day else WHOLE
    return None


def nearest(date, wanted):
    last = calendar.monthrange(date.year, date.month)[1]
    wanted = min(wanted, last)
    working = [d for d in range(1, last + 1) if date.replace(day=d).weekday() < 5]
    return date.day == min(working, key=lambda d: abs(d - wanted))


def on_day(days, date, weekday):
    if days == "every_day":
        return True
    if "weekdays" in days:
        return NAMES[weekday] in days["weekdays"]
    last = calendar.monthrange(date.year, date.month)[1]
    if "month_days" in days:
        wanted = days["month_days"]
        if days.get("short_months", "last_day") == "last_day":
            wanted = [min(d, last) for d in wanted]
        return date.day in wanted
    if "nth" in days:
        for one in days["nth"]:
            same = [d for d in range(1, last + 1)
                    if NAMES[date.replace(day=d).weekday()] == one["weekday"]]  # fmt: skip
            index = one["nth"] - 1 if one["nth"] > 0 else -1
            if index < len(same) and same[index] == date.day:
                return True
        return False
    return nearest(date, days["nearest_weekday"])


def cron_values(text, low, high):
    values = set()
    for part in text.split(","):
        part, _, step = part.partition("/")
        if part == "*":
            first, last = low, high
        elif "-" in part:
            first, last = map(int, part.split("-"))
        else:
            first = int(part)
            last = high if step else first
        values.update(range(first, last + 1, int(step or 1)))
    return values


class CronText:
    def __init__(self, text):
        minute, hour, day, month, weekday = self.parts = text.split()
        self.minutes, self.hours = cron_values(minute, 0, 59), cron_values(hour, 0, 23)
        self.days, self.months = cron_values(day, 1, 31), cron_values(month, 1, 12)
        self.weekdays = {value % 7 for value in cron_values(weekday, 0, 6)}  # 0 is Sunday.

    def matches(self, date, minute, weekday):
        if minute % 60 not in self.minutes or minute // 60 not in self.hours:
            return False
        if date.month not in self.months:
            return False
        by_day, by_weekday = date.day in self.days, (weekday + 1) % 7 in self.weekdays
        if self.parts[2].startswith("*") or self.parts[4].startswith("*"):
            return by_day and by_weekday
        return by_day or by_weekday


class Day:
    """A local date, as a schedule's dates, exceptions and calendars see it."""

    def __init__(self, plan, schedule, date):
        self.date, self.exception, self.use, self.holiday = date, None, None, 0
        text = date.isoformat()
        self.counts = schedule.get("from", text) <= text <= schedule.get("until", text)
        if not self.counts:
            return
        for one in schedule.get("exceptions", []):
            if one["date"] == text:
                self.exception = one
                return
        for use in schedule.get("calendars", []):
            until = holiday_until(plan, use["calendar"], date)
            if until is not None:
                self.use, self.holiday = use, until
                return

    def note(self):
        return "exception" if self.exception else "holiday" if self.use else None

    def windows(self):
        if self.exception:
            return self.exception["windows"]
        if self.use and self.use["effect"] == "other_windows":
            return self.use["windows"]
        return None

    def weekday(self, minute):
        if self.use and self.use["effect"] == "as_sunday" and minute < self.holiday:
            return 6
        return self.date.weekday()

    def skips(self, minute):
        return bool(self.use) and self.use["effect"] == "skip_starts" and minute < self.holiday


class Line:
    """The time line of one schedule, watched from LEAD before `begin` until `end`."""

    def __init__(self, plan, schedule, begin, end):
        self.plan, self.schedule = plan, schedule
        self.zone = ZoneInfo(schedule["zone"])
        self.windows, self.points, self.open, self.days = [], [], [], {}
        self.left = []  # What a rule would have done but for the date: (instant, rule, mark).
        self.crons = {i: CronText(rule["point"]["cron"]) for i, rule in enumerate(schedule["rules"])
                      if "cron" in rule.get("point", {})}  # fmt: skip
        self.anchors = {}
        self.turns = []  # Midnights at which an exception or a holiday begins or ends.
        self.watch(begin - LEAD, end)

    def wall(self, at):
        """Local minutes since 1970 and whether they are whole."""
        offset = dt.datetime.fromtimestamp(at, self.zone).utcoffset()
        return (at + offset.days * 86400 + offset.seconds) // 60

    def step(self, begin, end):
        for at in (begin, end):
            offset = dt.datetime.fromtimestamp(at, self.zone).utcoffset()
            if offset.seconds % 60:
                return 30  # Liberia until 1972: 44 minutes and 30 seconds.
        return 60

    def watch(self, begin, end):
        reached = self.wall(begin - 60)
        fromtimestamp, zone = dt.datetime.fromtimestamp, self.zone
        for at in range(begin, end, self.step(begin, end)):
            offset = fromtimestamp(at, zone).utcoffset()
            now = (at + offset.days * 86400 + offset.seconds) // 60
            happening = range(reached + 1, now + 1)
            for minute in happening:
                self.begin_at(minute, at)
            if len(happening):
                reached = now
                self.end_until(reached, at)
            self.steps(at, now)
        for begin, _, kind, mark, skips, i, _ in self.open:
            if begin is not None:
                self.windows.append((begin, NEVER, kind, mark, skips, i))

    def day(self, number):
        found = self.days.get(number)
        if found is None:
            date = dt.date(1970, 1, 1) + dt.timedelta(number)
            found = self.days[number] = Day(self.plan, self.schedule, date)
            found.todo = self.todo_of(found)
        return found

    def todo_of(self, day):
        """What is to be looked at in each minute of the day."""
        if not day.counts:
            return []
        other = day.windows()
        if other is not None:
            mark = "exception" if day.exception else "holiday"
            todo = [("window", i, w, mark) for i, w in enumerate(other)]
            if day.exception:
                return todo + [("left", i, rule, mark) for i, rule in enumerate(self.schedule["rules"])
                               if "every" not in rule.get("point", {})]  # fmt: skip
        else:
            todo = []
        for i, rule in enumerate(self.schedule["rules"]):
            if "once" in rule or "once" in rule.get("point", {}):
                todo.append(("once", i, rule, "schedule"))
            elif "every" in rule.get("point", {}):
                continue
            elif other is None:
                todo.append(("daily", i, rule, "schedule"))
            else:
                todo.append(("left", i, rule, mark))
        return todo

    def begin_at(self, minute, at):
        number, today = divmod(minute, DAY)
        for what, i, thing, mark in self.day(number).todo:
            day = self.days[number]
            if what == "window":
                self.window(day, today, at, i, thing, mark)
            elif what == "once":
                self.once(minute, at, i, thing)
            elif what == "left":
                self.leave(day, minute, at, i, thing)
            elif "window" in thing:
                window = thing["window"]
                own = minute_of_day(window.get("begin") or window["end"])
                if on_day_cached(day, i, window["days"], day.weekday(own)):
                    self.window(day, today, at, i, window, mark)
                else:
                    self.leave(day, minute, at, i, thing)
            else:
                self.point(day, today, at, i, thing["point"])
        # 24:00 is the first minute of the next day.
        before = self.day(number - 1)
        if today == 0:
            if bool(self.day(number).note()) != bool(before.note()):
                self.turns.append(at)
            for what, i, thing, mark in before.todo:
                window = thing if what == "window" else thing.get("window", {})
                if "begin" not in window and window.get("end") == "24:00":
                    if what == "window" or (what == "daily" and on_day_cached(
                            before, i, window["days"], before.weekday(DAY))):  # fmt: skip
                        self.points.append((at, "stop", "", mark, False, i))
                    elif on_day_cached(before, i, window["days"], before.date.weekday()):
                        self.left.append((at, i, before.note()))

    def leave(self, day, minute, at, i, rule):
        """Notes what the rule would have done in this minute of a date that is special."""
        today, plain = minute % DAY, day.date.weekday()
        text = (dt.datetime(1970, 1, 1) + dt.timedelta(minutes=minute)).isoformat()[:16]
        point = rule.get("point", {})
        if "window" in rule:
            window = rule["window"]
            own = minute_of_day(window.get("begin") or window["end"])
            would = own == today and on_day_cached(day, i, window["days"], plain)
        elif "once" in rule:
            would = rule["once"]["begin"] == text
        elif "once" in point:
            would = point["once"] == text
        elif "cron" in point:
            would = self.crons[i].matches(day.date, today, plain)
        else:
            would = minute_of_day(point["at"]) == today and on_day(point["days"], day.date, plain)
        if would and day.note():
            self.left.append((at, i, day.note()))

    def window(self, day, today, at, i, window, mark):
        begin, end = window.get("begin"), window.get("end")
        kind = window.get("type", "")
        if begin is None:
            if minute_of_day(end) == today:
                self.points.append((at, "stop", "", mark, False, i))
            return
        begin_minute = minute_of_day(begin)
        skips = mark == "schedule" and day.skips(begin_minute)
        if skips:
            mark = "holiday"
        if begin_minute == today and end is None:
            self.points.append((at, "start", kind, mark, skips, i))
        if end is None:
            return
        number = (day.date - dt.date(1970, 1, 1)).days
        end_minute = minute_of_day(end) + (DAY if minute_of_day(end) <= begin_minute else 0)
        if skips and day.holiday < DAY and end_minute > day.holiday:
            # Half a holiday: begins when it is over, unless the clock jumps over all that is left.
            if today == begin_minute:
                self.open.append([None, number * DAY + end_minute, kind, mark, at, i,
                                  number * DAY + day.holiday])  # fmt: skip
        elif today == begin_minute:
            self.open.append([at, number * DAY + end_minute, kind, mark, skips, i, None])

    def end_until(self, reached, at):
        still = []
        for one in self.open:
            begin, end, kind, mark, skips, i, late = one
            if late is not None and begin is None and reached >= late and reached < end:
                one[0], one[4] = at, False
                begin, skips = at, False
            if reached < end:
                still.append(one)
            elif late is not None and begin is None:  # All the rest fell into a gap.
                self.windows.append((skips, at, kind, mark, True, i))
            elif begin < at:
                self.windows.append((begin, at, kind, mark, skips, i))
        self.open = still

    def once(self, minute, at, i, rule):
        text = (dt.datetime(1970, 1, 1) + dt.timedelta(minutes=minute)).isoformat()[:16]
        if "once" in rule:
            if rule["once"]["begin"] == text:
                end = dt.datetime.fromisoformat(rule["once"]["end"]) - dt.datetime(1970, 1, 1)
                self.open.append([at, int(end.total_seconds()) // 60, rule["once"].get("type", ""),
                                  "schedule", False, i, None])  # fmt: skip
        elif rule["point"]["once"] == text:
            point = rule["point"]
            self.points.append((at, point["action"], point.get("type", ""), "schedule", False, i))

    def point(self, day, today, at, i, point):
        weekday = day.weekday(today)
        if "cron" in point:
            fits = self.crons[i].matches(day.date, today, weekday)
        else:
            fits = minute_of_day(point["at"]) == today and on_day(point["days"], day.date, weekday)
        if fits:
            self.happen(day, today, at, i, point)
        else:
            number = (day.date - dt.date(1970, 1, 1)).days
            self.leave(day, number * DAY + today, at, i, {"point": point})

    def happen(self, day, today, at, i, point):
        skips = point["action"] == "start" and day.skips(today)
        mark = "holiday" if skips else "schedule"
        self.points.append((at, point["action"], point.get("type", ""), mark, skips, i))

    def steps(self, at, now):
        for i, rule in enumerate(self.schedule["rules"]):
            every = rule.get("point", {}).get("every")
            if not every:
                continue
            if i not in self.anchors:
                self.anchors[i] = self.first_instant(every["from"])
            step = every.get("minutes", 0) * 60 + every.get("hours", 0) * 3600
            if at >= self.anchors[i] and (at - self.anchors[i]) % step == 0:
                day = self.day(now // DAY)
                if day.counts and day.windows() is None:
                    self.happen(day, now % DAY, at, i, rule["point"])
                elif day.counts:
                    self.left.append((at, i, day.note()))

    def first_instant(self, text):
        wanted = dt.datetime.fromisoformat(text)
        minute = int((wanted - dt.datetime(1970, 1, 1)).total_seconds()) // 60
        utc = int(wanted.replace(tzinfo=self.zone, fold=0).timestamp())
        if self.wall(utc) == minute:
            return utc
        low, high = utc - 36 * 3600, utc + 36 * 3600  # It is jumped over: where?
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.wall(middle) >= minute else (middle, high)
        return high

    def in_force(self, at):
        date = dt.datetime.fromtimestamp(at, self.zone).date().isoformat()
        return self.schedule.get("from", date) <= date <= self.schedule.get("until", date)

    def has_windows(self):
        return any("once" in rule or {"begin", "end"} <= rule.get("window", {}).keys()
                   for rule in self.schedule["rules"])  # fmt: skip

    def running(self, at):
        return [w for w in self.windows if not w[4] and w[0] <= at < w[1]]


def on_day_cached(day, i, days, weekday):
    key = (i, weekday)
    cache = day.__dict__.setdefault("cache", {})
    if key not in cache:
        cache[key] = on_day(days, day.date, weekday)
    return cache[key]


class Judge:
    """What one server's state should be."""

    def __init__(self, plan, server, lines):
        self.plan, self.server = plan, server
        self.lines = [lines[s["id"]] for s in plan["schedules"]
                      if not server.get("schedules") or s["id"] in server["schedules"]]  # fmt: skip
        self.seen = [(seconds(s["at"]), s["state"]) for s in server.get("seen", [])]
        self.seen.sort(key=lambda one: one[0])
        self.ours = []

    def mine(self, kind):
        for one in self.plan.get(kind, []):
            if kind == "overrides":
                if one["server"] == self.server["id"]:
                    yield seconds(one["since"]), seconds(one["until"]), one
            elif not one.get("servers") or self.server["id"] in one["servers"]:
                yield seconds(one["begin"]), seconds(one["end"]) if "end" in one else None, one

    def instants(self):
        found = {at for at, _ in self.seen}
        for line in self.lines:
            found.update(p[0] for p in line.points)
            found.update(one[0] for one in line.left)
            for window in line.windows:
                found.update(window[:2])
        for kind in ("freezes", "overrides", "maintenance"):
            for begin, end, _ in self.mine(kind):
                found.update((begin, end))
        for begin, end, _ in self.mine("maintenance"):
            found.update(at for line in self.lines for at in line.turns if begin <= at < end)
        return found - {None}

    def frozen(self, at):
        return any(b <= at and (e is None or at < e) for b, e, _ in self.mine("freezes"))

    def judge(self, at):
        """(action, type, because), or None where there is nothing to say."""
        if self.frozen(at):
            return ("none", "", "freeze")
        state, kind, reboot, because = self.unmarked(at)
        if self.server.get("never_switch_off"):
            if state == "running":
                kind = ""
            elif state or kind or reboot:
                return ("none", "", "never_switch_off")
        if state:
            self.ours.append((at, state))
            return ("start" if state == "running" else "stop", kind, because)
        if reboot:
            return ("reboot", kind, because)
        if kind:
            return ("resize", kind, because)
        return ("none", "", because) if because else None

    def unmarked(self, at):
        overrides = [(b, i, o) for i, (b, e, o) in enumerate(self.mine("overrides")) if b <= at < e]
        if overrides:
            return (max(overrides, key=lambda one: one[:2])[2]["state"], "", False, "override")
        noted = any(line.day(line.wall(at) // DAY).note() for line in self.lines)
        if not noted:
            for begin, end, _ in self.mine("maintenance"):
                if begin <= at < end:
                    return ("running", "", False, "maintenance")
        return self.scheduled(at, self.resumes(at))

    def resumes(self, at):
        since = at  # All that is drawn lies on half minutes.
        while self.frozen(since - 30):
            since -= 30
        for kind in ("overrides", "maintenance"):
            if any(begin < since <= end <= at for begin, end, _ in self.mine(kind)):
                return True
        return any(since <= w[1] < at or (not w[4] and since <= w[0] < at)
                   for line in self.lines for w in line.windows)  # fmt: skip

    def scheduled(self, at, resumed):
        wanting, sizes_now, sizes_before, reboots, skipped, leaving = [], [], [], [], [], []
        left_out = []
        asked = enforced = False
        for order, line in enumerate(self.lines):
            mode = line.schedule["mode"]
            now = line.running(at)
            before = [w for w in line.windows if not w[4] and w[0] < at <= w[1]]
            here = [p for p in line.points if p[0] == at]
            asked |= bool(now) and not before
            enforced |= bool(now) and mode == "enforce"
            for begin, end, kind, mark, _, i in now:
                wanting.append((begin, -order, -i, mark))
                if kind:
                    sizes_now.append((begin, -order, -i, kind, mark, mode, end))
            for begin, end, kind, mark, _, i in before:
                if kind:
                    sizes_before.append((begin, -order, -i, kind, mark, mode, end))
            for _, action, kind, mark, skips, i in here:
                if skips:
                    skipped.append((order, i, mark))
                elif action == "start":
                    asked = True
                    wanting.append((at, -order, -i, mark))
                if kind and not skips and action in ("start", "resize"):
                    sizes_now.append((at, -order, -i, kind, mark, mode, None))
                if action == "reboot":
                    reboots.append((order, i, mark))
            for begin, _, _, mark, skips, i in line.windows:
                if skips and begin == at:
                    skipped.append((order, i, mark))
            left_out += [(order, i, mark) for when, i, mark in line.left if when == at]
            ends = [(w[0], w[5], "schedule" if w[4] else w[3], "w") for w in line.windows
                    if w[1] == at and not now]  # fmt: skip
            ends += [(at, p[5], p[3], "p") for p in here if p[1] == "stop"]
            leaving.append(min(ends, default=None))
        # What a date leaves out is told at its instant; what is enforced waits for the next look.
        looks = not skipped and not left_out
        state, because = None, None
        if wanting:
            if asked or (enforced and looks) or resumed:
                state, because = "running", max(wanting)[3]
            elif any(leaving):
                because = "other_window"
        else:
            state, because = self.stopping(at, resumed, leaving, looks)
        kind = ""
        if sizes_now:
            size = max(sizes_now)
            edge = size[0] == at or not sizes_before or size != max(sizes_before)
            if edge or resumed or (size[5] == "enforce" and looks):
                kind = size[3]
                if not state:
                    because = size[4]
        reboot = bool(reboots) and not state
        if reboot:
            because = min(reboots)[2]
        if not wanting:  # Where a window runs nobody misses it.
            skipped += left_out
        if not state and not kind and not reboot and not because and skipped:
            because = min(skipped)[2]
        return (state, kind, reboot, because)

    def stopping(self, at, resumed, leaving, looks):
        kept = None
        for line, left in zip(self.lines, leaving):
            mode = line.schedule["mode"]
            if left is None:
                if not line.has_windows() or not line.in_force(at):
                    continue
                known = self.server.get("first_seen")
                enforces = looks and mode == "enforce" and (known is None or any(
                    seconds(known) <= w[1] <= at for w in line.windows))  # fmt: skip
                if not enforces and not resumed:
                    continue
            if mode == "keep_if_on" and self.was_on(line, at, left):
                kept = kept or "kept_on"
                continue
            return "stopped", left[2] if left else "schedule"
        return None, kept

    def was_on(self, line, at, left):
        ends = [w[1] for w in line.windows if w[1] <= at]
        if not ends:
            return True
        end = at if left else max(ends)
        begin, grown = end, True
        while grown:
            grown = False
            for w in line.windows:
                if w[0] < begin <= w[1] and (not w[4] or w[1] == end):
                    begin, grown = w[0], True
        known = [one for one in self.seen if one[0] <= at] + self.ours
        earlier = [(when, i, state) for i, (when, state) in enumerate(known) if when < begin]
        return not earlier or max(earlier)[2] != "stopped"


def expected(plan, begin, end):
    """{server: {instant: (action, type, because)}}, {schedule: the minutes in which it runs}."""
    lines = {s["id"]: Line(plan, s, begin, end) for s in plan["schedules"]}
    fires = {}
    for server in plan["servers"]:
        judge = Judge(plan, server, lines)
        found = fires[server["id"]] = {}
        for at in sorted(one for one in judge.instants() if begin <= one < end):
            said = judge.judge(at)
            if said:
                found[at] = said
    return fires, lines
