"""OP521 to OP527: what is just a finding on KPIs, and what is just none."""

import pytest

from itu_opplan import Problem, Severity, validate_text
from tests.small_plans import HEAD

A = "outputs.H.frameworks.A"
ROW, ROW_2 = f"{A}.blocks[0].kpis[0]", f"{A}.blocks[0].kpis[1]"
OUTPUT = '[outputs.H]\ntitle = "Help desk"\nsection = "II.1"\n'
TARGET = 'targets = [{ period = "2008", value = 1 }]'


def kpis(*some: str, row: str = "", head: str = "") -> str:
    """A table of one row with these KPIs, each the inside of an inline table, or a text alone."""
    inner = ", ".join(f"{{ {kpi} }}" if " = " in kpi else f'{{ text = "{kpi}" }}' for kpi in some)
    return f"[[outputs.H.frameworks.A.blocks]]\nkpis = [{inner}]\n{row}\n" + (
        f"[outputs.H.frameworks.A]\n{head}\n" if head else ""
    )


def table(head: str, *some: str) -> str:
    """A table with a head, and one row with these KPIs."""
    inner = ", ".join(f"{{ {kpi} }}" if " = " in kpi else f'{{ text = "{kpi}" }}' for kpi in some)
    return f"[outputs.H.frameworks.A]\n{head}\nblocks = [{{ kpis = [{inner}] }}]\n"


def problems(rule: str, text: str, head: str = HEAD, profile: str = "draft") -> list[Problem]:
    """What a rule finds in the output H."""
    whole = text if "[outputs.H]" in text or "[departments" in text or "[provisions" in text else OUTPUT + text
    return list(validate_text(head + whole, select=rule, profile=profile))


def found(rule: str, text: str, head: str = HEAD) -> list[str]:
    """The same as lines."""
    return [f"{problem.path}: {problem.message}" for problem in problems(rule, text, head)]


def quarters(*values: object, year: object, accumulation: str = "sum", more: str = "") -> str:
    """A KPI with targets for the quarters of 2008, and for the year."""
    targets = ", ".join(f'{{ period = "2008-Q{n}", value = {value} }}' for n, value in enumerate(values, 1))
    targets += f', {{ period = "2008", value = {year} }}'
    return kpis(f'text = "Visits", accumulation = "{accumulation}", targets = [{targets}]{more}')


