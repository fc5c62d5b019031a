"""Files as the apps' users have them, made at random: one function a format, from a seed to bytes.

Every file is one that the app (or a spreadsheet that saved it again) could have written: right cells in a
random order of quirks. Tests that break files start from these.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

NAMES = ("Cable Crunch", "Plank", "Pallof Press", "Übung Nr. 4", "Suitcase Carry", "Crunch Old #2")
TORN_NAMES = ("Crunch, Cable", "Raise, Lateral, Dumbbell", "Press, 45 Degrees")
NOTES = (
    "",
    "felt good",
    "slow, then fast",
    'he said "more"',
    "süß – „gut“",
    "two\nlines, and a comma",
    "a;b\tc",
)
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Dress:
    """How a table is written down."""

    delimiter: str = ","
    ending: str = "\n"
    encoding: str = "utf-8"
    mark: bytes = b""
    quoting: int = csv.QUOTE_MINIMAL
    last_ending: bool = True
    wrapped: bool = False  # whole lines in quotes once more


def dress_up(rng: random.Random, *, delimiters: str = ",", simple: bool = False) -> Dress:
    """A way to write a file that spreadsheets and apps really use."""
    if simple:
        return Dress()
    encoding, mark = rng.choice(
        [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")]
    )
    return Dress(
        delimiter=rng.choice(delimiters),
        ending=rng.choice(["\n", "\r\n"]),
        encoding=encoding,
        mark=mark,
        quoting=rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        last_ending=rng.random() < 0.8,
    )


def write(header: Sequence[str], rows: Sequence[Sequence[object]], dress: Dress) -> bytes:
    """A table as bytes."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=dress.delimiter, lineterminator=dress.ending, quoting=dress.quoting)
    writer.writerow(header)
    writer.writerows(rows)
    return encode(stream.getvalue(), dress)


def encode(text: str, dress: Dress) -> bytes:
    """Text as bytes, with the mark and the end that the dress asks for."""
    if dress.wrapped:
        lines = text.split(dress.ending)
        text = dress.ending.join('"' + line.replace('"', '""') + '"' if line else "" for line in lines)
    if not dress.last_ending:
        text = text.removesuffix(dress.ending)
    return dress.mark + text.encode(dress.encoding, errors="replace")


def days(rng: random.Random, count: int) -> list[dt.date]:
    """Days in order, some of them several times."""
    day, found = dt.date(2024, rng.randint(1, 12), rng.randint(1, 28)), []
    for _ in range(count):
        if rng.random() < 0.4:
            day += dt.timedelta(days=rng.randint(1, 5))
        found.append(day)
    return found


def make_fitnotes(seed: int, records: int = 12, *, ios: bool = False, torn: bool = True) -> bytes:
    """FitNotes: Android with its unquoted commas, or FitNotes 2."""
    rng = random.Random(seed)
    comment = ios or rng.random() < 0.6
    legacy = not ios and rng.random() < 0.2
    unit = rng.choice(["kgs", "lbs"])
    weights = ["Weight (kg)", "Weight (lbs)"] if ios else ["Weight", "Weight Unit"]
    if legacy:
        weights = [f"Weight ({unit})"]
    header = ["Date", "Exercise", "Category", *weights, "Reps", "Distance", "Distance Unit", "Time"]
    header += ["Notes", "Kind"] if ios else ["Comment"] if comment else []
    rows: list[list[str]] = []
    for day in days(rng, records):
        what = rng.random()
        weight, reps, way, clock = "0.0", "", ["", ""], ""
        if what < 0.6:
            weight, reps = f"{rng.randint(0, 160) / 2}", f"{rng.randint(1, 30)}"
        elif what < 0.85:
            clock = f"0:{rng.randint(0, 59):02}:{rng.randint(1, 59):02}"
        else:
            way, clock = [f"{rng.randint(1, 90) / 10}", rng.choice(["km", "mi", "m"])], "0:28:00"
        load = [weight] if legacy else [weight, unit]
        if ios:
            load = [weight, ""] if rng.random() < 0.5 else ["", weight]
        name = rng.choice(NAMES + (TORN_NAMES if torn and not ios else ()))
        row = [day.isoformat(), name, rng.choice(["Abs", "Legs", "Back"]), *load, reps, *way, clock]
        row += [rng.choice(NOTES), "wr" if reps else "t"] if ios else [rng.choice(NOTES)] if comment else []
        rows.append(row)
    if ios or not torn:
        return write(header, rows, dress_up(rng, delimiters=",;\t"))
    dress = dress_up(rng)
    quoted = header.index("Comment") if comment else -1
    lines = [",".join(header)]
    for row in rows:
        cells = ['"' + c.replace('"', '""') + '"' if i == quoted and c else c for i, c in enumerate(row)]
        lines.append(",".join(cells))  # the app quotes comments, never names
    return encode(dress.ending.join([*lines, ""]), dress)


