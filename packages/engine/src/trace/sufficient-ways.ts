import type { Activation } from "@orthrus/cel";
import type { PlanNode } from "../plan/plan-node.ts";
import { type Assignment, withAssignments } from "./assignment.ts";
import { type FactPath, factsRead, isWithin, overlap } from "./attributes-read.ts";
import { type Lack, shortest, type Ways, waysTo } from "./needs.ts";
import { createPartEvaluator, type PartEvaluator } from "./part-evaluator.ts";

/**
 * Says what is left to do until a condition holds, and everything that must stay as it is then: what holds now and reads
 * what is going to change is part of a way, unless the new values settle it. Ways that contradict themselves are none.
 */
export function sufficientWays(node: PlanNode, seen: Activation): Ways {
  const evaluator = createPartEvaluator(seen);
  const found: (readonly Lack[])[] = [];
  const queue = waysTo(node, { evaluator, changing: [] }).map(changedBy);
  if (queue.some(({ length }) => length === 0)) return [[]];
  for (let round = 0; round < mostRounds && round < queue.length; round += 1) {
    const changing = queue[round] ?? [];
    const ways = waysTo(node, { evaluator, changing });
    const kept = ways.filter((way) => changedBy(way).every((path) => isAmong(path, changing)));
    const settled = kept.flatMap((way) => settle(way, changing, seen));
    found.push(...settled);
    if (settled.length === 0) queue.push(...ways.map((way) => [...changing, ...changedBy(way)]));
  }
  return shortest(found);
}

/** Each way is looked at once, and some with more attributes that change. */
const mostRounds = 16;

function changedBy(way: readonly Lack[]): readonly FactPath[] {
  return way.flatMap(({ operation, isMet }) => (isMet ? [] : factsRead(operation)));
}

function isAmong(path: FactPath, paths: readonly FactPath[]): boolean {
  return paths.some((each) => overlap(each, path));
}

/** Leaves out what new values make so, and the whole way when they make it impossible. */
function settle(way: readonly Lack[], changing: readonly FactPath[], seen: Activation): Ways {
  const assignments = way.flatMap(({ assignment }) => assignment ?? []);
  if (assignments.some((one) => assignments.some((other) => disagree(one, other)))) return [];
  const evaluator = createPartEvaluator(withAssignments(seen, assignments));
  const known = (lack: Lack): boolean =>
    factsRead(lack.operation)
      .filter((path) => isAmong(path, changing))
      .every((path) => assignments.some((assigned) => isWithin(path, assigned.path)));
  const settled = way.filter(known);
  if (settled.some((lack) => !isMetBy(lack, evaluator))) return [];
  return [way.filter((lack) => !lack.isMet || lack.assignment !== undefined || !settled.includes(lack))];
}

function disagree(one: Assignment, other: Assignment): boolean {
  return isSame(one.path, other.path) && !isSame(one.value, other.value);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isMetBy({ operation, isWanted }: Lack, evaluator: PartEvaluator): boolean {
  return evaluator.valueOf(operation) === isWanted;
}
