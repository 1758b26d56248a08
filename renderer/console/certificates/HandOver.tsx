import type { Output } from '../../../shared/contract/contract.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { IconDownload } from '../../ui/controls/icons.ts';
import { download } from '../../ui/files/download.ts';
import { DrawerSection } from '../../ui/overlay/Drawer.tsx';
import { ScriptLines } from '../routers/RouterScript.tsx';

export type HandedOver = Output<'certificate.bundle'>;

/** What the router gets: the file, and the lines to paste once it is there. */
export function HandOver({ bundle }: { readonly bundle: HandedOver }) {
  return (
    <>
      <DrawerSection title="1. The file, to the router’s Files">
        <Button
          icon={IconDownload}
          onClick={() => download(bundle.fileName, new Blob([bundle.pem], { type: 'application/x-pem-file' }))}
        >
          {bundle.fileName}
        </Button>
        <p className="form-note">
          Certificate, private key and authority. Whoever has it is this NAS: delete it here once it is on the router.
        </p>
      </DrawerSection>
      <DrawerSection title="2. These lines, into its terminal">
        <ScriptLines lines={bundle.commands} />
      </DrawerSection>
    </>
  );
}
