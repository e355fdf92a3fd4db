import type { CompileError } from "@orthrus/policy";
import type { JsonObject } from "@orthrus/protocol";
import { excerpt } from "./excerpt.ts";
import type { Painter } from "./painter.ts";
import { placeText, positionJson } from "./place.ts";

/** Writes compile errors for people. */
export function compileText(errors: readonly CompileError[], paint: Painter): string {
  const lines = errors.flatMap(({ file, position, near, description, error, context, hint }) => [
    `${placeText(file, near?.position ?? position, paint)} ${paint.problem(description)} <${error}>`,
    ...excerpt(near?.context ?? context, hint, paint),
  ]);
  return `${[paint.heading("Compilation errors"), ...lines, ""].join("\n")}\n`;
}

/** Writes the same errors for programs. */
export function compileJson(errors: readonly CompileError[]): JsonObject {
  const elements = errors.map(({ file, error, description, position, context }) => ({
    file,
    error,
    description,
    ...(position ? { position: positionJson(position) } : {}),
    ...(context ? { context } : {}),
  }));
  return { compileErrors: { errors: elements } };
}
