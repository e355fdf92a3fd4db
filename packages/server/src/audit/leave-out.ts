// Proto3 JSON leaves out what has its default value, JSON.stringify what is undefined.

/** Undefined instead of an empty text. */
export function unlessEmpty(text: string | undefined): string | undefined {
  return text || undefined;
}

/** Undefined instead of an empty list. */
export function unlessNone<Item>(list: readonly Item[]): readonly Item[] | undefined {
  return list.length > 0 ? list : undefined;
}
