"""Month names, long and short, in the languages that apps write them in."""

from __future__ import annotations

from typing import Final

import polars as pl

#: Twelve entries a language, January first; alternatives are joined by "/". Dots, case and accents do not
#: matter, so that "janv.", "Janv" and "févr" need one entry each. A further language is one more line.
_NAMES: Final[dict[str, str]] = {
    "en": "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept "
    "october/oct november/nov december/dec",
    "de": "januar/jan/jän/jänner februar/feb/febr/feber märz/mär/mrz april/apr mai juni/jun juli/jul "
    "august/aug september/sep/sept oktober/okt november/nov dezember/dez",
    "fr": "janvier/janv/jan février/févr/fév mars/mar avril/avr mai juin/jui juillet/juil/jul août/aoû/ao "
    "septembre/sept/sep octobre/oct novembre/nov décembre/déc",
    "es": "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago "
    "septiembre/setiembre/sept/sep/set octubre/oct noviembre/nov diciembre/dic",
    "pt": "janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul agosto/ago "
    "setembro/set outubro/out novembro/nov dezembro/dez",
    "it": "gennaio/gen/genn febbraio/feb/febbr marzo/mar aprile/apr maggio/mag/magg giugno/giu luglio/lug "
    "agosto/ago settembre/set/sett ottobre/ott novembre/nov dicembre/dic",
    "tr": "ocak/oca şubat/şub mart/mar nisan/nis mayıs/may haziran/haz temmuz/tem ağustos/ağu eylül/eyl "
    "ekim/eki kasım/kas aralık/ara",
    "nl": "januari/jan februari/feb/febr maart/mrt/maa april/apr mei juni/jun juli/jul augustus/aug "
    "september/sep/sept oktober/okt november/nov december/dec",
    "pl": "stycznia/styczeń/sty lutego/luty/lut marca/marzec/mar kwietnia/kwiecień/kwi maja/maj "
    "czerwca/czerwiec/cze lipca/lipiec/lip sierpnia/sierpień/sie września/wrzesień/wrz "
    "października/październik/paź listopada/listopad/lis grudnia/grudzień/gru",
    "sv": "januari/jan februari/feb mars/mar april/apr maj juni/jun juli/jul augusti/aug september/sep/sept "
    "oktober/okt november/nov december/dec",
    "da": "januar/jan februar/feb marts/mar april/apr maj juni/jun juli/jul august/aug september/sep/sept "
    "oktober/okt november/nov december/dec",
    "no": "januar/jan februar/feb mars/mar april/apr mai juni/jun juli/jul august/aug september/sep/sept "
    "oktober/okt november/nov desember/des",
    "ru": "января/январь/янв февраля/февраль/фев/февр марта/март/мар апреля/апрель/апр мая/май июня/июнь/июн "
    "июля/июль/июл августа/август/авг сентября/сентябрь/сен/сент октября/октябрь/окт ноября/ноябрь/ноя/нояб "
    "декабря/декабрь/дек",
}


def fold_words(text: pl.Expr) -> pl.Expr:
    """Return text in lower case without accents and dots, so that ``Şub``, ``sub`` and ``ŞUB.`` are one.

    Examples
    --------
    >>> pl.select(fold_words(pl.lit(pl.Series(["Févr.", "ŞUB", "Mayıs"])))).to_series().to_list()
    ['fevr', 'sub', 'mayis']
    """
    apart = text.str.normalize("NFKD").str.replace_all(r"\p{M}|\.", "").str.to_lowercase()
    return apart.str.replace_all("ı", "i", literal=True).str.strip_chars()


def _build() -> dict[str, int]:
    entries = [
        (word, number)
        for names in _NAMES.values()
        for number, alternatives in enumerate(names.split(), start=1)
        for word in alternatives.split("/")
    ]
    words = pl.Series([word for word, _ in entries])
    folded = pl.select(fold_words(pl.lit(words))).to_series().to_list()
    return dict(zip(folded, (number for _, number in entries), strict=True))


#: Folded month name to month number, 1-12.
MONTHS: Final = _build()


def parse_month(name: pl.Expr) -> pl.Expr:
    """Return the number (1-12) of a month name in any known language; null for an unknown one.

    Examples
    --------
    >>> names = pl.Series(["Mai", "janv.", "paź", "Smarch"])
    >>> pl.select(parse_month(pl.lit(names))).to_series().to_list()
    [5, 1, 10, None]
    """
    return fold_words(name).replace_strict(MONTHS, default=None, return_dtype=pl.Int32)
