"""Random plans around the times at which schedules go wrong: changes of the clocks, ends of months,
leap days, holidays."""

import datetime as dt
import zoneinfo

from dateutil.easter import easter

UTC = dt.timezone.utc
TYPES = ["t3.small", "m5.large", "r6i.xlarge"]
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
TIMES = ["00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00", "08:00", "14:00", "23:30",
         "23:59"]  # fmt: skip
# All days of the built-in calendars: whose, the day or its distance from Easter, and the year, if not
# any: where a law of these years began a holiday, the first one with it and the last one without.
HOLIDAYS = [
    *[("br-national", day, None) for day in [(1, 1), (4, 21), (5, 1), (9, 7), (11, 15), (12, 25), -2]],
    *[("br-national", (10, 12), year) for year in (1979, 1980)],
    *[("br-national", (11, 2), year) for year in (2002, 2003)],
    *[("br-national", (11, 20), year) for year in (2023, 2024)],
    *[("br-optional", day, None) for day in [-48, -47, -46, 60, (10, 28)]],
    *[("br-sp", (7, 9), year) for year in (1996, 1997)],
    *[("br-sp-city", day, None) for day in [(1, 25), 60]],
]  # fmt: skip


def zones():
    return sorted(zoneinfo.available_timezones() - {"localtime"})


def changes(zone, year):
    """When the zone's clocks change in a year."""
    info = zoneinfo.ZoneInfo(zone)

    def offset(at):
        return dt.datetime.fromtimestamp(at, info).utcoffset()

    start = int(dt.datetime(year, 1, 1, tzinfo=UTC).timestamp())
    found = []
    for low in range(start, start + 365 * 86400, 5 * 86400):
        high = low + 5 * 86400
        if offset(low) == offset(high):
            continue
        while low + 60 < high:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
        found.append(high)
    return found


