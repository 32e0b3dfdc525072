"""The reports that the benchmark makes."""

import importlib.util
from pathlib import Path

_PATH = Path(__file__).resolve().parent.parent.parent / "bench" / "reader.py"
_SPEC = importlib.util.spec_from_file_location("bench_reader", _PATH)
bench = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(bench)


def test_the_same_reports_are_made_each_time_and_no_two_are_the_same():
    made = bench.reports(20, 600, lambda language: True)
    assert made == bench.reports(20, 600, lambda language: True)
    assert len({report.text for report in made}) == 20
    assert all(600 <= bench.words(report.text) < 640 for report in made)


def test_one_report_in_ten_tells_of_harm_in_turn_in_each_language():
    harmful = set()
    for number, report in enumerate(bench.reports(100, 100, lambda language: True)):
        base = bench.bases()[number % 10]
        told = sum(sentence.split("{n}")[0] in report.text for sentence in base["harm"] if sentence[0] != "{")
        if told:
            harmful.add((number, report.language))
    assert len({language for _, language in harmful}) == len(harmful) == 10


def test_only_languages_that_are_read_are_used():
    assert {report.language for report in bench.reports(5, 50, {"ru", "zh"}.__contains__)} == {"ru", "zh"}


def test_every_sentence_stands_alone_and_takes_its_number():
    for report in bench.reports(10, 300, lambda language: True):
        assert "{" not in report.text
