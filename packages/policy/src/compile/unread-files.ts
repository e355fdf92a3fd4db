import type { ParsedFile } from "../parse/parse-policy.ts";

/** Names the file that could not be read and may define what is looked for. */
export type FindUnread = (field: NamingField, name: string) => string | undefined;

/** The field under which a kind of policy has its name. */
export type NamingField = "resource" | "principal" | "name";

/** A name at the start of a line or in braces; not in a list item, where rules of principal policies name resources. */
const NAMING =
  /(?:^|[{,])[ \t]*["']?(resource|principal|name)["']?[ \t]*:[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"',#{}[\]]+))/gm;

/** Looks for names in the text of the files that could not be read; what exactly they would define nobody knows. */
export function unreadFiles(files: readonly ParsedFile[]): FindUnread {
  const byName = new Map<string, string>();
  for (const { source, problems } of files) {
    if (problems.length === 0) continue;
    for (const [, field, ...names] of source.text.matchAll(NAMING)) {
      const key = `${field} ${names.join("")}`;
      if (!byName.has(key)) byName.set(key, source.file);
    }
  }
  return (field, name) => byName.get(`${field} ${name}`);
}

/** The next step where something is missed only because a file could not be read. */
export function unreadHint(file: string): string {
  return `\`${file}\` may define it, and could not be read: mend that first`;
}
