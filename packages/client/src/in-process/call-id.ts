const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * Makes the id of a call: a ULID.
 *
 * Shape: `01JBQ3YF1Z7N8X2K5M4R6T9V0W`.
 * Source: github.com/ulid/spec.
 */
export function callId(): string {
  return timePart(Date.now()) + randomPart();
}

function timePart(milliseconds: number): string {
  const digits = Array.from({ length: 10 }, (_, index) => Math.floor(milliseconds / 32 ** (9 - index)) % 32);
  return digits.map((digit) => alphabet[digit]).join("");
}

function randomPart(): string {
  // The lowest five bits of a random byte are as random as the byte.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => alphabet[byte & 31]).join("");
}
