import type { Position } from "@orthrus/policy";
import type { Json } from "@orthrus/protocol";
import type { Painter } from "./painter.ts";

/** Shape: `album.yaml:5:3`; without a position `album.yaml`. */
export function placeText(file: string, position: Position | undefined, paint: Painter): string {
  if (!position) return paint.file(file);
  return [paint.file(file), paint.place(String(position.line)), paint.place(String(position.column))].join(
    ":",
  );
}

export function positionJson({ line, column, path }: Position): Json {
  return path === undefined ? { line, column } : { line, column, path };
}
