"""Any other table: proposals in several languages, what a mapping may say, and that nothing is lost."""

from __future__ import annotations

import csv
import io
import tomllib
from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import coreanalytics as ca
from coreanalytics.errors import ArgumentError, LogFileError, QuestionError
from coreanalytics.logbook.logs import read_logs
from coreanalytics.logbook.readers import read_draft
from coreanalytics.logbook.readers.base import Options, open_table, unaccounted
from coreanalytics.logbook.readers.mapping import TableMapping, name_columns, parse_mapping
from coreanalytics.logbook.readers.mapping_checks import check_complete
from coreanalytics.logbook.readers.mapping_files import load_mapping, settle_mapping, write_proposal
from coreanalytics.logbook.readers.proposals import MappingQuestion, ask_for_mapping
from coreanalytics.logbook.readers.targets import all_targets, find_target


def propose(text):
    """Return what is proposed, by heading, as text."""
    question = ask_for_mapping(open_table(text.encode(), "form.csv"), Options())
    return {proposal.name: str(proposal.meaning) for proposal in question.proposals}


def read(text, mapping, **options):
    draft = read_draft(
        text.encode(), "form.csv", format="mapped", options=Options(mapping=mapping, **options)
    )
    assert unaccounted(draft) == 0
    return draft


def reasons(draft):
    return draft.problems.select("line", "column", "rule", "value").rows()


def ratings(draft):
    return draft.tables["pain"].select("source_line", "site", "side", "timing", "intensity", "mapped").rows()


# ---------------------------------------------------------------- proposals

FORMS = {
    "german": (
        "Zeitstempel;Schmerz unterer Rücken heute (0-10);Leiste links;Leiste rechts;Kieferschmerzen;"
        "Wie viele Stunden Schlaf?;Gedehnt (Minuten);Schmerzmittel?;Taubheit unterhalb des Knies?;"
        "Was hat zuerst nachgegeben?;Wie sehr hast du den Bauch gespürt?;Wie anstrengend war das Training?;"
        "Stimmung;Bemerkung\n"
        "14.09.2026 21:26:52;3;2;1;0;7,5;10;nein;nein;Bauch;7;6;gut;müde\n"
        "15.09.2026 20:26:52;4;2;2;0;7;;ja;Ja, links;;;;;\n"
    ),
    "french": (
        "Horodateur;Bas du dos aujourd'hui;Pli de l'aine, côté gauche;Pli de l'aine, côté "
        "droit;Mâchoire ou dents;"
        "Heures de sommeil;Minutes d'étirement;Antidouleur ?;Engourdissement sous le genou ?;"
        "Qu'est-ce qui a lâché en premier ?;As-tu senti tes abdos ?;Difficulté de la séance "
        "(RPE);Humeur;Remarques\n"
        "14/09/2026 21:26:52;3;2;1;0;7h30;10;non;non;abdos;7;6;bien;fatigué\n"
        "15/09/2026 20:26:52;4;2;2;0;7;;oui;Oui, à gauche;;;;;\n"
    ),
    "spanish": (
        "Marca temporal;Dolor en la parte baja de la espalda hoy;Ingle izquierda;Ingle "
        "derecha;Mandíbula o muelas;"
        "Horas de sueño;Minutos de estiramiento;¿Tomaste analgésicos?;¿Hormigueo debajo de la rodilla?;"
        "¿Qué falló primero?;¿Sentiste los abdominales?;Esfuerzo de la sesión;Ánimo;Comentarios\n"
        "14/9/2026 21:26:52;3;2;1;0;7,5;10;no;no;abdomen;7;6;bien;cansado\n"
        "15/9/2026 20:26:52;4;2;2;0;7;;sí;Sí, izquierda;;;;;\n"
    ),
    "italian": (
        "Informazioni cronologiche;Dolore zona lombare oggi;Inguine sinistro;Inguine destro;Mascella o denti;"
        "Ore di sonno;Minuti di allungamento;Hai preso antidolorifici?;Intorpidimento sotto il ginocchio?;"
        "Che cosa ha ceduto per primo?;Hai sentito gli addominali?;Sforzo della sessione;Umore;Commenti\n"
        "14/09/2026 21.26.52;3;2;1;0;7,5;10;no;no;addominali;7;6;bene;stanco\n"
        "15/09/2026 20.26.52;4;2;2;0;7;;sì;Sì, a sinistra;;;;;\n"
    )
    .replace("21.26.52", "21:26:52")
    .replace("20.26.52", "20:26:52"),
    "portuguese": (
        "Carimbo de data/hora;Dor na lombar hoje;Virilha esquerda;Virilha direita;Mandíbula ou dentes;"
        "Horas de sono;Minutos de alongamento;Tomou analgésico?;Dormência abaixo do joelho?;"
        "O que cedeu primeiro?;Sentiu os abdominais?;Esforço do treino;Humor;Comentários\n"
        "14/09/2026 21:26:52;3;2;1;0;7,5;10;não;não;abdominais;7;6;bem;cansado\n"
        "15/09/2026 20:26:52;4;2;2;0;7;;sim;Sim, à esquerda;;;;;\n"
    ),
    "turkish": (
        "Zaman damgası;Bugün bel ağrısı;Kasık, sol;Kasık, sağ;Çene veya diş ağrısı;"
        "Kaç saat uyudun?;Esneme (dakika);Ağrı kesici aldın mı?;Dizin altında uyuşma?;"
        "İlk ne yoruldu?;Karnını hissettin mi?;Antrenman zorluğu;Ruh hali;Notlar\n"
        "14.09.2026 21:26:52;3;2;1;0;7,5;10;hayır;hayır;karın;7;6;iyi;yorgun\n"
        "15.09.2026 20:26:52;4;2;2;0;7;;evet;Evet, solda;;;;;\n"
    ),
    "english": (
        "Submitted at;How is your lower back today?;Groin left;Groin right;Jaw or tooth ache;"
        "Hours slept;Stretching, minutes;Painkillers?;Numbness below the knee?;What gave out first?;"
        "How much did you feel your abs?;How hard was the session?;Mood;Comments\n"
        "2026-09-14 21:26:52;3;2;1;0;7.5;10;no;no;abs;7;6;fine;tired\n"
        "2026-09-15 20:26:52;4;2;2;0;7;;yes;Yes, left;;;;;\n"
    ),
}
EXPECTED = [
    *("moment", "low_back", "thigh_root_left", "thigh_root_right", "control", "sleep_h", "stretch_min"),
    *("analgesic", "below_knee", "gave_out_first", "abs_felt", "session_rpe", "ignore", "note"),
]


