"""Synthetic files that are no delimited text, made by the tests; a seed gives the same bytes every time."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from xml.sax.saxutils import escape, quoteattr

SEVERITIES = ("NotPresent", "Mild", "Moderate", "Severe", "Unspecified")
OURS = ("TraditionalStrengthTraining", "CoreTraining", "Pilates", "Yoga")
OTHERS = ("Running", "Walking", "Cycling", "Swimming")

_DTD = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 12 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
<!ATTLIST VisionPrescription
  type             CDATA #REQUIRED
  brand            CDATA #IMPLIED
<!ELEMENT RightEye EMPTY>
>
]>
"""


def make_apple_health(seed: int = 1, records: int = 60) -> bytes:
    """Return an `export.xml` of Apple Health as iOS 16 writes it, broken document type included."""
    draw = random.Random(seed)
    moment = datetime(2024, 3, 1, 7, 0) + timedelta(days=draw.randrange(300))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', _DTD.rstrip("\n"), '<HealthData locale="en_US">']
    lines += [
        ' <ExportDate value="2025-06-01 10:00:00 +0200"/>',
        ' <Me HKCharacteristicTypeIdentifierSex=""/>',
    ]
    for _ in range(records):
        moment += timedelta(minutes=draw.randrange(5, 600), seconds=draw.randrange(60))
        lines += _health_record(draw, moment)
    return ("\n".join([*lines, "</HealthData>"]) + "\n").encode()


def _health_record(draw: random.Random, moment: datetime) -> list[str]:
    zone = draw.choice(("+0100", "-0800", "+0000", "+0530"))
    times = (
        f'creationDate="{moment} {zone}" startDate="{moment} {zone}" '
        f'endDate="{moment + timedelta(minutes=1)} {zone}"'
    )
    who = f'sourceName={quoteattr(draw.choice(("Zoë’s iPhone", "A & B", "Strong")))} sourceVersion="17.1"'
    kind = draw.random()
    if kind < 0.2:
        value = draw.choice(SEVERITIES)
        return [
            f' <Record type="HKCategoryTypeIdentifierLowerBackPain" {who} {times} '
            f'value="HKCategoryValueSeverity{value}"/>'
        ]
    if kind < 0.4:
        what = draw.choice(OURS + OTHERS)
        head = (
            f' <Workout workoutActivityType="HKWorkoutActivityType{what}" '
            f'duration="{draw.randrange(5, 90)}.5" durationUnit="min" {who} {times}>'
        )
        return [
            head,
            '  <MetadataEntry key="HKTimeZone" value="Europe/Berlin"/>',
            f"  <WorkoutStatistics {times}/>",
            " </Workout>",
        ]
    device = 'device="&lt;&lt;HKDevice: 0x28&gt;, name:Apple Watch&gt;"'
    if kind < 0.7:
        return [
            f' <Record type="HKQuantityTypeIdentifierHeartRate" {who} {device} unit="count/min" {times} '
            f'value="{draw.randrange(45, 160)}">',
            '  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="0"/>',
            " </Record>",
        ]
    return [f' <Record type="HKQuantityTypeIdentifierStepCount" {who} {device} {times} value="12\x0b"/>']


def make_apple_zip(seed: int = 1, name: str = "export.xml", records: int = 60) -> bytes:
    """Return the `export.zip` around it, with what else the Health app puts in."""
    return make_zip(
        {
            "apple_health_export/export_cda.xml": b'<?xml version="1.0"?>\n<ClinicalDocument/>\n' * 9,
            f"apple_health_export/{name}": make_apple_health(seed, records),
            "apple_health_export/workout-routes/route_1.gpx": b"<gpx/>",
        },
        when=(2024, 1, 1, 0, 0, 0),
    )


