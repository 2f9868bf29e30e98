import type { Frame } from '../network/frame.ts';
import type { Edit, LaneName, RunSettings } from '../state/settings.ts';

/** What the picture is to show beside the race. */
export interface LookRequest {
  readonly lane: LaneName;
  readonly inside: boolean;
}

/** From the page to the thread that trains. `run` counts set-ups: answers of an earlier one are dropped. Each is answered by one `Answer`. */
export type Request =
  | {
      readonly kind: 'setup';
      readonly run: number;
      readonly settings: RunSettings;
      readonly edits: readonly Edit[];
      readonly to: number;
      readonly look: LookRequest;
    }
  | { readonly kind: 'advance'; readonly run: number; readonly to: number; readonly look: LookRequest }
  | { readonly kind: 'edit'; readonly run: number; readonly edit: Edit; readonly look: LookRequest };

export type Answer =
  | { readonly kind: 'frame'; readonly run: number; readonly frame: Frame }
  /** A set-up is on its way to the epoch it was asked for. */
  | { readonly kind: 'progress'; readonly run: number; readonly epoch: number }
  /** The networks could not be made, or something went wrong: in one line. */
  | { readonly kind: 'trouble'; readonly run: number; readonly message: string };