@pytest.mark.parametrize("language", sorted(FORMS))
def test_a_form_in_another_language_is_proposed_and_read(language):
    text = FORMS[language]
    assert list(propose(text).values()) == EXPECTED
    question = ask_for_mapping(open_table(text.encode(), "form.csv"), Options())
    draft = read(text, question.mapping.to_dict())
    assert draft.problems.is_empty(), draft.problems
    assert draft.records == 2 and draft.format == "mapped"
    pain = draft.tables["pain"].filter(pl.col("intensity").is_not_null())
    assert pain.filter(source_line=2).select("site", "side", "intensity").rows() == [
        ("low_back", None, 3),
        ("thigh_root", "left", 2),
        ("thigh_root", "right", 1),
        ("control", None, 0),
    ]
    assert not pain["mapped"].any()
    flags = draft.tables["pain"].filter(site="below_knee")["red_flag"].to_list()
    assert flags == ["no", "below_knee"]
    assert draft.tables["habits"].select("date", "sleep_h", "stretch_min", "analgesic").rows() == [
        (date(2026, 9, 14), 7.5, 10.0, False),
        (date(2026, 9, 15), 7.0, None, True),
    ]
    assert draft.tables["sessions"].select("gave_out_first", "abs_felt", "session_rpe").rows() == [
        ("abs", 7, 6.0)
    ]
    assert draft.tables["pain"]["local_time"][0] == datetime(2026, 9, 14, 21, 26, 52)


def test_an_unknown_table_with_a_date_is_asked_about_and_one_without_is_not():
    with pytest.raises(MappingQuestion) as caught:
        read_draft(FORMS["turkish"].encode(), "form.csv")
    assert caught.value.asks == "mapping"
    assert "--map" in caught.value.hint and "Kasık, sol" in caught.value.what
    with pytest.raises(LogFileError) as failed:
        read_draft(b"colour,size\nred,2\n", "shop.csv")
    assert "--propose-map" in failed.value.hint


def test_what_cannot_be_known_is_not_guessed():
    table = "Date,Date of birth,Pain,Worst low back pain,Back pain,Weight,ID\n" + "".join(
        f"2026-09-{day:02d},1990-01-01,3,5,2,80,{day}\n" for day in range(1, 9)
    )
    assert list(propose(table).values()) == [
        "date",
        "ignore",
        "ignore",
        "ignore",
        "low_back",
        "ignore",
        "ignore",
    ]


def test_scales_words_and_units_are_proposed():
    table = (
        "Day,Low back (0-100),Groin left,Groin right 1 to 5,Jaw,Sleep (min),Low back in the morning,Low "
        "back after training\n"
        "14.09.2026,35,mild,4,40,450,3.5,2\n15.09.2026,20,severe,2,55,400,2,3\n"
    )
    assert list(propose(table).values()) == [
        *("date", "low_back 0-100", "thigh_root_left words", "thigh_root_right 1-5", "control 0-100"),
        *("sleep_h min", "low_back_next_morning 0-10", "low_back_after"),
    ]