def make_zip(
    members: dict[str, bytes], when: tuple[int, int, int, int, int, int] = (2024, 1, 1, 0, 0, 0)
) -> bytes:
    """Return a zip file, the same bytes for the same members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, when)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return packed.getvalue()


_FIT_EPOCH = datetime(1989, 12, 31)
#: Base types of FIT fields: how they are packed, and what stands for no value.
_FIT_TYPES = {0x00: ("B", 0xFF), 0x84: ("H", 0xFFFF), 0x86: ("I", 0xFFFFFFFF)}
_FIT_FIELDS = {  # message: field name -> (number, base type)
    0: {"type": (0, 0x00), "manufacturer": (1, 0x84), "time_created": (4, 0x86)},
    225: {
        "timestamp": (254, 0x86),
        "start_time": (6, 0x86),
        "duration": (0, 0x86),
        "repetitions": (3, 0x84),
        "weight": (4, 0x84),
        "set_type": (5, 0x00),
        "category": (7, 0x84),
        "category_subtype": (8, 0x84),
    },
    18: {
        "timestamp": (253, 0x86),
        "start_time": (2, 0x86),
        "sport": (5, 0x00),
        "sub_sport": (6, 0x00),
        "total_elapsed_time": (7, 0x86),
    },
    34: {"timestamp": (253, 0x86), "local_timestamp": (5, 0x86)},
}
#: Category and subtype of some exercises.
FIT_EXERCISES = {
    "Farmers Walk": (3, 1),
    "Hanging Leg Raise": (16, 1),
    "Hollow Rock": (6, 24),
    "Plank": (19, 43),
    "Barbell Back Squat": (28, 6),
}


def make_fit(
    seed: int = 1,
    sets: int = 9,
    *,
    offset_hours: int | None = 1,
    sub_sport: int = 20,
    rows: Sequence[dict[str, int | None]] | None = None,
) -> bytes:
    """Return a strength session as a watch writes it; `rows` are its sets in the file's own numbers."""
    draw = random.Random(seed)
    start = int(
        (datetime(2026, 3, 1, 17, 0) + timedelta(days=draw.randrange(200)) - _FIT_EPOCH).total_seconds()
    )
    if rows is None:
        rows = [_fit_set(draw, number) for number in range(sets)]
    body = _fit_message(0, 0, [{"type": 4, "manufacturer": 255, "time_created": start}])
    timed = [
        {"start_time": start + 60 * number, "timestamp": start + 60 * number + 40, **row}
        for number, row in enumerate(rows)
    ]
    body += _fit_message(1, 225, timed)
    end = start + 60 * len(rows) + 100
    session = {"sport": 10, "sub_sport": sub_sport, "total_elapsed_time": (end - start) * 1000}
    body += _fit_message(2, 18, [{"timestamp": end, "start_time": start, **session}])
    local = None if offset_hours is None else end + 3600 * offset_hours
    body += _fit_message(3, 34, [{"timestamp": end, "local_timestamp": local}])
    head = struct.pack("<BBHI4s", 14, 0x20, 2100, len(body), b".FIT")
    head += struct.pack("<H", _fit_crc(head))
    return head + body + struct.pack("<H", _fit_crc(head + body))


def _fit_set(draw: random.Random, number: int) -> dict[str, int | None]:
    if number % 2:
        return {"set_type": 0, "duration": 60_000}
    category, subtype = draw.choice(list(FIT_EXERCISES.values()))
    return {
        "set_type": 1,
        "duration": draw.randrange(10, 60) * 1000,
        "repetitions": draw.choice((None, 8, 12)),
        "weight": draw.choice((0, 16 * 12, 16 * 20 + 8)),
        "category": category,
        "category_subtype": subtype,
    }


def _fit_message(local: int, number: int, rows: Iterable[dict[str, int | None]]) -> bytes:
    fields = _FIT_FIELDS[number]
    packed = struct.pack("<BBBHB", 0x40 | local, 0, 0, number, len(fields))
    for place, base in fields.values():
        packed += struct.pack("BBB", place, struct.calcsize(_FIT_TYPES[base][0]), base)
    for row in rows:
        packed += bytes([local])
        for name, (_, base) in fields.items():
            code, nothing = _FIT_TYPES[base]
            value = row.get(name)
            packed += struct.pack("<" + code, nothing if value is None else value)
    return packed


def _fit_crc(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0xA001 if crc & 1 else 0)
    return crc


Cell = str | int | float | bool | date | datetime | time | timedelta | None
Sheets = dict[str, Sequence[Sequence[Cell]]]
_STYLES = {date: 1, datetime: 2, time: 3, timedelta: 4}
_ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#VALUE!")


def make_rows(seed: int = 1, days: int = 12) -> Sheets:
    """Return the sheets of a workbook of our own tables, with typed cells."""
    draw = random.Random(seed)
    first = date(2026, 3, 1) + timedelta(days=draw.randrange(100))
    pain: list[Sequence[Cell]] = [("date", "thigh_root_left", "low_back", "control", "note")]
    habits: list[Sequence[Cell]] = [("date", "sleep_h", "analgesic")]
    sets: list[Sequence[Cell]] = [("date", "time", "exercise", "set", "reps", "load_kg", "rpe")]
    for number in range(days):
        day = first + timedelta(days=number)
        note = draw.choice((None, None, "stairs, hurt <a bit>", "naïve & fine\nsecond line"))
        pain.append((day, draw.randrange(6), draw.choice((None, 2, 3)), 0, note))
        habits.append((day, draw.randrange(10, 18) / 2, draw.random() < 0.2))
        if number % 3 == 0:
            load = draw.choice((10, 12.5, 61.23492))
            sets += [(day, time(18, 30), "Pallof press", n + 1, 10 + n, load, 7.5) for n in range(3)]
    phases = [("start", "end", "program"), (first, None, "core_focused")]
    return {"pain": pain, "habits": habits, "sets": sets, "phases": phases}


