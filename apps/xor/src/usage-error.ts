/** What was asked for cannot be used; the message is for the person at the keyboard: one line, and an excerpt where a text is at fault. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