# ---------------------------------------------------------------- values


def test_scales_are_rounded_half_up_and_marked_where_they_are_coarse():
    text = "d,a,b,c\n" + "".join(
        f"2026-09-{10 + i},{cells}\n" for i, cells in enumerate(("45,1,2.5", "44,3,0", "105,2,9.4", "x,6,3"))
    )
    told = {
        "d": "date",
        "a": "low_back 0-100",
        "b": "thigh_root_left 1-5",
        "c": {"is": "control", "scale": "0-10"},
    }
    draft = read(text, told)
    assert [row[4:] for row in ratings(draft) if row[0] == 2] == [(5, False), (0, True), (3, False)]
    assert [row[4:] for row in ratings(draft) if row[0] == 3] == [(4, False), (5, True), (0, False)]
    assert reasons(draft) == [
        (4, "a", "range", "105"),
        (5, "a", "number", "x"),
        (5, "b", "range", "6"),
    ]


def test_the_coarse_lowest_rating_is_marked_too():
    draft = read("d,b\n2026-09-10,1\n2026-09-11,5\n", {"d": "date", "b": "low_back 1-5"})
    assert [row[4:] for row in ratings(draft)] == [(0, True), (10, True)]


def test_words_are_ratings_that_models_can_leave_out():
    text = "Datum,Rücken,Leiste links\n14.09.2026,leicht,zwickt\n15.09.2026,4,stark\n16.09.2026,komisch,3\n"
    told = {
        "Datum": "date",
        "Rücken": "low_back words",
        "Leiste links": {"is": "thigh_root_left", "scale": "words", "words": {"zwickt": 3}},
    }
    draft = read(text, told)
    assert [(row[0], *row[4:]) for row in ratings(draft)][:4] == [
        (2, 2, True), (2, 3, True), (3, 4, False), (3, 8, True),
    ]  # fmt: skip
    assert reasons(draft) == [(4, "Rücken", "word", "komisch")]
    harsher = read(text, told, severity={"mild": 1, "severe": 9})
    assert ratings(harsher)[0][4] == 1


def test_safety_answers_are_read_in_any_language_and_a_yes_comes_first():
    text = (
        "Fecha,A,B\n14/09/2026,Sim,no\n15/09/2026,non,Oui; les deux\n"
        "16/09/2026,hayır,\n17/09/2026,peut-être,não\n"
    )
    draft = read(text, {"Fecha": "date", "A": "emergency", "B": "emergency"})
    flags = dict(draft.tables["pain"].select("source_line", "red_flag").rows())
    assert flags == {2: "emergency", 3: "emergency", 4: "no", 5: None}
    assert [row[0] for row in reasons(draft)] == [5]


def test_a_rejected_record_still_carries_its_flag():
    draft = read(
        "Date,Back,Saddle\n2026-09-14,500,ja\n",
        {"Date": "date", "Back": "low_back 0-100", "Saddle": "emergency"},
    )
    assert draft.problems.select("column", "red_flag").rows() == [("Back", "emergency")]


def test_numbers_with_units_and_a_decimal_sign():
    text = (
        "d;Sleep;Sat;Run;Stretch\n2026-09-14;7h30;480;1.250,5;0:20:00\n2026-09-15;7:30;90 min;800 m;15 min\n"
    )
    told = {
        "d": "date",
        "Sleep": "sleep_h",
        "Sat": "sitting_h min",
        "Run": "run_km m",
        "Stretch": "stretch_min",
    }
    draft = read(text, {"columns": told, "decimal": ","})
    assert draft.tables["habits"].select("sleep_h", "sitting_h", "run_km", "stretch_min").rows() == [
        (7.5, 8.0, 1.2505, 20.0),
        (7.5, 1.5, 0.8, 15.0),
    ]


def test_dates_with_names_of_months_and_two_digits():
    text = 'When,Back\n"Mo., 14.09.26",1\n15 septembre 2026,2\n"Sep 16, 2026 9:26 PM",3\n17/9/26,4\n'
    draft = read(text, {"When": "moment", "Back": "low_back"}, day_first=True)
    assert draft.problems.is_empty()
    days = draft.tables["pain"].select(pl.coalesce("date", pl.col("local_time").dt.date())).to_series()
    assert days.to_list() == [date(2026, 9, 14 + i) for i in range(4)]


def test_the_order_of_day_and_month_is_asked_or_told():
    text = "Date,Back\n3/4/2026,1\n"
    told = {"Date": "date", "Back": "low_back"}
    with pytest.raises(QuestionError) as caught:
        read(text, told)
    assert caught.value.asks == "day_first"
    draft = read(text, {"columns": told, "day_first": True})
    assert draft.tables["pain"]["date"].to_list() == [date(2026, 4, 3)]
    # a heading in a language that puts the day first settles it
    draft = read(text.replace("Date", "Datum"), {"Datum": "date", "Back": "low_back"})
    assert draft.tables["pain"]["date"].to_list() == [date(2026, 4, 3)]


