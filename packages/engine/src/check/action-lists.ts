import type { ActionList } from "./action-list.ts";
import { areSame } from "./recent-requests.ts";

const maxLists = 8;
/** About the memory that an entry of the cache takes beside its name. */
const namesPerWeight = 16;
/** SECURITY: names may be as long as a request, and what is kept here is counted nowhere. */
const maxNames = 64;
const maxCharacters = 1_000;

/** Finds the list of these actions in this order among those that were kept. */
export function findList(lists: readonly ActionList[], names: readonly string[]): ActionList | undefined {
  for (let index = 0; index < lists.length; index++) {
    const list = lists[index];
    if (list !== undefined && areSame(list.names, names)) return list;
  }
  return undefined;
}

/**
 * Keeps one more, and forgets another when there are enough: most callers ask about the same few lists. Returns the
 * weight that came on top.
 */
export function keepList(lists: ActionList[], list: ActionList): number {
  const { names } = list;
  if (names.length > maxNames || names.reduce((sum, name) => sum + name.length, 0) > maxCharacters) return 0;
  if (lists.length === maxLists) {
    lists[coldest(lists)] = list;
    return 0;
  }
  lists.push(list);
  return 1 + Math.floor(names.length / namesPerWeight);
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
