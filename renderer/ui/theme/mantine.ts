import { createTheme } from '@mantine/core';

const transition = { transition: 'fade', duration: 120 } as const; // --t-slow; reduced motion switches it off below

const modal = { lockScroll: false, closeOnEscape: false, transitionProps: transition } as const;

/**
 * Mantine's behaviour. Its colours and sizes are not here: mantine.css feeds them from tokens.css as static CSS variables.
 *
 * `lockScroll` is off for everything modal: the console's body never scrolls, and the lock injects a `<style>` element,
 * which the Content-Security-Policy refuses. `closeOnEscape` is off because `ui/keys` closes the topmost thing itself.
 */
export const mantineTheme = createTheme({
  primaryColor: 'blue',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Modal: { defaultProps: { ...modal, centered: true, withCloseButton: false } },
    ModalRoot: { defaultProps: { ...modal, centered: true } },
    Drawer: { defaultProps: modal },
    DrawerRoot: { defaultProps: modal },
    Menu: { defaultProps: { transitionProps: transition, offset: 4, position: 'bottom-start' } },
    Popover: { defaultProps: { transitionProps: transition, offset: 4, position: 'bottom-start' } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: transition } },
    Select: { defaultProps: { checkIconPosition: 'right', comboboxProps: { offset: 4, transitionProps: transition } } },
    MultiSelect: {
      defaultProps: { checkIconPosition: 'right', comboboxProps: { offset: 4, transitionProps: transition } },
    },
    NumberInput: { defaultProps: { hideControls: true } },
  },
});
