import { type Library, standardLibrary } from "@orthrus/cel";

/** The functions that conditions may call. */
export const conditionLibraries: readonly Library[] = [standardLibrary];
