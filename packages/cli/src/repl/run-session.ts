import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { completeName } from "./complete-name.ts";
import { readHistory, writeHistory } from "./history-file.ts";
import { emptyState, type ReplState } from "./repl-state.ts";
import { type LineSetting, runLine } from "./run-line.ts";

const PROMPT = "-> ";
const CONTINUATION = "> ";

export const BANNER = "Orthrus REPL\n\nType :help to get help\n\n";

/** Where lines come from and results go. */
export interface Session {
  readonly input: Readable;
  readonly write: (text: string) => void;
  /** Called once per line, so that `now()` moves on. */
  readonly setting: () => LineSetting;
  readonly stop: AbortSignal;
}

/** Runs every line of a script. Prompts are printed as on a terminal, unless only results are wanted. */
export async function runScript(session: Session, isQuiet: boolean): Promise<void> {
  const lines = createInterface({ input: session.input, terminal: false });
  const close = (): void => lines.close();
  session.stop.addEventListener("abort", close, { once: true });
  const writeFrame = (text: string): void => {
    if (!isQuiet) session.write(text);
  };
  let state = emptyState;
  writeFrame(BANNER + promptFor(state));
  for await (const line of lines) {
    const result = runLine(line, state, session.setting());
    session.write(textOf(result.lines));
    if (result.isOver) break;
    state = result.state;
    writeFrame(promptFor(state));
  }
  session.stop.removeEventListener("abort", close);
  lines.close();
}

/** A session with somebody at a keyboard. */
export interface TerminalSession extends Session {
  readonly output: Writable;
  readonly historyPath: string;
}

/** Runs lines as they are typed, with history and completion, until `:quit`, the end of input, or a stop. */
export function runTerminal(session: TerminalSession): Promise<void> {
  session.write(BANNER);
  let state = emptyState;
  let history: readonly string[] = readHistory(session.historyPath);
  const terminal = createInterface({
    input: session.input,
    output: session.output,
    terminal: true,
    history: [...history],
    removeHistoryDuplicates: true,
    completer: (line: string) =>
      completeName(line, state, session.setting().environment) as [string[], string],
  });
  const close = (): void => terminal.close();
  session.stop.addEventListener("abort", close, { once: true });
  terminal.on("history", (lines: string[]) => {
    history = lines;
  });
  terminal.on("SIGINT", () => {
    if (terminal.line === "" && state.pending === "") return terminal.close();
    state = { ...state, pending: "" };
    session.write("^C\n");
    terminal.setPrompt(PROMPT);
    clearLine(terminal);
    ask(terminal, state);
  });
  terminal.on("line", (line) => {
    const result = runLine(line, state, session.setting());
    session.write(textOf(result.lines));
    if (result.isOver) return terminal.close();
    state = result.state;
    ask(terminal, state);
  });
  ask(terminal, state);
  return new Promise((resolve) => {
    terminal.on("close", () => {
      session.stop.removeEventListener("abort", close);
      writeHistory(session.historyPath, history);
      session.write("\n");
      resolve();
    });
  });
}

function ask(terminal: Interface, state: ReplState): void {
  terminal.setPrompt(promptFor(state));
  terminal.prompt();
}

/** Ctrl+E, Ctrl+U: what was typed so far is gone. */
function clearLine(terminal: Interface): void {
  terminal.write(null, { ctrl: true, name: "e" });
  terminal.write(null, { ctrl: true, name: "u" });
}

function promptFor({ pending }: ReplState): string {
  return pending === "" ? PROMPT : CONTINUATION;
}

function textOf(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}
