import type { Runner, Work } from '../src/work.ts';

// A contender for the tests, which does what its variant says.

export const version = (variant: string): string => {
  if (variant === 'absent') throw new Error('it is not installed');
  return '1.2.3';
};

export function prepare(work: Work, variant: string): Runner | undefined {
  if (variant === 'unable' || work.kind !== 'train') return undefined;
  if (variant === 'wrong') throw new Error('it cannot do this\nand says it in two lines');
  let loss = 1;
  return {
    times: 10,
    run: () => {
      console.log('a library that talks');
      if (variant === 'falling') loss /= 2;
      if (variant === 'rising') loss *= 2;
      if (variant === 'breaking' && (loss += 1) > 3) throw new Error('it broke');
    },
    loss: () => loss,
  };
}
