"""A small ledger for the export tests: real places, invented events, nobody named."""

from datetime import date

from tollbook.records import (
    Attribution,
    Claim,
    Count,
    Disagreement,
    Evidence,
    Figure,
    Incident,
    Link,
    Party,
    Period,
    Place,
    Reading,
    Reason,
    Report,
    Revision,
    Span,
    Subset,
    SumCheck,
    View,
)

TEXT = "=Attack: Twelve soldiers were killed in an ambush near Gao on Thursday, the UN said. Three were officers."
REPORT = Report(
    id="r1", text=TEXT, title="Ambush near Gao", outlet="+Wire", url="https://wire.example/1", language="en"
)
SECOND = Report(id="r2", text="Tolv drept.", title=None, outlet="Avisa", language="nb", published=date(2024, 5, 3))
GAO = Place(
    text="near Gao", id="g1", name="Gao", country="ML", admin1="Gao", latitude=16.27, longitude=-0.04, precision=2,
    relation="near",
)  # fmt: skip
THURSDAY = Period(start=date(2024, 5, 2), end=date(2024, 5, 2), precision=1)


def claim(name: str, best: int | None = 12, actor: str | None = "mali-army", kind: str = "combatant", **more) -> Claim:
    values = {
        "report_id": "r1",
        "language": "en",
        "effect": "killed",
        "count": Count(low=best, best=best, high=best),
        "victims": Party(text="soldiers", actor=actor, victim_class=kind),
        "perpetrator": Party(text="gunmen", actor="jnim"),
        "place": GAO,
        "period": THURSDAY,
        "attribution": (Attribution(text="the UN", origin="un"),),
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "evidence": (Evidence(role="count", span=Span(report_id="r1", start=9, end=15, quote="Twelve")),),
    }
    return Claim(id=name, **{**values, **more})


def figure(best: int | None = 12, claims: tuple[str, ...] = ("c1",), **more) -> Figure:
    values = {
        "low": best,
        "best": best,
        "high": best,
        "history": (Revision(as_of=None, low=best, best=best, high=best),),
    }
    return Figure(effect="killed", claims=claims, origins=("un",), **{**values, **more})


def incident(name: str = "i1", **more) -> Incident:
    values = {
        "kind": "incident",
        "claims": ("c1",),
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "period": THURSDAY,
        "place": GAO,
        "perpetrators": ("jnim",),
        "victims": ("mali-army",),
        "figures": (figure(),),
        "reports": ("r1", "r2"),
        "origins": ("un",),
    }
    return Incident(id=name, **{**values, **more})


def view(incidents: list[Incident] | None = None, claims: list[Claim] | None = None) -> View:
    return View(
        reports=[REPORT, SECOND],
        claims=claims if claims is not None else [claim("c1"), claim("c2", 3, scope="subset", about=("c1",))],
        links=[Link(left="c1", right="c2", verdict="same", score=3.5, reasons=(Reason(name="n", score=1.0, why="w"),))],
        incidents=incidents if incidents is not None else [incident(part_of="t1"), total()],
        background=[claim("c3", 4000, scope="cumulative")],
        statements=[claim("c4", None, effect=None, topic="talks", count=None, victims=None)],
        set_aside=[claim("c5", 2, cause="accident")],
        redirects=(("i0", "i1"),),
    )


def total() -> Incident:
    return incident(
        "t1",
        kind="total",
        parts=("i1",),
        sums=(
            SumCheck(
                effect="killed",
                stated=Count(low=12, best=12, high=None, qualifier="more_than"),
                parts=Count(low=12, best=12, high=12),
                verdict="disagrees",
            ),
        ),
        subsets=(Subset(effect="killed", low=3, best=3, high=3, who="officers", claims=("c2",)),),
        disagreements=(
            Disagreement(
                about="place", values=(Reading(value="Gao", claims=("c1",)), Reading(value="Kidal", claims=("c2",)))
            ),
        ),
    )
