"""All claims together: their order, what looking at many costs, and the comparison of routines in them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from benchmarks.calibration.claims import is_called
from benchmarks.calibration.made_claims import Truth, make_days
from coreanalytics.effects import compare, compare_within, examine_claims
from coreanalytics.effects.claims.multiplicity import look_together, rank_discoveries
from coreanalytics.effects.claims.questions import ClaimQuestion
from coreanalytics.effects.claims.results import Claim, Claims, ClaimVerdict
from coreanalytics.effects.claims.routine import examine_routine
from coreanalytics.effects.results import Interval
from coreanalytics.errors import ArgumentError, DataError

NAMES = ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8"]


@pytest.fixture(scope="module")
def days() -> pl.DataFrame:
    return make_days(np.random.default_rng(61), 12, 112, Truth(felt=2.0), design="parallel")


@pytest.fixture(scope="module")
def found(days) -> Claims:
    return examine_claims(days)


# --- many numbers at once -------------------------------------------------------------------------------


@pytest.mark.parametrize(("dependent", "method"), [(False, "fdr_bh"), (True, "fdr_by")])
def test_q_is_that_of_statsmodels(dependent: bool, method: str) -> None:
    from statsmodels.stats.multitest import multipletests

    rng = np.random.default_rng(1)
    for n in (1, 2, 7, 23):
        p = np.round(rng.random(n) ** 3, 2)  # with ties, and zeros
        ours = rank_discoveries(p.tolist(), dependent=dependent)
        assert ours == pytest.approx(multipletests(p, method=method)[1])
    assert rank_discoveries([]).size == 0


def make_claim(name: str, p: float | None, low: float, high: float, verdict: ClaimVerdict, **more) -> Claim:
    return Claim(
        name=name, part=more.pop("part", "x"), question="?", estimate=(low + high) / 2,
        interval=Interval(low, high, 0.95), unit="points", p=p, q=None,
        is_primary=more.pop("is_primary", False), people=9, days=99, counted="days", verdict=verdict,
        sentence="Found.", caution="",
    )  # fmt: skip


def test_what_chance_explains_is_not_called() -> None:
    alone = make_claim("C1", 0.04, 0.1, 1.9, ClaimVerdict.SUPPORTED)
    assert look_together(Claims((alone,)), 0.95)["C1"].verdict is ClaimVerdict.SUPPORTED
    others = [
        make_claim("C2", 0.2 + 0.1 * at, -1, 1.5, ClaimVerdict.CANT_TELL, part=str(at)) for at in range(6)
    ]
    told = look_together(Claims((alone, *others)), 0.95)["C1"]
    assert told.verdict is ClaimVerdict.CANT_TELL
    assert told.q == pytest.approx(0.28)
    assert told.p == 0.04
    assert "7 such numbers were looked at together" in told.sentence
    strong = make_claim("C1", 0.001, 0.1, 1.9, ClaimVerdict.CONTRADICTED)
    assert look_together(Claims((strong, *others)), 0.95)["C1"].verdict is ClaimVerdict.CONTRADICTED


def test_primary_parts_and_equivalence_are_left_alone() -> None:
    rest = [make_claim("C2", 0.9, -1, 1, ClaimVerdict.CANT_TELL, part=str(at)) for at in range(9)]
    primary = make_claim("C5", 0.04, -1.9, -0.1, ClaimVerdict.SUPPORTED, is_primary=True)
    nothing = make_claim("C3", 0.04, -0.5, -0.1, ClaimVerdict.SUPPORTED)
    small = make_claim("C1", 0.04, 0.1, 0.5, ClaimVerdict.TOO_SMALL)
    told = look_together(Claims((primary, nothing, small, *rest)), 0.95)
    assert (told["C5"].verdict, told["C5"].q) == (ClaimVerdict.SUPPORTED, None)
    assert told["C3"].verdict is ClaimVerdict.SUPPORTED
    assert told["C1"].verdict is ClaimVerdict.TOO_SMALL
    against = make_claim("C3", 0.04, -2.5, -0.1, ClaimVerdict.CONTRADICTED)
    assert look_together(Claims((against, *rest)), 0.95)["C3"].verdict is ClaimVerdict.CANT_TELL


def test_false_discoveries_are_rare_where_half_is_true() -> None:
    rng = np.random.default_rng(2)
    shares = []
    for _ in range(2000):
        z = rng.normal(size=20) * 0.8 + rng.normal() * 0.6 + np.repeat([0.0, 3.0], 10)
        p = 2 * (1 - np.vectorize(_phi)(np.abs(z)))
        called = rank_discoveries(p.tolist()) <= 0.05
        shares.append(called[:10].sum() / max(called.sum(), 1))
    assert np.mean(shares) <= 0.05


def _phi(x: float) -> float:
    import math

    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


# --- all claims -----------------------------------------------------------------------------------------


def test_claims_come_in_the_articles_order(found: Claims) -> None:
    assert list(dict.fromkeys(name for name, _ in found)) == NAMES
    assert len({*found}) == len(found)
    primary = [key for key, claim in found.items() if claim.is_primary]
    assert primary == [("C5", "thigh_root"), ("C5", "low_back")]


def test_every_answer_has_p_and_q_and_every_refusal_a_reason(found: Claims) -> None:
    answered = [claim for claim in found.values() if claim.is_answered]
    assert len(answered) > 12
    for claim in answered:
        assert claim.p is not None
        assert (claim.q is None) == claim.is_primary
        assert claim.q is None or claim.q >= claim.p
        assert claim.interval is not None
        assert claim.table is not None
        assert claim.method
        assert claim.caution
    for claim in found.values():
        assert claim.is_answered or claim.missing


def test_what_is_there_is_found_among_many(found: Claims) -> None:
    assert found["C7"].verdict is ClaimVerdict.SUPPORTED
    assert "significant" not in str(found)


def test_lazy_days_give_the_same(days, found: Claims) -> None:
    assert examine_claims(days.lazy()) == found
    assert examine_claims(days.sample(fraction=1.0, shuffle=True, seed=1)) == found


def test_progress_is_told(days) -> None:
    told: list[tuple[int, int]] = []
    examine_claims(days.filter(pl.col("person") < "p002"), progress=lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1] == len(told)


def test_days_that_come_later_are_not_read(days) -> None:
    day = days["date"].unique().sort()[90]
    early = examine_claims(days.filter(pl.col("date") <= day))
    assert examine_claims(days, until=day).to_polars().equals(early.to_polars())


def test_missing_columns_and_impossible_questions_are_named(days) -> None:
    with pytest.raises(DataError, match=r"lacks .*stretch_min.*abs_felt"):
        examine_claims(days.drop("abs_felt", "stretch_min"))
    for wrong in ({"level": 2}, {"weeks": 0}, {"delta_share": -1}, {"delta_felt": 0}, {"control": "run_in"}):
        with pytest.raises(ArgumentError):
            examine_claims(days, **wrong)
    with pytest.raises(ArgumentError):
        examine_claims(days, treatment="standard_crunch")


def test_an_empty_log_is_refused_claim_by_claim(days) -> None:
    found = examine_claims(days.head(0))
    assert {claim.verdict for claim in found.values()} == {ClaimVerdict.REFUSED}
    assert all(claim.missing for claim in found.values())


# --- the comparison of routines ---------------------------------------------------------------------------


def test_claim_5_is_the_comparison(days, found: Claims) -> None:
    effects = compare(days)
    for site in ("thigh_root", "low_back"):
        claim, effect = found["C5", site], effects[site]
        assert effect.interval is not None
        assert claim.estimate == pytest.approx(effect.estimate)
        assert claim.interval is not None
        assert claim.interval.level == pytest.approx(0.975)
        assert (claim.interval.low, claim.p) == (pytest.approx(effect.interval.low), pytest.approx(effect.p))
        assert (claim.people, claim.days) == (12, effect.n_days)


def shift(days: pl.DataFrame, points: float) -> pl.DataFrame:
    """Return days with `points` added on every core-focused day."""
    treated = (pl.col("program") == "core_focused").cast(pl.Float64)
    return days.with_columns(
        (pl.col(site) + points * treated).clip(0, 10) for site in ("thigh_root", "low_back")
    )


def test_claim_5_goes_with_the_direction_and_causes_need_lots() -> None:
    days = make_days(np.random.default_rng(62), 40, 112, Truth(), design="parallel")
    better, worse = (examine_routine(shift(days, by), ClaimQuestion()) for by in (-2.5, 2.5))
    assert {claim.verdict for claim in better} == {ClaimVerdict.SUPPORTED}
    assert {claim.verdict for claim in worse} == {ClaimVerdict.CONTRADICTED}
    assert "helps" in better[0].sentence
    chosen = shift(days, -2.5).with_columns(assigned=pl.lit("self"))
    told = examine_routine(chosen, ClaimQuestion())[0]
    assert told.verdict is ClaimVerdict.SUPPORTED
    assert "helps" not in told.to_sentence()


def test_one_person_is_compared_with_themselves() -> None:
    days = make_days(np.random.default_rng(63), 1, 182, Truth(), design="crossing")
    claim = examine_routine(days, ClaimQuestion())[0]
    effect = compare_within(days, "p000", seed=ClaimQuestion().seed)["thigh_root"]
    assert claim.people == 1
    assert claim.is_primary
    assert claim.estimate == pytest.approx(effect.estimate) if effect.is_answered else claim.missing


@pytest.mark.parametrize("people", [2, 4])
def test_few_people_are_refused_with_what_would_help(people: int) -> None:
    days = make_days(np.random.default_rng(64), people, 60, Truth(), design="parallel")
    for claim in examine_routine(days, ClaimQuestion()):
        assert claim.verdict is ClaimVerdict.REFUSED
        assert claim.is_primary
        assert "3" in claim.missing


# --- nothing true, nothing called ---------------------------------------------------------------------------


def count_called(studies: int, people: int, seed: int) -> int:
    """Return in how many studies anything but claim 5 is called."""
    called = 0
    for at in range(studies):
        days = make_days(np.random.default_rng([seed, at]), people, 112, Truth(), design="parallel")
        found = examine_claims(days).values()
        called += any(is_called(claim) for claim in found if not claim.is_primary)
    return called


def test_a_whole_examination_is_silent_where_nothing_is_true() -> None:
    assert count_called(8, 8, 71) <= 2


@pytest.mark.slow
def test_a_whole_examination_is_silent_where_nothing_is_true_at_length() -> None:
    assert count_called(60, 12, 72) <= 60 * 0.05 + 3 * (60 * 0.05 * 0.95) ** 0.5


@pytest.mark.slow
def test_a_simulated_study_without_an_effect_has_none() -> None:
    from coreanalytics.days import build_days
    from coreanalytics.logbook.simulation.study import simulate_study

    sided = answered = 0
    for seed in range(12):
        days = build_days(simulate_study(people=12, weeks=10, effect=0.0, seed=200 + seed).tables)
        for (name, _), claim in examine_claims(days).items():
            # what gives out first and how much the abs are felt differ by routine in every simulated study
            if name not in ("C2", "C7") and claim.interval is not None:
                answered += 1
                sided += 0 not in claim.interval
    assert answered > 80
    assert sided <= 0.05 * answered + 3 * (0.05 * 0.95 * answered) ** 0.5
