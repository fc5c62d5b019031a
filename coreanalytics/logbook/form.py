"""The daily form: its questions in English, German and Spanish, and how to know them again.

A person copies the questions into a Google Form (`coreanalytics init` writes them as Markdown); the
CSV that comes back carries the question texts as its header. `match_question` finds the question
behind a header, word for word or lightly edited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from coreanalytics.logbook.headings import OTHER_TIMING, PAIN_KEYS, PATTERNS, fold
from coreanalytics.vocabulary import GaveOut, RedFlag

Kind = Literal["text", "scale", "yes_no", "choice", "paragraph"]
LANGUAGES: Final = ("en", "de", "es")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the daily form.

    Attributes
    ----------
    key
        Name of the question; never shown.
    kind
        `text` (short answer), `scale` (0-10 linear scale), `yes_no`, `choice` (one of several) or
        `paragraph`.
    texts
        The question as asked, by language.
    choices
        By language: the answer as shown -> its code (a `GaveOut` or `RedFlag` value). Empty for
        `text`, `scale` and `paragraph`.
    help
        A line of help below the question, by language.
    ends
        By language: the words at both ends of a scale.
    after_training
        The question is answered only on days with training.
    """

    key: str
    kind: Kind
    texts: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    help: Mapping[str, str] = field(default_factory=dict)
    ends: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    after_training: bool = False


def _by_language(en: str, de: str, es: str) -> dict[str, str]:
    return {"en": en, "de": de, "es": es}


_DISCOMFORT_ENDS: Final = {
    "en": ("none", "worst imaginable"),
    "de": ("keine", "schlimmste vorstellbare"),
    "es": ("ninguna", "la peor imaginable"),
}
_DISCOMFORT: Final = {
    "en": "discomfort today, on average (0 = none, 10 = worst imaginable)",
    "de": "Beschwerden heute im Durchschnitt (0 = keine, 10 = schlimmste vorstellbare)",
    "es": "molestia hoy, en promedio (0 = ninguna, 10 = la peor imaginable)",
}
_SAME_TIME: Final = _by_language(
    "Whole numbers. Answer at about the same time every day, on training days and rest days alike.",
    "Ganze Zahlen. Jeden Tag etwa zur selben Zeit antworten, an Trainingstagen wie an Ruhetagen.",
    "Números enteros. Responde cada día más o menos a la misma hora, entrenes o descanses.",
)
_ONLY_TRAINED: Final = _by_language(
    "Only if you trained today; otherwise leave it empty.",
    "Nur wenn du heute trainiert hast; sonst leer lassen.",
    "Solo si hoy has entrenado; si no, déjalo vacío.",
)


def _discomfort(key: str, en: str, de: str, es: str, help_: Mapping[str, str] = _SAME_TIME) -> Question:
    places = _by_language(en, de, es)
    texts = {language: f"{place}: {_DISCOMFORT[language]}" for language, place in places.items()}
    return Question(key, "scale", texts, help=help_, ends=_DISCOMFORT_ENDS)


def _safety(key: str, flag: RedFlag, texts: dict[str, str], help_: dict[str, str]) -> Question:
    choices = {
        "en": {"No": RedFlag.NO.value, "Yes": flag.value},
        "de": {"Nein": RedFlag.NO.value, "Ja": flag.value},
        "es": {"No": RedFlag.NO.value, "Sí": flag.value},
    }
    return Question(key, "yes_no", texts, choices, help_)


_GAVE_OUT_CHOICES: Final = {
    "en": {
        "abs": GaveOut.ABS.value,
        "thigh roots (hip flexors)": GaveOut.HIP_FLEXORS.value,
        "low back": GaveOut.LOW_BACK.value,
        "grip": GaveOut.GRIP.value,
        "something else": GaveOut.OTHER.value,
        "nothing": GaveOut.NONE.value,
    },
    "de": {
        "Bauch": GaveOut.ABS.value,
        "Oberschenkelansatz (Hüftbeuger)": GaveOut.HIP_FLEXORS.value,
        "unterer Rücken": GaveOut.LOW_BACK.value,
        "Griff": GaveOut.GRIP.value,
        "etwas anderes": GaveOut.OTHER.value,
        "nichts": GaveOut.NONE.value,
    },
    "es": {
        "abdominales": GaveOut.ABS.value,
        "raíz del muslo (flexores de la cadera)": GaveOut.HIP_FLEXORS.value,
        "zona lumbar": GaveOut.LOW_BACK.value,
        "agarre": GaveOut.GRIP.value,
        "otra cosa": GaveOut.OTHER.value,
        "nada": GaveOut.NONE.value,
    },
}

