import type { AnyActivation } from '@nonlin/core';
import { useEffect, useRef, useState } from 'preact/hooks';

/** The formula as MathML, which browsers set themselves; what makes it comes after the race has begun. */
export function Typeset({ activation }: { readonly activation: AnyActivation }) {
  const place = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    let current = true;
    void import('./math.ts').then(({ setMath, textOf }) => {
      if (!current || place.current === null) return;
      setMath(activation, place.current);
      setText(textOf(activation));
    });
    return () => {
      current = false;
    };
  }, [activation]);
  return <div ref={place} class="formula" role="math" aria-label={`f(x) = ${text}`} />;
}
