import type { ActionList } from "./action-list.ts";

const maxLists = 4;
/** SECURITY: names may be as long as a request, and what is kept here is counted nowhere. */
const maxNames = 64;
const maxCharacters = 1_000;

/** Finds the list of these actions in this order among those that were kept. */
export function findList(lists: readonly ActionList[], names: readonly string[]): ActionList | undefined {
  for (const list of lists) if (areSame(list.names, names)) return list;
  return undefined;
}

/** Keeps one more, and forgets another when there are enough: most callers ask about the same few lists. */
export function keepList(lists: ActionList[], list: ActionList): void {
  const { names } = list;
  if (names.length > maxNames) return;
  if (names.reduce((sum, name) => sum + name.length, 0) > maxCharacters) return;
  if (lists.length < maxLists) lists.push(list);
  else lists[coldest(lists)] = list;
}

/** What is not yet a function, and was asked least. */
function coldest(lists: readonly ActionList[]): number {
  let place = 0;
  for (const [index, { decide, runs }] of lists.entries()) {
    const other = lists[place];
    if (decide === undefined && (other?.decide !== undefined || runs < (other?.runs ?? 0))) place = index;
  }
  return place;
}

function areSame(known: readonly string[], asked: readonly string[]): boolean {
  if (known.length !== asked.length) return false;
  for (let index = 0; index < known.length; index++) if (known[index] !== asked[index]) return false;
  return true;
}
