"""The checker of the other tests of this room: what is against the rules is seen."""

import pytest

from tests.iati_rules import complaints

GOOD = """\
<iati-activities version="2.03"><iati-activity xml:lang="en">
<iati-identifier>XM-DAC-1-p-A</iati-identifier>
<reporting-org ref="XM-DAC-1" type="40"><narrative>O</narrative></reporting-org>
<title><narrative>A</narrative></title>
<description><narrative>A</narrative></description>
<participating-org ref="XM-DAC-1" type="40" role="4"><narrative>O</narrative></participating-org>
<activity-status code="1"/>
<activity-date type="1" iso-date="2008-01-01"/><activity-date type="3" iso-date="2008-12-31"/>
<result type="9"><title><narrative>R</narrative></title>
<indicator measure="1"><title><narrative>K</narrative></title>
<baseline year="2007" value="1"/>
<period><period-start iso-date="2008-01-01"/><period-end iso-date="2008-12-31"/><target value="2"/></period>
</indicator></result></iati-activity></iati-activities>"""


def test_what_is_right_is_right() -> None:
    assert complaints(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (' value="2"', "", "target: value None"),
        ('measure="1"', 'measure="5"', "baseline: value 1"),
        (' year="2007"', "", "baseline: year is None"),
        ('value="1"', 'value="1E+2"', "baseline: value? is 1E+2"),
        ('<activity-status code="1"/>', "", "iati-activity: holds"),
        ('<period-end iso-date="2008-12-31"/>', '<period-end iso-date="2007-12-31"/>', "period: 2008-01-01 is after"),
        ('type="3" iso-date="2008', 'type="3" iso-date="2007', "XM-DAC-1-p-A: no start, or after the end"),
        ("XM-DAC-1-p-A", "p-A", "p-A: does not begin"),
        ("<narrative>K</narrative>", "<narrative> </narrative>", "narrative: no text"),
        ('role="4"', 'role="4" x="1"', "participating-org: unknown x"),
        ("</iati-activity>", '<related-activity ref="X" type="1"/></iati-activity>', "iati-activity: holds"),
    ],
)
def test_what_is_wrong_is_seen(old: str, new: str, complaint: str) -> None:
    assert complaints(GOOD.replace(old, new, 1))[0].startswith(complaint)