def instant(at):
    return dt.datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Drawer:
    def __init__(self, random, zone, second_zone, days, holiday=None):
        """About `holiday`, one of HOLIDAYS, whose calendar the first schedule then refers to."""
        self.random, self.zone, self.second_zone = random, zone, second_zone
        self.holiday = holiday
        year = random.randint(1970, 2037)
        middle = self.middle_of_holiday(year) if holiday else self.middle(year)
        self.begin = (middle - days * 43200) // 60 * 60
        self.end = self.begin + days * 86400
        self.info = zoneinfo.ZoneInfo(zone)
        self.today = dt.datetime.fromtimestamp(middle, self.info).date()

    def middle(self, year):
        what = self.random.random()
        if what < 0.5:
            found = changes(self.zone, year)
            if found:
                return self.random.choice(found)
        if what < 0.65:
            day = dt.date(year, self.random.randint(1, 12), 1)
        elif what < 0.75:
            day = dt.date(self.random.randrange(1972, 2037, 4), 3, 1)
        elif what < 0.9:
            day = easter(year) + dt.timedelta(self.random.choice([-48, -47, -46, -2, 0, 60]))
        else:
            day = dt.date(year, 1, 1) + dt.timedelta(self.random.randrange(365))
        return self.around(day)

    def middle_of_holiday(self, year):
        """In the holiday or its eve."""
        _, day, fixed_year = self.holiday
        year = fixed_year or year
        date = dt.date(year, *day) if isinstance(day, tuple) else easter(year) + dt.timedelta(day)
        return self.around(date + dt.timedelta(self.random.choice([-1, 0, 0]))) + 12 * 3600

    def around(self, day):
        at = dt.datetime(day.year, day.month, day.day, tzinfo=UTC)
        return int(at.timestamp()) + self.random.randrange(-720, 720) * 60

    def maybe(self, chance):
        return self.random.random() < chance

    def time(self):
        if self.maybe(0.5):
            return self.random.choice(TIMES)
        return f"{self.random.randrange(24):02}:{self.random.randrange(60):02}"

    def date(self):
        return (self.today + dt.timedelta(self.random.randint(-2, 2))).isoformat()

    def near(self, low=-2 * 86400, high=0):
        """An instant from two days before the first one asked about to the last one."""
        return self.random.randrange(self.begin + low, self.end + high, 60)

    def local(self, at):
        return dt.datetime.fromtimestamp(at, self.info).isoformat()[:16]

    def days(self):
        r, day = self.random, self.today.day
        what = r.random()
        if what < 0.35:
            return "every_day"
        if what < 0.6:
            return {"weekdays": r.sample(NAMES, r.randint(1, 6))}
        if what < 0.75:
            near = [(day + r.randint(-2, 2) - 1) % 31 + 1, r.randint(28, 31)]
            days = {"month_days": sorted(set(near))}
            if self.maybe(0.7):
                days["short_months"] = r.choice(["last_day", "skip"])
            return days
        if what < 0.9:
            return {"nth": [{"nth": r.choice([-1, 1, 2, 3, 4, 5]), "weekday": r.choice(NAMES)}
                            for _ in range(r.randint(1, 5))]}  # fmt: skip
        return {"nearest_weekday": (day + r.randint(-2, 2) - 1) % 31 + 1}

    def cron(self):
        r = self.random
        minute = r.choice(["0", "30", "*/20", "15-45/10", str(r.randrange(60)), "*"])
        hour = r.choice(["*", "*/6", "0", "1", "2", "1-3", str(r.randrange(24))])
        day = r.choice(["*", "*", "*", str(self.today.day), "1,15,28-31", "*/2", "31"])
        month = r.choice(["*", "*", "*", str(self.today.month), "1-6"])
        weekday = r.choice(["*", "*", "*", "1-5", "0", "0,6", str(r.randrange(7))])
        return f"{minute} {hour} {day} {month} {weekday}"

    def window(self, both):
        window = {}
        what = self.random.random()
        if both or what < 0.8:
            window = {"begin": self.time(), "end": self.time()}
        elif what < 0.9:
            window = {"begin": self.time()}
        else:
            window = {"end": self.time()}
        if "end" in window and self.maybe(0.1):
            window["end"] = "24:00"
        if "begin" in window and self.maybe(0.3):
            window["type"] = self.random.choice(TYPES)
        return window

    def point(self, both):
        action = self.random.choice(["reboot", "resize"] if both else
                                    ["start", "start", "stop", "stop", "reboot", "resize"])  # fmt: skip
        point = {"action": action}
        if action == "resize" or (action == "start" and self.maybe(0.3)):
            point["type"] = self.random.choice(TYPES)
        what = self.random.random()
        if what < 0.35:
            point.update(at=self.time(), days=self.days())
        elif what < 0.7:
            point["cron"] = self.cron()
        elif what < 0.85:
            anchor = self.near(-86400 * self.random.choice([2, 40, 300]), -86400)
            step = {"minutes": self.random.choice([7, 45, 90, 1440])}
            if self.maybe(0.4):
                step = {"hours": self.random.choice([1, 5, 24])}
            point["every"] = {"from": self.local(anchor), **step}
        else:
            point["once"] = self.local(self.near())
        return {"point": point}

    def rule(self, both):
        what = self.random.random()
        if what < 0.65:
            return {"window": {**self.window(both), "days": self.days()}}
        if what < 0.75:
            begin = self.near()
            first = self.local(begin)
            last = self.local(begin + self.random.randrange(60, 3 * 86400, 60))
            if first < last:
                once = {"begin": first, "end": last}
                if self.maybe(0.3):
                    once["type"] = self.random.choice(TYPES)
                return {"once": once}
        return self.point(both)

    def schedule(self, i, calendars):
        r = self.random
        mode = r.choice(["edges", "edges", "enforce", "keep_if_on"])
        both = mode != "edges"
        zone = [self.zone, self.second_zone, "America/Sao_Paulo"][i]
        rules = [self.rule(both) for _ in range(r.randint(1, 3))]
        if both:
            rules.insert(0, {"window": {**self.window(True), "days": self.days()}})
        is_about_holiday = self.holiday and i == 0
        if is_about_holiday:  # What each effect changes.
            rules.insert(0, {"window": {**self.window(True), "days": {"weekdays": NAMES[:6]}}})
        made = {"id": f"s{i}", "name": "drawn", "zone": zone, "mode": mode, "rules": rules}
        if self.maybe(0.15):
            made["from"] = (self.today - dt.timedelta(r.randint(0, 2))).isoformat()
        if self.maybe(0.15):
            made["until"] = (self.today + dt.timedelta(r.randint(0, 1))).isoformat()
        uses = []
        named = r.sample(calendars, r.randint(0, min(2, len(calendars))))
        if is_about_holiday:
            named = [self.holiday[0], *(one for one in named if one != self.holiday[0])]
        for calendar in named:
            use = {"calendar": calendar, "effect": r.choice(["skip_starts", "as_sunday",
                                                             "other_windows"])}  # fmt: skip
            if use["effect"] == "other_windows":
                use["windows"] = [self.window(both) for _ in range(r.randint(1, 2))]
            uses.append(use)
        made["calendars"] = uses
        if self.maybe(0.25):
            made["exceptions"] = [{"date": self.date(), "reason": "drawn", "windows": [
                self.window(both) for _ in range(r.randint(0, 2))]}]  # fmt: skip
        return made

    def calendar(self):
        dates = []
        for _ in range(self.random.randint(1, 3)):
            day = {"name": "ours"}
            if self.maybe(0.5):
                day["date"] = self.date()
            else:
                day["yearly"] = self.date()[5:]
            if self.maybe(0.4):
                day["until"] = self.random.choice(["02:30", "12:00", "14:00"])
            dates.append(day)
        return {"id": "ours", "name": "Ours", "dates": dates}

    def span(self, first, last):
        begin = self.near()
        return {first: instant(begin),
                last: instant(begin + self.random.randrange(60, 86400, 60))}  # fmt: skip

    def plan(self):
        r = self.random
        calendars = ["ours", "br-national", "br-optional", "br-sp", "br-sp-city"]
        plan = {"calendars": [self.calendar()], "freezes": [], "overrides": [], "maintenance": []}
        plan["schedules"] = [self.schedule(i, calendars) for i in range(r.choice([2, 2, 3]))]
        servers = []
        for i in range(r.choice([1, 1, 2])):
            server = {"id": f"i-{i}", "seen": [
                {"at": instant(self.near(-86400)), "state": r.choice(["running", "stopped"])}
                for _ in range(r.choice([0, 1, 2, 3]))]}  # fmt: skip
            if self.maybe(0.3):
                server["first_seen"] = instant(self.near(-86400))
            if self.maybe(0.15):
                server["never_switch_off"] = "licence server"
            if self.maybe(0.5):
                server["schedules"] = [r.choice(plan["schedules"])["id"]]
            servers.append(server)
        plan["servers"] = servers
        for _ in range(r.choice([0, 0, 0, 0, 0, 0, 0, 1, 1, 2])):
            freeze = {**self.span("begin", "end"), "reason": "closing"}
            if self.maybe(0.2):
                del freeze["end"]
            plan["freezes"].append(freeze)
        for _ in range(r.choice([0, 0, 1, 2])):
            plan["overrides"].append({
                **self.span("since", "until"), "server": r.choice(servers)["id"], "by": "ana",
                "state": r.choice(["running", "stopped"]), "reason": "late work"})  # fmt: skip
        if self.maybe(0.2):
            plan["maintenance"].append({**self.span("begin", "end"), "reason": "patches",
                                        "servers": [r.choice(servers)["id"]]})  # fmt: skip
        return plan
