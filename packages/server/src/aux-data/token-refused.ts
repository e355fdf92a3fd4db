/** A token, or the key set it names, cannot be used. The message is the reason for the log; callers never see it. */
export class TokenRefused extends Error {
  override readonly name = "TokenRefused";
}
