import { block, boolean, type Decoder, durationMs, integer, listOf, optional, text } from "./decode.ts";

/** The `auxData` section under its own key names. Units: durations are milliseconds. */
export interface AuxDataSection {
  readonly jwt: {
    readonly disableVerification: boolean;
    readonly acceptableTimeSkew: number;
    /** Set by older configurations; there is no cache. */
    readonly cacheSize: number | undefined;
    readonly keySets: readonly KeySetEntry[];
  };
}

/** One entry of `auxData.jwt.keySets`. */
export interface KeySetEntry {
  readonly id: string;
  readonly local: LocalKeys | undefined;
  readonly remote: RemoteKeys | undefined;
  readonly insecure: { readonly optionalAlg: boolean; readonly optionalKid: boolean };
}

/** A file, or base64 `data`. */
export interface LocalKeys {
  readonly file: string;
  readonly data: string;
  readonly pem: boolean;
}

export interface RemoteKeys {
  readonly url: string;
  readonly refreshInterval: number | undefined;
}

// biome-ignore format: one row per key
const local = block("auxdata.LocalSource", { file: text(""), data: text(""), pem: boolean(false) });
const remote = block("auxdata.RemoteSource", { url: text(""), refreshInterval: optional(durationMs(0)) });
const insecure = block("auxdata.InsecureKeySetOpt", {
  optionalAlg: boolean(false),
  optionalKid: boolean(false),
});

// biome-ignore format: one row per key
const keySet = block("auxdata.JWTKeySet", {
  id:       text(""),
  local:    optional(local),
  remote:   optional(remote),
  insecure,
});

// biome-ignore format: one row per key
const decoder = block("auxdata.Conf", {
  jwt: block("auxdata.JWTConf", {
    disableVerification: boolean(false),
    acceptableTimeSkew:  durationMs(0),
    cacheSize:           optional(integer("int", 0)),
    keySets:             listOf(keySet),
  }),
});

export const auxDataSection: Decoder<AuxDataSection> = decoder;

/** Lists what is wrong with a decoded section, in the words operators know. */
export function problemsOfAuxData({ jwt }: AuxDataSection): readonly string[] {
  const seen = new Set<string>();
  return [
    ...(jwt.acceptableTimeSkew < 0 ? ["acceptableTimeSkew must be positive"] : []),
    ...jwt.keySets.flatMap((entry) => {
      const repeated = seen.has(entry.id) ? [`duplicate keyset id '${entry.id}'`] : [];
      seen.add(entry.id);
      return [...repeated, ...problemsOfKeySet(entry)];
    }),
  ];
}

/** Lists warnings about settings that weaken verification or no longer do anything. */
export function warningsOfAuxData({ jwt }: AuxDataSection): readonly string[] {
  const cache = "auxData.jwt.cacheSize is deprecated and will be removed in a future release.";
  return [
    ...(jwt.cacheSize === undefined ? [] : [`[DEPRECATED CONFIG] ${cache}`]),
    ...(jwt.disableVerification ? ["[INSECURE CONFIG] JWT verification is disabled"] : []),
    ...jwt.keySets.flatMap(({ id, insecure: { optionalAlg, optionalKid } }) => [
      ...(optionalAlg ? [`[INSECURE CONFIG] Enabling optional alg field for key set (${id})`] : []),
      ...(optionalKid ? [`[INSECURE CONFIG] Enabling optional kid field for key set (${id})`] : []),
    ]),
  ];
}

function problemsOfKeySet(entry: KeySetEntry): readonly string[] {
  const at = `keyset '${entry.id}'`;
  if (entry.local && entry.remote) return [`${at}: only one of \`local\` or \`remote\` should be defined`];
  if (entry.remote) return entry.remote.url === "" ? [`${at}: remote URL is empty`] : [];
  if (!entry.local) return [`${at}: should have one of \`local\` or \`remote\` defined`];
  const { file, data } = entry.local;
  if (file === "" && data === "")
    return [`${at}: at least one of 'local.data' or 'local.file' must be defined`];
  return file !== "" && data !== ""
    ? [`${at}: only one of 'local.data' or 'local.file' must be defined`]
    : [];
}
