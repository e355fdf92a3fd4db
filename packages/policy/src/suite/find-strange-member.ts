import { nearestName } from "../model/nearest-name.ts";
import type { TestFixtures } from "./test-suite.ts";

/** A group that names a fixture nobody defines. */
export interface StrangeMember {
  readonly kind: "principal" | "resource";
  /** Shape: `missing fixture "zoe" referenced in group "staff"`. */
  readonly text: string;
  /** The next step. */
  readonly hint: string;
}

/** Finds the first group member that is defined neither beside the group nor in the fixtures shared with it. */
export function findStrangeMember(own: TestFixtures, shared?: TestFixtures): StrangeMember | undefined {
  return (
    strangeIn("principal", own.principalGroups, [own.principals, shared?.principals]) ??
    strangeIn("resource", own.resourceGroups, [own.resources, shared?.resources])
  );
}

function strangeIn(
  kind: StrangeMember["kind"],
  groups: TestFixtures["principalGroups"],
  known: readonly (ReadonlyMap<string, unknown> | undefined)[],
): StrangeMember | undefined {
  for (const [group, members] of groups) {
    const missing = members.find((member) => !known.some((fixtures) => fixtures?.has(member)));
    if (missing === undefined) continue;
    const text = `missing fixture ${JSON.stringify(missing)} referenced in group ${JSON.stringify(group)}`;
    const guess = nearestName(
      missing,
      known.flatMap((fixtures) => [...(fixtures?.keys() ?? [])]),
    );
    const hint =
      guess === undefined ? `define the ${kind}, or remove it from the group` : `did you mean \`${guess}\`?`;
    return { kind, text, hint };
  }
  return undefined;
}
