import type { SuiteRun } from "@orthrus/engine";
import type { Painter } from "../output/painter.ts";
import { engineTrace, type TraceComponent, type TraceEntry, type TraceEvent } from "./engine-trace.ts";

/** Writes the traces of all decisions that have one, under their full names. Nothing when none has. */
export function traceLines(suites: readonly SuiteRun[], paint: Painter): readonly string[] {
  const blocks = suites.flatMap((suite) =>
    suite.tests.flatMap(({ principals }) =>
      principals.flatMap((principal) =>
        principal.resources.flatMap((resource) =>
          resource.actions.flatMap(({ name, explanation }) => {
            if (explanation === undefined) return [];
            const title = `${suite.name} - ${principal.name}.${resource.name}.${name}`;
            return [
              paint.test(title),
              ...engineTrace(explanation).flatMap((entry) => entryLines(entry, paint)),
            ];
          }),
        ),
      ),
    ),
  );
  return blocks.length === 0 ? [] : ["", paint.heading("TRACES"), ...blocks];
}

function entryLines({ components, event }: TraceEntry, paint: Painter): readonly string[] {
  const path = components.map((component) => componentText(component)).join(paint.muted(" > "));
  return [`  ${path}`, ...eventLines(event, paint).map((line) => `    ${line}`), ""];
}

function componentText(component: TraceComponent): string {
  switch (component.kind) {
    case "KIND_POLICY":
      return `policy=${component.policy}`;
    case "KIND_ACTION":
      return `action=${component.action}`;
    case "KIND_SCOPE":
      return `scope=${component.scope === "" ? '""' : component.scope}`;
    case "KIND_RULE":
      return `rule=${component.rule}`;
    case "KIND_DERIVED_ROLE":
      return `derivedRole=${component.derivedRole}`;
    case "KIND_CONDITION":
      return component.index === undefined ? "condition" : `condition#${component.index}`;
    case "KIND_CONDITION_ALL":
      return "conditionAll";
    case "KIND_CONDITION_ANY":
      return "conditionAny";
    case "KIND_CONDITION_NONE":
      return "conditionNone";
    case "KIND_EXPR":
      return `expr=\`${component.expr}\``;
  }
}

function eventLines(
  { status, effect, error, message, result }: TraceEvent,
  paint: Painter,
): readonly string[] {
  return [
    status === "STATUS_ACTIVATED" ? paint.passed("activated") : paint.muted("skipped"),
    ...(effect === undefined ? [] : [`effect → ${effect.replace("EFFECT_", "").toLowerCase()}`]),
    ...(result === undefined ? [] : [`result → ${result}`]),
    ...(error === undefined ? [] : [paint.problem(error)]),
    ...(message === undefined ? [] : [message]),
  ];
}
