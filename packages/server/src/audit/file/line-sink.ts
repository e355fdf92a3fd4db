/** Takes whole lines. */
export interface LineSink {
  /** Each line with its line feed. Throws: the system's error; the lines are lost then. */
  write(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
