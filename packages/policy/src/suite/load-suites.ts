import type { Diagnostic } from "../diagnostic.ts";
import { lineColumnText, pathText } from "../model/span.ts";
import type { DecodedMessage } from "../parse/decoded-message.ts";
import { type DocumentKind, readMessage } from "../parse/read-message.ts";
import { type ReadProblem, storeProblem } from "../parse/read-problem.ts";
import { contextBlock } from "../source/context-block.ts";
import type { SourceFile } from "../source/policy-store.ts";
import { indexSource, lineAndColumn, type SourceText } from "../source/source-text.ts";
import { buildFixtures } from "./build-fixtures.ts";
import { buildSuite } from "./build-suite.ts";
import { findStrangeMember } from "./find-strange-member.ts";
import { fixtureFolder, isTestFixtureFile, isTestSuiteFile } from "./suite-files.ts";
import { auxDataShape, principalsShape, resourcesShape, suiteShape } from "./suite-shape.ts";
import type { TestFixtures, TestSuite } from "./test-suite.ts";

/** A problem with the text around it, where it has a place. */
export interface SuiteDiagnostic extends Diagnostic {
  readonly context?: string;
}

/** A suite with the fixtures beside it, or why there is none. */
export type LoadedSuite =
  | {
      readonly kind: "ready";
      readonly file: string;
      readonly suite: TestSuite;
      /** Of the folder `testdata` beside the suite. */
      readonly fixtures: TestFixtures;
      /** Files of that folder that nobody reads, because of their names. */
      readonly strayFixtures: readonly string[];
    }
  | {
      readonly kind: "broken";
      readonly file: string;
      /** Absent when the suite itself is what cannot be read. */
      readonly suite: TestSuite | undefined;
      /** Every problem in one text, in the words and layout that tools know. */
      readonly error: string;
      /** The same one by one; empty when the problem has no place in a text. */
      readonly diagnostics: readonly SuiteDiagnostic[];
      /** The next step for a problem that is no diagnostic. */
      readonly hint?: string;
    };

/**
 * Reads the test suites among the files, each with the fixtures beside it. Sorted by path.
 *
 * Other files may be there too; suites are never policies, and a broken one breaks nothing else.
 */
export function loadTestSuites(files: readonly SourceFile[]): readonly LoadedSuite[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const fixtures = new Map<string, FixtureReading & StrayFixtures>();
  return files
    .filter(({ path }) => isTestSuiteFile(path))
    .sort((left, right) => (left.path < right.path ? -1 : 1))
    .map((file) => {
      const folder = fixtureFolder(file.path);
      const reading = fixtures.get(folder) ?? {
        ...readFixtures(folder, byPath),
        strayFixtures: findStrayFixtures(folder, files),
      };
      fixtures.set(folder, reading);
      return loadSuite(file, reading);
    });
}

function loadSuite(
  file: SourceFile,
  { strayFixtures, ...reading }: FixtureReading & StrayFixtures,
): LoadedSuite {
  const read = readFile(file, SUITE);
  if ("failure" in read) {
    const { failure, ...others } = read;
    const error = others.diagnostics.length === 0 ? failure : `failed to load test suite:\n${failure}`;
    return { kind: "broken", file: file.path, suite: undefined, error, ...others };
  }
  const suite = buildSuite(read.message);
  if ("fixtures" in reading)
    return { kind: "ready", file: file.path, suite, fixtures: reading.fixtures, strayFixtures };
  return { kind: "broken", file: file.path, suite, ...reading };
}

const SUITE: DocumentKind = {
  shape: suiteShape,
  hint: "a test suite is a mapping with `name` and `tests`",
};

type FixtureReading =
  | { readonly fixtures: TestFixtures }
  | { readonly error: string; readonly diagnostics: readonly SuiteDiagnostic[]; readonly hint?: string };

interface StrayFixtures {
  readonly strayFixtures: readonly string[];
}

interface FixtureKind extends DocumentKind {
  readonly title: string;
  /** Names of the file, without extension; the first that exists is read. */
  readonly names: readonly string[];
}

