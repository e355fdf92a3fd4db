import type { CheckRequest } from "@orthrus/protocol";
import { stringify } from "yaml";
import type { NamedText } from "../differential/reference-server.ts";

/** An expression with the action that asks for its value. */
export interface NumberedExpression {
  /** Such as `e17`: name of the rule and of the action. */
  readonly name: string;
  readonly text: string;
}

/** Makes one policy per hundred expressions: each is the output of a rule for an action of its own. */
export function expressionPolicies(expressions: readonly NumberedExpression[]): NamedText[] {
  const count = Math.ceil(expressions.length / perPolicy);
  return Array.from({ length: count }, (_, index) => ({
    path: `${kind(index)}.yaml`,
    text: stringify(
      {
        apiVersion: "api.cerbos.dev/v1",
        resourcePolicy: {
          resource: kind(index),
          version: "default",
          rules: expressions.slice(index * perPolicy, (index + 1) * perPolicy).map(({ name, text }) => ({
            actions: [name],
            roles: ["*"],
            effect: "EFFECT_ALLOW",
            name,
            output: { when: { ruleActivated: text } },
          })),
        },
      },
      // Quoted, so that both sides read every space as written.
      { lineWidth: 0, defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" },
    ),
  }));
}

const perPolicy = 100;

function kind(index: number): string {
  return `k${index}`;
}

/** Asks for the value of one of the expressions. */
export function expressionRequest(expressions: readonly NumberedExpression[], index: number): CheckRequest {
  return {
    principal: { id: "ada", roles: ["user"], attributes: {} },
    resource: {
      kind: kind(Math.floor(index / perPolicy)),
      id: "1",
      attributes: {
        yes: true,
        no: false,
        three: 3,
        half: 0.5,
        word: "wörd",
        path: "a/b/c",
        at: "2024-03-10T10:00:00-07:00",
        wait: "1m30s",
        words: ["b", "a", "c"],
        numbers: [3, 1, 2.5],
        map: { a: "x", deep: [1, 2] },
      },
    },
    actions: [expressions[index]?.name ?? ""],
  };
}
