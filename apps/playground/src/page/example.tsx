import { Tensor } from '@nonlin/core';
import { useMemo, useState } from 'preact/hooks';
import { makeData } from '../network/data.ts';
import type { Look } from '../network/frame.ts';
import { modelOf } from '../network/model-of.ts';
import { traceNetwork } from '../network/trace.ts';
import type { LayerTrace } from '../network/trace.ts';
import type { Texts } from '../text/en.ts';
import { number } from '../text/number.ts';
import { useStore, useText } from './context.ts';

/** One example's numbers on their way forward and back, a layer at a time. */
export function Example({ look }: { readonly look: Look }) {
  const store = useStore();
  const t = useText();
  const { settings } = store;
  const [row, setRow] = useState(0);
  const [at, setAt] = useState(0);
  const { train } = useMemo(() => makeData(settings), [settings.data, settings.points, settings.noise, settings.seed, settings.held]);
  const count = train.target.size;
  const place = Math.min(row, count - 1);
  const [x, y] = [train.input.at(place, 0), train.input.at(place, 1)];
  const label = train.target.at(place, 0);
  const model = modelOf(settings, look);
  const one = { input: new Tensor([1, 2], Float32Array.of(x, y)), target: new Tensor([1, 1], Float32Array.of(label)) };
  const { layers, loss } = traceNetwork(model, model.parameters, one);

  const title = (layer: number): string => (layer === layers.length - 1 ? t.inside.output : t.inside.layer(layer + 1));
  const logit = layers.at(-1)!.output[0]!;
  const probability = 1 / (1 + Math.exp(-logit));
  const steps = [
    () => <p>{t.inside.enter(x, y, label)}</p>,
    ...layers.map((layer, i) => () => (
      <>
        <p>{t.inside.forward(title(i))}</p>
        <Numbers layer={layer} columns={['z', 'value', 'slope']} t={t} />
      </>
    )),
    () => (
      <>
        <p>{t.inside.lossAt(probability, label, loss)}</p>
        <p>{t.inside.lossBack(layers.at(-1)!.outputGradient[0]!)}</p>
      </>
    ),
    ...layers
      .map((layer, i) => () => (
        <>
          <p>{t.inside.backward(title(i))}</p>
          <Numbers layer={layer} columns={['arriving', 'slope', 'delta']} t={t} />
          {layer.delta.every((delta) => delta === 0) && <p class="still">{t.inside.stopped}</p>}
        </>
      ))
      .toReversed(),
  ];
  const current = Math.min(at, steps.length - 1);
  return (
    <div class="example">
      <h3>{t.inside.stepHeading}</h3>
      <div class="buttons">
        <label>
          {t.inside.example}{' '}
          <select value={String(place)} onChange={(event) => setRow(Number(event.currentTarget.value))}>
            {Array.from({ length: count }, (_, i) => (
              <option key={i} value={String(i)}>
                {i + 1}: ({number(train.input.at(i, 0))}, {number(train.input.at(i, 1))})
              </option>
            ))}
          </select>
        </label>
        <button disabled={current === 0} onClick={() => setAt(current - 1)}>
          {t.inside.back}
        </button>
        <button disabled={current === steps.length - 1} onClick={() => setAt(current + 1)}>
          {t.inside.forth}
        </button>
        <span>{t.inside.stepOf(current + 1, steps.length)}</span>
      </div>
      <div class="step" aria-live={store.running ? 'off' : 'polite'}>
        {steps[current]!()}
      </div>
    </div>
  );
}

type Column = keyof Texts['inside']['columns'];

function Numbers({
  layer,
  columns,
  t,
}: {
  readonly layer: LayerTrace;
  readonly columns: readonly Exclude<Column, 'unit'>[];
  readonly t: Texts;
}) {
  const read = { z: layer.preActivation, value: layer.output, slope: layer.slope, arriving: layer.outputGradient, delta: layer.delta };
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t.inside.columns.unit}</th>
          {columns.map((column) => (
            <th key={column} scope="col">
              {t.inside.columns[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: layer.units }, (_, unit) => (
          <tr key={unit}>
            <th scope="row">{unit + 1}</th>
            {columns.map((column) => (
              <td key={column}>{number(read[column][unit]!)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
