import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type DifferenceArea, type KnownDifference, knownDifferences } from "./known-differences.ts";

/** Where the rendered page is kept. */
export const compatibilityPage: string = fileURLToPath(
  new URL("../docs/reference/compatibility.md", import.meta.url),
);

const headings: Readonly<Record<DifferenceArea, string>> = {
  decisions: "Decisions",
  plans: "Plans",
  conditions: "Conditions",
  outputs: "Outputs",
  policies: "Reading policies",
  administration: "Administration",
  grpc: "gRPC",
};

/** Writes the page on compatibility from the list of known differences. */
export function renderCompatibility(differences: readonly KnownDifference[]): string {
  const areas = Object.keys(headings) as DifferenceArea[];
  return [
    introduction,
    ...areas.map((area) =>
      section(
        headings[area],
        differences.filter((row) => row.area === area),
      ),
    ),
  ].join("\n");
}

const introduction = `# Compatibility

<!-- Rendered from conformance/known-differences.ts by \`npx tsx conformance/render-compatibility.ts\`. -->

Orthrus reads Cerbos policies, takes Cerbos requests and gives the answers of Cerbos 0.55. The newest release that can
be run beside it for comparison is Cerbos 0.51: generated policies and requests are answered by both, and every
difference is either a defect or listed here.
`;

function section(heading: string, rows: readonly KnownDifference[]): string {
  return [`## ${heading}`, "", ...rows.map(paragraph)].join("\n");
}

function paragraph({ title, id, reference, orthrus, why, recognisedBy }: KnownDifference): string {
  return `### ${title}

| | |
|---|---|
| Cerbos 0.51 | ${reference} |
| Orthrus | ${orthrus} |
| Why | ${why} |
| In comparison runs | \`${id}\`: ${recognisedBy} |
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const before = await readFile(compatibilityPage, "utf8").catch(() => "");
  const after = renderCompatibility(knownDifferences);
  if (before !== after) await writeFile(compatibilityPage, after);
  console.log(before === after ? "the page is current" : "the page was written anew");
}