def test_places_in_a_column():
    text = (
        "Tag;Wo;Stärke;Wann\n14.09.2026;Leiste links;3;morgens\n14.09.2026;Unterer Rücken;2;abends\n"
        "15.09.2026;Ohr;2;abends\n"
    )
    told = {"Tag": "date", "Wo": "site", "Stärke": "intensity", "Wann": "timing"}
    draft = read(text, told)
    assert [row[1:5] for row in ratings(draft)][:2] == [
        ("thigh_root", "left", "next_morning", 3),
        ("low_back", None, "day", 2),
    ]
    assert reasons(draft) == [(4, "Wo", "word", "Ohr")]


def test_problems_name_the_heading_and_the_line_of_the_file():
    text = 'Datum,"Rücken\n(0-10)",Schlaf,"Plank, s"\n2026-09-14,3,viel,60\n\n2026-09-15,elf,7,kurz\n'
    told = {"Datum": "date", "rücken (0-10)": "low_back", "Schlaf": "sleep_h"}
    draft = read(text, told | {"Plank, s": {"is": "duration_s", "exercise": "Plank"}})
    # other names in the mapping, the same column: case and spaces do not count
    assert reasons(draft) == [
        (3, "Schlaf", "number", "viel"),
        (5, "Rücken\n(0-10)", "number", "elf"),
        (5, "Plank, s", "duration", "kurz"),
    ]
    assert all(draft.problems["sentence"].str.contains("low_back|duration_s|sleep_h").not_())


# ---------------------------------------------------------------- training

WIDE = (
    "Datum;Unterer Rücken;Side plank links (s);Crunch Wdh 1;Crunch Wdh 2;Pallof press kg;Notiz\n"
    "14.09.2026;3;45;20;18;12,5;gut\n"
    "15.09.2026;2;;;;;Ruhetag\n"
    "16.09.2026;;0:50;15;;;\n"
)


def test_a_wide_training_table_is_proposed_and_taken_apart():
    assert list(propose(WIDE).values()) == [
        "date",
        "low_back",
        "duration_s of Side plank links",
        "reps of Crunch set 1",
        "reps of Crunch set 2",
        "load_kg of Pallof press",
        "note",
    ]
    question = ask_for_mapping(open_table(WIDE.encode(), "log.csv"), Options())
    draft = read(WIDE, question.mapping.to_dict())
    assert draft.problems.is_empty() and not draft.not_ours
    columns = (
        "source_line",
        "exercise_logged",
        "occurrence",
        "set_index",
        "reps",
        "load",
        "load_unit",
        "duration_s",
    )
    assert draft.tables["sets"].select(columns).rows() == [
        (2, "Side plank links", 0, 0, None, None, None, 45.0),
        (2, "Crunch", 0, 0, 20.0, None, None, None),
        (2, "Crunch", 0, 1, 18.0, None, None, None),
        (2, "Pallof press", 0, 0, None, 12.5, "kg", None),
        (4, "Side plank links", 0, 0, None, None, None, 50.0),
        (4, "Crunch", 0, 0, 15.0, None, None, None),
    ]
    assert [row[4] for row in ratings(draft)] == [3, 2]
    assert draft.tables["pain"]["note"].to_list() == ["gut", "Ruhetag"]


def test_a_table_of_sets_with_several_sets_a_row():
    text = (
        "Date,Exercise,Set 1 reps,Set 1 kg,Set 2 reps,Set 2 kg,RPE,Back\n"
        "2026-09-14,Pallof press,10,12,8,12,7,3\n2026-09-14,Plank,,,,,,\n2026-09-15,,,,,,,2\n"
    )
    proposed = propose(text)
    assert list(proposed.values()) == [
        *(
            "date",
            "exercise",
            "reps set 1",
            "load_kg set 1",
            "reps set 2",
            "load_kg set 2",
            "rpe",
            "low_back",
        ),
    ]
    draft = read(text, ask_for_mapping(open_table(text.encode(), "a.csv"), Options()).mapping.to_dict())
    assert draft.tables["sets"].select("exercise_logged", "set_index", "reps", "load", "rpe").rows() == [
        ("Pallof press", 0, 10.0, 12.0, 7.0),
        ("Pallof press", 1, 8.0, 12.0, 7.0),
    ]
    assert [row[0] for row in ratings(draft)] == [2, 4]
    assert draft.not_ours == {"nothing answered": 1}  # an exercise without any set


