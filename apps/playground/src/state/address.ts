import { BOUNDS, DATA_SETS, DEFAULTS, LANES, LANGUAGES, OWN } from './settings.ts';
import type { BoundedName, DrawnPoint, Edit, LaneName, Settings } from './settings.ts';

/** What of an address could not be read, and what was taken instead. */
export interface AddressProblem {
  readonly name: string;
  readonly text: string;
}

/** More points or edits than this make no address that can be sent to anyone. */
export const MOST_POINTS = 200;
const MOST_EDITS = 200;
const LONGEST_FORMULA = 500;

const NUMBERS: readonly BoundedName[] = ['noise', 'held', 'seed', 'width', 'depth', 'scale', 'rate', 'epochs', 'speed', 'chapter'];
const WHOLE: readonly BoundedName[] = ['seed', 'width', 'depth', 'epochs', 'speed', 'chapter'];
const SWITCHES = ['curvature', 'inside'] as const;
const LANE_NAMES: readonly LaneName[] = [...LANES, OWN];

/** The settings as the part of the address after `#`: only what differs from the defaults, the language from the reader's usual one. */
export function writeAddress(settings: Settings, usual: Settings = DEFAULTS): string {
  const parts = new URLSearchParams();
  if (settings.data !== DEFAULTS.data) parts.set('data', settings.data);
  if (settings.points.length > 0) parts.set('points', settings.points.map(({ x, y, label }) => `${x},${y},${label}`).join(';'));
  for (const name of NUMBERS) if (settings[name] !== DEFAULTS[name]) parts.set(name, String(settings[name]));
  if (settings.formula !== '') parts.set('formula', settings.formula);
  if (settings.edits.length > 0) parts.set('edits', settings.edits.map(writeEdit).join(';'));
  if (settings.lane !== DEFAULTS.lane) parts.set('lane', settings.lane);
  if (settings.at !== null) parts.set('at', String(settings.at));
  for (const name of SWITCHES) if (settings[name]) parts.set(name, 'on');
  if (settings.language !== usual.language) parts.set('language', settings.language);
  return parts.toString();
}

/** The settings of an address, over `otherwise`; what cannot be read is named in `problems` and left at its default. */
export function readAddress(
  hash: string,
  otherwise: Settings = DEFAULTS,
): { readonly settings: Settings; readonly problems: readonly AddressProblem[] } {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const problems: AddressProblem[] = [];
  const settings: { -readonly [name in keyof Settings]: Settings[name] } = { ...otherwise };

  const read = <T>(name: string, parse: (text: string) => T | undefined, take: (value: T) => void): void => {
    const text = parts.get(name);
    if (text === null) return;
    const value = parse(text);
    if (value === undefined) problems.push({ name, text });
    else take(value);
  };
  const oneOf =
    <T extends string>(known: readonly T[]) =>
    (text: string): T | undefined =>
      known.find((one) => one === text);

  read('data', oneOf(DATA_SETS), (value) => (settings.data = value));
  read('language', oneOf(LANGUAGES), (value) => (settings.language = value));
  read('lane', oneOf(LANE_NAMES), (value) => (settings.lane = value));
  for (const name of SWITCHES) read(name, oneOf(['on']), () => (settings[name] = true));
  for (const name of NUMBERS)
    read(
      name,
      (text) => readNumber(name, text),
      (value) => (settings[name] = value),
    );
  read(
    'formula',
    (text) => (text.length <= LONGEST_FORMULA ? text : undefined),
    (value) => (settings.formula = value),
  );
  read(
    'points',
    (text) => readList(text, MOST_POINTS, readPoint),
    (value) => (settings.points = value),
  );
  read(
    'edits',
    (text) => readList(text, MOST_EDITS, readEdit),
    (value) => (settings.edits = value),
  );
  read(
    'at',
    (text) => {
      const value = readNumber('epochs', text, 0);
      return value !== undefined && value <= settings.epochs ? value : undefined;
    },
    (value) => (settings.at = value),
  );
  if (settings.lane === OWN && settings.formula === '') settings.lane = DEFAULTS.lane;
  return { settings, problems };
}

/** The number in `text` if it is one within the bounds of `name`. */
export function readNumber(name: BoundedName, text: string, least: number = BOUNDS[name].min): number | undefined {
  const value = text.trim() === '' ? NaN : Number(text);
  const fits = value >= least && value <= BOUNDS[name].max && (!WHOLE.includes(name) || Number.isInteger(value));
  return fits ? value : undefined;
}

function readList<T>(text: string, most: number, parse: (text: string) => T | undefined): readonly T[] | undefined {
  const items = text.split(';').map(parse);
  return items.length <= most && items.every((item) => item !== undefined) ? items : undefined;
}

function readPoint(text: string): DrawnPoint | undefined {
  const [x = NaN, y = NaN, label = NaN, ...rest] = text.split(',').map(Number);
  const fits = Math.abs(x) <= 2 && Math.abs(y) <= 2 && (label === 0 || label === 1) && rest.length === 0;
  return fits ? { x, y, label } : undefined;
}

const writeEdit = (edit: Edit): string =>
  edit.kind === 'by-hand'
    ? [edit.epoch, edit.lane, 'hand'].join(',')
    : [edit.epoch, edit.lane, edit.parameter, edit.index, edit.value].join(',');

function readEdit(text: string): Edit | undefined {
  const [first = '', name = '', parameter = '', place = '', number = ''] = text.split(',');
  const epoch = readNumber('epochs', first, 0);
  const lane = LANE_NAMES.find((one) => one === name);
  if (epoch === undefined || lane === undefined) return undefined;
  if (parameter === 'hand') return { kind: 'by-hand', epoch, lane };
  const index = /^\d+$/.test(place) ? Number(place) : NaN;
  const value = number.trim() === '' ? NaN : Number(number);
  const fits = /^\d+\.(weight|bias)$/.test(parameter) && index < 100 && Math.abs(value) <= 1000;
  return fits ? { kind: 'weight', epoch, lane, parameter, index, value } : undefined;
}
