import type { SuiteRun } from "@orthrus/engine";
import { classifyFile, type LoadedSuite, loadTestSuites, type SourceFile } from "@orthrus/policy";
import type { ParsedCommand } from "../command-line/command.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { coverageWish } from "../coverage-output/coverage-wish.ts";
import { reportNote } from "../output/report-error.ts";
import { affectedSuites } from "../watching/affected-suites.ts";
import { changedPaths } from "../watching/changed-paths.ts";
import { reachOf } from "../watching/policy-reach.ts";
import { type CheckedPolicies, checkPolicies, withLint } from "./compile-policies.ts";
import { testSuites } from "./compile-tests.ts";

/** One state of the folders. */
export interface FolderFiles {
  readonly policies: readonly SourceFile[];
  readonly tests: readonly SourceFile[];
}

/** What is known of a folder that is watched, from one state to the next. */
export class WatchSession {
  readonly #parsed: ParsedCommand;
  readonly #context: CommandContext;
  /** What was looked at last; absent at first, and after the folder was gone. */
  #seen: FolderFiles | undefined;
  /** The policies of that state, if they compile. */
  #checked: CheckedPolicies | undefined;
  /** What the results are of. */
  #tested: { readonly files: FolderFiles; readonly checked: CheckedPolicies } | undefined;
  readonly #results = new Map<string, SuiteRun>();
  #code: ExitCode = EXIT.ok;

  constructor(parsed: ParsedCommand, context: CommandContext) {
    this.#parsed = parsed;
    this.#context = context;
  }

  /** How things stand. */
  get code(): ExitCode {
    return this.#code;
  }

  /** Whether there is nothing to look at. */
  get isLost(): boolean {
    return this.#seen === undefined;
  }

  /** The folder cannot be read; everything is looked at when it is back. */
  lose(): void {
    this.#seen = undefined;
    this.#tested = undefined;
    this.#code = EXIT.failure;
  }

  /** Looks at a state, and runs the suites that its differences to the last tested one can matter to. */
  look(files: FolderFiles): void {
    const { flags } = this.#parsed;
    const before = this.#seen;
    this.#seen = files;
    const policies = before && changedPaths(before.policies, files.policies).filter(isOfPolicies);
    const changed = [...(policies ?? []), ...(before ? changedPaths(before.tests, files.tests) : [])];
    if (before !== undefined && changed.length === 0) return;
    if (changed.length > 0) reportNote(this.#context.stderr, `${listed(changed)} changed`);
    if (policies === undefined || policies.length > 0) {
      const wasBroken = before !== undefined && this.#checked === undefined;
      this.#checked = checkPolicies(files.policies, flags, this.#context);
      if (wasBroken && this.#checked !== undefined) {
        reportNote(this.#context.stderr, "the policies compile again");
      }
    }
    if (this.#checked === undefined) this.#code = EXIT.invalidPolicies;
    else this.#code = withLint(this.#test(files, this.#checked), this.#checked, flags, this.#context);
  }

  #test(files: FolderFiles, checked: CheckedPolicies): ExitCode {
    if (this.#parsed.flags.isOn("skip-tests")) return EXIT.ok;
    const suites = loadTestSuites(files.tests);
    const affected = this.#affected(suites, files, checked);
    this.#tested = { files, checked };
    this.#forgetAllBut(suites);
    const code = affected.length === 0 ? EXIT.ok : this.#run(affected, checked);
    const isFailing = this.#reportOthers(affected);
    if (affected.length === 0 && !isFailing) this.#reportStanding();
    return isFailing && code === EXIT.ok ? EXIT.failedTests : code;
  }

  #affected(
    suites: readonly LoadedSuite[],
    files: FolderFiles,
    { compilation }: CheckedPolicies,
  ): readonly LoadedSuite[] {
    if (this.#tested === undefined) return suites;
    const { files: last, checked } = this.#tested;
    const paths = new Set(changedPaths(last.policies, files.policies).filter(isOfPolicies));
    // Coverage is of all tests, or it would be of a few.
    const isAll = coverageWish(this.#parsed.flags) !== undefined;
    const affected = affectedSuites(suites, {
      tests: new Set(changedPaths(last.tests, files.tests)),
      policies: isAll ? "everything" : reachOf({ before: checked.compilation, after: compilation, paths }),
    });
    const count = affected.length === 0 ? "none" : String(affected.length);
    reportNote(this.#context.stderr, `running ${count} of ${suites.length} suites`);
    return affected;
  }

  #run(suites: readonly LoadedSuite[], { compilation, beside }: CheckedPolicies): ExitCode {
    const { code, run } = testSuites(compilation, suites, this.#parsed, { ...this.#context, beside });
    for (const suite of run.suites) this.#results.set(suite.file, suite);
    return code;
  }

  #forgetAllBut(suites: readonly LoadedSuite[]): void {
    const kept = new Set(suites.map(({ file }) => file));
    for (const file of this.#results.keys()) if (!kept.has(file)) this.#results.delete(file);
  }

  /** Whether suites that were not run are known to fail. */
  #reportOthers(run: readonly LoadedSuite[]): boolean {
    const isRun = new Set(run.map(({ file }) => file));
    const failing = [...this.#results.values()].filter(
      ({ file, summary: { overall } }) => !isRun.has(file) && (overall === "failed" || overall === "errored"),
    );
    if (failing.length === 0) return false;
    reportNote(
      this.#context.stderr,
      `not run, and still failing: ${listed(failing.map(({ file }) => file))}`,
    );
    return true;
  }

  /** What is known of suites when none was run, and none fails. */
  #reportStanding(): void {
    if (this.#results.size === 0) return;
    const count = [...this.#results.values()].reduce((sum, { summary }) => sum + summary.count, 0);
    reportNote(this.#context.stderr, `earlier results stand: ${count} tests executed, none failed`);
  }
}

function isOfPolicies(path: string): boolean {
  return ["policy", "schema", "misplaced-schemas"].includes(classifyFile(path));
}

const mostListed = 3;

/** Shape: `a.yaml, b.yaml, c.yaml and 4 more`. */
function listed(files: readonly string[]): string {
  const rest = files.length - mostListed;
  return files.slice(0, mostListed).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
