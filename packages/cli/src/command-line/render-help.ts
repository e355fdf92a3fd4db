import { argumentText, type CommandSpec, type FlagSpec } from "./command.ts";
import { COMMON_FLAGS } from "./parse-command-line.ts";

const WIDTH = 80;
const WIDEST_LEFT = 30;
const PROGRAM = "orthrus";

/** Writes the help of one command, or of the program. */
export function renderHelp(command: CommandSpec | undefined, commands: readonly CommandSpec[]): string {
  return `${(command ? commandHelp(command) : programHelp(commands)).join("\n")}\n`;
}

function programHelp(commands: readonly CommandSpec[]): readonly string[] {
  return [
    `Usage: ${PROGRAM} <command> [flags]`,
    "",
    "Decides who may do what; compatible with Cerbos",
    "",
    "Flags:",
    ...flagRows(COMMON_FLAGS),
    "",
    "Commands:",
    ...commands.flatMap((command) => [`  ${usageOf(command)}`, `    ${command.summary}`, ""]),
    `Run "${PROGRAM} <command> --help" for more information on a command.`,
  ];
}

function commandHelp(command: CommandSpec): readonly string[] {
  const examples = command.examples.flatMap(({ explanation, command: line }) => [
    `# ${explanation}`,
    "",
    line,
    "",
  ]);
  const argumentRows = command.arguments.map((argument) => ({
    left: argumentText(argument),
    help: argument.help,
  }));
  return [
    `Usage: ${PROGRAM} ${usageOf(command)}`,
    "",
    command.summary,
    "",
    ...(examples.length > 0 ? ["Examples:", "", ...examples] : []),
    ...(argumentRows.length > 0 ? ["Arguments:", ...rows(argumentRows), ""] : []),
    "Flags:",
    ...flagRows(COMMON_FLAGS),
    "",
    ...flagRows(command.flags.filter(({ isHidden }) => !isHidden)),
  ];
}

function usageOf(command: CommandSpec): string {
  const name = command.alias ? `${command.name} (${command.alias})` : command.name;
  return [name, ...command.arguments.map(argumentText), "[flags]"].join(" ");
}

function flagRows(flags: readonly FlagSpec[]): readonly string[] {
  return rows(flags.map((flag) => ({ left: leftOf(flag), help: helpOf(flag) })));
}

function leftOf({ name, short, kind, placeholder, fallback }: FlagSpec): string {
  const dash = short ? `-${short}, ` : "    ";
  if (kind === "boolean") return `${dash}--${name}`;
  const shown = fallback === undefined ? (placeholder ?? name.toUpperCase()) : JSON.stringify(fallback);
  return kind === "optional-text" ? `${dash}--${name}[=${shown}]` : `${dash}--${name}=${shown}`;
}

function helpOf({ help, environment }: FlagSpec): string {
  return environment ? `${help} (${environment.map((name) => `$${name}`).join(", ")})` : help;
}

interface Row {
  readonly left: string;
  readonly help: string;
}

function rows(entries: readonly Row[]): readonly string[] {
  const column = Math.min(WIDEST_LEFT, Math.max(...entries.map(({ left }) => left.length))) + 6;
  return entries.flatMap(({ left, help }) => {
    const lines = wrap(help, WIDTH - column);
    const first = `  ${left}`;
    const indent = " ".repeat(column);
    // A long flag has a line of its own.
    if (first.length + 2 > column) return [first, ...lines.map((line) => indent + line)];
    return lines.map((line, index) => (index === 0 ? first.padEnd(column) : indent) + line);
  });
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
