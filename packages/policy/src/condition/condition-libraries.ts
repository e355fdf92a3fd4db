import {
  cerbosLibrary,
  encodersLibrary,
  type Library,
  listsLibrary,
  mathLibrary,
  networkLibrary,
  optionalsLibrary,
  regexLibrary,
  setsLibrary,
  standardLibrary,
  stringsLibrary,
} from "@orthrus/cel";

/** The functions that conditions may call. */
export const conditionLibraries: readonly Library[] = [
  standardLibrary,
  stringsLibrary,
  listsLibrary,
  mathLibrary,
  encodersLibrary,
  optionalsLibrary,
  setsLibrary,
  regexLibrary,
  networkLibrary,
  cerbosLibrary,
];