SYMPTOMS = (
    "Back (lower) pain", "Hip flexor tightness (left)", "Groin pain", "Headache", "Back (upper) pain",
    "Back pain",
)  # fmt: skip
LEVELS = ("Mild", "Moderate", "Severe", "Unbearable")


def make_bearable(seed: int, records: int = 12) -> bytes:
    """Bearable: one row a reading, most of them none of ours."""
    rng = random.Random(seed)
    formatted = rng.random() < 0.5
    rows: list[list[str]] = []
    for day in days(rng, records):
        last = day.day % 10
        ordinal = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(last, "th")
        date = f"{day.day}{ordinal} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
        dates = [date, day.isoformat()] if formatted else [date]
        kind = rng.choice(["Symptom", "Symptom", "Symptom", "Sleep", "Mood", "Factors", "My own"])
        part = rng.choice(["pre", "am", "mid", "pm", "all day", "9:05", "21:40", "2:14"])
        amount, detail = "", "High screen time | Sedentary"
        if kind == "Symptom":
            level = rng.randint(1, 4)
            amount, detail = str(level), f"{rng.choice(SYMPTOMS)} ({LEVELS[level - 1]})"
        elif kind == "Sleep":
            part, amount, detail = (
                "",
                f"{rng.randint(4, 10)}:{rng.choice(['00', '15', '50'])}",
                "Asleep 00:15 - 07",
            )
        elif kind == "Mood":
            amount, detail = str(rng.randint(1, 10)), "Meh | Anxious"
        rows.append([*dates, day.strftime("%A"), part, kind, amount, detail, rng.choice(NOTES)])
    header = ["date", *(["date formatted"] if formatted else []), "weekday", "time of day", "category"]
    return write([*header, "rating/amount", "detail", "notes"], rows, dress_up(rng, delimiters=",;\t"))


def make_daylio(seed: int, records: int = 12) -> bytes:
    """Daylio: one row an entry, with scales in some."""
    rng = random.Random(seed)
    scaled = rng.random() < 0.8
    rows: list[list[str]] = []
    for day in days(rng, records):
        hour, minute = rng.randint(0, 23), rng.randint(0, 59)
        half = f"{hour % 12 or 12}:{minute:02} {'pm' if hour > 11 else 'am'}"
        parts = []
        for name in ("Low back", "Hip flexors left", "Energy", "Low back (morning)"):
            if rng.random() < 0.4:
                parts.append(f"{name}:\u00a0{rng.randint(0, 10)}/10 points")
        if rng.random() < 0.4:
            parts.append(f"Sleep Time: {rng.randint(4, 10)}:{rng.choice(['00', '30'])}")
        row = [
            day.isoformat(),
            day.strftime("%d %B"),
            day.strftime("%A"),
            rng.choice([half, f"{hour}:{minute:02}"]),
        ]
        row += [rng.choice(["rad", "good", "meh", "mild"]), rng.choice(["", "walk | friends"])]
        row += [" | ".join(parts)] if scaled else []
        rows.append([*row, "", rng.choice([*NOTES, "one<br>two &amp; three"])])
    header = ["full_date", "date", "weekday", "time", "mood", "activities", *(["scales"] if scaled else [])]
    return write([*header, "note_title", "note"], rows, dress_up(rng, delimiters=",;\t"))


def make_stronglifts(seed: int, records: int = 12) -> bytes:
    """StrongLifts: one row an exercise, sets side by side."""
    rng = random.Random(seed)
    unit, times = rng.choice(["KG", "LB"]), rng.choice(["x", "×"])
    gap = rng.choice(["", " "])
    header = [
        "Date (yyyy/mm/dd)", "Workout", "Workout Name", "Program Name", f"Body Weight ({unit})", "Exercise",
        f"Sets{times}Reps", f"Sets{times}Time", f"Top Set Reps x {unit}", f"e1RM  ({unit})", "Reps",
        f"Volume ({unit})", f"Workout Volume ({unit})", "Duration (hours)", "Start Time (h:mm)",
        "End Time (h:mm)", "Notes",
    ]  # fmt: skip
    header += [c for n in range(1, 6) for c in (f"Set {n} (Reps)", f"{gap}Set {n} ({unit})")]
    rows: list[list[str]] = []
    for number, day in enumerate(days(rng, records)):
        timed = rng.random() < 0.2
        sets = [[str(rng.randint(0, 12)), f"{rng.randint(-2, 40) * 2.5:g}"] for _ in range(rng.randint(0, 5))]
        cells = [cell for pair in sets for cell in pair] + [""] * (10 - 2 * len(sets))
        plan = ["", "3x0:30"] if timed else ["5x5", ""]
        clock = f"{6 + day.day % 5}:0{day.day % 10} PM"
        row = [
            f"{day:%Y/%m/%d}",
            str(number),
            "Workout A",
            "",
            "80",
            rng.choice(NAMES),
            *plan,
            "5x20",
            "24.7",
        ]
        row += ["25", "500", "1562.5", "0.75", clock, "", rng.choice(NOTES)]
        rows.append([*row, *cells])
    return write(header, rows, dress_up(rng, delimiters=",;\t"))


