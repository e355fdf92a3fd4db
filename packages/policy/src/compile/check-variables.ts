import { lineColumnText } from "../model/span.ts";
import type { CollectedDefinitions, CollectedVariable } from "./collect-definitions.ts";
import type { ReportError } from "./compile-error.ts";
import { selfReference, undefinedDefinition, variableCycle } from "./compile-problems.ts";
import { findCycles } from "./find-cycles.ts";

/**
 * Checks what variables refer to, used or not.
 *
 * Reports: `policy/undefined-constant`, `policy/undefined-variable`, `policy/variable-cycle`.
 */
export function checkVariables(definitions: CollectedDefinitions, report: ReportError): void {
  for (const variable of definitions.variables.values()) checkReferences(variable, definitions, report);
  reportCycles(definitions.variables, report);
}

function checkReferences(
  variable: CollectedVariable,
  { constants, variables }: CollectedDefinitions,
  report: ReportError,
): void {
  const { name: referencedIn, value: text, references, source, span } = variable;
  for (const name of references.constants) {
    if (constants.has(name)) continue;
    report(
      undefinedDefinition(
        { kind: "constant", name, text, referencedIn },
        { source, span },
        { variables, constants },
      ),
    );
  }
  for (const name of references.variables) {
    if (name === referencedIn) report(selfReference(name, { source, span }));
    if (variables.has(name)) continue;
    report(
      undefinedDefinition(
        { kind: "variable", name, text, referencedIn },
        { source, span },
        { variables, constants },
      ),
    );
  }
}

function reportCycles(variables: ReadonlyMap<string, CollectedVariable>, report: ReportError): void {
  const edges = new Map([...variables].map(([name, { references }]) => [name, references.variables]));
  for (const cycle of findCycles(edges)) {
    const members = [...cycle].sort().flatMap((name) => variables.get(name) ?? []);
    const first = members[0];
    if (first === undefined) continue;
    const titles = members.map(
      ({ name, source, span }) => `'${name}' (${source.file}:${lineColumnText(source, span.start)})`,
    );
    report(variableCycle(titles, { source: first.source, span: first.span }));
  }
}