CASES: dict[str, tuple[str, str, list[str]]] = {
    # --- OP521 ---
    "a target": ("OP521", kpis(f'text = "Number of calls", {TARGET}'), []),
    "not printed as KPIs": (
        "OP521",
        kpis('text = "Number of calls"', 'text = "sales", unit = "CHF", printed = false'),
        [f"{A}: the only numeric KPI has no target, nor a baseline: 'Number of calls'"],
    ),
    "words": ("OP521", kpis("Satisfaction of callers"), []),
    "a blank target": (
        "OP521",
        kpis('text = "Number of calls", targets = [{ period = "2008", value = "to be completed" }]'),
        [f"{A}: the only numeric KPI has no target, nor a baseline: 'Number of calls'"],
    ),
    "a target in words": (
        "OP521",
        kpis('text = "Number of calls", targets = [{ period = "2008", text = "as many as before" }]'),
        [],
    ),
    "no KPI": ("OP521", kpis(), []),
    "the only one": (
        "OP521",
        kpis("Number of calls", "Satisfaction"),
        [f"{A}: the only numeric KPI has no target, nor a baseline: 'Number of calls'"],
    ),
    "one of two": (
        "OP521",
        kpis("Number of calls", f'text = "Open calls", unit = "count", {TARGET}'),
        [f"{A}: 1 of 2 numeric KPIs has no target, nor a baseline: 'Number of calls'"],
    ),
    "all with a unit": (
        "OP521",
        kpis('text = "Calls", unit = "count"', 'text = "Mails", unit = "count"'),
        [f"{A}: 2 of 2 numeric KPIs have no target, nor a baseline: 'Calls', 'Mails'"],
    ),
    "a baseline": (
        "OP521",
        kpis('text = "Calls", unit = "count", baselines = [{ value = 1 }]', "Number of mails"),
        [f"{A}: 2 of 2 numeric KPIs have no target: 'Calls', 'Number of mails'"],
    ),
    "the baseline of another": (
        "OP521",
        kpis(f'text = "Calls", unit = "count", baselines = [{{ value = 1 }}], {TARGET}', "Number of mails"),
        [f"{A}: 1 of 2 numeric KPIs has no target, nor a baseline: 'Number of mails'"],
    ),
    "a report": ("OP521", table('phase = "implementation"', "Number of calls"), []),
    "a plan": (
        "OP521",
        table('phase = "planned"', "Number of calls"),
        [f"{A}: the only numeric KPI has no target, nor a baseline: 'Number of calls'"],
    ),
    "KPIs to be completed": ("OP521", OUTPUT + 'to_be_completed = ["kpis"]\n' + kpis("Number of calls"), []),
    "KPIs elsewhere": ("OP521", OUTPUT + 'elsewhere = ["kpis"]\n' + kpis("Number of calls"), []),
    "a row to be completed": ("OP521", kpis("Number of calls", row='state = "to be completed"'), []),
    # --- OP522 ---
    "no figures": ("OP522", kpis("Calls"), []),
    "unit of the KPI": ("OP522", kpis(f'text = "Calls", unit = "count", {TARGET}'), []),
    "unit of each figure": (
        "OP522",
        kpis(
            'text = "Calls", baselines = [{ value = 1, unit = "count" }], '
            'targets = [{ value = 1, unit = "count", period = "2008" }], actuals = [{ value = 1, unit = "count" }]'
        ),
        [],
    ),
    "words and blanks count nothing": (
        "OP522",
        kpis('text = "Calls", baselines = [{ value = "n/a" }], targets = [{ period = "2008", text = "fewer" }]'),
        [],
    ),
    "baseline without unit": (
        "OP522",
        kpis("x", 'text = "Calls", baselines = [{ value = 1 }]'),
        [f"{ROW_2}: 'Calls' does not say what its figures count"],
    ),
    "one target without unit": (
        "OP522",
        kpis(f'text = "Calls", baselines = [{{ value = 1, unit = "count" }}], {TARGET}'),
        [f"{ROW}: 'Calls' does not say what its figures count"],
    ),
    "actual without unit": (
        "OP522",
        kpis('text = "Calls", actuals = [{ value = 1 }]'),
        [f"{ROW}: 'Calls' does not say what its figures count"],
    ),
    # --- OP523 ---
    "once": ("OP523", kpis("Calls", "Mails") + kpis("Letters"), []),
    "twice in a row": ("OP523", kpis("Calls", "calls."), [f"{A}: the same KPI stands more than once: 'calls.'"]),
    "twice in two rows": (
        "OP523",
        kpis("Calls", "Mails") + kpis("Letters", "Calls", "Mails"),
        [f"{A}: the same KPI stands more than once: 'Calls', 'Mails'"],
    ),
    "the same list": ("OP523", kpis("Calls", "Mails") + kpis("Calls", "Mails"), []),
    "the same list twice, and one more": (
        "OP523",
        kpis("Calls") + kpis("Calls") + kpis("Calls", "Mails"),
        [f"{A}: the same KPI stands more than once: 'Calls'"],
    ),
    "for two years": (
        "OP523",
        kpis('text = "Calls", period = "2008"', 'text = "Calls", period = "2009"', "Calls"),
        [],
    ),
    "twice for a year": (
        "OP523",
        kpis('text = "Calls", period = "2008"', 'text = "Calls", period = "2008"'),
        [f"{A}: the same KPI stands more than once: 'Calls'"],
    ),
    "in two tables": ("OP523", kpis("Calls", "Mails") + kpis("Calls").replace("frameworks.A", "frameworks.B"), []),
    "of two units": (
        "OP523",
        '[departments.D]\nname = "D"\nunits.U = { name = "U" }\nunits.V = { name = "V" }\n'
        + (kpis("Calls", row='unit = "U"') + kpis("Calls", "Mails", row='unit = "V"')).replace(
            "outputs.H", "departments.D"
        ),
        [],
    ),
    "twice of a unit": (
        "OP523",
        '[departments.D]\nname = "D"\nunits.U = { name = "U" }\n'
        + (kpis("Calls", row='unit = "U"') + kpis("Calls", "Mails", row='unit = "U"')).replace(
            "outputs.H", "departments.D"
        ),
        ["departments.D.frameworks.A: the same KPI stands more than once: 'Calls'"],
    ),
    # --- OP524 ---
    "up": (
        "OP524",
        kpis(
            'text = "Calls", direction = "increase", baselines = [{ value = 9 }], '
            'targets = [{ period = "2008", value = 9 }, { period = "2009", value = 10 }]'
        ),
        [],
    ),
    "down": (
        "OP524",
        kpis(
            'text = "Calls", direction = "decrease", baselines = [{ value = 9 }], '
            'targets = [{ period = "2008", value = 9 }, { period = "2009", value = 8.9 }]'
        ),
        [],
    ),
    "not up": (
        "OP524",
        kpis(
            'text = "Calls", direction = "increase", baselines = [{ value = 9 }], '
            'targets = [{ period = "2008", value = 8.5 }, { period = "2009-2011", value = 10 }]'
        ),
        [f"{ROW}: 'Calls' is to increase, but goes from 9 to 8.5 in 2008"],
    ),
    "not down, twice": (
        "OP524",
        kpis(
            'text = "Calls", direction = "decrease", baselines = [{ value = 9000000 }], '
            'targets = [{ period = "2008", value = 9000001 }, { period = "2009-2011", value = 9000002 }]'
        ),
        [
            f"{ROW}: 'Calls' is to decrease, but goes from 9000000 to 9000001 in 2008",
            f"{ROW}: 'Calls' is to decrease, but goes from 9000000 to 9000002 in 2009-2011",
        ],
    ),
    "no direction": ("OP524", kpis(f'text = "Calls", baselines = [{{ value = 9 }}], {TARGET}'), []),
    "no direction, more": ("OP524", kpis(f'text = "Calls", baselines = [{{ value = 0 }}], {TARGET}'), []),
    "no baseline": ("OP524", kpis(f'text = "Calls", direction = "increase", {TARGET}'), []),
    "no target": ("OP524", kpis('text = "Calls", direction = "increase", baselines = [{ value = 9 }]'), []),
    "other units": (
        "OP524",
        kpis(f'text = "Calls", direction = "increase", baselines = [{{ value = 9, unit = "percent" }}], {TARGET}'),
        [],
    ),
    "other units, then the same": (
        "OP524",
        kpis(
            'text = "Calls", direction = "increase", baselines = [{ value = 9, unit = "percent" }], '
            'targets = [{ period = "2008", value = 1 }, { period = "2009", value = 1, unit = "percent" }]'
        ),
        [f"{ROW}: 'Calls' is to increase, but goes from 9 to 1 in 2009"],
    ),
    "the same unit by the KPI": (
        "OP524",
        kpis(
            'text = "Calls", unit = "percent", direction = "increase", baselines = [{ value = 9, unit = "percent" }], '
            'targets = [{ period = "2008", value = 1 }]'
        ),
        [f"{ROW}: 'Calls' is to increase, but goes from 9 to 1 in 2008"],
    ),
    "the same unit by the KPI, of the baseline": (
        "OP524",
        kpis(
            'text = "Calls", unit = "percent", direction = "increase", baselines = [{ value = 9 }], '
            'targets = [{ period = "2008", value = 1, unit = "percent" }]'
        ),
        [f"{ROW}: 'Calls' is to increase, but goes from 9 to 1 in 2008"],
    ),
    "new ones each year": (
        "OP524",
        kpis(
            'text = "Deeds acquired", unit = "count", direction = "increase", '
            'baselines = [{ period = "2007", value = 18 }], targets = [{ period = "2008", value = 13 }]'
        ),
        [],
    ),
    "new ones over other years": (
        "OP524",
        kpis(
            'text = "Deeds acquired", unit = "count", direction = "increase", '
            'baselines = [{ period = "2007", value = 18 }], targets = [{ period = "2009-2011", value = 13 }]'
        ),
        [f"{ROW}: 'Deeds acquired' is to increase, but goes from 18 to 13 in 2009-2011"],
    ),
    "what adds up, over other periods": (
        "OP524",
        kpis(
            'text = "Sales", unit = "CHF", direction = "increase", accumulation = "sum", '
            'baselines = [{ period = "2007", value = 18 }], targets = [{ period = "2008-Q1", value = 5 }]',
            'text = "Losses", unit = "CHF", direction = "decrease", accumulation = "sum", '
            'baselines = [{ period = "2007-Q4", value = 5 }], targets = [{ period = "2008", value = 18 }]',
        ),
        [],
    ),
    "more of what adds up and is to be less": (
        "OP524",
        kpis(
            'text = "Losses", unit = "CHF", direction = "decrease", accumulation = "sum", '
            'baselines = [{ period = "2007", value = 5 }], targets = [{ period = "2008", value = 18 }]'
        ),
        [f"{ROW}: 'Losses' is to decrease, but goes from 5 to 18 in 2008"],
    ),
    "fewer of what is cumulative": (
        "OP524",
        kpis(
            'text = "Deeds", unit = "count", direction = "increase", accumulation = "cumulative", '
            'baselines = [{ period = "2007", value = 18 }], targets = [{ period = "2008", value = 13 }]'
        ),
        [f"{ROW}: 'Deeds' is to increase, but goes from 18 to 13 in 2008"],
    ),
    "the year so far beside a year": (
        "OP524",
        kpis(
            'text = "Visits", unit = "count", direction = "increase", accumulation = "cumulative", '
            'baselines = [{ period = "2007", value = 18 }], '
            'targets = [{ period = "2008-Q1", value = 5 }, { period = "2008", value = 20 }]',
            'text = "Open", unit = "count", direction = "increase", accumulation = "none", '
            'baselines = [{ period = "2007", value = 18 }], targets = [{ period = "2008-Q1", value = 5 }]',
        ),
        [f"{ROW_2}: 'Open' is to increase, but goes from 18 to 5 in 2008-Q1"],
    ),
    "no figures to compare": (
        "OP524",
        kpis(
            'text = "Calls", direction = "increase", baselines = [{ value = "n/a" }], '
            'targets = [{ period = "2008", value = 0 }]',
            'text = "Mails", direction = "increase", baselines = [{ value = 5 }], '
            'targets = [{ period = "2008", value = "blank" }, { period = "2009", text = "none" }]',
        ),
        [],
    ),
    "a quarter beside a year": (
        "OP524",
        kpis(
            'text = "Visits", unit = "count", direction = "increase", '
            'baselines = [{ period = "2007", value = 18 }], targets = [{ period = "2008-Q1", value = 5 }]',
            'text = "Losses", unit = "CHF", direction = "decrease", '
            'baselines = [{ period = "2007-Q4", value = 5 }], targets = [{ period = "2008", value = 18 }]',
        ),
        [],
    ),
    "a share of a quarter beside that of a year": (
        "OP524",
        kpis(
            'text = "Share", unit = "percent", direction = "increase", '
            'baselines = [{ period = "2007", value = 18 }], targets = [{ period = "2008-Q1", value = 5 }]'
        ),
        [f"{ROW}: 'Share' is to increase, but goes from 18 to 5 in 2008-Q1"],
    ),
    "more of the bad each year": (
        "OP524",
        kpis(
            'text = "Calls", unit = "count", direction = "decrease", '
            'baselines = [{ period = "2007", value = 9 }], targets = [{ period = "2008", value = 10 }]'
        ),
        [f"{ROW}: 'Calls' is to decrease, but goes from 9 to 10 in 2008"],
    ),
    "of other labels": (
        "OP524",
        kpis(
            'text = "Calls", direction = "increase", baselines = [{ value = 9, dimensions = { item = "men" } }], '
            'targets = [{ period = "2008", value = 1, dimensions = { item = "women" } }, '
            '{ period = "2009", value = 8, dimensions = { item = "men" } }, { period = "2009", value = 1 }]'
        ),
        [f"{ROW}: 'Calls' is to increase, but goes from 9 to 8 in 2009"],
    ),
    "the latest baseline": (
        "OP524",
        kpis(
            'text = "Calls", direction = "increase", baselines = [{ value = 5, period = "2006" }, '
            '{ value = 9, period = "2004" }, { value = 20, period = "2009" }], '
            'targets = [{ period = "2008", value = 7 }, { period = "2007", value = 4 }]'
        ),
        [f"{ROW}: 'Calls' is to increase, but goes from 5 to 4 in 2007"],
    ),
    # --- OP525 ---
    "confirmed": ("OP525", kpis('text = "Calls", baselines = [{ value = 1, confirmed = true }]'), []),
    "unconfirmed": (
        "OP525",
        kpis(
            'text = "Calls", unit = "count", baselines = [{ value = 1, confirmed = false }], '
            'targets = [{ period = "2008", value = 2, unit = "percent", confirmed = false }], '
            'actuals = [{ value = 3 }, { value = 4, period = "2007", confirmed = false }]'
        ),
        [
            f"{ROW}: 'Calls': 1 count is to be confirmed",
            f"{ROW}: 'Calls': 2 percent is to be confirmed",
            f"{ROW}: 'Calls': 4 count is to be confirmed",
        ],
    ),
    "unconfirmed without unit": (
        "OP525",
        kpis('text = "Calls", baselines = [{ value = 1, confirmed = false }]'),
        [f"{ROW}: 'Calls': 1 is to be confirmed"],
    ),
    "unconfirmed words": (
        "OP525",
        kpis(
            'text = "Calls", unit = "count", targets = [{ period = "2008", text = "fewer", confirmed = false }, '
            '{ period = "2009", value = "blank", confirmed = false }]'
        ),
        [f"{ROW}: 'Calls': 'fewer' is to be confirmed", f"{ROW}: 'Calls': 'blank' is to be confirmed"],
    ),
    "unconfirmed achievement": (
        "OP525",
        kpis(row='achievements = [{ text = "a" }, { text = "b", actuals = [{ value = 2, confirmed = false }] }]'),
        [f"{A}.blocks[0].achievements[1]: 'b': 2 is to be confirmed"],
    ),
    "provisions": (
        "OP525",
        '[provisions]\nA = { title = "a", amount = 1, confirmed = false }\nB = { title = "b", amount = 2 }\n'
        'C = { title = "c", confirmed = false }\nD = { title = "d", amount = 3, unit = "EUR", confirmed = false }\n',
        ["provisions.A: 'a': 1 is to be confirmed", "provisions.D: 'd': 3 EUR is to be confirmed"],
    ),
    # --- OP526 ---
    "within": ("OP526", table('periods = ["2008-2011"]', f'text = "Calls", {TARGET}'), []),
    "quarters of a year": (
        "OP526",
        table('periods = ["2008"]', 'text = "Calls", targets = [{ period = "2008-Q4", value = 1 }]'),
        [],
    ),
    "over both periods": (
        "OP526",
        table('periods = ["2007", "2008"]', 'text = "Calls", targets = [{ period = "2007-2008", value = 1 }]'),
        [],
    ),
    "beyond the window": (
        "OP526",
        table(
            'periods = ["2008-2011"]',
            'text = "Calls", targets = [{ period = "2012", value = 1 }, { period = "2011-2015", value = 1 }]',
        ),
        [],
    ),
    "history": (
        "OP526",
        table(
            'periods = ["2008-2011"]',
            'text = "Calls", targets = [{ period = "2006", value = 1 }, { period = "2007", value = 1 }], '
            'actuals = [{ period = "2007", value = 2 }]',
        ),
        [f"{A}.blocks[0].kpis[0]: 'Calls' has a target for 2006; the table is for 2008-2011"],
    ),
    "the year of two quarters": (
        "OP526",
        table(
            'periods = ["2008-Q2", "2008-Q3"]',
            'text = "Calls", targets = [{ period = "2008", value = 1 }, { period = "2008-H1", value = 1 }, '
            '{ period = "2008-H1-2009-H1", value = 1 }, { period = "2008-Q1", value = 1 }]',
        ),
        [
            f"{A}.blocks[0].kpis[0]: 'Calls' has a target for {period}; the table is for 2008-Q2 and 2008-Q3"
            for period in ("2008-H1", "2008-H1-2009-H1", "2008-Q1")
        ],
    ),
    "from before the table to beyond the window": (
        "OP526",
        table('periods = ["2008-2011"]', 'text = "Calls", targets = [{ period = "2007-2012", value = 1 }]'),
        [f"{A}.blocks[0].kpis[0]: 'Calls' has a target for 2007-2012; the table is for 2008-2011"],
    ),
    "no periods": ("OP526", kpis(f'text = "Calls", {TARGET}'), []),
    "outside": (
        "OP526",
        table(
            'periods = ["2007", "2009-2010"]',
            "x",
            'text = "Calls", targets = [{ period = "2008", value = 1 }, { period = "2009-2011", value = 1 }, '
            '{ period = "2010", value = 1 }]',
        ),
        [
            f"{ROW_2}: 'Calls' has a target for 2008; the table is for 2007 and 2009-2010",
            f"{ROW_2}: 'Calls' has a target for 2009-2011; the table is for 2007 and 2009-2010",
        ],
    ),
    # --- OP810 ---
    "a text in the place of a figure is a text": (
        "OP810",
        kpis('text = "Calls", targets = [{ period = "2008", text = "as before (or fewer" }]'),
        [f"{ROW}.targets[0].text: 'as before (or fewer': '(' is not closed"],
    ),
    # --- OP901 ---
    "figures to be completed": (
        "OP901",
        kpis(
            'text = "Calls", baselines = [{ value = "to be completed" }], '
            'targets = [{ period = "2008", value = "to be completed" }, { period = "2009", value = "n/a" }]',
            'text = "Mails", targets = [{ period = "2008", text = "fewer" }]',
        ),
        [f"{ROW}: to be completed: 2 figures of 'Calls'"],
    ),
    # --- OP531 ---
    "quarters that add up": ("OP531", quarters(0, 1, 2, 5, year=8), []),
    "the last of which counts": ("OP531", quarters(0, 1, 2, 5, year=5, accumulation="cumulative"), []),
    "nobody says what they make": ("OP531", quarters(0, 1, 2, 5, year=9, accumulation="none"), []),
    "quarters that do not add up": (
        "OP531",
        quarters(0, 1, 2, 5, year=9),
        [f"{ROW}: 'Visits': the targets of 2008-Q1, 2008-Q2, 2008-Q3, 2008-Q4 add up to 8, that of 2008 is 9"],
    ),
    "quarters that are cumulative": (
        "OP531",
        quarters(0, 2, 2, 8, year=8),
        [
            f"{ROW}: 'Visits': the targets of 2008-Q1, 2008-Q2, 2008-Q3, 2008-Q4 add up to 12, that of 2008 is 8; "
            "so is the last of them: perhaps they are cumulative"
        ],
    ),
    "quarters that are no cumulative ones": (
        "OP531",
        quarters(0, 1, 2, 5, year=8, accumulation="cumulative"),
        [
            f"{ROW}: 'Visits': the target of 2008-Q4, the last part, is 5, that of 2008 is 8; "
            "its parts add up to that: perhaps they are no cumulative ones"
        ],
    ),
    "quarters without one": ("OP531", quarters(0, 1, 2, year=8), []),
    "quarters without a figure": ("OP531", quarters(0, '"blank"', 2, 5, year=8), []),
    "a year without a figure": ("OP531", quarters(0, 1, 2, 5, year='"n/a"'), []),
    "quarters that were rounded": ("OP531", quarters(0.3, 0.3, 0.3, 0.3, year=1.3), []),
    "the revised year": (
        "OP531",
        quarters(
            *(0, 1, 2, 5),
            year=8,
            more=', actuals = [{ period = "2008", value = 4, as_of = 2009-06-30 }, { period = "2008", value = 3 }, '
            '{ period = "2008-H1", value = 1 }, { period = "2008-H2", value = 2 }]',
        ),
        [f"{ROW}: 'Visits': the actuals of 2008-H1, 2008-H2 add up to 3, that of 2008 is 4"],
    ),
    # --- OP527 ---
    "measures": ("OP527", kpis("Issue resolution time", "Draft reports read", "Research and development spending"), []),
    "a task": ("OP527", kpis("Publish a guide"), [f"{A}: the only KPI is worded as a task: 'Publish a guide'"]),
    "verbs of change": (
        "OP527",
        kpis("Accelerate work", "Raise awareness", "Complete work in time", "Reduce waiting times", "Rising sales"),
        [
            f"{A}: 4 of 5 KPIs are worded as tasks: 'Accelerate work', 'Raise awareness', 'Complete work in time' "
            "and 1 more"
        ],
    ),
    "words that begin alike": (
        "OP527",
        kpis("Complete records", "Complete and correct accounts", "Improvement of services", "Raised awareness"),
        [],
    ),
    "perhaps achievements": ("OP527", kpis("Promote reading", row="undivided = true"), []),
    "not printed as a KPI": ("OP527", kpis('text = "Promote reading", printed = false'), []),
    "tasks": (
        "OP527",
        kpis("Publish a guide", "Calls", "review the rules"),
        [f"{A}: 2 of 3 KPIs are worded as tasks: 'Publish a guide', 'review the rules'"],
    ),
    "a noun of doing": ("OP527", kpis("Provision of help"), []),
}


