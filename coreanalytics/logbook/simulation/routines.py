"""What the simulated people train, under which names they log it, and with which apps.

Data only. An exercise stands under its catalogue id; `NAMES` holds what people call it, with what an
alias file has to add. Where a name carries neither hands nor side, they were not logged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coreanalytics.vocabulary import Family, Program, Side

SETS_PER_EXERCISE: Final = 3
SESSIONS_PER_WEEK: Final = 3


@dataclass(frozen=True, slots=True)
class Work:
    """How an exercise starts out and progresses, each in its own unit; None: not of this exercise.

    Attributes
    ----------
    exercise
        Catalogue id, or the name itself where the family is `not_core` or unknown.
    family
        None for names that the catalogue must not know.
    reps, load_kg, seconds, metres, band_m
        (value at time zero, gain a week); `band_m` is the standing distance from the anchor.
    warmup
        Whether the first set warms up at half the load.
    """

    exercise: str
    family: Family | None
    reps: tuple[float, float] | None = None
    load_kg: tuple[float, float] | None = None
    seconds: tuple[float, float] | None = None
    metres: tuple[float, float] | None = None
    band_m: tuple[float, float] | None = None
    warmup: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """What somebody calls an exercise.

    Attributes
    ----------
    text
        As it stands in the app.
    alias
        Whether the demo's alias file tells which exercise it is, or its hands or side.
    hands, side
        What the alias file adds; None: not logged.
    """

    text: str
    alias: bool = False
    hands: int | None = None
    side: Side | None = None


_STANDARD = Family.STANDARD_AB
_MOVE = Family.ARTICLE_MOVE
WORKS: Final[tuple[Work, ...]] = (
    Work("crunch", _STANDARD, reps=(18, 0.5)),
    Work("sit_up_bent", _STANDARD, reps=(14, 0.5)),
    Work("lying_leg_raise", _STANDARD, reps=(12, 0.4)),
    Work("bicycle_crunch", _STANDARD, reps=(20, 0.6)),
    Work("russian_twist", _STANDARD, reps=(20, 0.4), load_kg=(5, 0.25)),
    Work("hanging_knee_raise", _STANDARD, reps=(10, 0.3)),
    Work("ankle_band_crunch", _MOVE, reps=(12, 0.6)),
    Work("support_posterior_tilt", _MOVE, reps=(8, 0.5), seconds=(3, 0.3)),
    Work("standing_band_rotation", _MOVE, reps=(12, 0.2), load_kg=(10, 0.5), band_m=(1.0, 0.06)),
    Work("farmer_carry", _MOVE, load_kg=(20, 0.7), metres=(30, 1.0)),
    Work("suitcase_carry", _MOVE, load_kg=(14, 0.6), metres=(30, 1.0)),
    Work("side_plank", _MOVE, seconds=(22, 1.6)),
    Work("side_plank_leg_raise", _MOVE, seconds=(12, 0.9)),
    Work("front_plank", Family.OTHER_CORE, seconds=(45, 1.5)),
    Work("squat", Family.NOT_CORE, reps=(6, 0.0), load_kg=(65, 0.8), warmup=True),
    Work("bench", Family.NOT_CORE, reps=(7, 0.0), load_kg=(50, 0.5), warmup=True),
    Work("row", Family.NOT_CORE, reps=(9, 0.0), load_kg=(45, 0.5)),
    Work("finisher", None, reps=(15, 0.2)),
)

#: Exercises of the three sessions of a week, by program, in the order in which they are done.
ROTATION: Final[dict[Program, tuple[tuple[str, ...], ...]]] = {
    Program.RUN_IN: (
        ("squat", "crunch", "lying_leg_raise"),
        ("bench", "row", "sit_up_bent"),
        ("squat", "crunch", "front_plank"),
    ),
    Program.STANDARD_CRUNCH: (
        ("squat", "crunch", "sit_up_bent", "lying_leg_raise"),
        ("bench", "row", "bicycle_crunch", "crunch", "russian_twist"),
        ("squat", "sit_up_bent", "hanging_knee_raise", "russian_twist"),
    ),
    Program.CORE_FOCUSED: (
        ("squat", "ankle_band_crunch", "support_posterior_tilt", "side_plank"),
        ("bench", "row", "standing_band_rotation", "farmer_carry", "ankle_band_crunch"),
        ("squat", "side_plank", "suitcase_carry", "support_posterior_tilt"),
    ),
}
#: Sets of the program's own family that are planned for a week.
PLANNED_SETS: Final = {Program.CORE_FOCUSED: 27, Program.STANDARD_CRUNCH: 27, Program.RUN_IN: 12}
#: From this week on, some do the side plank with the leg raised.
LEG_RAISE_WEEK: Final = 7

NAMES: Final[dict[str, tuple[Name, ...]]] = {
    "crunch": (Name("Crunch"), Name("Crunches"), Name("Ab Curl")),
    "sit_up_bent": (Name("Sit Up"), Name("Sit-up"), Name("Bent-knee sit-up")),
    "lying_leg_raise": (Name("Lying Leg Raise"), Name("Leg lift", alias=True), Name("Flat Leg Raise")),
    "bicycle_crunch": (Name("Bicycle Crunch"), Name("Air Bike", alias=True), Name("Bicycle crunch")),
    "russian_twist": (Name("Russian Twist"), Name("Seated Twist"), Name("Russian Twist")),
    "hanging_knee_raise": (
        Name("Hanging Knee Raise"),
        Name("Knee Raise (Captain's Chair)"),
        Name("hanging knee-up"),
    ),
    "ankle_band_crunch": (
        Name("Ankle Band Crunch"),
        Name("Ankle-anchored crunch"),
        Name("Crunch, feet tied (band)", alias=True),
    ),
    "support_posterior_tilt": (
        Name("Parallel-bar hip lift"),
        Name("Captain's Chair Pelvic Tilt", alias=True),
        Name('Dip bars "tail tuck"', alias=True),
    ),
    "standing_band_rotation": (
        Name("Cable Rotation"),
        Name("Band thing #2", alias=True),
        Name("Cable rotation"),
    ),
    "farmer_carry": (
        Name("Farmer's Walk", alias=True, hands=2),
        Name("Farmers Carries", alias=True, hands=2),
        Name("Loaded carry (two hand)"),
    ),
    "suitcase_carry": (
        Name("Suitcase Carry", alias=True, hands=1),
        Name("One-hand walk", alias=True, hands=1),
        Name("Offset Carry"),
    ),
    "side_plank": (Name("Side Plank"), Name("Side bridge"), Name("Side plank")),
    "side_plank_leg_raise": (
        Name("Star Side Plank"),
        Name("Side plank, top leg up", alias=True),
        Name("Star side plank"),
    ),
    "front_plank": (Name("Plank"), Name("Plank"), Name("Plank")),
    "squat": (Name("Squat (Barbell)"), Name("Squat (Barbell)"), Name("Squat (Barbell)")),
    "bench": (Name("Bench Press (Barbell)"), Name("Bench Press (Dumbbell)"), Name("Bench Press (Barbell)")),
    "row": (Name("Bent Over Row (Barbell)"), Name("Seated Row (Cable)"), Name("Bent Over Row (Barbell)")),
    "finisher": (Name("Abs finisher (Jo)"), Name("Old #2"), Name("Abs finisher (Jo)")),
}
#: Names of the side plank that tell the side, for people who log the sides apart.
SIDED: Final = {
    "side_plank": (
        Name("Side Plank (Left)", alias=True, side=Side.LEFT),
        Name("Side Plank (Right)", alias=True, side=Side.RIGHT),
    ),
    "side_plank_leg_raise": (
        Name("Star Side Plank (Left)", alias=True, side=Side.LEFT),
        Name("Star Side Plank (Right)", alias=True, side=Side.RIGHT),
    ),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """Where somebody lives and how their app is set up.

    Attributes
    ----------
    app
        `strong` or `hevy`.
    layout
        Strong: header family `s1` or `s3`. Hevy: language of the months.
    timezone
        IANA name.
    weight_unit
        kg or lb.
    distance_unit
        km or mi.
    """

    app: str
    layout: str
    timezone: str
    weight_unit: str
    distance_unit: str


#: Dealt out in this order, again and again; Strong and Hevy take turns.
PROFILES: Final[tuple[Profile, ...]] = (
    Profile("strong", "s3", "Europe/Berlin", "kg", "km"),
    Profile("hevy", "de", "Europe/Berlin", "kg", "km"),
    Profile("strong", "s1", "America/New_York", "lb", "mi"),
    Profile("hevy", "en", "America/Chicago", "lb", "mi"),
    Profile("strong", "s3", "Europe/London", "kg", "km"),
    Profile("hevy", "fr", "Europe/Paris", "kg", "km"),
    Profile("strong", "s1", "Europe/Vienna", "kg", "km"),
    Profile("hevy", "pt", "America/Sao_Paulo", "kg", "km"),
    Profile("strong", "s3", "Europe/Zurich", "kg", "km"),
    Profile("hevy", "tr", "Europe/Istanbul", "kg", "km"),
    Profile("strong", "s1", "America/Los_Angeles", "lb", "mi"),
    Profile("hevy", "es", "Europe/Madrid", "kg", "km"),
    Profile("strong", "s3", "Europe/Dublin", "kg", "km"),
    Profile("hevy", "it", "Europe/Rome", "kg", "km"),
    Profile("strong", "s1", "Australia/Sydney", "kg", "km"),
    Profile("hevy", "nl", "Europe/Amsterdam", "kg", "km"),
    Profile("strong", "s3", "Europe/Berlin", "kg", "km"),
    Profile("hevy", "pl", "Europe/Warsaw", "kg", "km"),
    Profile("strong", "s1", "Europe/Berlin", "kg", "km"),
    Profile("hevy", "en", "Europe/London", "kg", "mi"),
    Profile("strong", "s3", "Europe/Stockholm", "kg", "km"),
    Profile("hevy", "en", "America/Toronto", "lb", "km"),
    Profile("strong", "s1", "Europe/Berlin", "kg", "km"),
    Profile("hevy", "de", "Europe/Vienna", "kg", "km"),
)

TITLES: Final = ("Monday mix", "Push & pull, abs", "Legs, then core")
SESSION_NOTES: Final = (
    "Felt good today, no complaints",
    'Coach said: "slow down, breathe"',
    "Short on time; skipped the cooldown, sorry",
    "Gym was packed\nwaited for the rack",
    "",
)
SET_NOTES: Final = ("form broke down, stopped", 'last one was "ugly"', "left side, then right")
FORM_NOTES: Final = (
    "Long day at the desk, hips stiff",
    "Slept badly; was up twice",
    'Felt a "pull" in the front of the hip, gone by noon',
    "All good",
    "Travelled by train\nsat for five hours",
)
