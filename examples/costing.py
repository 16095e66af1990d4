"""What the outputs of the shipped plan would cost at invented rates: `python examples/costing.py`."""

from pathlib import Path

import itu_opplan as opplan


def main() -> None:
    plan = opplan.bundled("gs-2008-2011")
    rates = opplan.load_rates(Path(__file__).with_name("rates-invented.toml"))
    direct = opplan.cost(plan, rates)
    full = direct + opplan.overhead(plan, rates)

    print("Cost of each output, overhead included\n")
    print(full.by("output", "period").to_text(decimals=0))

    print("\nOf this, by component\n")
    print(full.by("component", "period").to_text(decimals=0))

    print("\nCost of each department, overhead included\n")
    dims = ("department", "period")
    by_department = opplan.cost(plan, rates, by=dims) + opplan.overhead(plan, rates, by=dims)
    print(by_department.to_text(decimals=0, totals="department"))

    print("\nCost of each objective: the same money, divided\n")
    by_objective = opplan.apportion(full, plan, to="objective")
    print(by_objective.by("objective", "period").to_text(decimals=0))
    print(f"\nNothing lost: {by_objective.total() == full.total()}")

    print("\nAll that departments cost, carried on in steps\n")
    chain = opplan.cost_chain(plan, rates)
    print(chain.to_text(decimals=0))
    print("\nWhose money is in objective 4 in 2008\n")
    print(chain["objective"].where(objective="4", period="2008").by("department").to_text(decimals=0))


if __name__ == "__main__":
    main()
