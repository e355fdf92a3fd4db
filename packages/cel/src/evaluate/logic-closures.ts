import { not } from "../values/arithmetic.ts";
import { CelError } from "../values/cel-error.ts";
import { type Closure, notBoolean } from "./closure.ts";

/** `left && right`: false on either side decides, whatever the other side is. */
export function andClosure(left: Closure, right: Closure): Closure {
  return (a) => {
    const first = left(a);
    if (first === false) return false;
    const second = right(a);
    if (second === false) return false;
    if (first !== true) return notBoolean(first);
    return second === true ? true : notBoolean(second);
  };
}

/** `left || right`: true on either side decides, whatever the other side is. */
export function orClosure(left: Closure, right: Closure): Closure {
  return (a) => {
    const first = left(a);
    if (first === true) return true;
    const second = right(a);
    if (second === true) return true;
    if (first !== false) return notBoolean(first);
    return second === false ? false : notBoolean(second);
  };
}

export function notClosure(of: Closure): Closure {
  return (a) => {
    const value = of(a);
    if (value === true) return false;
    if (value === false) return true;
    return value instanceof CelError ? value : not(value);
  };
}

export function chooseClosure(test: Closure, whenTrue: Closure, whenFalse: Closure): Closure {
  return (a) => {
    const chosen = test(a);
    if (chosen === true) return whenTrue(a);
    return chosen === false ? whenFalse(a) : notBoolean(chosen);
  };
}
