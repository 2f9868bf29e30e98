import type { Frame, LaneFrame, Look } from '../network/frame.ts';
import { readFormula } from '../network/read-formula.ts';
import { FEWEST_POINTS } from '../network/data.ts';
import type { LossAt } from '../network/lane.ts';
import { readAddress, writeAddress } from '../state/address.ts';
import type { AddressProblem } from '../state/address.ts';
import { DEFAULTS } from '../state/settings.ts';
import type { Edit, LaneName, RunSettings, Settings } from '../state/settings.ts';
import type { Answer, LookRequest, Request } from '../worker/protocol.ts';

/** Settings that a run does not depend on: changing them leaves the networks as they are. */
const FREE: readonly (keyof Settings)[] = ['at', 'speed', 'lane', 'chapter', 'language', 'edits', 'curvature', 'inside'];

/** Losses kept for each line of the chart. */
const MOST_LOSSES = 500;

/** Pictures in all, and the milliseconds between two, for those who asked their system for less motion. */
const STILL = { pictures: 8, pause: 600 };

/** Milliseconds between two pictures of the inside while the networks run: it may be a hundred of them. */
const INSIDE = 150;

/** Where a reload finds the epoch of a run that went on. */
const RELOAD = 'nonlin-playground-epoch';

type Post = (request: Request) => void;

/** The page's state: settings (which are the address), the last frame, and the conversation with the thread that trains. */
export class Store {
  settings: Settings;
  /** What of the address could not be read. */
  problems: readonly AddressProblem[];
  frame: Frame | undefined;
  /** The last look that brought units' surfaces. */
  inside: Look | undefined;
  readonly histories = new Map<LaneName, LossAt[]>();
  /** How far a set-up has come that runs to an epoch of its own. */
  progress = 0;
  /** What the thread could not do; empty: it did not start. */
  trouble: string | undefined;
  readonly #post: Post;
  readonly #still: boolean;
  /** What an address without a word on it means to this reader. */
  readonly #usual: Settings;
  readonly #listeners = new Set<() => void>();
  #run = 0;
  #waiting = false;
  #idle: (() => void)[] = [];
  #lastAdvance = 0;
  #lastInside = 0;

