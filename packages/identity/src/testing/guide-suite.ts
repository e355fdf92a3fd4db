import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** A page of the documentation. */
export interface Guide {
  readonly text: string;
  /** Code blocks of a language, in their order. */
  blocks(language: string): readonly string[];
}

/** Reads `docs/guide/NAME.md`. */
export function readGuide(name: string): Guide {
  const text = readFileSync(new URL(`../../../../docs/guide/${name}.md`, import.meta.url), "utf8");
  return {
    text,
    blocks: (language) =>
      [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
        ([, block = ""]) => block,
      ),
  };
}

/** What a guide shows in TypeScript has to stand, imports and layout aside, in the test file that runs it. */
export function guideSuite(
  guide: Guide,
  { file, blockCount }: { readonly file: string; readonly blockCount: number },
): void {
  test("the code of the guide is the code of these tests", () => {
    const source = bare(readFileSync(new URL(file), "utf8"));
    const blocks = guide.blocks("ts");
    expect(blocks.filter((block) => !source.includes(bare(block)))).toEqual([]);
    expect(blocks).toHaveLength(blockCount);
  });
}

function bare(code: string): string {
  return code.replace(/^import .*$/gm, "").replace(/[\s,]/g, "");
}
