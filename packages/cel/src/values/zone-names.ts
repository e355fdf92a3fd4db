/**
 * The one right spelling of a time zone name, whatever its case. The host's data does not care about case, the
 * reference does.
 *
 * Shape: `"america/new_york"` → `"America/New_York"`, `"est5edt"` → `"EST5EDT"`. Says nothing about whether it exists.
 */
export function ianaSpelling(name: string): string {
  return name.replace(/[A-Za-z]+/g, (word) => irregular.get(word.toLowerCase()) ?? capitalised(word));
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

/** Words of the tz database that are not written like `York`. */
const irregular: ReadonlyMap<string, string> = new Map(
  (
    "ACT CDT CET CHAT CST EDT EET EST GB GMT HST IN LHI MDT MET MST NSW NZ PDT PRC PST ROC ROK SU UCT US UTC W WET " +
    "BajaNorte BajaSur ComodRivadavia DeNoronha DumontDUrville EasterIsland McMurdo au es of"
  )
    .split(" ")
    .map((word) => [word.toLowerCase(), word]),
);
