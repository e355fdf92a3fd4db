const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 16;
const IDS_PER_FILL = 64;

/** What browsers and Node share. */
interface RandomSource {
  getRandomValues(bytes: Uint8Array): unknown;
}

/**
 * Makes a source of call ids: ULIDs, whose order by text is the order of their milliseconds.
 *
 * Shape: `"01M7WY4ZT361QJ6TF36VHWPHWJ"`.
 * Source: github.com/ulid/spec; ids of one millisecond are not ordered among themselves.
 */
export function callIdSource(now: () => number = Date.now): () => string {
  // PERF: randomness is drawn for several ids at once, because every draw is a system call.
  const { crypto } = globalThis as unknown as { readonly crypto: RandomSource };
  const random = new Uint8Array(RANDOM_LENGTH * IDS_PER_FILL);
  let used = random.length;
  return () => {
    if (used === random.length) {
      crypto.getRandomValues(random);
      used = 0;
    }
    let id = timePart(now());
    for (const end = used + RANDOM_LENGTH; used < end; used++) id += ALPHABET[(random[used] ?? 0) & 31];
    return id;
  };
}

/** The latest time that fits. */
const LATEST = 2 ** 48 - 1;

/**
 * The beginning that all call ids of one millisecond share; times before 1970 are taken as 1970.
 *
 * Shape: `1469918176385` → `"01ARYZ6S41"`.
 */
export function callIdTime(milliseconds: number): string {
  return timePart(Math.min(Math.max(Math.floor(milliseconds), 0), LATEST));
}

function timePart(milliseconds: number): string {
  let rest = milliseconds;
  let part = "";
  for (let digit = 0; digit < TIME_LENGTH; digit++) {
    part = ALPHABET[rest % 32] + part;
    rest = Math.floor(rest / 32);
  }
  return part;
}
