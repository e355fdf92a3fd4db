export { type FixedIdentity, type FixedOptions, fixed } from "./providers/fixed/fixed.ts";
