"""The shipped plan, held against invented actuals of half a year: `python examples/monitoring.py`."""

from pathlib import Path

import itu_opplan as opplan


def main() -> None:
    plan = opplan.bundled("gs-2008-2011")
    actuals = opplan.load_actuals(Path(__file__).with_name("actuals-invented.toml"))
    found = opplan.monitor(plan, actuals)

    print("Each measure so far\n")
    print(found)

    print("\nWork for the Council, by department\n")
    council = found["effort"].where(output="COUNCIL")
    print(council.by("department"))

    print("\nWhere it leads, if it goes on so\n")
    print(council.by("department").forecast("pace").to_text(decimals=1))

    print("\nWhere it leads, if the rest goes as planned\n")
    print(council.by("department").forecast("as planned").to_text(decimals=1))

    print("\nKPIs that can be judged\n")
    for line in found.kpis:
        if line.light != "grey":
            print(f"{line.light}: {line.text}: {line.actual}, due {line.due}")


if __name__ == "__main__":
    main()
