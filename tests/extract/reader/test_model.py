"""The model as it ships: plain sentences in every language, text that is no harm, odd text."""

from datetime import date

import pytest

from tollbook.extract import ModelExtractor, mentions
from tollbook.extract.reader.gate import passed, score
from tollbook.extract.reader.tokens import encode, tokenise
from tollbook.normalise import claims
from tollbook.records import Claim, Report

DAY = date(2024, 3, 2)  # a Saturday
PLAIN = {
    "ar": "قتل مسلحون 12 جنديا في هجوم على موقع للجيش قرب غاو شمالي مالي يوم الجمعة، بحسب الجيش.",
    "da": "Bevæbnede mænd dræbte 12 soldater i et angreb på en militærpost ved Gao i Mali fredag, oplyser hæren.",
    "de": "Bewaffnete haben am Freitag bei einem Angriff auf einen Armeeposten nahe Gao in Mali 12 Soldaten getötet.",
    "en": "Gunmen killed 12 soldiers in an attack on an army post near Gao in northern Mali on Friday, the army said.",
    "es": "Hombres armados mataron a 12 soldados en un ataque contra un puesto militar cerca de Gao, Malí, el viernes.",
    "fa": "افراد مسلح روز جمعه در حمله به یک پاسگاه ارتش در نزدیکی گائو در مالی ۱۲ سرباز را کشتند.",
    "fr": "Des hommes armés ont tué 12 soldats vendredi dans l'attaque d'un poste militaire près de Gao, au Mali.",
    "nb": "Væpnede menn drepte 12 soldater i et angrep på en militærpost ved Gao i Mali fredag, opplyser hæren.",
    "nn": "Væpna menn drap 12 soldatar i eit åtak på ein militærpost ved Gao i Mali fredag, opplyser hæren.",
    "ru": "Вооружённые люди убили 12 солдат при нападении на военный пост близ Гао на севере Мали в пятницу.",
    "sv": "Beväpnade män dödade 12 soldater i en attack mot en militärpost nära Gao i Mali i fredags, uppger armén.",
    "tr": "Silahlı kişiler cuma günü Mali'nin kuzeyindeki Gao yakınlarında bir karakola saldırarak 12 askeri öldürdü.",
    "uk": "Озброєні люди вбили 12 солдатів під час нападу на військовий пост біля Гао на півночі Малі в п'ятницю.",
    "zh": "马里军方说，武装分子星期五袭击了北部加奥附近的一处军营，打死12名士兵。",
}
QUIET = {
    "en": "The club sold 12 players on Friday and paid 35 million for a striker.",
    "nb": "Kommunen bygger 12 boliger ved Gao skole innen fredag.",
    "de": "Der Gemeinderat beschloss am Freitag mit 12 zu 5 Stimmen den neuen Haushalt.",
    "ru": "Компания открыла в пятницу 12 новых магазинов.",
    "zh": "该公司周五宣布投资12亿元建设新工厂。",
}


def read(text: str, language: str) -> list[Claim]:
    report = Report(id="r", text=text, language=language, published=DAY)
    return [claim for claim in claims(report, mentions(report, ModelExtractor())) if claim.effect is not None]


@pytest.mark.parametrize("language", PLAIN)
def test_a_plain_attack_is_read_in_every_language(language: str) -> None:
    (claim,) = read(PLAIN[language], language)
    assert (claim.effect, claim.cause, claim.scope) == ("killed", "conflict", "incident")
    assert claim.count and (claim.count.low, claim.count.best, claim.count.high) == (12, 12, 12)
    assert claim.victims and claim.victims.victim_class == "combatant"
    assert claim.place and claim.place.country == "ML"
    assert claim.period and claim.period.start == date(2024, 3, 1)


@pytest.mark.parametrize("language", QUIET)
def test_numbers_of_other_things_are_no_harm(language: str) -> None:
    assert read(QUIET[language], language) == []


def test_capitals_are_read_like_small_letters() -> None:
    (claim,) = read(PLAIN["en"].upper(), "en")
    assert claim.effect == "killed"
    assert claim.count and claim.count.best == 12


def test_the_same_text_gives_the_same_mentions() -> None:
    report = Report(id="r", text="\n".join(PLAIN.values()), language="en")
    assert mentions(report, ModelExtractor()) == mentions(report, ModelExtractor())


@pytest.mark.parametrize("text", ["", " \n\n ", "12", "🜂" * 50, "killed " * 3000, "\u0000\u202e12 killed", "死" * 2000])
def test_odd_text_is_read_without_a_crash(text: str) -> None:
    mentions(Report(id="r", text=text, language="en"), ModelExtractor())


def test_languages_it_was_not_trained_on_are_not_read() -> None:
    assert not ModelExtractor().reads("sw")
    assert not ModelExtractor().reads(None)
    assert ModelExtractor().reads("zh-Hant")


def test_the_gate_lets_harm_through_and_stops_the_everyday() -> None:
    for language, text in PLAIN.items():
        tokens = tokenise(text)
        assert passed(tokens), language
    harm = score(tuple(encode(["Gunmen killed 12 soldiers"])[0][0]))
    assert harm > score(tuple(encode(["The shop opens at 12 on Monday"])[0][0]))
