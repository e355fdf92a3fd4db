/** The same, all the way down, with a promise to change nothing: principals of `@orthrus/identity` make one. */
export type Frozen<Type> = Type extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : Type extends object
    ? { readonly [Name in keyof Type]: Frozen<Type[Name]> }
    : Type;