@pytest.mark.parametrize(("rule", "text", "said"), CASES.values(), ids=[f"{r}: {n}" for n, (r, _, _) in CASES.items()])
def test_what_is_just_a_finding_and_what_is_none(rule: str, text: str, said: list[str]) -> None:
    assert found(rule, text) == said


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        ("% of calls", True),
        ("number of calls", True),
        ("Numbers of calls", True),
        ("No. of calls", True),
        ("Volume of calls", True),
        ("Percent of calls", True),
        ("Percentage of calls", True),
        ("Proportion of calls", True),
        ("Rate of calls", True),
        ("Share of calls", True),
        ("Amount of calls", True),
        ("Number and length of calls", True),
        ("Number, length of calls", False),
        ("Number often called", False),
        ("Share what is known", False),
        ("No. 7 of calls", False),
        ("Not of calls", False),
        ("Satisfaction with number of calls", False),
    ],
)
def test_how_a_number_begins(text: str, is_number: bool) -> None:
    assert bool(found("OP521", kpis(text))) is is_number


def test_tasks_are_looked_for_in_english_only() -> None:
    assert found("OP527", kpis("Publish a guide"), HEAD + 'language = "fr"\n') == []


def test_money_of_the_plan_has_its_currency() -> None:
    text = '[provisions]\nA = { title = "a", amount = 1, confirmed = false }\n'
    assert found("OP525", text, HEAD + 'currency = "CHF"\n') == ["provisions.A: 'a': 1 CHF is to be confirmed"]


