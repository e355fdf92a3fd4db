import { cerbosLibrary } from "./cerbos/cerbos-library.ts";
import { encodersLibrary } from "./encoders.ts";
import type { Library } from "./library.ts";
import { listsLibrary } from "./lists.ts";
import { mathLibrary } from "./math.ts";
import { networkLibrary } from "./network.ts";
import { optionalsLibrary } from "./optionals.ts";
import { regexLibrary } from "./regex.ts";
import { setsLibrary } from "./sets.ts";
import { standardLibrary } from "./standard.ts";
import { stringsLibrary } from "./strings.ts";

/** Every library, as a policy sees them. */
export const allLibraries: readonly Library[] = [
  standardLibrary,
  stringsLibrary,
  encodersLibrary,
  listsLibrary,
  mathLibrary,
  optionalsLibrary,
  setsLibrary,
  regexLibrary,
  networkLibrary,
  cerbosLibrary,
];
