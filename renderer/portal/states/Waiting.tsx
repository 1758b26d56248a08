import { useMessages } from '../messages/languages.ts';

/** The shape of the page to come: the same places, no numbers. */
export function Waiting() {
  const m = useMessages();
  return (
    <main className="screen waiting" role="status" aria-label={m.asking}>
      <div className="bone-row">
        <span className="bone name" />
        <span className="bone short" />
      </div>
      <span className="bone big" />
      <span className="bone chart" />
      <span className="bone wide" />
      <div className="bone-row around">
        <span className="bone ring-bone" />
        <span className="bone ring-bone" />
      </div>
      <span className="bone line" />
      <span className="bone line" />
      <span className="bone line" />
    </main>
  );
}
