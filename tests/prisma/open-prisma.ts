import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { PrismaField, PrismaProvider } from "../../packages/enforcement/src/filters/prisma.ts";
import { prismaSchema } from "./schema.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** What the tests use of a generated client. */
export interface Prisma {
  readonly document: {
    readonly fields: Readonly<Record<string, PrismaField>>;
    readonly findMany: (query: {
      readonly where: object;
      readonly select: { readonly id: true };
    }) => Promise<readonly { readonly id: string }[]>;
  };
  readonly $executeRawUnsafe: (statement: string, ...parameters: readonly unknown[]) => Promise<number>;
  readonly $disconnect: () => Promise<void>;
}

/** Installs Prisma where it is not. Gives the reason where that does not work. */
export function whyNoPrisma(): string | undefined {
  const locked = readFileSync(`${folder}package-lock.json`, "utf8");
  const marker = `${folder}node_modules/.installed`;
  if (existsSync(marker) && readFileSync(marker, "utf8") === locked) return undefined;
  try {
    run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    writeFileSync(marker, locked);
    return undefined;
  } catch (error) {
    return `Prisma cannot be installed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Generates a client and opens it. */
export async function openPrisma(
  provider: PrismaProvider,
  adapter: { readonly package: string; readonly name: string; readonly options: readonly unknown[] },
): Promise<Prisma> {
  const place = `${folder}.tmp/${provider}`;
  mkdirSync(place, { recursive: true });
  writeFileSync(`${place}/schema.prisma`, prismaSchema(provider, "./client"));
  const config = { schema: "schema.prisma", datasource: { url: "none" } };
  writeFileSync(`${place}/prisma.config.ts`, `export default ${JSON.stringify(config)};\n`);
  run(`${folder}node_modules/.bin/prisma`, ["generate", "--config", `${place}/prisma.config.ts`]);
  const { PrismaClient } = await import(/* @vite-ignore */ pathToFileURL(`${place}/client/client.ts`).href);
  const adapters = createRequire(`${folder}package.json`)(adapter.package);
  return new PrismaClient({ adapter: new adapters[adapter.name](...adapter.options) });
}

function run(command: string, args: readonly string[]): void {
  // Clients with an adapter need no engine; without these, Prisma would look for one in the network.
  // What npm says to scripts is about the folder that they are run in.
  const inherited = Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_"));
  const env = {
    ...Object.fromEntries(inherited),
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_ENGINES_CHECKSUM_IGNORE_MISSING: "1",
    CHECKPOINT_DISABLE: "1",
  };
  execFileSync(command, args, { cwd: folder, env, stdio: "pipe", timeout: 240_000 });
}
