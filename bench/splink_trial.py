"""Splink (DuckDB) on the claims of ``bench/claims.py``: ``python bench/splink_trial.py [CLAIMS] [--seed N]``.

A trial, not a part of the package: install ``splink>=5,<6`` and ``duckdb`` beside Tollbook first. The comparisons are
those of ``tollbook.link.compare`` as closely as SQL on rows of columns can say them; actors are compared as they
stand. Splink estimates u from random pairs, and m by EM on pairs of one country and first day, and of one place and
number; then it clusters by connected parts. Printed are time, memory, and pairs and B-cubed at each threshold.
docs/LINKING.md tells what came of it.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import duckdb
import pyarrow as pa
import splink.comparison_level_library as level
import splink.comparison_library as compared
from claims import Made, generate
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from link import score
from tollbook.records import Claim, Report
from tollbook.relations import is_whole, value

THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
KM = (
    "(111.2 * sqrt(power(latitude_l - latitude_r, 2) + "
    "power((longitude_l - longitude_r) * cos(radians(latitude_l)), 2)))"
)
LAND_DAY, NUMBER_DAY, REPORT = (
    block_on("land_days", arrays_to_explode=["land_days"]),
    block_on("number_days", arrays_to_explode=["number_days"]),
    block_on("report"),
)


def rows(made: Made) -> Iterator[dict[str, Any]]:
    """Yield a flat row for each claim, with the keys that Splink blocks by."""
    reports = {report.id: report for report in made.reports}
    for claim in made.claims:
        yield row(claim, reports[claim.report_id])


def row(claim: Claim, report: Report) -> dict[str, Any]:
    """Return a claim as columns."""
    place, period, number, party = claim.place, claim.period, claim.count, claim.victims
    first = period.start if period else None
    last = period.end if period else None
    told = report.published
    assert told is not None
    days = [(first or told - timedelta(days=3)).toordinal(), (last or told).toordinal()]
    span = range(days[0], days[1] + 2)  # one more, so that neighbouring days meet
    return {
        "unique_id": claim.id,
        "report": claim.report_id,
        "land": place.country if place else None,
        "land_days": [f"{place.country} {day}" for day in span] if place else [],
        "number_days": [f"{claim.effect} {value(number)} {day}" for day in span],
        "first": first,
        "last": last,
        "place": place.id if place else None,
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "fineness": place.precision if place else None,
        "doer": claim.perpetrator.actor if claim.perpetrator else None,
        "hit": party.actor if party else None,
        "people": party.victim_class if party else None,
        "effect": claim.effect,
        "number": value(number),
        "low": number.low if number else None,
        "high": (number.high or 10**9) if number else None,
        "type": claim.event_type,
        "origin": claim.attribution[0].origin if claim.attribution else None,
        "one_event": 0 if is_whole(claim) else 1,
    }


def comparison(name: str, null: str, *levels: str) -> compared.CustomComparison:
    """Return a comparison of SQL conditions, the strongest first, and all else."""
    steps = [level.CustomLevel(condition, condition[:40]) for condition in levels]
    return compared.CustomComparison(
        output_column_name=name,
        comparison_levels=[level.NullLevel(null) if null.isidentifier() else null_level(null), *steps, else_level()],
    )


def null_level(condition: str) -> dict[str, Any]:
    """Return the level of pairs of which a comparison has nothing to say."""
    return {"sql_condition": condition, "label_for_charts": "nothing to say", "is_null_level": True}


def else_level() -> level.ElseLevel:
    """Return the level of what no other one takes."""
    return level.ElseLevel()


def comparisons() -> list[compared.CustomComparison]:
    """Return Tollbook's named comparisons as far as columns can say them."""
    fine = "greatest(fineness_l, fineness_r) <= 2"
    one_effect = "effect_l = effect_r and number_l = number_r"
    differ = "effect_l = effect_r and greatest(number_l, number_r)"
    return [
        comparison(
            "when",
            "first_l is null or first_r is null",
            "first_l = first_r and last_l = last_r",
            "first_l <= last_r and first_r <= last_l",
            "first_l <= last_r + 1 and first_r <= last_l + 1",
        ),
        comparison(
            "where",
            "place_l is null or place_r is null",
            f"place_l = place_r and {fine}",
            f"{fine} and {KM} <= 30",
            "greatest(fineness_l, fineness_r) = 4 and admin1_l = admin1_r",
            "greatest(fineness_l, fineness_r) = 6 and country_l = country_r",
        ),
        comparison("who", "doer", "doer_l = doer_r"),
        comparison("whom", "hit", "hit_l = hit_r"),
        comparison("victims", "people", "people_l = people_r"),
        comparison(
            "count",
            "number_l is null or number_r is null",
            f"{one_effect} and number_l > 20",
            f"{one_effect} and number_l > 10",
            f"{one_effect} and number_l > 5",
            f"{one_effect} and number_l > 2",
            one_effect,
            f"{differ} <= 1.25 * least(number_l, number_r) and low_l <= high_r and low_r <= high_l",
            f"{differ} <= 1.6 * least(number_l, number_r)",
            f"{differ} <= least(number_l, number_r) + 2",
            f"{differ} <= 4 * least(number_l, number_r)",
            "effect_l <> effect_r",
        ),
        comparison("type", "type", "type_l = type_r"),
        comparison("cited", "origin", "origin_l = origin_r"),
        comparison(
            "one report",
            "report_l <> report_r",
            "effect_l <> effect_r",
            "number_l = number_r",
        ),
        comparison("whole", "one_event_l + one_event_r = 2", "one_event_l = one_event_r"),
    ]


def trained(linker: Linker) -> None:
    """Estimate the prior, u and m from the claims themselves."""
    certain = block_on("place", "first", "number", "effect")
    linker.training.estimate_probability_two_random_records_match([certain], recall=0.3)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in (block_on("land", "first"), block_on("place", "number")):  # each leaves out what it blocks by
        linker.training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)


def clusters(linker: Linker, predicted: Any, threshold: float) -> list[Sequence[str]]:
    """Return the connected parts of the links above a probability."""
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    table = found.as_pyarrow_table()
    for name, claim in zip(table["cluster_id"].to_pylist(), table["unique_id"].to_pylist(), strict=True):
        groups[name].append(claim)
    return list(groups.values())


def main() -> None:
    """Make the claims, link them with Splink, print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", nargs="?", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    made = generate(options.claims, options.seed)
    table = pa.Table.from_pylist(list(rows(made)))
    before, cpu = time.perf_counter(), time.process_time()
    database = DuckDBAPI(connection=duckdb.connect(":memory:"))
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons(),
        blocking_rules_to_generate_predictions=[LAND_DAY, NUMBER_DAY, REPORT],
        retain_matching_columns=False,
    )
    linker = Linker(database.register(table), settings, log_level=30)
    trained(linker)
    predicted = linker.inference.predict(threshold_match_probability=min(THRESHOLDS) / 2)
    found = [(threshold, score(clusters(linker, predicted, threshold), made.truth)) for threshold in THRESHOLDS]
    seconds, worked = time.perf_counter() - before, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{len(made.claims):,} claims: {seconds:.0f} s, {worked:.0f} s of processor time, {memory:.2f} GiB")
    for threshold, at in found:
        pairs = f"pairs {at.pair_precision:.3f} {at.pair_recall:.3f}"
        print(f"  from {threshold}: {pairs}  B-cubed {at.precision:.3f} {at.recall:.3f} {at.f1:.3f}")


if __name__ == "__main__":
    main()
