/** A file that cannot be read or written, is no checkpoint, is damaged or newer, or belongs to another training. */
export class CheckpointError extends RangeError {
  override readonly name = 'CheckpointError';
}

/** What the file system refuses, with the file in front and what to look at. */
export async function withPath<T>(path: string, what: 'read' | 'written', run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && 'syscall' in cause)) throw cause;
    const remedy = Object.hasOwn(REMEDIES, String(cause.code)) ? REMEDIES[String(cause.code)]! : cause.message;
    throw new CheckpointError(`checkpoint ${path}: cannot be ${what}: ${remedy}`, { cause });
  }
}

const REMEDIES: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file, or no folder for it; make the folder first',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder; give the path of a file in it',
  ENAMETOOLONG: 'its name is too long, with the 43 characters that are added while it is written',
  EACCES: 'it is not permitted to this user',
  ENOSPC: 'the disk is full; the file there was is still there',
};
