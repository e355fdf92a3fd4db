/** What somebody says about a token, asked at most once per token and freshness. */
export type AnswersByToken<Answer> = (
  token: string,
  nowMs: number,
  ask: () => Promise<Answer>,
) => Promise<Answer>;

const MAX_ENTRIES = 10_000;

/** Keeps answers, however many requests come with the token. What `isFailure` says of, and what throws, is not kept. */
export function answersByToken<Answer>(
  freshnessSeconds: number,
  isFailure: (answer: Answer) => boolean,
): AnswersByToken<Answer> {
  const entries = new Map<string, { readonly askedAtMs: number; readonly answer: Promise<Answer> }>();
  return (token, nowMs, ask) => {
    // The signature is the part of a token that no other token has.
    const key = token.slice(token.lastIndexOf(".") + 1);
    const known = entries.get(key);
    if (known && nowMs - known.askedAtMs < freshnessSeconds * 1_000) return known.answer;
    const answer = ask();
    const forget = () => {
      if (entries.get(key)?.answer === answer) entries.delete(key);
    };
    answer.then((said) => (isFailure(said) ? forget() : undefined), forget);
    entries.delete(key);
    if (entries.size >= MAX_ENTRIES) entries.delete(entries.keys().next().value ?? key);
    entries.set(key, { askedAtMs: nowMs, answer });
    return answer;
  };
}
