/** The names that follow from a package's: its folder, what it exports, and what papers and saved models call the activation. */
export interface Names {
  /** `@scope/hard-mish` */
  readonly package: string;
  /** `hard-mish` */
  readonly folder: string;
  /** `hardMish` */
  readonly exported: string;
  /** `hard_mish` */
  readonly activation: string;
}

/** npm's own bound. */
const LONGEST = 214;

/** What cannot be the name of a `const` in a module. */
const RESERVED = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for
  function if implements import in instanceof interface let new null package private protected public return static super switch
  this throw true try typeof undefined var void while with yield`.split(/\s+/),
);

/** What the files of a package import or declare beside the activation. */
const TAKEN = new Set(
  'adam binaryCrossEntropy dense expect fit manifest model predictProbabilities sequential test testActivation xor'.split(' '),
);

/** What Windows calls devices: no folder can have such a name there. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * Throws a `RangeError` for what npm would refuse as the name of a new package, and for a name that makes no name in JavaScript:
 * words in lower case, joined by `-`, perhaps after a scope.
 */
export function namesOf(name: string): Names {
  const problem = (expected: string): RangeError => new RangeError(`name: expected ${expected}, got ${JSON.stringify(name)}`);
  const match = /^(?:@([a-z0-9][a-z0-9._-]*)\/)?([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(name);
  if (match === null) throw problem('words in lower case joined by -, as mish, hard-mish or @you/mish');
  if (name.length > LONGEST) throw problem(`at most ${LONGEST} characters`);
  const folder = match[2]!;
  const exported = folder.replaceAll(/-([a-z0-9])/g, (_, first: string) => first.toUpperCase());
  if (RESERVED.has(exported)) throw problem(`a name that can be exported, which a word of JavaScript cannot, as ${folder}-unit`);
  if (TAKEN.has(exported)) throw problem(`a name that the package's own files do not use already, as ${folder}-unit`);
  if (DEVICE.test(folder)) throw problem(`a name that a folder can have, which a device of Windows cannot, as ${folder}-unit`);
  return { package: name, folder, exported, activation: folder.replaceAll('-', '_') };
}
