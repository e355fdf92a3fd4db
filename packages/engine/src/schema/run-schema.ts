import type { Json } from "@orthrus/protocol";
import { isItems } from "./canonical-key.ts";
import type { CompiledSchema, Evaluated, Run, SchemaNode, SchemaViolation } from "./schema-node.ts";

// SECURITY: values come from callers. Every limit ends the validation as failed, never as passed.
const maxSchemaDepth = 400;
const maxValueDepth = 500;
const maxViolations = 1000;
const freeApplications = 100_000;
const applicationsPerPart = 20;

/**
 * Validates a whole value against a schema.
 *
 * Shape: nothing when the value is valid, a thousand violations at most.
 */
export function runSchema(schema: CompiledSchema, value: Json): readonly SchemaViolation[] {
  const size = measure(value);
  if (size.depth > maxValueDepth) return refused("is nested too deeply");
  const violations: SchemaViolation[] = [];
  const run: Run = {
    instance: [],
    keywords: [],
    violations,
    resources: [],
    evaluated: schema.tracksEvaluated ? nothingEvaluated() : undefined,
    depth: 0,
    budget: freeApplications + applicationsPerPart * size.parts * schema.size,
  };
  try {
    const valid = applySchema(schema.root, value, run);
    // INVARIANT: whatever is not valid has a violation; callers look at nothing else.
    if (!valid && violations.length === 0) return refused("is not valid");
  } catch (error) {
    if (error instanceof LimitReached) return refused(error.message);
    throw error;
  }
  return violations;
}

/** Applies a schema to the value it stands for; the caller keeps the paths. */
export function applySchema(node: SchemaNode, value: Json, run: Run): boolean {
  if (run.depth >= maxSchemaDepth) throw new LimitReached("is nested too deeply");
  spend(run, 1);
  run.depth += 1;
  const entersResource = run.resources.at(-1) !== node.resource;
  if (entersResource) run.resources.push(node.resource);
  const valid = runAssertions(node, value, run);
  if (entersResource) run.resources.pop();
  run.depth -= 1;
  return valid;
}

/** Applies a schema to the same value, below some keywords; what it looked at counts if it is satisfied. */
export function applyInPlace(
  node: SchemaNode,
  value: Json,
  run: Run,
  ...keywords: readonly string[]
): boolean {
  const outer = run.evaluated;
  if (outer !== undefined) run.evaluated = nothingEvaluated();
  run.keywords.push(...keywords);
  const valid = applySchema(node, value, run);
  run.keywords.length -= keywords.length;
  if (outer !== undefined && run.evaluated !== undefined) {
    if (valid) addEvaluated(outer, run.evaluated);
    run.evaluated = outer;
  }
  return valid;
}

/** Applies a schema to a member or item of the value, below some keywords. */
export function applyToChild(
  node: SchemaNode,
  child: Json,
  segment: string,
  run: Run,
  ...keywords: readonly string[]
): boolean {
  const outer = run.evaluated;
  if (outer !== undefined) run.evaluated = nothingEvaluated();
  run.instance.push(segment);
  run.keywords.push(...keywords);
  const valid = applySchema(node, child, run);
  run.keywords.length -= keywords.length;
  run.instance.pop();
  run.evaluated = outer;
  return valid;
}

/** Applies a schema to a value that was written inside the current value as text. */
export function applyToContent(node: SchemaNode, content: Json, run: Run, keyword: string): boolean {
  const size = measure(content);
  if (size.depth > maxValueDepth) throw new LimitReached("is nested too deeply");
  run.budget += applicationsPerPart * size.parts;
  const outer = run.evaluated;
  if (outer !== undefined) run.evaluated = nothingEvaluated();
  run.keywords.push(keyword);
  const valid = applySchema(node, content, run);
  run.keywords.pop();
  run.evaluated = outer;
  return valid;
}

/** Accounts for work, in units of applying one schema; ends the run when there was too much. */
export function spend(run: Run, work: number): void {
  run.budget -= work;
  if (run.budget < 0) throw new LimitReached("takes too long to validate");
}

/** Asks without reporting. */
export function withoutReports(run: Run, ask: () => boolean): boolean {
  const { violations } = run;
  run.violations = undefined;
  const answer = ask();
  run.violations = violations;
  return answer;
}

/** Reports that the current value does not satisfy a keyword. */
export function violate(run: Run, keyword: string, message: string): false {
  if (run.violations !== undefined && run.violations.length < maxViolations) {
    run.violations.push({
      keyword,
      message,
      instance: [...run.instance],
      keywords: [...run.keywords, keyword],
    });
  }
  return false;
}

class LimitReached extends Error {}

function refused(message: string): readonly SchemaViolation[] {
  return [{ keyword: "", message: `value ${message}`, instance: [], keywords: [] }];
}

function runAssertions(node: SchemaNode, value: Json, run: Run): boolean {
  if (node.type !== undefined && !node.type(value, run)) return false;
  let valid = true;
  for (const assertion of node.assertions) valid = assertion(value, run) && valid;
  return valid;
}

function nothingEvaluated(): Evaluated {
  return { properties: new Set(), items: new Set() };
}

function addEvaluated(target: Evaluated, source: Evaluated): void {
  for (const name of source.properties) target.properties.add(name);
  for (const index of source.items) target.items.add(index);
}

interface Size {
  readonly depth: number;
  readonly parts: number;
}

// Without recursion: this is what makes recursion safe everywhere else.
function measure(root: Json): Size {
  let level: Json[] = [root];
  let depth = 0;
  let parts = 0;
  while (level.length > 0) {
    depth += 1;
    parts += level.length;
    const next: Json[] = [];
    for (const value of level) {
      if (value === null || typeof value !== "object") continue;
      for (const child of isItems(value) ? value : Object.values(value)) next.push(child);
    }
    level = next;
  }
  return { depth, parts };
}
