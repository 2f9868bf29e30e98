import type { Estimate } from '../statistics.ts';

/** One activation under one training on one data set; shares of test rows over seeds. */
export interface RobustResult {
  readonly data: string;
  readonly training: string;
  readonly activation: string;
  readonly clean: Estimate;
  readonly robust: Estimate;
  /** The robust share less that of the first activation, pair by pair of the same seed; null for the first itself. */
  readonly gain: Estimate | null;
}

export interface RobustFindings {
  readonly seed: number;
  readonly seeds: number;
  readonly results: readonly RobustResult[];
  readonly published: typeof PUBLISHED;
}

/** Xie et al. 2020, Smooth Adversarial Training, arXiv:2006.14536: ResNet-50 on ImageNet. */
export const PUBLISHED = { source: 'arXiv:2006.14536', network: 'ResNet-50, ImageNet', relu: 0.33, silu: 0.423 } as const;

/** Whether there is an interval and it lies on one side of 0. */
export const isClear = ({ low, high }: Estimate): boolean => low !== null && (low > 0 || high < 0);