def test_weights_without_a_unit_and_times_without_a_zone_are_asked_for(tmp_path):
    file = tmp_path / "gym.csv"
    file.write_text("When,Übung,Wiederholungen,Gewicht\n14.09.2026 18:00,Side plank,10,5\n")
    told = {"When": "moment", "Übung": "exercise", "Wiederholungen": "reps", "Gewicht": "load"}
    with pytest.raises(QuestionError) as caught:
        read_logs(file, person="me", mapping=told)
    assert caught.value.asks == "timezone"
    with pytest.raises(QuestionError) as caught:
        read_logs(file, person="me", mapping=told, timezone="Europe/Berlin")
    assert caught.value.asks == "weight_unit"
    logs = read_logs(file, person="me", mapping=told | {"Gewicht": "load lb"}, timezone="Europe/Berlin")
    assert logs.sets()["load_kg"].to_list() == [pytest.approx(2.268)]


# ---------------------------------------------------------------- REDCap

REDCAP = (
    "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,consent_date,sex,diary_date,"
    "low_back,thigh_root_left,safety___1,safety___2,emergency___1,gave_out_first___abs,gave_out_first___grip,"
    "analgesic___1,sleep_hours,diary_complete\n"
    "1,baseline_arm_1,,,2026-09-01,2,,,,,,,,,,,\n"
    "1,baseline_arm_1,diary,1,,,2026-09-14,3,2,0,0,0,1,0,0,7,2\n"
    "1,baseline_arm_1,diary,2,,,2026-09-15,4,2,0,0,1,0,0,1,6.5,2\n"
    "2,baseline_arm_1,diary,1,,,2026-09-14,1,0,0,0,0,1,1,0,8,2\n"
)