def test_long_texts_are_cut() -> None:
    cut = "A" * 59 + "…"
    assert found("OP522", kpis(f'text = "{"A" * 70}", baselines = [{{ value = 1 }}]')) == [
        f"{ROW}: '{cut}' does not say what its figures count"
    ]


FULL = (
    'text = "Number of calls", direction = "increase", baselines = [{ value = 9, confirmed = false }], '
    'targets = [{ period = "2008", value = 8 }]'
)


def test_findings_as_data() -> None:
    text = table(
        'section = "II.1.5"\nperiods = ["2009"]',
        FULL,
        'text = "Publish a guide", section = "II.1.6", unit = "count"',
        "Publish a guide",
    )
    said = {problem.rule: (problem.section, problem.actual, problem.expected) for problem in problems("results", text)}
    assert {rule: data for rule, data in said.items() if rule >= "OP521"} == {
        "OP521": ("II.1.5", ("Publish a guide",), None),
        "OP522": ("II.1.5", None, None),
        "OP523": ("II.1.5", ("Publish a guide",), None),
        "OP524": ("II.1.5", 8, "increase"),
        "OP525": ("II.1.5", 9, None),
        "OP526": ("II.1.5", "2008", ("2009",)),
        "OP527": ("II.1.5", ("Publish a guide", "Publish a guide"), None),
    }


