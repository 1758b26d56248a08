import { useState } from 'react';
import { Kbd } from '../controls/controls.tsx';
import { Dialog } from '../overlay/Dialog.tsx';
import { isMac, type KeyLayer, useKeyLayers, useKeys } from './keys.ts';
import { printed } from './match.ts';
import './key-help.css';

/** Every key that works right now, under `?`. The list is the bindings themselves, so it cannot be wrong. */
export function KeyHelp() {
  const [opened, setOpened] = useState(false);
  // What was active when `?` was pressed: the dialog's own keys are not what anybody looks for.
  const [listed, setListed] = useState<readonly KeyLayer[]>([]);
  const open = () => {
    setListed(useKeyLayers.getState().layers);
    setOpened(true);
  };
  useKeys([{ keys: ['?'], label: 'All keys', run: open }], { group: 'Everywhere' });
  const mac = isMac();
  return (
    <Dialog opened={opened} onClose={() => setOpened(false)} title="Keys" width={560} closeKeys={['?']}>
      <div className="key-help">
        {groupsOf(listed).map(([group, bindings]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {bindings.map(({ label, keys }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>
                    {keys.slice(0, 2).map((key) => (
                      <Kbd key={key}>{printed(key, mac)}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

type Listed = readonly [
  group: string,
  bindings: readonly { readonly label: string; readonly keys: readonly string[] }[],
];

function groupsOf(layers: readonly KeyLayer[]): readonly Listed[] {
  const groups = new Map<string, { label: string; keys: readonly string[] }[]>();
  for (const { group, bindings } of layers) {
    const said = bindings.filter((binding) => binding.label !== '');
    if (said.length > 0) groups.set(group, [...(groups.get(group) ?? []), ...said]);
  }
  return [...groups];
}