def test_a_redcap_export_is_one_person_a_record_and_one_row_an_instance():
    with pytest.raises(MappingQuestion):
        read_draft(REDCAP.encode(), "redcap.csv")  # though its columns look like our own
    proposed = propose(REDCAP)
    assert proposed["record_id"] == "person"
    assert proposed["emergency___1"] == "emergency = yes"
    assert proposed["gave_out_first___grip"] == "gave_out_first = grip"
    assert proposed["analgesic___1"] == "analgesic = yes"
    assert {name for name, told in proposed.items() if told == "ignore"} == {
        *("redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "diary_complete", "sex"),
        *("safety___1", "safety___2", "diary_date"),
    }
    # of two dates the first is proposed: a person sees it and says better
    told = proposed | {"consent_date": "ignore", "diary_date": "date"}
    draft = read(REDCAP, told)
    assert draft.not_ours == {"nothing answered": 1}
    assert set(draft.tables["pain"]["person"]) == {"1", "2"}
    assert draft.tables["pain"].filter(pl.col("red_flag").is_not_null()).select(
        "source_line", "red_flag"
    ).rows() == [(4, "emergency")]  # a box without a tick answers nothing
    assert draft.tables["habits"].select("analgesic", "sleep_h").rows() == [
        (None, 7.0),
        (True, 6.5),
        (None, 8.0),
    ]
    assert reasons(draft) == [(5, "gave_out_first___abs", "two_answers", "abs | grip")]


def test_a_redcap_export_with_labels():
    text = (
        "Record ID,Event Name,Repeat Instrument,Repeat Instance,Survey Timestamp,Lower back,"
        "Emergency signs (choice=Chest pain),Complete?\n"
        "7,Day,Diary,1,2026-09-14 20:00:00,3,Unchecked,Complete\n7,Day,Diary,2,2026-09-15 "
        "20:00:00,3,Checked,Complete\n"
    )
    assert list(propose(text).values()) == [
        *("person", "ignore", "ignore", "ignore", "moment", "low_back", "emergency = yes", "ignore"),
    ]


# ---------------------------------------------------------------- what a mapping may not say


@pytest.mark.parametrize(
    ("told", "says", "hints"),
    [
        ({"a": "date", "b": "lowback"}, "cannot be 'lowback'", "low_back"),
        ({"a": "date", "b": "low_back", "c": "low back"}, "'b' and 'c' cannot both be low_back", "ignore"),
        ({"b": "low_back"}, "no column is the date", "date"),
        ({"a": "date", "b": "note"}, "no column holds anything", "low_back"),
        ({"a": "date", "b": "reps"}, "exercise of 'b'", "exercise"),
        ({"a": "date", "b": "exercise", "c": "note"}, "no column holds anything", "low_back"),
        ({"a": "date", "b": "sleep_h kg"}, "cannot be in 'kg'", "min"),
        ({"a": "date", "b": "sleep_h 0-100"}, "no scale", ""),
        ({"a": "date", "b": "low_back 3-2"}, "cannot be in '3-2'", ""),
        ({"a": "date", "b": {"is": "low_back", "scale": "1-1"}}, "scale", "0-100"),
        ({"a": "date", "b": {"is": "low_back", "words": {"x": 11}}}, "cannot be '11'", "0 to 10"),
        ({"a": "date", "b": {"was": "low_back"}}, "not said", ""),
        ({"a": "date", "b": {"is": "low_back", "skale": "0-100"}}, "'skale'", "scale"),
        ({"a": "date", "b": {"is": "low_back", "exercise": "Plank"}}, "does not belong to a set", ""),
        ({"a": "date", "b": "intensity"}, "place", "site"),
        ({"a": "date", "b": "site", "c": "intensity", "d": "low_back"}, "low_back", ""),
        ({"a": "start", "b": "program", "c": "low_back"}, "phases", ""),
        ({"columns": {"a": "date", "b": "low_back"}, "day_fist": True}, "'day_fist'", "day_first"),
        ({"columns": {"a": "date", "b": "low_back"}, "day_first": "yes"}, "day_first", "true"),
        ({"columns": {"a": "date", "b": "low_back"}, "app": "Up per"}, "app", ""),
        ({"a": "date", "b": "low_back", "A ": "sleep_h"}, "same column", ""),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(told, says, hints):
    with pytest.raises(ArgumentError) as caught:
        check_complete(parse_mapping(told).columns, "form.csv")
    assert says in caught.value.what
    assert hints in caught.value.hint


def test_a_column_that_is_not_there():
    with pytest.raises(LogFileError, match="there is no column 'Pain'; the file has Date, Back"):
        read("Date,Back\n2026-09-14,3\n", {"Date": "date", "Pain": "low_back"})


def test_a_file_that_is_no_mapping(tmp_path):
    file = tmp_path / "map.toml"
    with pytest.raises(ArgumentError, match="no such file"):
        load_mapping(file)
    file.write_text("[columns\n")
    with pytest.raises(ArgumentError, match="TOML"):
        load_mapping(file)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ArgumentError, match="TOML"):
        load_mapping(file)
    with pytest.raises(ArgumentError):
        settle_mapping(3)


def test_every_target_is_one_and_its_own_name():
    for name in all_targets():
        assert find_target(name).name == name


# ---------------------------------------------------------------- in a book


def test_a_mapping_is_told_once_and_kept(tmp_path):
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("Tag,Kreuz,Laune\n14.09.2026,35,gut\n")
    second.write_text("TAG,Laune,kreuz\n15.09.2026,gut,41\n")
    book = ca.Logbook(tmp_path / "book")
    with pytest.raises(QuestionError) as caught:
        book.add(first, person="me")
    assert caught.value.asks == "mapping"
    told = tmp_path / "map.toml"
    told.write_text('[columns]\nTag = "date"\n"Kreuz" = { is = "low_back", scale = "0-100" }\n')
    assert book.add(first, person="me", mapping=told).files[0].accepted == 1
    assert book.add(first, person="me").files[0].status == "unchanged"
    report = book.add(second, person="me").files[0]
    assert (report.status, report.format, report.accepted) == ("added", "mapped", 1)
    assert any("as told" in notice for notice in report.notices)
    again = ca.Logbook(tmp_path / "book")
    assert again.pain()["intensity"].to_list() == [4, 4]
    # told anew, the same bytes are read anew, and what comes after follows
    report = book.add(
        second, person="me", mapping={"Tag": "date", "Kreuz": {"is": "control", "scale": "0-100"}}
    )
    assert report.files[0].status == "replaced"
    assert book.add(second, person="me").files[0].status == "unchanged"
    assert ca.Logbook(tmp_path / "book").pain()["site"].to_list() == ["low_back", "control"]


def test_a_file_with_one_more_column_is_asked_about_again(tmp_path):
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("Tag,Kreuz,Laune\n14.09.2026,3,gut\n")
    second.write_text("Tag,Kreuz,Laune,Leiste\n15.09.2026,4,gut,3\n")
    book = ca.Logbook(tmp_path / "book")
    book.add(first, person="me", mapping={"Tag": "date", "Kreuz": "low_back"})
    with pytest.raises(QuestionError) as caught:
        book.add(second, person="me")
    assert caught.value.asks == "mapping"


def test_files_that_a_reader_knows_need_no_mapping(tmp_path):
    (tmp_path / "mine.csv").write_text("date,low_back\n2026-09-14,3\n")
    (tmp_path / "other.csv").write_text("Tag,Kreuz\n15.09.2026,4\n")
    book = ca.Logbook(tmp_path / "book")
    report = book.add(
        tmp_path / "mine.csv",
        tmp_path / "other.csv",
        person="me",
        mapping={"Tag": "date", "Kreuz": "low_back"},
    )
    assert [file.format for file in report.files] == ["plain", "mapped"]
    assert [entry.manifest.mapping is None for entry in book._entries()] == [True, False]


def test_a_mapping_that_only_adds_to_a_reader_is_kept_with_the_file(tmp_path):
    file = tmp_path / "daylio.csv"
    file.write_text(
        "full_date,date,weekday,time,mood,activities,scales,note_title,note\n"
        "2026-09-14,September 14,Monday,21:00,meh,,,,\n"
    )
    book = ca.Logbook(tmp_path / "book")
    told = {"mapping": {"mood": "thigh_root"}, "severity": {"meh": 4}}
    report = book.add(file, person="me", timezone="Europe/Berlin", **told).files[0]
    assert (report.format, report.accepted) == ("daylio", 1)
    again = ca.Logbook(tmp_path / "book")
    assert again.pain().select("site", "side", "intensity").rows() == [("thigh_root", "both", 4)]
    assert book.add(file, person="me", timezone="Europe/Berlin", **told).files[0].status == "unchanged"


def test_two_sources_need_two_names(tmp_path):
    table = "Tag,Übung,Wdh\n14.09.2026,{},10\n"
    columns = {"Tag": "date", "Übung": "exercise", "Wdh": "reps"}
    for name, exercise in (("a", "Crunch"), ("b", "Plank")):
        (tmp_path / f"{name}.csv").write_text(table.format(exercise))
    logs = [
        read_logs(
            tmp_path / f"{name}.csv", person="me", mapping={"columns": columns, "app": f"app-{name}"}
        ).sets()["session"][0]
        for name in ("a", "b")
    ]
    assert logs == ["app-a:2026-09-14", "app-b:2026-09-14"]


def test_read_logs_takes_a_mapping(tmp_path):
    (tmp_path / "a.csv").write_text("Tag,Kreuz\n14.09.2026,3\n")
    logs = read_logs(tmp_path / "a.csv", person="me", mapping={"Tag": "date", "Kreuz": "low_back"})
    assert logs.pain()["intensity"].to_list() == [3]


def test_a_workbook_of_a_foreign_table(tmp_path):
    from made_binary_files import make_xlsx

    file = tmp_path / "diary.xlsx"
    file.write_bytes(
        make_xlsx({"Readme": [["read me first"]], "Log": [["Tag", "Kreuz"], ["2026-09-14", 35]]})
    )
    with pytest.raises(QuestionError) as caught:
        read_logs(file, person="me")
    assert caught.value.asks == "mapping"
    logs = read_logs(file, person="me", mapping={"Tag": "date", "Kreuz": "low_back 0-100"})
    assert logs.pain()["intensity"].to_list() == [4]


# ---------------------------------------------------------------- hostile headings

HOSTILE = [
    '"]\nx = 1 #', "\x1b[31mred\x7f", "a" * 20_000, "<script>alert(1)</script>", "=1+1", "'''", '"""', "\\",
    "ignore",
    "columns", "", "  ", "Pain", "pain", "PAIN (2)", "\u202eevil", "date\nof day", "__proto__", "()[]?!",
]  # fmt: skip


def hostile_table():
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Tag", *HOSTILE])
    writer.writerow(["14.09.2026", *(f"x{i}\n# y = 2\x1b[0m" for i in range(len(HOSTILE)))])
    return open_table(out.getvalue().encode(), "form.csv")


def test_hostile_headings_survive_the_way_through_toml():
    table = hostile_table()
    question = ask_for_mapping(table, Options())
    text = write_proposal(question, "form\n.csv", "map\n.toml")
    read_back = tomllib.loads(text)
    assert list(read_back["columns"]) == list(name_columns(table.header))
    assert set(read_back) == {"columns"}
    assert "\x1b" not in text and "\x7f" not in text
    names = name_columns(table.header)
    assert len(set(names)) == len(names)
    told = {
        "columns": dict.fromkeys(names, "ignore") | {"Tag": "date", names[3]: "note", names[5]: "low_back"}
    }
    mapping = parse_mapping(told)
    assert mapping.is_for(table.header)
    assert parse_mapping(mapping.to_dict()) == mapping


def test_proposals_of_long_headings_are_quick():
    import time

    start = time.perf_counter()
    for text in ("a " * 10_000, "(" * 10_000, "pain " * 5_000, "0-" * 5_000, "set 1 " * 4_000):
        propose(f"date,{text}\n2026-09-14,3\n")
    assert time.perf_counter() - start < 4


# ---------------------------------------------------------------- nothing is lost

WORDS = (
    "|3|11|45|3,5|-1|leicht|Oui|no|x|n/a|7h30|10 kg|Plank|left|2026-09-14|14.09.2026|3/4/2026 9:26 PM|"
    "31.02.2026|18:30|hip flexors|low back|1e400"
)
CELLS = st.one_of(
    st.sampled_from(WORDS.split("|")),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12),
)
TARGETS = sorted({*all_targets(), "low_back_next_morning", "thigh_root_left_after", "ignore"})
TOLD = st.builds(
    lambda target, more: {"is": target} | more,
    st.sampled_from(TARGETS),
    st.sampled_from(
        [{}] * 6
        + [
            {"scale": "0-100"},
            {"scale": "1-5"},
            {"scale": "words"},
            {"unit": "min"},
            {"unit": "kg"},
            {"value": "yes"},
        ]
        + [{"exercise": "Plank"}, {"exercise": "Plank", "set": 2}, {"set": 1}, {"words": {"leicht": 2}}]
    ),
)


ANSWERS = {
    *("low_back", "thigh_root_left", "thigh_root_right", "control", "below_knee", "emergency", "intensity"),
    *("low_back_next_morning", "sleep_h", "stretch_min", "analgesic", "run_km", "session_rpe", "abs_felt"),
    *("gave_out_first", "minutes", "reps", "load", "load_kg", "duration_s", "distance_m", "exercise"),
}


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    told=st.lists(TOLD, min_size=1, max_size=7),
    rows=st.lists(st.lists(CELLS, min_size=9, max_size=9), max_size=6),
    exercise=st.booleans(),
    decimal=st.sampled_from([None, ",", "."]),
)
@example(told=[{"is": "distance_m", "set": 1}], rows=[["", "", "3", *[""] * 6]], exercise=True, decimal=None)
def test_random_mappings_of_random_tables_lose_nothing(told, rows, exercise, decimal):
    header = ["day", *(f"column {i}" for i in range(len(told)))]
    if exercise:
        header.append("exercise")
    columns = dict(zip(header[1:], told, strict=False))
    columns |= {"day": "date", "column 0": told[0]} | ({"exercise": "exercise"} if exercise else {})
    try:
        mapping = settle_mapping({"columns": columns, "decimal": decimal} if decimal else columns)
        check_complete(parse_mapping(mapping).columns, "a.csv")
    except ArgumentError:
        return
    out = io.StringIO()
    csv.writer(out).writerows([header, *(row[: len(header)] for row in rows)])
    options = Options(mapping=mapping, day_first=True)
    try:
        draft = read_draft(out.getvalue().encode(), "a.csv", format="mapped", options=options)
    except LogFileError as error:
        assert "quote" in error.what or "empty" in error.what or "text" in error.what, error
        return
    assert unaccounted(draft) == 0
    assert draft.mapping["columns"].keys() == set(header)
    again = read_draft(
        out.getvalue().encode(),
        "a.csv",
        format="mapped",
        options=Options(mapping=draft.mapping, day_first=True),
    )
    assert again.mapping == draft.mapping
    assert {name: frame.rows() for name, frame in again.tables.items()} == {
        name: frame.rows() for name, frame in draft.tables.items()
    }
    labels = set(draft.problems["column"].drop_nulls())
    assert labels <= set(header)
    # whoever is said to have answered nothing has answered nothing
    told_lines = {
        *draft.problems["line"],
        *(n for frame in draft.tables.values() for n in frame["source_line"]),
    }
    table = open_table(out.getvalue().encode(), "a.csv")
    silent = table.frame.filter(~pl.col("source_line").is_in(list(told_lines)))
    # where a line holds its sets side by side, the exercise alone is a plan: no set was done
    has_sets = any(one.number is not None for one in parse_mapping(mapping).columns.values())
    answers = ANSWERS - {"exercise"} if has_sets else ANSWERS
    for place, name in enumerate(header):
        meaning = parse_mapping(mapping).columns.get(name)
        if meaning is not None and meaning.target in answers and not meaning.value:
            cells = [cell.strip().lower() for cell in silent[f"c{place}"].drop_nulls()]
            assert all(
                cell in ("", "-", "--", "–", "—", "n/a", "na", "nan", "null", "k.a.") for cell in cells
            )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    header=st.lists(
        st.one_of(st.sampled_from(["Date", "Pain", "Back", "reps", "Plank s", "id"]), st.text(max_size=15)),
        min_size=1,
        max_size=6,
    ),
    rows=st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=5),
)
def test_proposals_of_random_tables_can_be_written_and_read(header, rows):
    out = io.StringIO()
    csv.writer(out).writerows([header, *(row[: len(header)] for row in rows)])
    try:
        table = open_table(out.getvalue().encode("utf-8", "replace"), "a.csv")
    except LogFileError:
        return
    question = ask_for_mapping(table, Options())
    told = tomllib.loads(write_proposal(question, "a.csv", "map.toml"))
    assert told == {"columns": question.mapping.to_dict()["columns"]}
    assert isinstance(question.mapping, TableMapping)