def make_xlsx(sheets: Sheets | None = None, *, seed: int = 1, shared: bool = True) -> bytes:
    """Return an Excel workbook; with `shared` texts stand in the part for shared strings, as Excel does."""
    sheets = make_rows(seed) if sheets is None else sheets
    strings: dict[str, int] = {}
    parts = {
        f"xl/worksheets/sheet{number}.xml": _xlsx_sheet(rows, strings if shared else None)
        for number, rows in enumerate(sheets.values(), start=1)
    }
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, start=1)
    )
    linked = "".join(
        f'<Relationship Id="rId{number}" Type="{office}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    linked += f'<Relationship Id="rS" Type="{office}/styles" Target="/xl/styles.xml"/>'
    linked += f'<Relationship Id="rT" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
    texts = "".join(f"<si><t xml:space='preserve'>{escape(text)}</t></si>" for text in strings)
    formats = (
        '<numFmts><numFmt numFmtId="170" formatCode="[$-407]dd/mm/yyyy\\ hh:mm"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs>'
        + "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 170, 21, 46, 9))
        + "</cellXfs>"
    )
    top = f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
    names = f'xmlns="{main}" xmlns:r="{office}"'
    whole = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">{top}</Relationships>',
        "xl/workbook.xml": f"<workbook {names}><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{linked}'
        "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{main}">{formats}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{texts}</sst>',
        **{
            path: f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
            for path, rows in parts.items()
        },
    }
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return make_zip({name: (head + text).encode() for name, text in whole.items()})


def _xlsx_sheet(rows: Sequence[Sequence[Cell]], strings: dict[str, int] | None) -> str:
    told = []
    for number, row in enumerate(rows, start=1):
        cells = [_xlsx_cell(_name_cell(place, number), cell, strings) for place, cell in enumerate(row)]
        told.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(told)


def _name_cell(place: int, row: int) -> str:
    letters = ""
    place += 1
    while place:
        place, left = divmod(place - 1, 26)
        letters = chr(65 + left) + letters
    return f"{letters}{row}"


def _xlsx_cell(name: str, cell: Cell, strings: dict[str, int] | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return f'<c r="{name}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, str) and cell in _ERRORS:
        return f'<c r="{name}" t="e"><v>{cell}</v></c>'
    if isinstance(cell, str) and strings is not None:
        return f'<c r="{name}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{name}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    style = _STYLES.get(type(cell), 0)
    return f'<c r="{name}" s="{style}"><v>{_serial(cell)!r}</v></c>'


def _serial(cell: float | date | datetime | time | timedelta) -> float:
    if isinstance(cell, datetime):
        return (cell - datetime(1899, 12, 30)) / timedelta(days=1)
    if isinstance(cell, date):
        return (cell - date(1899, 12, 30)).days
    if isinstance(cell, time):
        return (cell.hour * 3600 + cell.minute * 60 + cell.second) / 86400
    return cell / timedelta(days=1) if isinstance(cell, timedelta) else float(cell)


_ODS_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def make_ods(sheets: Sheets | None = None, *, seed: int = 1) -> bytes:
    """Return an OpenDocument workbook, equal neighbours written once with a count, as LibreOffice does."""
    sheets = make_rows(seed) if sheets is None else sheets
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{_ods_rows(rows)}</table:table>"
        for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content xmlns:office="{space}office:1.0" '
        f'xmlns:table="{space}table:1.0" xmlns:text="{space}text:1.0"><office:body><office:spreadsheet>'
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = b'<?xml version="1.0"?><manifest/>'
    return make_zip(
        {"mimetype": _ODS_MIMETYPE, "content.xml": content.encode(), "META-INF/manifest.xml": manifest}
    )


def _ods_rows(rows: Sequence[Sequence[Cell]]) -> str:
    told = []
    for row in rows:
        cells = "".join(
            f"<table:table-cell {repeat}{_ods_cell(cell)}</table:table-cell>"
            for cell, repeat in _count_equal(row)
        )
        told.append(
            f'<table:table-row>{cells}<table:table-cell table:number-columns-repeated="16000"/>'
            "</table:table-row>"
        )
    blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    return "".join(told) + blank


def _count_equal(row: Sequence[Cell]) -> list[tuple[Cell, str]]:
    counted: list[tuple[Cell, int]] = []
    for cell in row:
        if counted and counted[-1][0] == cell and type(counted[-1][0]) is type(cell):
            counted[-1] = (cell, counted[-1][1] + 1)
        else:
            counted.append((cell, 1))
    return [
        (cell, f'table:number-columns-repeated="{count}" ' if count > 1 else "") for cell, count in counted
    ]


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return ">"
    if isinstance(cell, bool):
        return f'office:value-type="boolean" office:boolean-value="{str(cell).lower()}"><text:p/>'
    if isinstance(cell, str):
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
        return f'office:value-type="string">{lines}'
    if isinstance(cell, date):
        return f'office:value-type="date" office:date-value="{cell.isoformat()}"><text:p>shown</text:p>'
    if isinstance(cell, time):
        span = f"PT{cell.hour:02d}H{cell.minute:02d}M{cell.second:02d}S"
        return f'office:value-type="time" office:time-value="{span}"><text:p>shown</text:p>'
    if isinstance(cell, timedelta):
        span = f"PT{int(cell.total_seconds())}S"
        return f'office:value-type="time" office:time-value="{span}"><text:p>shown</text:p>'
    return f'office:value-type="float" office:value="{cell!r}"><text:p>{cell:g}</text:p>'
