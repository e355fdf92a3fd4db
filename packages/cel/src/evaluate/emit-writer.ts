/**
 * Collects the statements of a generated function.
 *
 * SECURITY: names come from here and from the tables of this folder; text of an author is only written through
 * `JSON.stringify`.
 */
export class SourceWriter {
  #lines: string[] = [];
  #names = 0;
  /** What is read once before the outermost loop around, by its expression. */
  #beforeLoop: Map<string, string> | undefined;

  get text(): string {
    return this.#lines.join("\n");
  }

  line(text: string): void {
    if (text !== "") this.#lines.push(text);
  }

  lines(lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  /** A name nobody else in the function has. */
  name(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  /** Keeps the value of an expression under a name. */
  keep(expression: string): string {
    const name = this.name("t");
    this.line(`const ${name} = ${expression};`);
    return name;
  }

  /** The same for what cannot fail and does not change while the function runs: loops read it once. */
  hoist(expression: string): string {
    if (this.#beforeLoop === undefined) return this.keep(expression);
    const name = this.#beforeLoop.get(expression) ?? this.name("t");
    this.#beforeLoop.set(expression, name);
    return name;
  }

  get isInLoop(): boolean {
    return this.#beforeLoop !== undefined;
  }

  /** A block that runs again and again. */
  loop(header: string, write: () => void): void {
    if (this.#beforeLoop !== undefined) {
      this.block(header, write);
      return;
    }
    const hoisted = new Map<string, string>();
    this.#beforeLoop = hoisted;
    const lines = this.capture(() => this.block(header, write));
    this.#beforeLoop = undefined;
    for (const [expression, name] of hoisted) this.line(`const ${name} = ${expression};`);
    this.lines(lines);
  }

  /** Writes aside, for who must know what is written before it decides what goes around it. */
  capture(write: () => void): readonly string[] {
    const outer = this.#lines;
    const inner: string[] = [];
    this.#lines = inner;
    write();
    this.#lines = outer;
    return inner;
  }

  /** Shape: `("else", write)` → `else { … }`. */
  block(header: string, write: () => void): void {
    this.line(`${header} {`);
    write();
    this.line("}");
  }
}
