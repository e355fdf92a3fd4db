import type { OutputStep, Pass, Stage, Step } from "../decision-program.ts";
import { programReads } from "../slots.ts";
import type { DecideWriter } from "./decide-writer.ts";
import { conditionText, valuesText } from "./write-condition.ts";
import { writeEnterScope } from "./write-scope.ts";

/** Where an answer goes. */
export interface PassTarget {
  /** Holds the answer to the action; the first denial stays unless something allows. */
  readonly answer: string;
  /** Left when nothing can change the answer any more. */
  readonly end: string;
  /** A denial is the end, too. */
  readonly isFinal: boolean;
}

/** Climbs the scope chain until a scope answers. */
export function writePass(writer: DecideWriter, { stages }: Pass, target: PassTarget): void {
  const passEnd = writer.label("L");
  writer.block(`${passEnd}:`, () => {
    for (const stage of stages) writeStage(writer, stage, target, passEnd);
  });
}

function writeStage(writer: DecideWriter, stage: Stage, target: PassTarget, passEnd: string): void {
  if (stage.derivedRoles !== undefined) writeEnterScope(writer, stage.derivedRoles);
  else if (writer.readsRuntime) writer.line("a.runtime = noRuntime;");
  if (stage.steps.length === 0) return;
  const { answer, end, isFinal } = target;
  const allowed = writer.label("w");
  const deny = ({ deny: denial }: Step): string =>
    `${answer} ??= ${writer.constant(denial)}; break ${isFinal ? end : passEnd};`;
  writer.line(`let ${allowed} = false;`);
  for (const step of stage.steps) writeStep(writer, step, { allowed, deny });
  if (stage.allow === undefined) return;
  writer.line(`if (${allowed}) { ${answer} = ${writer.constant(stage.allow)}; break ${end}; }`);
}

/** What a step leads to. */
interface StepTarget {
  /** Holds whether some step of the scope allows: that waits for the rest of the scope's steps. */
  readonly allowed: string;
  readonly deny: (step: Step) => string;
}

function writeStep(writer: DecideWriter, step: Step, target: StepTarget): void {
  const { effect, output } = step;
  if (output !== undefined) writeStepWithOutput(writer, step, output, target);
  else if (effect === "allow") writer.line(`${target.allowed} ||= ${stepText(writer, step)};`);
  else if (effect === "deny") writer.line(`if (${stepText(writer, step)}) { ${target.deny(step)} }`);
}

function stepText(writer: DecideWriter, { derivedRole, condition }: Step): string {
  return `${conditionText(writer, derivedRole?.condition)} && ${conditionText(writer, condition)}`;
}

/** A row whose derived role is not active emits nothing. */
function writeStepWithOutput(
  writer: DecideWriter,
  step: Step,
  output: OutputStep,
  { allowed, deny }: StepTarget,
): void {
  writer.block(`if (${conditionText(writer, step.derivedRole?.condition)})`, () => {
    writer.block(`if (${conditionText(writer, step.condition)})`, () => {
      writeOutput(writer, output, output.ruleActivated);
      if (step.effect === "allow") writer.line(`${allowed} = true;`);
      else if (step.effect === "deny") writer.line(deny(step));
    });
    writer.block("else", () => writeOutput(writer, output, output.conditionNotMet));
  });
}

function writeOutput(writer: DecideWriter, output: OutputStep, program: OutputStep["ruleActivated"]): void {
  if (program === undefined) return;
  const { source, variables } = output;
  const place = variables === undefined ? "" : `a.computed = ${valuesText(writer, variables, "usual")}, `;
  const evaluated = `(${place}evaluateOutput(${writer.constant(program)}, a))`;
  // Policies of several scopes share the programs of equal texts, and `runtime` is another one in each.
  const value = programReads("runtime", program) ? evaluated : `${writer.output(program)} ??= ${evaluated}`;
  writer.line(`emitValue(${writer.constant(source)}, ${value}, a);`);
}
