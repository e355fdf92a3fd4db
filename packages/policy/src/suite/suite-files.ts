const DOCUMENT = /\.(ya?ml|json)$/i;

/**
 * Tells whether a file holds a test suite. Hidden ones count, unlike hidden policies.
 *
 * Shape: `acme/album_test.yaml`, `.drafts/album_test.yaml` → yes; `testdata/album_test.yaml` → no.
 */
export function isTestSuiteFile(path: string): boolean {
  const folders = path.split("/").slice(0, -1);
  return /_test\.(ya?ml|json)$/i.test(path) && !folders.includes("testdata");
}

/** Tells whether a file may hold fixtures of the suites beside its folder. Hidden folders count here too. */
export function isTestFixtureFile(path: string): boolean {
  return path.split("/").at(-2) === "testdata" && DOCUMENT.test(path);
}

/** The folder whose fixtures a suite uses; fixtures elsewhere, such as in folders above, are not for it. */
export function fixtureFolder(suiteFile: string): string {
  return [...suiteFile.split("/").slice(0, -1), "testdata"].join("/");
}
