import type { DecodedMessage } from "../parse/decoded-message.ts";
import {
  fieldOf,
  isSet,
  jsonOf,
  located,
  messageOf,
  messagesOf,
  numberMapOf,
  textOf,
  textsOf,
  timestampOf,
} from "../parse/message-fields.ts";
import { buildFixtures, membersOf } from "./build-fixtures.ts";
import type { Expectation, ExpectedOutputs, Skip, TestOptions, TestSuite, TestTable } from "./test-suite.ts";

/** Builds the typed suite from a validated message. */
export function buildSuite(message: DecodedMessage): TestSuite {
  return {
    ...buildFixtures(message),
    ...buildHead(message),
    tests: messagesOf(message, "tests").map(buildTable),
  };
}

function buildHead(message: DecodedMessage): Pick<TestSuite, "name" | "description" | "skip" | "options"> {
  return {
    name: textOf(message, "name"),
    description: textOf(message, "description"),
    skip: buildSkip(message),
    options: buildOptions(messageOf(message, "options")),
  };
}

function buildSkip(message: DecodedMessage): Skip | undefined {
  return isSet(message, "skip") ? { reason: textOf(message, "skipReason") } : undefined;
}

function buildOptions(options: DecodedMessage | undefined): TestOptions | undefined {
  if (options === undefined) return undefined;
  return {
    now: timestampOf(options, "now"),
    lenientScopeSearch: isSet(options, "lenientScopeSearch"),
    strictEvaluation: isSet(options, "strictEvaluation"),
    globals: membersOf(options, "globals"),
    defaultPolicyVersion: textOf(options, "defaultPolicyVersion"),
    defaultScope: textOf(options, "defaultScope"),
  };
}

function buildTable(table: DecodedMessage): TestTable {
  const input = messageOf(table, "input");
  return {
    ...buildHead(table),
    input: {
      principals: textsOf(input, "principals"),
      principalGroups: textsOf(input, "principalGroups"),
      resources: textsOf(input, "resources"),
      resourceGroups: textsOf(input, "resourceGroups"),
      actions: textsOf(input, "actions"),
      auxData: textOf(input, "auxData") === "" ? undefined : located(input, "auxData"),
    },
    expected: messagesOf(table, "expected").map(buildExpectation),
    span: table.span,
  };
}

function buildExpectation(expectation: DecodedMessage): Expectation {
  return {
    principals: oneOrMany(expectation, "principal", "principals"),
    principalGroups: textsOf(expectation, "principalGroups"),
    resources: oneOrMany(expectation, "resource", "resources"),
    resourceGroups: textsOf(expectation, "resourceGroups"),
    actions: new Map(
      [...numberMapOf(expectation, "actions")].map(([action, effect]) => [
        action,
        effect === 1 ? "allow" : "deny",
      ]),
    ),
    outputs: messagesOf(expectation, "outputs").map(buildOutputs),
    span: expectation.span,
  };
}

function oneOrMany(message: DecodedMessage, one: string, many: string): readonly string[] {
  const name = fieldOf(message, one) && textOf(message, one);
  return name ? [name] : textsOf(message, many);
}

function buildOutputs(outputs: DecodedMessage): ExpectedOutputs {
  return {
    action: textOf(outputs, "action"),
    values: messagesOf(outputs, "expected").map((entry) => ({
      source: textOf(entry, "src"),
      value: jsonOf(entry, "val") ?? null,
    })),
  };
}
