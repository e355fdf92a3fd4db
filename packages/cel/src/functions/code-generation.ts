/** Whether an environment may turn text into functions. */
export type CodeGenerationPolicy = "when-allowed" | "never";

/**
 * Asks the runtime once, and only when somebody wants to generate code: where it is forbidden, trying it may be
 * reported as an attack.
 */
export class CodeGeneration {
  readonly #policy: CodeGenerationPolicy;
  #isAllowed: boolean | undefined;

  constructor(policy: CodeGenerationPolicy) {
    this.#policy = policy;
  }

  get isAllowed(): boolean {
    this.#isAllowed ??= this.#policy === "when-allowed" && canGenerate();
    return this.#isAllowed;
  }
}

function canGenerate(): boolean {
  try {
    new Function("");
    return true;
  } catch {
    return false;
  }
}