def test_a_kpi_has_a_section_of_its_own() -> None:
    text = table('periods = ["2009"]', FULL + ', section = "II.1.6"')
    sections = {problem.rule: problem.section for problem in problems("results", text)}
    assert {rule: section for rule, section in sections.items() if rule > "OP521"} == dict.fromkeys(
        ("OP522", "OP524", "OP525", "OP526"), "II.1.6"
    )


def test_an_achievement_and_a_provision_have_sections_of_their_own() -> None:
    text = OUTPUT + kpis(
        row='achievements = [{ text = "b", section = "X", actuals = [{ value = 2, confirmed = false }] }]'
    )
    text += '[provisions]\nA = { title = "a", amount = 1, confirmed = false, section = "Y" }\n'
    assert [(problem.section, problem.actual) for problem in problems("OP525", text)] == [("X", 2), ("Y", 1)]


def test_how_much_they_weigh() -> None:
    text = table('periods = ["2009"]', FULL, "Publish a guide", "Publish a guide", "Number of calls about the guide")
    weights = {
        profile: {one.rule for one in problems("results", text, profile=profile) if one.severity is Severity.WARNING}
        for profile in ("draft", "council", "published")
    }
    kpi_rules = {profile: {rule for rule in rules if rule >= "OP521"} for profile, rules in weights.items()}
    assert kpi_rules == {
        "draft": {"OP524", "OP526"},
        "council": {"OP521", "OP524", "OP526"},
        "published": {"OP521", "OP524", "OP525", "OP526"},
    }
