"""Places of the body in the names that people and diaries give to symptoms and scales."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.logbook.headings import fold
from coreanalytics.vocabulary import Quality, Side, Site, Timing

_LOW_BACK: Final = re.compile(
    r"\b(low(er)? back\w*|back low(er)?|lumbar\w*|lumbago|lumbalgia|lombalgia|lombalgie|lombaires?|"
    r"untere[rnms]? rucken\w*|rucken unte[nr]\w*|kreuzschmerz\w*|lendenwirbel\w*|"
    r"espalda baja|zona lumbar|bas du dos|schiena bassa|zona lombare|lombar|bel agri\w*|bel)\b"
)
_THIGH_ROOT: Final = re.compile(
    r"\b(thigh roots?|hip flexors?|iliopsoas|psoas|groin|fronts? of (the |my )?(hips?|thighs?)|"
    r"(front|anterior) (hip|thigh)s?|(hip|thigh)s? front|hip pain front|"
    r"oberschenkelansatz|huftbeuger|leistenschmerz\w*|leiste|raiz del muslo|flexor\w* de (la )?cadera|ingle|"
    r"aine|flechisseurs? de (la )?hanche|inguine|flessor\w* dell anca|virilha|flexor\w* do quadril|kasik)\b"
)
_CONTROL: Final = re.compile(
    r"\b(jaw (pain|ache)|tooth ?ache|tooth pain|control|kieferschmerz\w*|zahnschmerz\w*|dolor de muelas?|"
    r"dolor de mandibula|jaw|tooth)\b"
)
#: A place of ours in the name of something that is no discomfort of it.
_OTHER: Final = re.compile(
    r"\b(rash|acne|itch\w*|sweat\w*|swelling|hair|massage\w*|stretch(ed|ing|es)?|exercises?|workouts?|"
    r"strength\w*|mobility|clench\w*|grind\w*|bruis\w*|sciatica|warmth|heat|ice|brace|belt|"
    r"during|while|before|after|yesterday|vor|nach|wahrend|gestern|antes|despues|durante|ayer)\b"
)
_MORNING: Final = re.compile(r"\b((next |this )?mornings?|am|waking( up)?|wake up|morgens?|fruh|manana)\b")
_LEFT: Final = re.compile(r"\b(left|l|links?|linke[rsnm]?|izquierd[ao]|gauche|sinistr[ao]|esquerd[ao]|sol)\b")
_RIGHT: Final = re.compile(r"\b(right|r|rechts?|rechte[rsnm]?|derech[ao]|droite?|destr[ao]|direit[ao]|sag)\b")
#: Names a back or a hip without saying where on it.
_VAGUE: Final = re.compile(
    r"\b(back|hips?|rucken\w*|hufte?\w*|espalda|cadera|dos|hanche|schiena|anca|costas|quadril) ?"
    r"(pain|aches?|hurts?|soreness|stiffness|tightness|schmerz\w*)?$|^(dolor de|mal de|douleur) .*"
    r"(espalda|cadera|dos|hanche)$"
)
_QUALITIES: Final = (
    (re.compile(r"\b(tight\w*|stiff\w*|verspann\w*|steif\w*|rigid\w*)\b"), Quality.TIGHTNESS),
    (re.compile(r"\b(sharp|stabbing|stechend\w*|punzante)\b"), Quality.SHARP),
    (re.compile(r"\b(pinch\w*|impinge\w*)\b"), Quality.PINCH),
    (re.compile(r"\b(numb\w*|taub\w*)\b"), Quality.NUMB),
    (re.compile(r"\bach(e|es|ing|y)\b"), Quality.ACHE),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a named symptom is.

    Attributes
    ----------
    site
        Site of ours.
    side
        As named; a thigh root without a side means both.
    timing
        `next_morning` where the name speaks of the morning; else None.
    quality
        What it feels like, where the name says so.
    """

    site: Site
    side: Side | None
    timing: Timing | None
    quality: Quality | None


def find_place(name: str) -> Place | None:
    """Tell the place of a symptom or scale by its name.

    Parameters
    ----------
    name
        As the person or the app wrote it, in one of several languages.

    Returns
    -------
    Place or None
        None where it is no place of ours, where the name does not say which part of back or hip is
        meant (`is_vague`), and where it asks about another moment (during, before, after).

    Examples
    --------
    >>> find_place("Back (lower) pain").site, find_place("Hip flexor tightness, left").side
    (<Site.LOW_BACK: 'low_back'>, <Side.LEFT: 'left'>)
    >>> find_place("Back (upper) pain") is None, find_place("Low back (morning)").timing
    (True, <Timing.NEXT_MORNING: 'next_morning'>)
    """
    words = _plain_words(name)
    if _OTHER.search(words):
        return None
    if _THIGH_ROOT.search(words):
        site = Site.THIGH_ROOT
    elif _LOW_BACK.search(words):
        site = Site.LOW_BACK
    elif _CONTROL.search(words):
        site = Site.CONTROL
    else:
        return None
    left, right = bool(_LEFT.search(words)), bool(_RIGHT.search(words))
    side = Side.LEFT if left and not right else Side.RIGHT if right and not left else None
    if site == Site.THIGH_ROOT or (left and right):
        side = side or Side.BOTH
    quality = next((quality for pattern, quality in _QUALITIES if pattern.search(words)), None)
    return Place(site, side, Timing.NEXT_MORNING if _MORNING.search(words) else None, quality)


def is_vague(name: str) -> bool:
    """Tell whether a name speaks of back or hip without saying which part of it.

    Examples
    --------
    >>> is_vague("Back pain"), is_vague("Hip ache"), is_vague("Back (upper) pain")
    (True, True, False)
    """
    return find_place(name) is None and bool(_VAGUE.search(_plain_words(name)))


def look_up_places(names: pl.Series) -> pl.DataFrame:
    """Return one row a name of `names`: `site`, `side`, `place_timing`, `quality` and `vague`."""
    distinct = names.drop_nulls().unique(maintain_order=True).to_list()
    places = [find_place(name) for name in distinct]
    table = pl.DataFrame(
        {
            "name": distinct,
            "site": [place and str(place.site) for place in places],
            "side": [place and place.side and str(place.side) for place in places],
            "place_timing": [place and place.timing and str(place.timing) for place in places],
            "quality": [place and place.quality and str(place.quality) for place in places],
            "vague": [is_vague(name) for name in distinct],
        },
        schema={**dict.fromkeys(_TEXTS, pl.String), "vague": pl.Boolean},
    )
    rows = names.alias("name").to_frame()
    joined = rows.join(table, on="name", how="left", maintain_order="left").drop("name")
    return joined.with_columns(pl.col("vague").fill_null(False))


_TEXTS: Final = ("name", "site", "side", "place_timing", "quality")


def _plain_words(name: str) -> str:
    return " ".join(re.sub(r"[^\w]+|_", " ", fold(name)).split())
