import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { allLibraries } from "@orthrus/cel";
import { functionDocumentation } from "../../packages/cel/src/functions/function-documentation.ts";
import { type Entry, entriesOf, type SourceRow } from "./entries.ts";
import { macros } from "./macros.ts";
import { sections } from "./sections.ts";

/** Where the rendered page is kept. */
export const conditionsPage: string = fileURLToPath(
  new URL("../../docs/reference/conditions.md", import.meta.url),
);

/** Writes the reference of conditions from the hand-written introduction and the rows of the functions. */
export function renderConditions(): string {
  const introduction = readFileSync(new URL("introduction.md", import.meta.url), "utf8");
  const rows: readonly SourceRow[] = allLibraries.flatMap(({ name: library, rows: own }) =>
    own.map((row) => ({ row, library })),
  );
  const entries = entriesOf(rows, functionDocumentation);
  return [
    "# Conditions\n\n<!-- Rendered from the function tables by `npm run docs:conditions`. -->\n",
    introduction,
    signatureHelp,
    heading("Macros and optional syntax"),
    ...macros.map((macro) => block({ ...macro, signatures: macro.forms })),
    ...sections.flatMap(({ title }) => [
      heading(title),
      ...entries.filter((entry) => entry.section === title).map(block),
    ]),
  ].join("\n");
}

const signatureHelp = `# Reference

\`A\`, \`B\` and \`C\` stand for any type; \`dyn\` for one that is only known at run time, as that of attributes. What has no
version is in Cerbos 0.51 and all later ones.
`;

function heading(title: string): string {
  return `## ${title}\n`;
}

function block({ name, signatures, about, example, since }: Omit<Entry, "section">): string {
  const version = since === undefined ? "" : ` Since ${since}.`;
  const [expression, value] = example;
  const sentence = about.charAt(0).toUpperCase() + about.slice(1);
  return [
    `### \`${name}\`\n`,
    `\`\`\`text\n${signatures.join("\n")}\n\`\`\`\n`,
    `${sentence}.${version} \`${expression}\` is \`${value}\`.\n`,
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(conditionsPage, renderConditions());
  console.log(`${conditionsPage} was written`);
}
