"""How a lightly edited question of the daily form is known again: folded text and keywords."""

from __future__ import annotations

import re
import unicodedata
from typing import Final


def fold(text: str) -> str:
    """Reduce `text` to what matters when wordings are compared.

    Case, accents, runs of white space and marks at both ends go; so `" Sí. "` and `"si"` are equal.

    Examples
    --------
    >>> fold("  ¿Algo   MÁS? ")
    'algo mas'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(bare.split()).strip(" ?¿!¡.:;,*()[]\"'")


_THIGH: Final = r"thigh roots?|hip flexors?|front of (the )?hip|groin|oberschenkelansatz|huftbeuger|leiste|"
_THIGH_ROOT: Final = _THIGH + r"raiz del muslo|flexor\w* de (la )?cadera|ingle"
_LEFT: Final = r"left|links?|linke[rsn]?|izquierd[ao]"
_RIGHT: Final = r"right|rechts?|rechte[rsn]?|derech[ao]"

#: Keywords for lightly edited texts, most specific question first: every pattern of a line must occur.
_KEYWORDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        "emergency",
        (r"saddle|bladder|chest pain|emergency|blase|brustschmerz\w*|notfall\w*|vejiga|emergencia",),
    ),
    (
        "below_knee",
        (
            r"below (the |your )?knees?|unter(halb)? ((de[sm]|vom) )?knie\w*|"
            r"(debajo|abajo) de (la |las )?rodillas?",
        ),
    ),
    (
        "gave_out_first",
        (
            r"g[ai]ve[sn]? out|giving out|gave up|nach\w*geben|nachgab|aufgegeben|versagt\w*|fallo|cedio",
            r"first|zuerst|als erste\w*|primero",
        ),
    ),
    (
        "abs_felt",
        (r"feel|felt|spur\w*|gespurt|senti\w*|notaste", r"abs|abdominals|bauch\w*|abdominal(es)?|abdomen"),
    ),
    ("session_rpe", (r"s?rpe|how hard|wie (anstrengend|hart|schwer)|(que tan|como de) dura|esfuerzo",)),
    (
        "control",
        (r"jaw|tooth\w*|teeth|kiefer\w*|zahn\w*|mandibula|muelas?|dientes?|control site|kontrollstelle",),
    ),
    ("thigh_root_left", (_THIGH_ROOT, _LEFT)),
    ("thigh_root_right", (_THIGH_ROOT, _RIGHT)),
    ("thigh_root", (_THIGH_ROOT,)),
    ("low_back", (r"low(er)?[ -]back|lumbar|untere[rnms]? rucken\w*|kreuzschmerz\w*|espalda baja|lumbares",)),
    (
        "person",
        (r"(your |full |first )?name( or code)?|code|person|participant|dein name.*|kurzel|nombre|codigo",),
    ),
    (
        "note",
        (
            r"anything else|notes?|comments?|sonst noch etwas|notizen?|kommentare?|algo mas|notas?|"
            r"comentarios?",
        ),
    ),
)
PATTERNS: Final = tuple(
    (key, tuple(re.compile(rf"\b(?:{pattern})\b") for pattern in patterns)) for key, patterns in _KEYWORDS
)
#: A rating at another time than "today, on average" is another question and must not be taken for it.
OTHER_TIMING: Final = re.compile(
    r"\b(?:during|while|morning|before|after|yesterday|worst (?!imag)\w+|now|right now|wahrend\w*|morgens?|"
    r"fruh|schlimmst\w+ (?!vorst)\w+|vor dem|nach dem|gestern|jetzt|durante|manana|antes|despues|ayer|ahora|"
    r"peor (?!imag)\w+)\b"
)
PAIN_KEYS: Final = frozenset({"control", "thigh_root_left", "thigh_root_right", "thigh_root", "low_back"})
