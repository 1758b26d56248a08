import { Popover } from '@mantine/core';
import { useState } from 'react';
import { Button } from '../controls/controls.tsx';
import { Glyph } from '../controls/Glyph.tsx';
import { IconCheck, IconColumnChooser } from '../controls/icons.ts';
import type { TableColumns } from './use-columns.ts';

/** The button that says which columns are on the screen. A column chosen by hand stays when the window gets narrow. */
export function ColumnChooser<R>({ columns }: { readonly columns: TableColumns<R> }) {
  const [open, setOpen] = useState(false);
  const { table } = columns;
  const reset = () => {
    table.resetColumnSizing(true);
    table.setColumnVisibility(
      Object.fromEntries(columns.all.filter((column) => column.optional).map((column) => [column.id, false])),
    );
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button look="ghost" icon={IconColumnChooser} aria-expanded={open} onClick={() => setOpen(!open)}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <ul className="chooser">
          {columns.all.map((column) => {
            const model = table.getColumn(column.id);
            if (!model?.getCanHide()) return null;
            return (
              <li key={column.id}>
                <button
                  type="button"
                  className="chooser-line"
                  role="menuitemcheckbox"
                  aria-checked={model.getIsVisible()}
                  onClick={() => model.toggleVisibility(!model.getIsVisible())}
                >
                  <span className={model.getIsVisible() ? 'box on' : 'box'} aria-hidden="true">
                    {model.getIsVisible() && <Glyph icon={IconCheck} size={12} />}
                  </span>
                  {column.title}
                </button>
              </li>
            );
          })}
        </ul>
        <div className="chooser-foot">
          <Button look="ghost" small onClick={reset}>
            Back to the view's own
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
