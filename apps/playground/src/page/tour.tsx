import { chapterPresets } from '../state/chapters.ts';
import { useStore, useText } from './context.ts';

/** Six presets of the page, each with its text and one thing to try. */
export function Tour() {
  const store = useStore();
  const t = useText();
  const { chapter } = store.settings;
  const open = (next: number): void => store.present({ ...chapterPresets[next - 1], chapter: next });
  if (chapter === 0)
    return (
      <nav class="tour closed" aria-label={t.tour.heading}>
        <button class="primary" onClick={() => open(1)}>
          {t.tour.start}
        </button>
      </nav>
    );
  const { title, text, action } = t.chapters[chapter - 1]!;
  return (
    <section class="tour" aria-labelledby="tour-heading">
      <ol class="chapters">
        {t.chapters.map(({ title: name }, i) => (
          <li key={name}>
            <button aria-current={i + 1 === chapter ? 'step' : undefined} onClick={() => open(i + 1)}>
              {i + 1} <span>{name}</span>
            </button>
          </li>
        ))}
      </ol>
      <h2 id="tour-heading" aria-live="polite">
        {t.tour.chapter(chapter, title)}
      </h2>
      <p>{text}</p>
      <p class="try">
        <strong>{t.tour.tryThis}:</strong> {action}
      </p>
      <div class="buttons">
        <button disabled={chapter === 1} onClick={() => open(chapter - 1)}>
          {t.tour.previous}
        </button>
        <button class="primary" disabled={chapter === t.chapters.length} onClick={() => open(chapter + 1)}>
          {t.tour.next}
        </button>
        <button onClick={() => open(chapter)}>{t.tour.again}</button>
        <button onClick={() => store.change({ chapter: 0 })}>{t.tour.leave}</button>
      </div>
    </section>
  );
}
