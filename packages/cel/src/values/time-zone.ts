import { CelError } from "./cel-error.ts";
import { ianaSpelling } from "./zone-names.ts";

/** Offsets of one time zone. */
export interface TimeZone {
  /** Seconds to add to UTC at an instant, given in seconds since 1970. */
  offsetSeconds(seconds: number): number;
}

const utc: TimeZone = { offsetSeconds: () => 0 };

/**
 * Time zones by name, with the offsets they have been asked for: looking one up in the host's data takes microseconds.
 *
 * Shape: `""`, `"UTC"` and `"Local"` → UTC; `"Europe/Berlin"` (case matters); `"-05:00"`, `"5:30"`.
 */
export class TimeZones {
  // Only names the host knows get here, so texts from requests cannot fill the memory.
  readonly #zones = new Map<string, TimeZone>();

  find(name: string): TimeZone | CelError {
    // COMPAT(cerbos): there `Local` is the zone of the server; an answer must not depend on where it was computed.
    if (name === "" || name === "UTC" || name === "Local") return utc;
    return name.includes(":") ? readOffset(name) : this.#findIanaZone(name);
  }

  #findIanaZone(name: string): TimeZone | CelError {
    const known = this.#zones.get(name);
    if (known !== undefined) return known;
    const zone = readIanaZone(name);
    if (zone === undefined) return unknownZone(name);
    this.#zones.set(name, zone);
    return zone;
  }
}

function readOffset(name: string): TimeZone | CelError {
  const [hoursText = "", minutesText = ""] = splitOnce(name, ":");
  for (const part of [hoursText, minutesText]) {
    if (!/^[+-]?\d+$/.test(part))
      return new CelError(`strconv.Atoi: parsing ${JSON.stringify(part)}: invalid syntax`);
  }
  const hours = Math.abs(Number(hoursText));
  const minutes = Number(minutesText);
  if (hours > 23 || minutes < 0 || minutes > 59) return unknownZone(name);
  const offset = (hoursText.startsWith("-") ? -1 : 1) * (hours * 3600 + minutes * 60);
  return { offsetSeconds: () => offset };
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}

function unknownZone(name: string): CelError {
  return new CelError(`unknown time zone ${name}`);
}

function readIanaZone(name: string): TimeZone | undefined {
  if (!/^[A-Za-z]/.test(name) || ianaSpelling(name) !== name) return undefined;
  try {
    return new IanaZone(new Intl.DateTimeFormat("en", { timeZone: name, timeZoneName: "longOffset" }));
  } catch {
    return undefined;
  }
}

/** Offsets change at whole quarters of an hour at most, apart from the days of local mean time. */
const slotSeconds = 900;
const firstRegularSecond = -2_208_988_800;
const maxSlots = 10_000;

class IanaZone implements TimeZone {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  constructor(format: Intl.DateTimeFormat) {
    this.#format = format;
  }

  offsetSeconds(seconds: number): number {
    if (seconds < firstRegularSecond) return this.#lookUp(seconds);
    const slot = Math.floor(seconds / slotSeconds);
    const known = this.#offsets.get(slot);
    if (known !== undefined) return known;
    const offset = this.#lookUp(slot * slotSeconds);
    if (this.#offsets.size >= maxSlots) this.#offsets.clear();
    this.#offsets.set(slot, offset);
    return offset;
  }

  #lookUp(seconds: number): number {
    const parts = this.#format.formatToParts(seconds * 1000);
    const text = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
    const [, sign, hours, minutes, rest] = /^GMT([+-])(\d+):(\d+)(?::(\d+))?$/.exec(text) ?? [];
    const offset = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(rest ?? 0);
    return sign === "-" ? -offset : offset;
  }
}