#: The daily form, in the order in which it is asked.
FORM: Final[tuple[Question, ...]] = (
    Question(
        "person",
        "text",
        _by_language("Your name or code", "Dein Name oder Kürzel", "Tu nombre o código"),
        help=_by_language(
            "Only if several people answer this form; always write it the same way. A code is private.",
            "Nur wenn mehrere Personen antworten; immer gleich schreiben. Ein Kürzel schützt dich.",
            "Solo si responden varias personas; escríbelo siempre igual. Un código protege tu identidad.",
        ),
    ),
    _discomfort(
        "thigh_root_left",
        "Thigh root (front of the hip), left",
        "Oberschenkelansatz (vordere Hüfte), links",
        "Raíz del muslo (parte delantera de la cadera), izquierda",
    ),
    _discomfort(
        "thigh_root_right",
        "Thigh root (front of the hip), right",
        "Oberschenkelansatz (vordere Hüfte), rechts",
        "Raíz del muslo (parte delantera de la cadera), derecha",
    ),
    _discomfort(
        "low_back",
        "Low back (below the ribs, above the buttocks)",
        "Unterer Rücken (unterhalb der Rippen, oberhalb des Gesäßes)",
        "Zona lumbar (debajo de las costillas, encima de los glúteos)",
    ),
    _discomfort(
        "control",
        "Jaw or tooth ache",
        "Kiefer- oder Zahnschmerzen",
        "Dolor de mandíbula o de muelas",
        _by_language(
            "Ab training should not change this one; it shows how much scores move by themselves.",
            "Bauchtraining sollte hieran nichts ändern; so sieht man, wie sehr Werte von allein schwanken.",
            "El entrenamiento abdominal no debería cambiarlo; muestra cuánto varían solas las respuestas.",
        ),
    ),
    _safety(
        "below_knee",
        RedFlag.BELOW_KNEE,
        _by_language(
            "Numbness or pain below the knee today?",
            "Heute Taubheit oder Schmerzen unterhalb des Knies?",
            "¿Hoy has tenido entumecimiento o dolor por debajo de la rodilla?",
        ),
        _by_language(
            "If yes, please get this checked.",
            "Wenn ja, lass das bitte ärztlich abklären.",
            "Si la respuesta es sí, consúltalo con un profesional sanitario.",
        ),
    ),
    _safety(
        "emergency",
        RedFlag.EMERGENCY,
        _by_language(
            "Any of these today: numbness between the legs (saddle area); new trouble with bladder, bowel or "
            "sexual function; weakness or numbness in both legs; chest pain; a major fall, crash or blow?",
            "Heute eines davon: Taubheit zwischen den Beinen (Reithosenbereich); neue Störung von Blase, "
            "Darm oder Sexualfunktion; Schwäche oder Taubheit in beiden Beinen; Brustschmerzen; schwerer "
            "Sturz, Unfall oder Schlag?",
            "¿Hoy algo de esto: entumecimiento entre las piernas (zona de la silla de montar); problema "
            "nuevo de vejiga, intestino o función sexual; debilidad o entumecimiento en ambas piernas; dolor "
            "en el pecho; caída, choque o golpe grave?",
        ),
        _by_language(
            "If yes, do not wait for this form: call your emergency number or see a doctor now.",
            "Wenn ja, warte nicht auf dieses Formular: Ruf den Notruf oder geh sofort zum Arzt.",
            "Si la respuesta es sí, no esperes a este formulario: llama a emergencias o ve ya al médico.",
        ),
    ),
    Question(
        "gave_out_first",
        "choice",
        _by_language(
            "After training: what gave out first?",
            "Nach dem Training: Was hat zuerst nachgegeben?",
            "Después de entrenar: ¿qué falló primero?",
        ),
        _GAVE_OUT_CHOICES,
        _ONLY_TRAINED,
        after_training=True,
    ),
    Question(
        "abs_felt",
        "scale",
        _by_language(
            "After training: how much did you feel your abs? (0 = not at all, 10 = as much as possible)",
            "Nach dem Training: Wie sehr hast du die Bauchmuskeln gespürt? (0 = gar nicht, 10 = maximal)",
            "Después de entrenar: ¿cuánto sentiste los abdominales? (0 = nada, 10 = al máximo)",
        ),
        help=_ONLY_TRAINED,
        ends={
            "en": ("not at all", "as much as possible"),
            "de": ("gar nicht", "maximal"),
            "es": ("nada", "al máximo"),
        },
        after_training=True,
    ),
    Question(
        "session_rpe",
        "scale",
        _by_language(
            "After training: how hard was the whole session? (0 = rest, 10 = maximal effort)",
            "Nach dem Training: Wie anstrengend war die ganze Einheit? (0 = Ruhe, 10 = maximale Anstrengung)",
            "Después de entrenar: ¿qué tan dura fue la sesión completa? (0 = reposo, 10 = esfuerzo máximo)",
        ),
        help=_ONLY_TRAINED,
        ends={
            "en": ("rest", "maximal effort"),
            "de": ("Ruhe", "maximale Anstrengung"),
            "es": ("reposo", "esfuerzo máximo"),
        },
        after_training=True,
    ),
    Question(
        "note",
        "paragraph",
        _by_language("Anything else?", "Sonst noch etwas?", "¿Algo más?"),
        help=_by_language("Optional.", "Freiwillig.", "Opcional."),
    ),
)


_EXACT: Final = {
    fold(text): question.key for question in FORM for text in (question.key, *question.texts.values())
}
_WHOLE_HEADER: Final = frozenset({"person", "note"})


def is_exact(header: str) -> bool:
    """Tell whether `header` is one of the form's own texts or keys (case, accents and end marks aside)."""
    return fold(header) in _EXACT


def match_question(header: str) -> str | None:
    """Find the question behind a column's header.

    Parameters
    ----------
    header
        The header as it stands in the file.

    Returns
    -------
    str or None
        A key of `FORM`; or `thigh_root` for a thigh-root question that names no side; None if no
        question is recognised. A pain question about another moment ("during training", "this
        morning") is not recognised: it would be another timing.

    Examples
    --------
    >>> match_question("LOW BACK (below the ribs, above the buttocks): discomfort today, on average "
    ...                "(0 = none, 10 = worst imaginable) ")
    'low_back'
    >>> match_question("Wie war dein unterer Rücken heute (0-10)?")
    'low_back'
    >>> match_question("Low back during training") is None
    True
    """
    folded = fold(header)
    if folded in _EXACT:
        return _EXACT[folded]
    for key, patterns in PATTERNS:
        hits = [
            pattern.fullmatch(folded) if key in _WHOLE_HEADER else pattern.search(folded)
            for pattern in patterns
        ]
        if all(hits):
            return None if key in PAIN_KEYS and OTHER_TIMING.search(folded) else key
    return None