// biome-ignore format: one row per kind
const FIXTURES: readonly FixtureKind[] = [
  { title: "principals", names: ["principals"],                      shape: principalsShape, hint: "write a mapping with `principals`" },
  { title: "resources",  names: ["resources"],                       shape: resourcesShape,  hint: "write a mapping with `resources`" },
  { title: "aux data",   names: ["auxdata", "auxData", "aux_data"], shape: auxDataShape,    hint: "write a mapping with `auxData`" },
];

function findStrayFixtures(folder: string, files: readonly SourceFile[]): readonly string[] {
  const known = FIXTURES.flatMap(({ names }) => names);
  const paths = files.map(({ path }) => path).filter(isTestFixtureFile);
  return paths.filter((path) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    return path === `${folder}/${name}` && !known.includes(name.replace(/\.[^.]*$/, ""));
  });
}

/** Where a folder has the same fixtures twice, the first of these counts. */
const EXTENSIONS = [".json", ".yaml", ".yml"];

function readFixtures(folder: string, files: ReadonlyMap<string, SourceFile>): FixtureReading {
  let fixtures = buildFixtures(undefined);
  for (const kind of FIXTURES) {
    const file = findFixtureFile(folder, kind, files);
    if (file === undefined) continue;
    const prefix = `failed to load test fixtures from ${folder}: failed to load ${kind.title}:`;
    const read = readFile(file, kind);
    if ("failure" in read) {
      const { failure, ...others } = read;
      return { error: `${prefix}${others.diagnostics.length === 0 ? " " : "\n"}${failure}`, ...others };
    }
    const found = buildFixtures(read.message);
    const strange = findStrangeMember(found);
    if (strange) return { error: `${prefix} ${strange.text}`, diagnostics: [], hint: strange.hint };
    fixtures = joinFixtures(fixtures, found);
  }
  return { fixtures };
}

function findFixtureFile(
  folder: string,
  { names }: FixtureKind,
  files: ReadonlyMap<string, SourceFile>,
): SourceFile | undefined {
  for (const name of names) {
    for (const extension of EXTENSIONS) {
      const file = files.get(`${folder}/${name}${extension}`);
      if (file) return file;
    }
  }
  return undefined;
}

/** Each file holds other kinds of fixtures, so none has anything that another has. */
function joinFixtures(left: TestFixtures, right: TestFixtures): TestFixtures {
  return {
    principals: new Map([...left.principals, ...right.principals]),
    resources: new Map([...left.resources, ...right.resources]),
    auxData: new Map([...left.auxData, ...right.auxData]),
    principalGroups: new Map([...left.principalGroups, ...right.principalGroups]),
    resourceGroups: new Map([...left.resourceGroups, ...right.resourceGroups]),
  };
}

type FileReading =
  | { readonly message: DecodedMessage }
  | { readonly failure: string; readonly diagnostics: readonly SuiteDiagnostic[]; readonly hint?: string };

function readFile(file: SourceFile, kind: DocumentKind): FileReading {
  const source = indexSource(file);
  const unreadable = storeProblem(file);
  const { message, problems } =
    unreadable === undefined ? readMessage(source, kind) : { message: undefined, problems: [unreadable] };
  if (problems.length > 0) {
    const diagnostics = problems.map((problem) => diagnosticOf(source, problem));
    return { failure: problems.map((problem) => problemLine(source, problem)).join("\n"), diagnostics };
  }
  if (message === undefined) return { failure: `empty file: ${file.path}`, diagnostics: [], hint: kind.hint };
  return { message };
}

function diagnosticOf(source: SourceText, { code, message, at, near, hint }: ReadProblem): SuiteDiagnostic {
  const offset = at?.start ?? near;
  const diagnostic = { code, message, file: source.file, ...(hint === undefined ? {} : { hint }) };
  if (offset === undefined) return { ...diagnostic, position: undefined };
  const path = at !== undefined && "path" in at ? { path: pathText(at.path) } : {};
  const position = { ...lineAndColumn(source, offset), ...path };
  return { ...diagnostic, position, context: contextBlock(source, at?.caret ?? offset) };
}

/** Shape: `4:5 unknown field "jort"`; tools know problems without a place too. */
function problemLine(source: SourceText, { at, message }: ReadProblem): string {
  return at === undefined ? message : `${lineColumnText(source, at.start)} ${message}`;
}