GYMBOOK = {
    "it": (
        "Data,Programma,Orario,Esercizio,Zona,Gruppi muscolari (Primari),Gruppi muscolari (Secondari),"
        "Set / Set di riscaldamento / Set di defaticamento,"
        "Ripetizioni / Tempo,Peso / Distanza,Appunti,Saltato",
        ("ripetizioni", "secondi", "minuti", "No", "Sì", "%d/%m/%y"),
    ),
    "de": (
        "Datum,Training,Zeit,Übung,Bereich,Muskelgruppen (Primäre),Muskelgruppen (Sekundäre),"
        "Satz / Aufwärmsatz / Abkühlungssatz,Wiederholungen / Zeit,Gewicht / Strecke,Notizen,Ausgelassen",
        ("Wiederholungen", "Sekunden", "Minuten", "Nein", "Ja", "%d.%m.%Y"),
    ),
    "en": (
        "Date,Workout,Time,Exercise,Area,Muscle Groups (Primary),Muscle Groups (Secondary),"
        "Set / Warm-Up Set / Cool-Down Set,Repetitions / Time,Weight / Distance,Notes,Skipped",
        ("repetitions", "seconds", "minutes", "No", "Yes", "%Y-%m-%d"),
    ),
}


def make_gymbook(seed: int, records: int = 12) -> bytes:
    """GymBook in one of its languages: units in the cells, spaces that do not break."""
    rng = random.Random(seed)
    names, (reps, seconds, minutes, no, yes, shape) = GYMBOOK[rng.choice(list(GYMBOOK))]
    header = names.split(",")
    kinds = header[7].split(" / ")
    space = rng.choice([" ", "\u00a0", "\u202f"])
    rows: list[list[str]] = []
    for number, day in enumerate(days(rng, records)):
        effort = rng.choice([f"{rng.randint(0, 30)}{space}{reps}", f"{rng.randint(1, 90)}{space}{seconds}"])
        effort = rng.choice([effort, effort, f"2{space}{minutes}"])
        load = f"{rng.randint(0, 90)},{rng.choice(['00', '50'])}{space}{rng.choice(['kg', 'kg', 'lb', 'km'])}"
        row = [
            day.strftime(shape),
            "Core",
            f"{7 + number // 60:02}:{number % 60:02}",
            rng.choice(NAMES),
            "",
            "",
            "",
        ]
        row += [rng.choices(kinds, [8, 1, 1])[0], effort, load, rng.choice(NOTES)]
        rows.append([*row, yes if rng.random() < 0.15 else no])
    return write(header, rows, dress_up(rng, delimiters=",;\t"))


def make_strong(seed: int, records: int = 12) -> bytes:
    """Strong for iOS."""
    rng = random.Random(seed)
    header = (
        "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,"
        "RPE"
    )
    rows = []
    for number, day in enumerate(days(rng, records)):
        order = rng.choice([str(number % 4 + 1), "W", "D", "Rest Timer"])
        row = [f"{day} 18:30:00", "Core", "1h 5m", rng.choice(NAMES), order, f"{rng.randint(0, 60)}.0"]
        row += [f"{rng.randint(1, 20)}.0", "0", "0.0", rng.choice(NOTES), "", rng.choice(["", "7", "8.5"])]
        rows.append(row)
    return write(header.split(","), rows, dress_up(rng, delimiters=",;\t"))


def make_hevy(seed: int, records: int = 12) -> bytes:
    """Hevy in English."""
    rng = random.Random(seed)
    header = (
        "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,set_type,"
        "weight_kg,reps,distance_km,duration_seconds,rpe"
    )
    rows = []
    for number, day in enumerate(days(rng, records)):
        date = f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
        row = ["Core", f"{date}, 07:34", f"{date}, 08:20", "", rng.choice(NAMES), "", rng.choice(NOTES)]
        row += [
            str(number % 3),
            rng.choice(["normal", "warmup"]),
            f"{rng.randint(1, 60)}",
            "8",
            "",
            "",
            "8.5",
        ]
        rows.append(row)
    return write(header.split(","), rows, dress_up(rng, delimiters=",;\t"))


def make_plain(seed: int, records: int = 12) -> bytes:
    """Our own diary, pain in the wide layout."""
    rng = random.Random(seed)
    rows = [
        [
            day.isoformat(),
            rng.choice(["", str(rng.randint(0, 10))]),
            str(rng.randint(0, 10)),
            rng.choice(NOTES),
        ]
        for day in days(rng, records)
    ]
    header = ["date", "thigh_root_left", "low_back", "note"]
    return write(header, rows, dress_up(rng, delimiters=",;\t"))


#: Name of the reader to the function that makes its files.
MAKERS: dict[str, Callable[[int, int], bytes]] = {
    "bearable": make_bearable,
    "daylio": make_daylio,
    "fitnotes": make_fitnotes,
    "gymbook": make_gymbook,
    "hevy": make_hevy,
    "plain": make_plain,
    "strong": make_strong,
    "stronglifts": make_stronglifts,
}
