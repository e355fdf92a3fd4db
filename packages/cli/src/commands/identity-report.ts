import type { ExplainedClaim, Explanation } from "@orthrus/identity";
import type { Painter } from "../output/painter.ts";

/** What became of a token, for people; what is secret in it is not in the explanation either. */
export function tokenReport(explanation: Explanation, notices: readonly string[], painter: Painter): string {
  const { header, claims, mapping, notes, principal, areClaimsVerified } = explanation;
  const told = [...notices, ...notes.map(({ message }) => message)];
  const principalLines = principal ? JSON.stringify(principal, undefined, 2).split("\n") : [];
  const sections = [
    [outcomeLine(explanation, painter)],
    section(
      "header",
      Object.entries(header).map(([name, value]) => `${name} ${JSON.stringify(value)}`),
      painter,
    ),
    section(areClaimsVerified ? "claims" : "claims, which nobody vouches for", claimLines(claims), painter),
    section("mapping", mapping, painter),
    section("notes", told, painter),
    section("principal", principalLines, painter),
  ];
  const lines = sections.filter((each) => each.length > 0).map((each) => each.join("\n"));
  return `${lines.join("\n\n")}\n`;
}

function outcomeLine({ outcome, reason, message, provider }: Explanation, painter: Painter): string {
  const word = outcome === "verified" ? painter.passed(outcome) : painter.problem(outcome);
  const by = provider === undefined ? "" : ` by ${provider}`;
  const why = [reason, message].filter((part) => part !== undefined).join(": ");
  return why === "" ? `${word}${by}` : `${word}${by}: ${visible(why)}`;
}

function section(title: string, lines: readonly string[], painter: Painter): readonly string[] {
  return lines.length === 0 ? [] : [painter.label(title), ...lines.map((line) => `  ${visible(line)}`)];
}

function claimLines(claims: readonly ExplainedClaim[]): readonly string[] {
  const width = Math.max(0, ...claims.map(({ name }) => name.length));
  return claims.map(({ name, use, value }) => {
    const shown = value === undefined ? "not shown" : JSON.stringify(value);
    return `${name.padEnd(width)}  ${use.padEnd(9)}  ${shown}`;
  });
}

/** A token may say anything, but it may not move the cursor of whoever reads about it. */
function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}]/gu,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
