"""Headings of foreign tables: what a column is, by the words of its question in seven languages.

English, German, French, Spanish, Italian, Portuguese and Turkish; accents and case do not count. Whatever is
found is a proposal that a person looks over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coreanalytics.logbook.headings import fold
from coreanalytics.logbook.readers import mapping_texts as texts
from coreanalytics.logbook.readers.form import TIMESTAMP_WORDS
from coreanalytics.logbook.readers.places import find_place
from coreanalytics.logbook.readers.targets import find_target
from coreanalytics.vocabulary import Side, Site, Timing

MOST: Final = 500  #: characters of a heading that are looked at

#: Most specific first: every pattern of a line must occur, and none behind the first is looked at then.
_KEYWORDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("emergency", (
        r"saddle|bladder|chest pain|emergency|red flags?|reithose\w*|blase|brustschmerz\w*|notfall\w*|"
        r"urgences?|vessie|selle|vejiga|emergencia|emergenza|vescica|bexiga|urgencia|acil|mesane|idrar",)),
    ("below_knee", (
        r"below (the |your )?knees?|unter(halb)?( (de[sm]|vom))? knie\w*|(sous|dessous) (le |du )?genou|"
        r"(debajo|abajo) de (la |las )?rodillas?|sotto (il |al )?ginocchio|abaixo dos? joelhos?|"
        r"diz(in|ler\w*)? alt\w*",)),
    ("gave_out_first", (
        r"g[ai]ve[sn]? out|giving out|gave up|tired|fatigued?|nach\w*geben|nachgab|aufgegeben|"
        r"versagt\w*|ermudet\w*|"
        r"fallo|cedio|canso|lache|cede|fatigue|fatigues|ceduto|mollato|stancat\w*|cedeu|falhou|cansou|"
        r"pes etti|yoruldu|birakti",
        r"first|zuerst|als erste\w*|primero|premiere?|d abord|en premier|per prim[aoi]|prim[ao]|"
        r"primeir[ao]|once|ilk")),
    ("abs_felt", (
        r"feel|feeling|felt|spur\w*|gespurt|senti\w*|sentei|notaste|ressent\w*|hisset\w*|percepi\w*|percebeu",
        r"abs|abdominals?|bauch\w*|abdominal(es)?|abdominais|abdomen|abdo\w*|addom\w*|kari?n\w*")),
    ("session_rpe", (
        r"s?rpe|how hard|how tough|exertion|effort|borg|anstreng\w*|wie (hart|schwer)|belastung\w*|esfuerzo|"
        r"(que tan|como de) dur[ao]|difficulte|fatigant|sforzo|fatica|faticos[ao]|esforco|zorlu\w*|"
        r"zorlan\w*|efor",)),
    ("analgesic", (
        r"pain ?killers?|analgesics?|pain (med\w*|relief)|ibuprofen\w*|paracetamol\w*|schmerzmittel|"
        r"schmerztablett\w*|schmerzmedik\w*|analgesicos?|calmantes?|antalgiques?|anti ?douleurs?|"
        r"analgesiques?|"
        r"antidolorific\w*|analgesic[oi]|agri kesici\w*",)),
    ("ignore", (
        r"(sleep|schlaf|sueno|sommeil|sonno|sono|uyku)\w* ?(quality|qualitat|kalite\w*)|schlafqualitat|"
        r"(quality|qualitat|calidad|qualite|qualita|qualidade)( \w+){1,3} ?(sleep|schlaf\w*|sueno|"
        r"sommeil|sonno|sono)|"
        r"body ?weight|korpergewicht|peso (corporal|corporeo)|poids (du corps|corporel)|vucut agirlig\w*|"
        r"mood|stimmung|laune|animo|humeur|umore|humor|ruh hali",)),
    ("massage_min", (
        r"massag\w*|foam ?roll\w*|faszienroll\w*|masaj\w*|massagg\w*",)),
    ("stretch_min", (
        r"stretch\w*|(?:auf)?dehn\w*|gedehnt|estir\w*|etire\w*|allung\w*|along(ou|ar|amentos?|amento)|"
        r"esne(t|me)\w*|germe",)),
    ("squat_sets", (
        r"squats?|kniebeuge\w*|sentadillas?|agachamentos?|accosciat\w*|comelme",)),
    ("run_km", (
        r"ran|runs?|running|jog\w*|lauf\w*|gelaufen|gejoggt|corr(er|ido|iste|eu)|carrera|couru|course a pied|"
        r"cors[ao]|corrid[ao]|kos(u|tu)\w*",
        r"km|kms|kilomet\w*|miles?|distan\w*|strecke|how far|wie weit")),
    ("sitting_h", (
        r"sitting|sat|gesessen|sitz\w*|sentad[ao]|assise?|sedut[aoi]|oturdu\w*|oturma\w*|oturarak",)),
    ("sleep_h", (
        r"sleep|slept|hours of sleep|schlaf\w*|geschlafen|sueno|dorm\w*|sommeil|sonno|sono|uyku\w*|"
        r"uyudu\w*",)),
    ("minutes", (
        r"duration|length|how long|minutes?|dauer|minuten|duracion|duree|durata|duracao|sure(si)?",
        r"session|training|workout|einheit|sesion|entren\w*|seance|entrainement|allenament\w*|sessione|"
        r"treino|"
        r"antrenman\w*")),
)  # fmt: skip
#: Headings that mean this only as a whole.
_WHOLE: Final[tuple[tuple[str, str], ...]] = (
    ("person", r"(your |full |first |nick ?)?name( or code)?|(participant|subject|patient|client|"
               r"athlete|person|"
               r"record|study|user|member)( ?(id|code|name|no|nr|number))?|id|code|who|dein name|"
               r"vorname|teilnehmer"
               r"(in)?( ?(id|nr|code))?|kurzel|proband(in)?|wer|nombre|codigo|participante|quien|nom|"
               r"prenom|qui|"
               r"nome|codice|partecipante|chi|quem|isim|ad|adin( soyadin)?|ad soyad|adiniz|kod|kim|kullanici|"
               r"e ?mail( address| adresse)?|username|correo( electronico)?|benutzername"),
    ("note", r"anything else|notes?|comments?|remarks?|sonst noch (et)?was|notizen?|kommentare?|"
             r"bemerkung(en)?|"
             r"anmerkung(en)?|algo mas|notas?|comentarios?|observacion(es)?|remarques?|commentaires?|"
             r"autre chose|"
             r"osservazion[ei]|comment[oi]|altro|observac(ao|oes)|notlar|yorum(lar)?|aciklama|baska bir sey"),
    ("date", r"date|day|datum|tag|fecha|dia|jour|data|giorno|tarih|gun|(date|datum|fecha|data) .{0,30}"),
    ("time", r"time( of day)?|uhrzeit|zeit|hora|heure|ora|orario|horario|saat"),
    ("exercise", r"exercises?( name)?|ubung(en)?|ejercicios?|exercices?|esercizi?o?|exercicios?|"
                 r"egzersiz|hareket|"
                 r"movement|lift|drill"),
    ("set", r"sets?( (no|nr|number|order))?|satz( ?nr)?|satze|series?|serie"),
    ("side", r"side|seite|lado|cote|lato|taraf"),
    ("site", r"where|site|place|location|body ?part|area|korperstelle|korperteil|wo|ort|stelle|zona|"
             r"lugar|donde|"
             r"localisation|zone|endroit|ou|sede|punto|dove|local|onde|bolge|yer|nerede"),
    ("intensity", r"(pain|discomfort)( (score|level|rating|intensity))?|score|intensity|severity|nrs|vas|"
                  r"schmerz(en)?|schmerzstarke|starke|beschwerden|dolor|intensidad|molestia|douleur|"
                  r"intensite|"
                  r"dolore|intensita|dor|intensidade|agri|siddet"),
    ("timing", r"timing|when|moment|wann|zeitpunkt|cuando|quand|quando|ne zaman"),
    ("kind", r"set type|set kind|kind|type|art|typ|tipo"),
    ("rpe", r"rpe|rir|effort"),
    ("title", r"(workout|session|training)( name| title)?|einheit|entrenamiento|seance|allenamento|"
              r"treino|antrenman"),
)  # fmt: skip
#: A measure at a set: in the heading of a column of sets, whole or beside the exercise.
MEASURES: Final[tuple[tuple[str, str], ...]] = (
    ("load_lb", r"lbs?|pounds?"),
    ("load_kg", r"kgs?|kilos?|kilogram\w*"),
    ("reps", r"reps?|repetitions?|wdhs?|wiederh\w*|repeticiones|repetizion\w*|ripetizion\w*|repetic\w*|"
             r"tekrar\w*|"
             r"anzahl|x"),
    ("duration_s", r"s|secs?|seconds?|sek\w*|segundos?|secondes?|secondi|saniye|sn|hold|halte\w*|"
                   r"duration|dauer|"
                   r"duracion|duree|durata|duracao|sure"),
    ("distance_m", r"m|met(er|re)s?|metros?|metri|distance|distanz|strecke|distancia|distanza|mesafe"),
    ("load", r"weight|load|gewicht|last|peso|carga|poids|charge|carico|agirlik"),
)  # fmt: skip

_DURING: Final = r"during|while|wahrend( de[sr])?|durante|pendant|sirasinda"
_AFTER: Final = (
    r"after|nach de[mr]|nachher|danach|despues de|despues|apres|dopo|depois d[eo]|depois|sonra(si)?"
)
_BEFORE: Final = r"before|vor dem|vorher|antes d[eo]|antes|avant|prima d\w*|oncesi(nde)?"
_NEXT: Final = (
    r"(the )?next morning|(this |in the )?mornings?|waking( up)?|am (nachsten )?morgen|morgens|heute morgen|"
    r"(por )?la manana|manana|(ce |le )?matin|(lendemain )?matin|(al|questa )?mattin[ao]|manha|sabah(lari)?"
)
_TIMINGS: Final = (
    (Timing.NEXT_MORNING, re.compile(rf"\b({_NEXT})\b")),
    (Timing.DURING, re.compile(rf"\b({_DURING})\b")),
    (Timing.BEFORE, re.compile(rf"\b({_BEFORE})\b")),
    (Timing.AFTER, re.compile(rf"\b({_AFTER})\b")),
)
_TRAINING: Final = re.compile(
    r"\b((the |dem |der |del? |la |el |l |lo |o |your |your |di )*(training|work ?outs?|exercis\w*|"
    r"sessions?|einheit|"
    r"entren\w*|ejercicio|seance|entrainement|allenament\w*|treino|antrenman\w*|egzersiz\w*))\b"
)
#: A rating that is not of the day on average.
_OTHER: Final = re.compile(
    r"\b(worst|maximum|max|least|right now|yesterday|schlimmst\w*|starkst\w*|gestern|jetzt|peor|ayer|"
    r"ahora|pire|"
    r"hier|maintenant|peggior\w*|ieri|adesso|pior|ontem|agora|en kotu|dun|su an)\b"
)
#: Places that `places` does not know by these words.
_MORE_PLACES: Final[tuple[tuple[Site, str], ...]] = (
    (Site.THIGH_ROOT, r"(top|root|front) of (the |my |your )?(left |right )?(thighs?|hips?|legs?)|"
                      r"haut de la cuisse|"
     r"pli de l aine|racine de la cuisse|avant de la hanche|(devant|face avant) de la hanche|"
     r"huftbeug\w*|leisten?\w*|"
     r"vordere[rns]? (hufte|oberschenkel)|oberschenkel(ansatz|vorderseite)|parte delantera de la cadera|"
     r"(parte )?anteriore? dell? anca|radice della coscia|attacco della coscia|raiz da coxa|"
     r"(parte da )?frente (do quadril|da coxa)|kasik\w*|uyluk koku|kalca (fleksor\w*|onu)|on kalca"),
    (Site.LOW_BACK, r"parte (baja|inferior) de la espalda|espalda inferior|reins|region lombaire|bas de dos|"
     r"parte bassa della schiena|zona lombare|reni|(parte inferior|fundo) das costas|lombo|alt sirt|"
     r"belim?(de|in)?|"
     r"bel bolges\w*|lower spine|ruckenende|kreuz"),
    (Site.CONTROL, r"machoire|dents?|mascella|mandibola|denti?|mandibula|maxilar|dentes?|cene|dis agri\w*|"
     r"jaws?|teeth|zahne?|kiefer"),
)  # fmt: skip
_LEFT: Final = re.compile(r"\b(left|l|links?|linke[rsnm]?|izquierd[ao]|gauche|sinistr[ao]|esquerd[ao]|sol)\b")
_RIGHT: Final = re.compile(r"\b(right|r|rechts?|rechte[rsnm]?|derech[ao]|droite?|destr[ao]|direit[ao]|sag)\b")
_BACK: Final = re.compile(r"\b(back|rucken\w*|espalda|dos|schiena|costas|sirt)\b")
_SCALE: Final = re.compile(
    r"\b([01]) ?(?:\([^\d()]{0,24}\))?[ ,;]*(?:-|–|—|to|bis|al?|à|até|ila|\.{2,3}|…) ?(100|10|[3-9])\b"
)
_DAY_FIRST: Final = frozenset({"datum", "fecha", "data", "tarih", "giorno", "dia", "jour", "gun", "tag"})


@dataclass(frozen=True, slots=True)
class Guess:
    """What a heading says that a column is; `note` tells what to check."""

    target: str
    note: str = ""


def simplify(heading: str) -> str:
    """Return the words of a heading: lower case, no accents, nothing between them but spaces.

    Examples
    --------
    >>> simplify("Ağrı kesici aldın mı?"), simplify("thigh_root (left)")
    ('agri kesici aldin mi', 'thigh root left')
    """
    folded = fold(heading[:MOST]).replace("ı", "i")
    return " ".join(re.sub(r"[^\w]+|_", " ", folded).split())


def guess_target(heading: str) -> Guess | None:
    """Tell what a column is by its heading.

    Examples
    --------
    >>> headings = ("Bas du dos aujourd'hui (0-10)", "Kasık, sol", "Ore di sonno")
    >>> [guess_target(heading).target for heading in headings]
    ['low_back', 'thigh_root_left', 'sleep_h']
    >>> guess_target("Dor lombar durante o treino").target
    'low_back_during'
    """
    words = simplify(heading)
    bare = simplify(re.sub(r"\([^()]*\)", " ", heading[:MOST])) or words
    target = find_target(heading[:MOST])
    if target is not None and target.name not in ("ignore", "side", "session"):
        return Guess(target.name)
    for name, pattern in _WHOLE_PATTERNS:
        if pattern.fullmatch(bare):
            return Guess(name)
    for name, patterns in _PATTERNS:
        if all(pattern.search(words) for pattern in patterns):
            return Guess(name)
    places = [guess for guess in (_guess_place(bare), _guess_place(words)) if guess is not None]
    return next((guess for guess in places if not guess.note), places[0] if places else None)


def guess_measure(heading: str) -> str | None:
    """Tell which measure of a set a heading names, if it names nothing else.

    Examples
    --------
    >>> guess_measure("Gewicht (kg)"), guess_measure("Wdh."), guess_measure("Mood")
    ('load_kg', 'reps', None)
    """
    words = simplify(heading).split()
    found = [name for word in words for name, pattern in _MEASURE_PATTERNS if pattern.fullmatch(word)]
    if len(found) < len(words) or not found:
        return None
    return min(found, key=[name for name, _ in MEASURES].index)


def guess_scale(heading: str) -> str | None:
    """Return the scale that a heading names, such as ``0-100`` or ``1-5``; None: it names none.

    Examples
    --------
    >>> [guess_scale(told) for told in ("Schmerz (0-100)", "Dolor, 1 a 5", "Pain 0-10", "Pain")]
    ['0-100', '1-5', '0-10', None]
    """
    found = _SCALE.search(heading[:MOST])
    return f"{found[1]}-{found[2]}" if found else None


def is_timestamp(heading: str) -> bool:
    """Tell whether a heading is that of the moment at which a form was sent."""
    return fold(heading[:MOST]) in TIMESTAMP_WORDS


def puts_day_first(heading: str) -> bool:
    """Tell whether a heading is of a language that writes the day before the month."""
    words = simplify(heading)
    return bool(TIMESTAMP_WORDS.get(fold(heading[:MOST]))) or (words.split() or [""])[0] in _DAY_FIRST


def _guess_place(words: str) -> Guess | None:
    timing = next((timing for timing, pattern in _TIMINGS if pattern.search(words)), None)
    rest = words
    for _, pattern in _TIMINGS:
        rest = pattern.sub(" ", rest)
    rest = " ".join(_TRAINING.sub(" ", rest).split())
    place = find_place(rest)
    site = place.site if place else next((s for s, pattern in _PLACE_PATTERNS if pattern.search(rest)), None)
    note = ""
    if site is None:
        if not _BACK.search(rest):
            return None
        site, note = Site.LOW_BACK, texts.VAGUE
    if _OTHER.search(words):
        return Guess("ignore", texts.OTHER_MOMENT)
    sided = re.sub(r"\bl (?=[aeiouh])", "", rest)  # an article, as in l'aine
    left, right = bool(_LEFT.search(sided)), bool(_RIGHT.search(sided))
    side = Side.LEFT if left and not right else Side.RIGHT if right and not left else Side.BOTH
    name = f"{site}_{side}" if site == Site.THIGH_ROOT else str(site)
    target = find_target(f"{name}_{timing}" if timing else name)
    return Guess(target.name, note) if target else None


def _compile(patterns: Sequence[tuple[str, str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern)) for name, pattern in patterns)


_PATTERNS: Final = tuple(
    (name, tuple(re.compile(rf"\b(?:{pattern})\b") for pattern in patterns)) for name, patterns in _KEYWORDS
)
_WHOLE_PATTERNS: Final = _compile(_WHOLE)
_MEASURE_PATTERNS: Final = _compile(MEASURES)
_PLACE_PATTERNS: Final = tuple((site, re.compile(rf"\b(?:{pattern})\b")) for site, pattern in _MORE_PLACES)
