import { cut, fit, listed, NAME_WIDTH, short, wrap } from '../view/text.ts';
import { sideBySide } from '../study/table.ts';
import type { Page } from '../view/report.ts';
import type { Lesson } from './lesson.ts';
import type { TableOptions } from './options.ts';
import type { Score } from './train.ts';

/** A network's scores, by the name of its activation. */
export interface Scored {
  readonly activation: string;
  readonly learnt: Score;
  readonly heldOut: Score;
}

const paragraph = ({ write, width }: Page, text: string): void => write(`${wrap(text, width)}\n\n`);

/** What the table holds and what is learnt from it. */
export function reportLesson(page: Page, lesson: Lesson, { data, training }: TableOptions): void {
  const { task, because, classes, columns, features, target, learnt, heldOut } = lesson;
  const [some, others] = [learnt.input.shape[0]!, heldOut.input.shape[0]!];
  page.write(`\n${page.paint('bold', `${data}: ${target.name}`)}\n\n`);
  const what = task === 'classification' ? `classification into ${classes.length}: ${listed(shortened(classes))}` : 'regression';
  paragraph(page, `${some + others} rows. The target ${JSON.stringify(target.name)} makes it a ${what} (${because}).`);
  const encoded = columns.filter(({ kind }) => kind === 'category').map(({ name }) => name);
  const hot = encoded.length === 0 ? '' : `; one-hot: ${listed(shortened(encoded))}`;
  paragraph(
    page,
    `${counted(features.length, 'feature')} from ${counted(columns.length, 'column')}: ${listed(shortened(columns.map(({ name }) => name)))}${hot}. Scaled as fitted to the rows learnt from.`,
  );
  const sizes = [features.length, ...training.hidden, classes.length > 2 ? classes.length : 1].join('-');
  paragraph(
    page,
    `Networks ${sizes}, ${counted(training.epochs, 'epoch')} of ${training.optimizer} at ${training.rate} in batches of ${Math.min(training.batch, some)}. ${counted(others, 'row')} (${((100 * others) / (some + others)).toFixed(0)} %), drawn by seed ${training.seed}, ${others === 1 ? 'is' : 'are'} held out: nothing is learnt from ${others === 1 ? 'it' : 'them'}.`,
  );
}

/** The scores, beside what needs no input. */
export function reportScores(page: Page, scores: readonly Scored[], { task, heldOut }: Lesson, base: number): void {
  const isClassification = task === 'classification';
  const heads = isClassification
    ? ['learnt, right', 'held out, right', 'held out, loss']
    : ['learnt, error', 'held out, error', 'held out, R²'];
  const cells = ({ learnt, heldOut }: Scored): string[] =>
    isClassification
      ? [percent(learnt.accuracy), percent(heldOut.accuracy), short(heldOut.loss)]
      : [
          inItsUnit(learnt.rootMeanSquaredError),
          inItsUnit(heldOut.rootMeanSquaredError),
          heldOut.rSquared === null ? '–' : heldOut.rSquared.toFixed(3),
        ];
  const room = page.width - heads.reduce((sum, head) => sum + head.length + 3, 2);
  const isNarrow = room < 'always the usual class'.length;
  const without = `${isNarrow ? '' : 'always '}the ${isClassification ? 'usual class' : 'mean'}`;
  const rows = [
    ...scores.map((scored) => [cut(scored.activation), ...cells(scored)]),
    [without, '', isClassification ? percent(base) : inItsUnit(base), ''],
  ];
  const widths = [Math.max(NAME_WIDTH, without.length), ...heads.map((head) => head.length + 1)];
  for (const columns of sideBySide(widths, 1, page.width)) {
    const line = (row: readonly string[]): string =>
      `  ${columns.map((column) => (column === 0 ? fit(row[column]!, widths[column]!) : row[column]!.padStart(widths[column]!))).join('  ')}`.trimEnd();
    page.write(`${page.paint('dim', line(['', ...heads]))}\n${rows.map(line).join('\n')}\n\n`);
  }
  const count = heldOut.input.shape[0]!;
  paragraph(
    page,
    isClassification
      ? `right: share of rows. One row more or less of the ${count} held out is ${short(100 / count)} %.`
      : 'error: root of the mean squared error, in the unit of the target. R²: 1 is perfect, 0 no better than the mean.',
  );
}

/** What the files hold. */
export function reportFiles(page: Page, files: readonly string[], { task, classes, features }: Lesson): void {
  const answers =
    task === 'regression'
      ? 'the target'
      : classes.length > 2
        ? `the probabilities of ${listed(shortened(classes))}`
        : `the probability of ${classes[1]}`;
  for (const file of files)
    paragraph(
      page,
      file.endsWith('.onnx')
        ? `${file}: input [rows, ${features.length}] to output, ${answers}. Features in order: ${features.join(', ')}.`
        : `${file}: for load of @nonlin/core, with the activation used here in { activations: […] }; logits as outputs of a classification; its table.columns are what encode of @nonlin/data takes.`,
    );
}

const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`);
const inItsUnit = (error: number | null): string => (error === null ? '–' : error.toLocaleString('en', { maximumSignificantDigits: 4 }));
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
const shortened = (names: readonly string[]): readonly string[] =>
  names.length > 12 ? [...names.slice(0, 10), `${names.length - 10} more`] : names;
