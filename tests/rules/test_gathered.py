"""The one walk of the rules finds what the walks of the model find, in their order."""

from hypothesis import given, settings

from itu_opplan import OperationalPlan, bundled
from itu_opplan.model.fields import kinds
from itu_opplan.model.results import Reference, ResultsFramework
from itu_opplan.model.walk import entities, links
from itu_opplan.rules.gathered import gathered
from tests.strategies import plans


def assert_gathers_all(plan: OperationalPlan) -> None:
    found = gathered(plan)
    sites = list(entities(plan, "code", skip=Reference))
    assert [site.path for site in found.coded] == [one.path for one in sites if getattr(one.entity, "code", None)]
    outside = entities(plan, "code", skip=ResultsFramework)
    assert [site.path for site in found.coded_outside] == [one.path for one in outside]
    assert found.links == list(links(plan, skip=ResultsFramework))
    assert found.links_within == list(links(plan, within=ResultsFramework))
    assert [(one.site.path, one.name, one.periods) for one in found.periods] == [
        (site.path, name, held if kind.many else (held,))
        for site in entities(plan, "period")
        for name, kind in kinds(type(site.entity)).items()
        if kind.what == "period" and (held := getattr(site.entity, name))
    ]


def test_the_shipped_plan() -> None:
    assert_gathers_all(bundled("gs-2008-2011"))


@settings(max_examples=20)
@given(plans())
def test_any_plan(plan: OperationalPlan) -> None:
    assert_gathers_all(plan)
