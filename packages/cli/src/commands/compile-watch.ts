import type { PolicyStore, SourceFile } from "@orthrus/policy";
import { archiveFormat, diskStore } from "@orthrus/store/disk";
import type { ParsedCommand } from "../command-line/command.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { reasonOf } from "../output/reason-of.ts";
import { reportError, reportNote } from "../output/report-error.ts";
import { testRunOptions } from "../suites/test-run-options.ts";
import { createWakeUp } from "../watching/wake-up.ts";
import { failureText, policyFolder, readSuiteFiles, testFolder } from "./compile-tests.ts";
import { type FolderFiles, WatchSession } from "./watch-session.ts";

/**
 * Checks policies and runs their tests, and does so again with what a change affects, until somebody asks to stop.
 * Comes back with the exit code of how things stood then.
 */
export async function watchAndCompile(parsed: ParsedCommand, context: CommandContext): Promise<ExitCode> {
  const { stderr } = context;
  const folders = foldersOf(parsed, context);
  try {
    testRunOptions(parsed.flags);
  } catch (error) {
    reportError(stderr, failureText(error, folders.tests));
    return EXIT.failure;
  }
  const archive = [folders.policies, folders.tests].find((folder) => archiveFormat(folder) !== undefined);
  if (archive !== undefined) {
    reportError(
      stderr,
      `archives are not watched: give \`--watch\` a folder, not ${JSON.stringify(archive)}`,
    );
    return EXIT.failure;
  }
  return watchFolders(folders, new WatchSession(parsed, context), context);
}

interface Folders {
  readonly policies: string;
  readonly tests: string;
}

function foldersOf(parsed: ParsedCommand, context: CommandContext): Folders {
  return { policies: policyFolder(parsed, context), tests: testFolder(parsed, context) };
}

async function watchFolders(
  folders: Folders,
  session: WatchSession,
  context: CommandContext,
): Promise<ExitCode> {
  const { stderr, stop } = context;
  const policies = diskStore(folders.policies);
  const tests = folders.tests === folders.policies ? policies : diskStore(folders.tests);
  const round = async (): Promise<void> => {
    const files = await readFolders(folders, { policies, tests }, context);
    if (files === undefined) session.lose();
    else session.look(files);
  };
  await round();
  if (session.isLost) return EXIT.failure;
  const wakeUp = createWakeUp();
  stop.addEventListener("abort", wakeUp.ring);
  for (const store of new Set([policies, tests])) store.subscribe?.(wakeUp.ring, wakeUp.ring);
  reportNote(stderr, "watching for changes, Ctrl-C stops");
  while (!stop.aborted) {
    await wakeUp.sleep();
    if (!stop.aborted) await round();
  }
  stop.removeEventListener("abort", wakeUp.ring);
  await Promise.all([policies.close?.(), tests.close?.()]);
  return session.code;
}

interface Stores {
  readonly policies: PolicyStore;
  readonly tests: PolicyStore;
}

/** Stores are read so that they know what is news; hidden suites are in no store. */
async function readFolders(
  folders: Folders,
  { policies, tests }: Stores,
  { stderr }: CommandContext,
): Promise<FolderFiles | undefined> {
  let read: readonly SourceFile[];
  try {
    read = (await policies.read()).files;
  } catch (error) {
    reportError(
      stderr,
      `failed to load policy repository at ${JSON.stringify(folders.policies)}: ${reasonOf(error)}`,
    );
    return undefined;
  }
  try {
    if (tests !== policies) await tests.read();
    return { policies: read, tests: await readSuiteFiles(folders.tests) };
  } catch (error) {
    reportError(stderr, failureText(error, folders.tests));
    return undefined;
  }
}
