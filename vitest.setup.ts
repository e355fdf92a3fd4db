import { configureGlobal } from "fast-check";

// The same generated cases in every run, so that a failure is about the change at hand. Look further with
// ORTHRUS_SEED=random, or repeat what a failure printed with ORTHRUS_SEED=<number>.
const wanted = process.env.ORTHRUS_SEED ?? "20261120";
if (wanted !== "random") configureGlobal({ seed: Number(wanted) });
