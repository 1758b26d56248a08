import { Modal } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { Kbd } from '../controls/controls.tsx';
import { Glyph } from '../controls/Glyph.tsx';
import { IconSearch } from '../controls/icons.ts';
import { isMac, useKeys } from '../keys/keys.ts';
import { printed } from '../keys/match.ts';
import {
  keptChoice,
  markParts,
  type PaletteItem,
  type PaletteProvider,
  parseQuery,
  withActions,
} from './palette-model.ts';
import { usePaletteResults } from './use-palette-results.ts';
import './palette.css';

export interface PaletteProps {
  /** Stable. Their order is the order of the groups. */
  readonly providers: readonly PaletteProvider[];
  readonly opened: boolean;
  readonly onOpened: (opened: boolean) => void;
}

/** Ctrl/⌘ K: any subscriber, router, view or action, over whatever is open. */
export function Palette({ providers, opened, onOpened }: PaletteProps) {
  useKeys([{ keys: ['Mod k'], label: 'Find anything', run: () => onOpened(!opened) }], { group: 'Everywhere' });
  useKeys([{ keys: ['Escape', 'Mod k'], label: '', run: () => onOpened(false) }], {
    group: '',
    active: opened,
    blocks: true,
  });
  if (!opened) return null;
  return (
    // Without a fade and with its own focus: what is typed right after the key must reach the field, letter by letter.
    <Modal.Root
      opened
      onClose={() => onOpened(false)}
      size={720}
      yOffset={96}
      centered={false}
      transitionProps={{ duration: 0 }}
      returnFocus={false}
    >
      <Modal.Overlay />
      <Modal.Content aria-label="Command palette" className="palette">
        <PaletteBody providers={providers} onDone={() => onOpened(false)} />
      </Modal.Content>
    </Modal.Root>
  );
}

function PaletteBody({
  providers,
  onDone,
}: {
  readonly providers: readonly PaletteProvider[];
  readonly onDone: () => void;
}) {
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const { groups, tookMs, failed } = usePaletteResults(providers, typed, true);
  const { text, scope } = parseQuery(typed);

  // The subject is the result that actions belong to; moving into its actions does not change it.
  const results = groups.flatMap((group) => group.items);
  const [subjectId, setSubjectId] = useState<string | null>(null);
  const subject = keptChoice(results, subjectId);
  const shown = withActions(groups, subject);
  const items = shown.flatMap((group) => group.items);
  const chosen = keptChoice(items, chosenId ?? subject?.id ?? null);

  const choose = (item: PaletteItem | undefined) => {
    if (!item) return;
    setChosenId(item.id);
    if (results.includes(item)) setSubjectId(item.id);
  };
  const move = (by: number) => {
    const at = chosen ? items.indexOf(chosen) : -1;
    choose(items[(at + by + items.length) % items.length]);
  };
  const run = (item: PaletteItem | undefined, newWindow: boolean) => {
    if (!item) return;
    onDone();
    item.run({ newWindow });
  };
  const inActions = chosen !== undefined && subject?.actions?.includes(chosen) === true;
  const onKey = (event: KeyboardEvent) => {
    switch (event.key) {
      case 'ArrowDown':
        move(1);
        break;
      case 'ArrowUp':
        move(-1);
        break;
      case 'Enter':
        run(chosen, event.ctrlKey || event.metaKey);
        break;
      case 'Tab': // to the actions and back
        choose(inActions ? subject : (subject?.actions?.[0] ?? chosen));
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    field.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen line is what must come into sight
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen?.id]);

  const mac = isMac();
  return (
    <>
      <div className="palette-query">
        <Glyph icon={IconSearch} size={16} />
        <input
          ref={field}
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={chosen ? `${listId}-${chosen.id}` : undefined}
          aria-label="Find anything"
          placeholder="User, name, IP, MAC, phone, router, view or action"
          spellCheck={false}
          autoComplete="off"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosenId(null);
            setSubjectId(null);
          }}
          onKeyDown={onKey}
        />
        {failed.length > 0 && <span className="fs11 warn">No answer from {failed.join(', ')}</span>}
        {tookMs !== null && text !== '' && <span className="fs11 t3">{tookMs} ms</span>}
      </div>
      <div ref={list} id={listId} role="listbox" aria-label="Results" className="palette-list">
        {shown.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a <fieldset> is for forms; in a listbox this is a group of options
          <div key={group.title} role="group" aria-label={group.title}>
            <div className="palette-title" role="presentation">
              {group.title}
              {group.total && <span>{group.total}</span>}
            </div>
            {group.items.map((item) => (
              <PaletteLine
                key={item.id}
                id={`${listId}-${item.id}`}
                item={item}
                text={text}
                on={item === chosen}
                onRun={(newWindow) => run(item, newWindow)}
                onPoint={() => choose(item)}
              />
            ))}
          </div>
        ))}
        {items.length === 0 && tookMs !== null && (
          <p className="palette-none">
            {text === ''
              ? 'Type to search.'
              : `Nothing found for “${text}”${scope === 'routers' ? ' among routers' : scope === 'commands' ? ' among commands' : ''}.`}
          </p>
        )}
      </div>
      <footer className="palette-foot">
        <span>
          <Kbd>↑</Kbd>
          <Kbd>↓</Kbd> choose
        </span>
        <span>
          <Kbd>Tab</Kbd> actions
        </span>
        <span>
          <Kbd>{printed('Mod Enter', mac)}</Kbd> new window
        </span>
        <span>
          <Kbd>&gt;</Kbd> commands only
        </span>
        <span>
          <Kbd>@</Kbd> routers only
        </span>
        <span className="palette-close">
          <Kbd>Esc</Kbd> close
        </span>
      </footer>
    </>
  );
}

interface PaletteLineProps {
  readonly id: string;
  readonly item: PaletteItem;
  readonly text: string;
  readonly on: boolean;
  readonly onRun: (newWindow: boolean) => void;
  readonly onPoint: () => void;
}

function PaletteLine({ id, item, text, on, onRun, onPoint }: PaletteLineProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus and names the active option
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the input runs it
    <div
      id={id}
      role="option"
      aria-selected={on}
      className={on ? 'palette-line on' : 'palette-line'}
      onPointerMove={on ? undefined : onPoint}
      onClick={(event) => onRun(event.ctrlKey || event.metaKey)}
    >
      <Glyph icon={item.icon} />
      <span className="ellip">
        <span
          className={item.look === 'name' ? 'palette-name id' : item.look === 'action' ? 'palette-name' : undefined}
        >
          {markParts(item.label, text).map((part, place) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one label, remade as a whole
            part.hit ? <mark key={place}>{part.text}</mark> : <span key={place}>{part.text}</span>,
          )}
        </span>
        {item.note && <span className="palette-note">{item.note}</span>}
      </span>
      <span className="palette-end">{item.end}</span>
    </div>
  );
}
