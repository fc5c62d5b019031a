"""Words of foreign tables in several languages: ticks, yes and no, how bad it is, and choices.

All are written as `words.fold_words` gives them: lower case, no accents, spaces for hyphens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _list(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(","))


def _table(**words: str) -> dict[str, str]:
    return {word: meant for meant, many in words.items() for word in _list(many)}


#: A box that is ticked; REDCap writes 1 or Checked.
TICKED: Final = _list(
    "1, 1.0, x, yes, y, true, checked, ja, oui, si, sim, evet, ok, wahr, vrai, vero, verdadero, verdadeiro, "
    "✓, ✔, ☑, ☒"
)
UNTICKED: Final = _list("0, 0.0, no, n, false, unchecked, nein, non, nao, hayir, falsch, faux, falso, ☐")
YES: Final = _list("yes, ja, oui, si, sim, evet, vrai, vero, verdadeiro, checked")
NO: Final = _list(
    "no, nein, non, nao, hayir, faux, falso, unchecked, none, keine, keines, aucun, aucune, ninguno, "
    "ninguna, nessuno, nessuna, nenhum, nenhuma, yok"
)

#: Words for how bad it is, and the level of `vocabulary.SEVERITY` that they are.
SEVERITIES: Final[Mapping[str, str]] = _table(
    none="no, no pain, nothing, keine, kein, keine schmerzen, nicht vorhanden, nichts, aucune, aucun, "
    "aucune douleur, pas de douleur, rien, ninguno, ninguna, nada, sin dolor, nessuno, nessuna, "
    "nessun dolore, niente, nenhuma, nenhum, sem dor, yok, hic, agri yok",
    mild="light, slight, a little, leicht, leichte, gering, ein wenig, etwas, legere, leger, faible, un peu, "
    "leve, ligero, ligera, poco, un poco, lieve, leggero, leggera, un po, ligeira, fraca, um pouco, hafif",
    moderate="medium, mittel, mittlere, massig, massige, mittelstark, moderat, moderee, modere, moyenne, "
    "moderado, moderada, medio, media, regular, moderato, moderata, orta",
    severe="strong, bad, stark, starke, schwer, heftig, forte, fort, severe, intense, fuerte, severo, "
    "severa, intenso, intensa, mucho, grave, siddetli, cok",
    unbearable="worst, worst imaginable, extreme, unertraglich, unertragliche, extrem, insupportable, "
    "insoportable, extremo, insopportabile, estremo, insuportavel, dayanilmaz",
)
#: Choices by target: what is written, and what it means in our own tables.
CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "side": _table(
        left="g, gauche, sinistra, sinistro, sx, esquerda, esquerdo, sol, left side",
        right="d, droite, droit, destra, destro, dx, direita, direito, sag, right side",
        both="les deux, deux, entrambi, entrambe, ambedue, os dois, as duas, her iki, iki taraf, both sides, "
        "beide seiten",
    ),
    "timing": _table(
        day="heute, hoy, aujourd'hui, oggi, hoje, bugun, evening, abends, soir, noche, sera, noite, aksam",
        next_morning="morning, morgens, am morgen, nachster morgen, am nachsten morgen, manana, "
        "por la manana, matin, lendemain matin, mattina, manha, sabah",
        before="pre, vorher, vor dem training, antes, avant, prima, once",
        during="wahrend, wahrend des trainings, durante, pendant, sirasinda",
        after="post, nachher, danach, nach dem training, despues, apres, dopo, depois, sonra",
    ),
    "gave_out_first": _table(
        abs="abdos, abdominaux, addominali, addome, abdominais, abdomen, karin, bauchmuskeln, core, stomach",
        hip_flexors="hip, hips, hip flexor, thigh, thighs, thigh roots, huftbeuger, oberschenkel, "
        "oberschenkelansatz, flechisseurs de hanche, flechisseurs de la hanche, hanche, aine, "
        "flexores de la cadera, flexores, ingle, flessori dell'anca, flessori, inguine, "
        "flexores do quadril, quadril, virilha, kasik, kalca, kalca fleksorleri",
        low_back="back, lower back, rucken, dos, bas du dos, espalda, espalda baja, schiena, schiena bassa, "
        "costas, lombar, bel",
        grip="hands, forearms, unterarme, hande, prise, avant bras, presa, avambracci, pegada, antebracos, "
        "kavrama, on kol, antebrazos",
        other="something else, anderes, andere, autre, autre chose, otro, altro, outro, diger",
        none="nothing, keine, keines, rien, aucun, niente, nada, nenhum, hicbiri, hic",
    ),
}
