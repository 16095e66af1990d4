"""What an auditor asks first: what contradicts itself, what is missing, and what must be done without a budget."""

import itu_opplan as opplan
from itu_opplan.analysis import Verdict


def main() -> None:
    plan = opplan.bundled("gs-2008-2011")

    print("Printed figures and claims that the plan's own figures contradict")
    for line in opplan.ledger(plan):
        if line.verdict is Verdict.CONTRADICTS and line.computed is not None:
            worked_out = f"{round(line.computed, 1).normalize():f}"
            print(f"  {line.section}: {line.text}: stated {line.printed} {line.unit}, worked out {worked_out}")

    print("\nParts of the plan that are there, missing, or to be completed")
    print(opplan.completeness(plan))

    print("\nUnfunded mandated activities")
    for output in plan.outputs:
        sources = [funding for funding in output.funding if funding.source == "unfunded mandated activity"]
        if not sources:
            continue
        work = opplan.effort(plan).where(output=output.code).by("period")
        planned = ", ".join(f"{record['value']} in {record['period']}" for record in work.records()) or "none stated"
        print(f"  {output.title} ({output.section}): unfunded in {sources[0].period}; work-months: {planned}")
        for funding in output.funding:
            if funding.provision is not None:
                provision = plan.provision(funding.provision)
                print(f"    draws on {provision.code}: {provision.unit} {provision.amount} in {provision.period}")


if __name__ == "__main__":
    main()
