"""Plans for every change of the clocks that tzdata knows from 1970 to 2037, and for the end of every
month: one after the other, not drawn."""

import calendar
import datetime as dt
import zoneinfo

import draw

UTC = dt.timezone.utc
YEARS = range(1970, 2038)
# Ahead, behind, one that has left out a day, and the one that most customers live in.
MONTH_ZONES = ["UTC", "America/Sao_Paulo", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Niue"]


def clock(local, minutes=0):
    return (local + dt.timedelta(minutes=minutes)).strftime("%H:%M")


def offset(zone, at):
    return dt.datetime.fromtimestamp(at, zone).utcoffset()


def question(rules, zone, middle, mode="edges"):
    begin = middle // 60 * 60 - 43200
    plan = {"schedules": [{"id": "s0", "name": "edge", "zone": zone, "mode": mode, "rules": rules}],
            "calendars": [], "freezes": [], "overrides": [], "maintenance": [],
            "servers": [{"id": "i-0", "seen": []}]}  # fmt: skip
    return {"plan": plan, "from": draw.instant(begin), "to": draw.instant(begin + 86400)}


def around_change(name, at):
    """Windows and points at the first, middle and last minute that the clocks leave out or show twice."""
    zone = zoneinfo.ZoneInfo(name)
    new = dt.datetime.fromtimestamp(at, zone).replace(tzinfo=None)
    old = new - offset(zone, at) + offset(zone, at - 60)
    first, last = min(old, new), max(old, new)
    middle = first + (last - first) / 2
    days = "every_day"
    rules = [
        {"window": {"begin": clock(middle), "end": clock(last, 30), "days": days}},
        {"window": {"begin": clock(first, -90), "end": clock(middle), "days": days}},
        {"window": {"begin": clock(last), "end": clock(first), "days": days}},
    ]
    points = [
        {"point": {"at": clock(first), "days": days, "action": "start"}},
        {"point": {"at": clock(middle), "days": days, "action": "stop"}},
        {"point": {"at": clock(last, -1), "days": days, "action": "reboot"}},
        {"point": {"cron": f"{middle.minute} {middle.hour} * * *", "action": "start"}},
        {"point": {"every": {"hours": 1, "from": (first - dt.timedelta(hours=30)).isoformat()[:16]},
                   "action": "reboot"}},  # fmt: skip
    ]
    for rule in rules:  # Of a zone that moves by less than a minute two of them may be the same.
        if rule["window"]["begin"] == rule["window"]["end"]:
            rule["window"]["end"] = "24:00"
    return [question(rules[:2] + points[2:], name, at), question(rules[2:] + points, name, at)]


def at_month_end(name, year, month):
    last = calendar.monthrange(year, month)[1]
    zone = zoneinfo.ZoneInfo(name)
    middle = int(dt.datetime(year, month, last, 23, 59, tzinfo=zone).timestamp())
    window = {"begin": "23:00", "end": "01:00"}
    rules = [
        {"window": {**window, "days": {"month_days": [29, 30, 31], "short_months": "last_day"}}},
        {"point": {"at": "23:30", "days": {"month_days": [31], "short_months": "skip"},
                   "action": "stop"}},
        {"point": {"at": "00:00", "days": {"nth": [{"nth": -1, "weekday": "fri"}]},
                   "action": "reboot"}},
        {"point": {"at": "12:00", "days": {"nearest_weekday": last}, "action": "start"}},
        {"point": {"cron": "15 0 29 2 *", "action": "start"}},
    ]  # fmt: skip
    return [question(rules, name, middle)]


def all_edges():
    """What to ask with how many questions it is: ("change", zone, instant) or ("month", zone, year,
    month). Zones that are one by another name are asked once."""
    seen = set()
    for name in draw.zones():
        zone = zoneinfo.ZoneInfo(name)
        found = tuple((at, offset(zone, at - 60), offset(zone, at))
                      for year in YEARS for at in draw.changes(name, year))  # fmt: skip
        if found in seen:
            continue
        seen.add(found)
        yield from (("change", name, at) for at, _, _ in found)
    for i, (year, month) in enumerate((y, m) for y in YEARS for m in range(1, 13)):
        yield "month", MONTH_ZONES[i % len(MONTH_ZONES)], year, month
        if month == 2 and calendar.isleap(year):
            yield from (("month", name, year, 2) for name in MONTH_ZONES)


def questions(edge):
    what, *parts = edge
    return around_change(*parts) if what == "change" else at_month_end(*parts)
