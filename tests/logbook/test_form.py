from __future__ import annotations

import pytest

from coreanalytics.logbook.form import FORM, LANGUAGES, match_question
from coreanalytics.logbook.headings import fold
from coreanalytics.vocabulary import GaveOut, RedFlag

KEYS = [
    "person", "thigh_root_left", "thigh_root_right", "low_back", "control", "below_knee", "emergency",
    "gave_out_first", "abs_felt", "session_rpe", "note",
]  # fmt: skip


def test_form_asks_what_it_should_in_order():
    assert [question.key for question in FORM] == KEYS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", FORM, ids=lambda question: question.key)
def test_every_question_is_known_again_in_every_language(question, language):
    text = question.texts[language]
    assert match_question(text) == question.key
    assert match_question(f"  {text.upper()} ") == question.key
    assert match_question(text.rstrip("?).") + " :") == question.key


def test_no_two_questions_share_a_text():
    texts = [fold(text) for question in FORM for text in question.texts.values()]
    assert len(set(texts)) == len(texts) == len(FORM) * len(LANGUAGES)


@pytest.mark.parametrize("question", [q for q in FORM if q.kind in ("yes_no", "choice")], ids=lambda q: q.key)
def test_choices_mean_the_same_in_every_language(question):
    codes = [list(question.choices[language].values()) for language in LANGUAGES]
    assert codes[0] == codes[1] == codes[2]
    allowed = {str(word) for word in (GaveOut if question.kind == "choice" else RedFlag)}
    assert set(codes[0]) <= allowed
    if question.kind == "choice":
        assert set(codes[0]) == allowed


def test_emergency_question_names_every_sign():
    text = next(q for q in FORM if q.key == "emergency").texts["en"]
    for sign in ("saddle", "bladder", "bowel", "sexual", "both legs", "chest pain", "major fall"):
        assert sign in text


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Lower back pain today (0-10)", "low_back"),
        ("Left hip flexor, 0 to 10", "thigh_root_left"),
        ("Thigh root [right]", "thigh_root_right"),
        ("Leiste links heute", "thigh_root_left"),
        ("Hüftbeuger rechts: Schmerz", "thigh_root_right"),
        ("Ingle derecha hoy", "thigh_root_right"),
        ("¿Dolor de espalda baja hoy?", "low_back"),
        ("Thigh root discomfort", "thigh_root"),
        ("Tooth pain", "control"),
        ("Kieferschmerzen", "control"),
        ("Any tingling below the knee?", "below_knee"),
        ("Schmerz unterhalb vom Knie", "below_knee"),
        ("Chest pain, saddle numbness?", "emergency"),
        ("What gave out first: abs, low back, grip?", "gave_out_first"),
        ("Was hat als erstes versagt?", "gave_out_first"),
        ("How much did you feel the abs", "abs_felt"),
        ("RPE", "session_rpe"),
        ("Wie anstrengend war es?", "session_rpe"),
        ("Name", "person"),
        ("Comments", "note"),
        ("low_back", "low_back"),
    ],
)
def test_lightly_edited_texts_are_known_again(header, key):
    assert match_question(header) == key


@pytest.mark.parametrize(
    "header",
    [
        "Low back during training",
        "Unterer Rücken heute Morgen",
        "Zona lumbar después de entrenar",
        "Low back: worst pain today",
        "Low back before training",
        "Sleep (hours)",
        "Email address",
        "Name of your gym",
        "Shoulder",
        "",
    ],
)
def test_other_questions_are_not_taken_for_ours(header):
    assert match_question(header) is None
