import { StartError } from "../../start-error.ts";

/**
 * Loads what only a server that exports needs, so that others neither install nor wait for it.
 *
 * Throws: `server/package-missing`, which names what to install.
 */
export async function loadExporter<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    const missing = /Cannot find package '([^']+)'/.exec(cause instanceof Error ? cause.message : "")?.[1];
    if (missing === undefined) throw cause;
    throw new StartError(
      "server/package-missing",
      `exporting to OpenTelemetry needs packages: run \`npm install ${missing}\``,
      { cause },
    );
  }
}