  constructor(post: Post, { still, languages }: { readonly still: boolean; readonly languages: readonly string[] }) {
    this.#post = post;
    this.#still = still;
    const language = languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'en' || tag === 'ja') ?? 'en';
    this.#usual = { ...DEFAULTS, language };
    ({ settings: this.settings, problems: this.problems } = readUsable(this.#usual));
  }

  /** The first set-up; a run that a reload cut off goes on where it was. */
  begin(): void {
    const kept = sessionStorage.getItem(RELOAD)?.split(' ') ?? [];
    sessionStorage.removeItem(RELOAD);
    const here = kept[0] === location.hash.replace(/^#/, '') ? Number(kept[1]) : 0;
    this.#setup(this.settings.at ?? Math.min(here, this.settings.epochs));
    addEventListener('pagehide', () => {
      if (this.settings.at === null && this.frame) sessionStorage.setItem(RELOAD, `${location.hash.replace(/^#/, '')} ${this.frame.epoch}`);
    });
    addEventListener('hashchange', () => {
      if (location.hash.replace(/^#/, '') === this.#hash) return;
      ({ settings: this.settings, problems: this.problems } = readUsable(this.#usual));
      this.#setup(this.settings.at ?? 0);
    });
    requestAnimationFrame(this.#tick);
  }

  get running(): boolean {
    return this.settings.at === null && this.epoch < this.settings.epochs;
  }

  get epoch(): number {
    return this.frame?.epoch ?? 0;
  }

  lane(name: LaneName): LaneFrame | undefined {
    return this.frame?.lanes.find((lane) => lane.name === name);
  }

  /** Whether there is something to learn from. */
  get hasData(): boolean {
    return this.settings.data !== 'drawn' || this.settings.points.length >= FEWEST_POINTS;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Changes settings; those that a run depends on begin a new one. */
  change(change: Partial<Settings>): void {
    const anew = (Object.keys(change) as (keyof Settings)[]).some((name) => !FREE.includes(name) && change[name] !== this.settings[name]);
    this.settings = { ...this.settings, ...change, ...(anew && { edits: [], at: null }) };
    if (this.settings.lane === 'own' && this.settings.formula === '') this.settings = { ...this.settings, lane: 'step' };
    this.#write();
    if (anew) this.#setup(0);
    else if (change.lane !== undefined || change.inside === true) void this.#refresh();
    this.#notify();
  }

  /** Takes all settings but the language and the reader's place in the tour from `preset`, and begins anew. */
  present(preset: Partial<Settings>): void {
    const { language } = this.settings;
    this.settings = { ...DEFAULTS, language, ...preset };
    this.problems = [];
    this.#write();
    this.#setup(this.settings.at ?? 0);
    this.#notify();
  }

  /** From the first weights again, without the hand's edits. */
  restart(): void {
    this.settings = { ...this.settings, edits: [], at: null };
    this.#write();
    this.#setup(0);
    this.#notify();
  }

  async pause(): Promise<void> {
    await this.#settled();
    this.settings = { ...this.settings, at: this.epoch };
    this.#write();
    this.#notify();
    if (this.settings.inside && this.inside !== this.frame?.look) await this.#refresh();
  }

  resume(): void {
    this.settings = { ...this.settings, at: null };
    this.#write();
    this.#notify();
  }

  /** One epoch, and stands still. */
  async stepOnce(): Promise<void> {
    await this.pause();
    const to = Math.min(this.epoch + 1, this.settings.epochs);
    this.#send({ kind: 'advance', run: this.#run, to, look: this.#look(true) });
    await this.#settled();
    this.settings = { ...this.settings, at: this.epoch };
    this.#write();
    this.#notify();
  }

  /** What a hand does to the weights: the epoch it happened at is kept, so that the address tells all of it. */
  async edit(edit: Omit<Extract<Edit, { kind: 'weight' }>, 'epoch'> | Omit<Extract<Edit, { kind: 'by-hand' }>, 'epoch'>): Promise<void> {
    const before = this.settings.at;
    await this.pause();
    const whole = { ...edit, epoch: this.epoch } as Edit;
    this.settings = { ...this.settings, edits: [...this.settings.edits, whole], at: edit.kind === 'by-hand' ? before : this.epoch };
    this.#send({ kind: 'edit', run: this.#run, edit: whole, look: this.#look(true) });
    this.#write();
    this.#notify();
  }

  /** Takes the last edit back: the run is taken again without it, up to where it stands. */
  async undo(): Promise<void> {
    await this.#settled();
    this.settings = { ...this.settings, edits: this.settings.edits.slice(0, -1) };
    this.#write();
    this.#setup(this.epoch);
    this.#notify();
  }

  /** The address of what is seen. */
  get address(): string {
    const hash = this.#hash;
    return `${location.origin}${location.pathname}${hash === '' ? '' : `#${hash}`}`;
  }

  dismissProblems(): void {
    this.problems = [];
    this.#notify();
  }

  /** The thread is gone. */
  fail(message: string): void {
    this.trouble = message;
    this.#notify();
  }

  receive(answer: Answer): void {
    if (answer.run !== this.#run) return;
    if (answer.kind === 'progress') {
      this.progress = answer.epoch;
      this.#notify();
      return;
    }
    this.#waiting = false;
    if (answer.kind === 'trouble') this.trouble = answer.message;
    else {
      this.frame = answer.frame;
      const { look } = answer.frame;
      if (look.layers[0]?.surfaces !== undefined) this.inside = look;
      for (const { name, losses } of answer.frame.lanes) this.#keep(name, losses);
    }
    for (const resolve of this.#idle.splice(0)) resolve();
    this.#notify();
  }

  readonly #tick = (now: number): void => {
    requestAnimationFrame(this.#tick);
    if (!this.running || this.#waiting || this.frame === undefined || this.trouble !== undefined) return;
    const { epochs, speed } = this.settings;
    if (this.#still && now - this.#lastAdvance < STILL.pause) return;
    this.#lastAdvance = now;
    const stride = this.#still ? Math.ceil(epochs / STILL.pictures) : speed;
    const to = Math.min(epochs, this.epoch + stride);
    this.#send({ kind: 'advance', run: this.#run, to, look: this.#look(to === epochs) });
  };

  get #hash(): string {
    return writeAddress(this.settings, this.#usual);
  }

  /** What a frame is to bring; units' surfaces with each that stays (`lasting`), and a few times a second in between. */
  #look(lasting: boolean): LookRequest {
    const now = performance.now();
    const inside = this.settings.inside && (lasting || now - this.#lastInside >= INSIDE);
    if (inside) this.#lastInside = now;
    return { lane: this.settings.lane, inside };
  }

  #setup(to: number): void {
    this.#run++;
    this.trouble = undefined;
    this.#waiting = false;
    this.progress = 0;
    this.histories.clear();
    this.frame = undefined;
    this.inside = undefined;
    for (const resolve of this.#idle.splice(0)) resolve();
    if (!this.hasData) return;
    const { edits, ...settings } = this.settings;
    this.#send({ kind: 'setup', run: this.#run, settings: runSettings(settings), edits, to, look: this.#look(true) });
  }

  /** A fresh frame of the same epoch. */
  async #refresh(): Promise<void> {
    await this.#settled();
    if (this.frame !== undefined) this.#send({ kind: 'advance', run: this.#run, to: this.epoch, look: this.#look(true) });
  }

  #send(request: Request): void {
    this.#waiting = true;
    this.#post(request);
  }

  /** Resolves when the thread has answered all it was asked. */
  #settled(): Promise<void> {
    return this.#waiting ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  #keep(name: LaneName, losses: readonly LossAt[]): void {
    let history = [...(this.histories.get(name) ?? []), ...losses];
    // The newest is always kept, of the older ones every second where there are too many.
    while (history.length > MOST_LOSSES) {
      const { length } = history;
      history = history.filter((_, i) => i % 2 === (length - 1) % 2);
    }
    this.histories.set(name, history);
  }

  #write(): void {
    const hash = this.#hash;
    history.replaceState(null, '', hash === '' ? location.pathname + location.search : `#${hash}`);
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The address's settings, without a formula that no network can be made of. */
function readUsable(otherwise: Settings): ReturnType<typeof readAddress> {
  const { settings, problems } = readAddress(location.hash, otherwise);
  const { formula } = settings;
  if (formula === '' || readFormula(formula).kind === 'good') return { settings, problems };
  const lane = settings.lane === 'own' ? 'step' : settings.lane;
  return { settings: { ...settings, formula: '', lane }, problems: [...problems, { name: 'formula', text: formula }] };
}

const runSettings = ({ data, points, noise, held, seed, width, depth, scale, rate, epochs, formula }: RunSettings): RunSettings => ({
  data,
  points,
  noise,
  held,
  seed,
  width,
  depth,
  scale,
  rate,
  epochs,
  formula,
});
