/**
 * Writes a number the way the reference prints it in messages.
 *
 * Shape: `3` → `3`, `1234567` → `1.234567e+06`, `0.00001` → `1e-05`.
 */
export function printNumber(value: number): string {
  const [digits = "0", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(value);
  const sign = exponent < 0 ? "-" : "+";
  return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
