import { createContext } from 'preact';
import { useContext, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { onThemeChange, theme } from './theme.ts';
import type { Theme } from './theme.ts';

/** A canvas to draw on, in CSS pixels. */
export interface Drawing {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

interface PictureProperties {
  /** Draws everything; called again when anything changes. */
  readonly draw: (drawing: Drawing) => void;
  /** What the picture shows now, in words. */
  readonly label: string;
  readonly class?: string;
  readonly onPointerMove?: (event: PointerEvent) => void;
  readonly onPointerLeave?: () => void;
  readonly onPointerDown?: (event: PointerEvent) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly interactive?: boolean;
}

/** Whether pictures change many times a second: those off the screen wait then. */
export const Live = createContext(false);

const REDRAW = 'nonlin-redraw';

/** Brings pictures up to date that are not on the screen. */
export const redrawAll = (): boolean => dispatchEvent(new Event(REDRAW));

/** A picture with a text in its place for those who do not see it. Sharp on any screen; redrawn with each rendering. */
export function Picture({ draw, label, class: name, interactive = false, ...handlers }: PictureProperties) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState<readonly [number, number]>([0, 0]);
  const [, setThemed] = useState(0);
  /** Whether it is on the screen, or nearly. */
  const [near, setNear] = useState(true);

  useEffect(() => onThemeChange(() => setThemed((count) => count + 1)), []);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      setSize([Math.round(width), Math.round(height)]);
    });
    observer.observe(canvas.current!);
    const watcher = new IntersectionObserver(([entry]) => setNear(entry!.isIntersecting), { rootMargin: '25%' });
    watcher.observe(canvas.current!);
    return () => {
      observer.disconnect();
      watcher.disconnect();
    };
  }, []);
  const redraw = (): void => {
    const [width, height] = size;
    const element = canvas.current!;
    const ratio = globalThis.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (wide === 0 || high === 0) return;
    if (element.width !== wide) element.width = wide;
    if (element.height !== high) element.height = high;
    const context = element.getContext('2d')!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    draw({ context, width, height, theme: theme() });
  };
  const live = useContext(Live);
  useLayoutEffect(() => {
    if (near || !live) redraw();
  });
  useEffect(() => {
    addEventListener(REDRAW, redraw);
    return () => removeEventListener(REDRAW, redraw);
  });

  return <canvas ref={canvas} role="img" aria-label={label} class={name} {...(interactive && { tabIndex: 0 })} {...handlers} />;
}
